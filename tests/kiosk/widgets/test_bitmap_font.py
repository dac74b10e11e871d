"""Large letters: every line of the book can be drawn, and what is drawn is the text."""

from __future__ import annotations

import tomllib
from importlib import resources
from itertools import chain
from pathlib import Path

import pytest
from rich.cells import cell_len
from stations import POST, Scene, driven, keys

from kiosk.desk.app import DeskApp
from kiosk.widgets.bitmap_font import DOTS, ROWS, STRETCH, can_draw, cells_of, drawn
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.typeset import clean
from kiosk.widgets.waiting_list import WaitingList
from prompts import LANGUAGES, load_script

_DOTS = {" ": (0, 0), "\u2580": (1, 0), "\u2584": (0, 1), "\u2588": (1, 1)}


def dots(rows: tuple[str, ...]) -> list[str]:
    """The dots of a drawn text, a string for each line of dots."""
    lines = []
    for row in rows:
        for half in (0, 1):
            lines.append("".join("#" if _DOTS[cell][half] else "." for cell in row))
    return lines


def test_a_letter_is_drawn_dot_by_dot() -> None:
    assert len(drawn("十")) == ROWS
    lines = dots(drawn("十"))
    assert len(lines) == DOTS
    assert max(line.count("#") for line in lines) >= 13, "its stroke from left to right"
    assert max(column.count("#") for column in map("".join, zip(*lines, strict=True))) >= 13, "from top to bottom"


@pytest.mark.parametrize("text", ["对不起，让您久等了", "Sorry to have kept you waiting", "請到 3 號窗口"])
def test_a_drawn_text_is_as_wide_as_its_cells(text: str) -> None:
    assert cells_of(text) == cell_len(text) * STRETCH
    assert {cell_len(row) for row in drawn(text)} == {cells_of(text)}


def test_a_text_with_a_letter_that_has_no_drawing_is_not_drawn_large() -> None:
    assert not can_draw("您好\U0001f600")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_book_can_be_drawn(language: str) -> None:
    said = lines_of(language)
    assert set(said) == {moment.id for moment in load_script(language).moments()}
    for line in chain.from_iterable(said.values()):
        assert can_draw(clean(line)), line


def lines_of(language: str) -> dict[str, list[str]]:
    """What the pack of a language says at each moment, as it is written."""
    found: dict[str, list[str]] = {}
    for file in sorted(Path(str(resources.files("prompts"))).joinpath("packs", language).glob("*.toml")):
        for moment in tomllib.loads(file.read_text(encoding="utf-8")).get("moment", []):
            said = [line["say"] for line in moment.get("line", []) if "say" in line]
            found.setdefault(moment["id"], []).extend(said)
    return found


LARGE = ((140, 42), (200, 60))
"""Sizes of a screen on which a Chinese sentence is drawn large."""


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30), *LARGE])
async def test_nothing_to_say_is_cut_it_is_large_where_there_is_room_and_spare_rows_show_who_waits(
    crowd: Scene, size: tuple[int, int], language: str
) -> None:
    app = DeskApp(crowd.station(), POST, language=language)
    async with driven(app, size=size) as pilot:
        for key in ("enter", "n"):
            await keys(pilot, key)
            prompter, waiting = app.screen.query_one(Teleprompter), app.screen.query_one(WaitingList)
            assert prompter.max_scroll_y == 0 or size == (60, 20), key
            total = app.screen.view.total
            assert len(waiting.rows[: waiting.capacity]) == min(total, waiting.capacity)
            blank = prompter.size.height - str(app.screen.query_one("#page").render()).count("\n") - 1
            assert blank <= 1 or len(waiting.rows) >= total, "blank rows while people wait unseen"
        if language == "zh-Hans":
            assert ("\u2588" in str(app.screen.query_one("#page").render())) is (size in LARGE)
