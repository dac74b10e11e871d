"""The hall's own lines: used by every screen, their faults told before one opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.hall import load_hall
from kiosk.hall.lines import hall_scripts
from prompts import ScriptError, Situation

GOOD = """language = "en"
[[moment]]
id = "thanks"
[[moment.line]]
say = "It was my pleasure."
"""
BAD = """language = "en"
[[moment]]
id = "thanks"
[[moment.line]]
say = "That is none of my business, {nobody}."
"""


def test_own_lines_are_laid_over_the_shipped_ones(hall: Path) -> None:
    (hall / "lines.en.toml").write_text(GOOD, encoding="utf-8")
    scripts = hall_scripts(load_hall(hall))
    assert scripts["en"].lines("thanks", Situation())[0].say == "It was my pleasure."
    assert "不客气" in scripts["zh-Hans"].lines("thanks", Situation())[0].say


def test_bad_lines_are_told_before_a_screen_opens(hall: Path, kiosk) -> None:
    (hall / "lines.en.toml").write_text(BAD, encoding="utf-8")
    with pytest.raises(ScriptError):
        hall_scripts(load_hall(hall))
    told = kiosk("script", "book", code=2).stderr
    assert "lines.en.toml" in told
    assert "nobody" in told
    assert "Traceback" not in told
