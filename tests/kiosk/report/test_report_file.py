"""The report as a file: whole or not at all, with nothing to fetch and nothing to run, and safe with any words."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli.root import cli
from kiosk.hall import HallConfig
from kiosk.report import BadDays, Report, pages, read_days
from kiosk.report.charts import Value, lying, shortened, standing
from kiosk.words import load_words
from queue_store import Role, Store

TODAY = date(2026, 3, 12)


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli, ["report", *words])
    assert result.exit_code == code, result.output
    return result.stderr


def page_of(config: HallConfig, store: Store, language: str) -> str:
    """The report of the small day, read on the same day: its words are still kept."""
    days = read_days(store.business_day(), day="today")
    before = days.before()
    now, earlier = (store.reports.period(each.first, each.last) for each in (days, before))
    return "".join(pages(Report(config, load_words(language), days, now, earlier, "kiosk", store.audit.head())))


@pytest.mark.usefixtures("small_day")
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_nothing_to_fetch_and_nothing_to_run(config: HallConfig, store: Store, language: str) -> None:
    page = page_of(config, store, language)
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert not re.search(r"\b(src|srcset|action|onclick|onload)=", page)
    assert set(re.findall(r'href="(.)', page)) == {"#"}
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {target for target in re.findall(r'href="#([^"]+)"', page)} <= set(ids), "every figure leads to its note"
    assert "{" not in page.partition("</style>")[2], "no placeholder is left"


@pytest.mark.usefixtures("small_day")
def test_what_visitors_wrote_is_text(config: HallConfig, store: Store) -> None:
    page = page_of(config, store, "en")
    assert "等得久 &lt;b&gt;=1+1&lt;/b&gt;" in page
    assert "\x1b" not in page


@pytest.mark.usefixtures("small_day")
def test_it_is_written_here_under_the_name_of_its_days(tmp_path: Path, store: Store) -> None:
    assert run("--week", "2026-W11", "--clerk", "boss") == "Written: report-2026-W11.html. Open it in a browser.\n"
    assert (tmp_path / "report-2026-W11.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not [file.name for file in tmp_path.iterdir() if file.name.endswith(".tmp")]
    (row,) = store.journal.rows(datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), "export")
    assert {name: row.data[name] for name in ("what", "since", "until", "by", "persons")} == {
        "what": "report", "since": "2026-03-09", "until": "2026-03-15", "by": "boss", "persons": ["words"],
    }  # fmt: skip
    page = (tmp_path / "report-2026-W11.html").read_text(encoding="utf-8")
    assert f"<code>{row.data['chain_head']}</code>" in page
    verdict = store.audit.verify([str(row.data["chain_head"])])
    assert verdict.whole
    assert verdict.known_heads == {row.data["chain_head"]: row.data["chain_seq"]}


@pytest.mark.usefixtures("small_day")
def test_it_is_never_written_over_the_hall(hall: Path) -> None:
    before = (hall / "hall.toml").read_bytes()
    for file in ("hall.db", "hall.toml"):
        assert str(hall / file) in run("--day", "2026-03-10", "--output", str(hall / file), code=1)
    assert (hall / "hall.toml").read_bytes() == before


@pytest.mark.usefixtures("small_day")
def test_a_period_without_anybody_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    said = run("--day", "2026-03-11", "--output", "x.html", code=1)
    assert said == "Wednesday 11 March 2026: nobody queued, so there is nothing to report. No file was written.\n"
    assert not (tmp_path / "x.html").exists()


@pytest.mark.usefixtures("small_day")
def test_a_target_that_cannot_be_written(tmp_path: Path) -> None:
    said = run("--day", "2026-03-10", "--output", str(tmp_path / "no" / "x.html"), code=1)
    assert said.startswith(f"{tmp_path / 'no' / 'x.html'} cannot be written: ")
    assert said.count("\n") == 1


@pytest.mark.usefixtures("small_day")
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a disk of its own")
def test_a_full_disk_leaves_the_older_report_and_no_half_one(hall: Path, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    script = (
        f'mount -t tmpfs -o size=16k none "{small}" && cd "{small}" && echo older > report.html && '
        f'"{sys.executable}" -m kiosk report --day 2026-03-10 --output report.html; echo "code $?"; '
        "ls -A; cat report.html"
    )
    full = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script],
        env={**os.environ, "KIOSK_HALL": str(hall), "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )
    if "code" not in full.stdout:
        pytest.skip(f"no disk of one's own here: {full.stderr}")
    assert full.stdout.splitlines() == ["code 1", "report.html", "older"], full.stderr
    assert full.stderr == "report.html cannot be written: No space left on device.\n"


@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--week", "2026-W60"], "2026-W60 is not a day, week or month that can stand there."),
        (["--week", "47"], "47 is not a day, week or month that can stand there."),
        (["--month", "2026-13"], "2026-13 is not a day, week or month that can stand there."),
        (["--day", "2026-02-30"], "2026-02-30 is not a day, week or month that can stand there."),
        (["--day", "2026-W10"], "2026-W10 is not a day, week or month that can stand there."),
        (["--since", "2026-03-10", "--until", "2026-03-09"], "Nothing lies between 2026-03-10 and 2026-03-09."),
        (["--week", "2026-W10", "--day", "today"], "--week, --day cannot go together."),
        (["--month", "2026-03", "--since", "2026-03-10"], "--month, --since cannot go together."),
    ],
)
def test_days_that_cannot_be_read(words: list[str], sentence: str) -> None:
    assert run(*words, code=2).startswith(sentence)


@pytest.mark.parametrize(
    ("given", "first", "last", "name", "before"),
    [
        ({"week": "2026-W11"}, "2026-03-09", "2026-03-15", "2026-W11", "2026-03-02"),
        ({"week": "2026w1"}, "2025-12-29", "2026-01-04", "2026-W01", "2025-12-22"),
        ({"month": "2026-02"}, "2026-02-01", "2026-02-28", "2026-02", "2026-01-01"),
        ({"month": "2024-12"}, "2024-12-01", "2024-12-31", "2024-12", "2024-11-01"),
        ({"day": "yesterday"}, "2026-03-11", "2026-03-11", "2026-03-11", "2026-03-04"),
        ({"since": "2026-03-01"}, "2026-03-01", "2026-03-12", "2026-03-01_2026-03-12", "2026-02-17"),
        ({"since": "2026-W10"}, "2026-03-02", "2026-03-08", "2026-W10", "2026-02-23"),
        ({"since": "2026-02"}, "2026-02-01", "2026-02-28", "2026-02", "2026-01-01"),
        ({"since": "2026-W09", "until": "2026-W10"}, "2026-02-23", "2026-03-08", "2026-02-23_2026-03-08", "2026-02-09"),
        ({"until": "2026-03-01"}, "2026-03-01", "2026-03-01", "2026-03-01_2026-03-01", "2026-02-28"),
        ({}, "2026-03-02", "2026-03-08", "2026-W10", "2026-02-23"),
    ],
)
def test_days(given: dict[str, str], first: str, last: str, name: str, before: str) -> None:
    days = read_days(TODAY, **given)
    assert (str(days.first), str(days.last), days.name, str(days.before().first)) == (first, last, name, before)
    assert days.before().last == days.before().before().before().last or days.before().last < days.first


@pytest.mark.parametrize(
    "given",
    [{"week": "x"}, {"month": "2026"}, {"day": ""}, {"since": "9999-99-99"}, {"day": "2026-W10"}, {"week": "2026-03"}],
)
def test_what_is_no_day(given: dict[str, str]) -> None:
    with pytest.raises(BadDays):
        read_days(TODAY, **given)


def test_pictures_stay_inside_their_frame() -> None:
    for most in (0, 0.001, 0.5, 1, 3, 7, 12, 99, 100, 1234, 98765):
        bars = lying([Value("x" * 80, "y", most, most / 2), Value("单" * 40, "y", 0)])
        assert all(bars.left + bar.long <= bars.width - 100 for bar in bars.bars)
        columns = standing([Value(str(number), "y", most, most / 3) for number in range(62)], stepped=[most] * 62)
        assert all(0 <= column.short <= column.long <= 150 for column in columns.columns)
        assert sum(bool(column.name) for column in columns.columns) <= 16
        assert columns.columns[-1].x + columns.columns[-1].width <= columns.width
    assert shortened("单" * 40) == "单" * 11 + "…"
    assert lying([]).bars == standing([]).columns == ()


@pytest.mark.usefixtures("small_day")
def test_in_a_hall_with_staff_a_clerk_makes_no_report(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.staff.add("li", name="李敏", role=Role.SUPERVISOR, pin="moonlight")
    store.staff.add("wang", name="王建国")
    run("--day", "2026-03-10", code=2)
    assert "supervisor" in run("--day", "2026-03-10", "--clerk", "wang", code=1)
    assert not list(tmp_path.glob("*.html"))
    monkeypatch.setenv("KIOSK_PIN", "moonlight")
    run("--day", "2026-03-10", "--clerk", "li")
    assert (tmp_path / "report-2026-03-10.html").exists()
