"""The page of the rules: every id that is cited anywhere stands on it, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "rules.md"
CITED = re.compile(r"\bR(\d\d)(?:-R(\d\d))?\b")
RULES = [f"R{number:02}" for number in range(1, 66)]


def cited_in(text: str) -> set[str]:
    """Ids in a text; a span such as R07-R09 stands for all in it."""
    spans = ((int(first), int(last or first)) for first, last in CITED.findall(text))
    return {f"R{number:02}" for first, last in spans for number in range(first, last + 1)}


def rows(section: str) -> list[list[str]]:
    """The cells of a language's table."""
    part = PAGE.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")
    ]
    return cells[2:]


def test_each_rule_has_a_row_in_both_languages() -> None:
    for section in ("中文", "English"):
        found = rows(section)
        assert [re.sub(r"<a id=\"r\d\d\"></a>", "", cells[0]) for cells in found] == RULES
        assert all(len(cells) == 3 and all(cells) for cells in found)


def test_every_rule_that_is_cited_has_a_row() -> None:
    cited: dict[str, set[str]] = {}
    for package in ("kiosk", "queue_store", "prompts", "tests"):
        for file in (ROOT / package).rglob("*"):
            if file.suffix in {".py", ".toml", ".md", ".html", ".js"} and file != Path(__file__):
                for rule in cited_in(file.read_text(encoding="utf-8")):
                    cited.setdefault(rule, set()).add(str(file.relative_to(ROOT)))
    assert len(cited) > 40
    assert {rule: places for rule, places in cited.items() if rule not in RULES} == {}


def test_the_readme_leads_there() -> None:
    assert "](docs/rules.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
