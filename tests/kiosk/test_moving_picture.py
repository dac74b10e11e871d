"""README's moving picture: aligned whatever the font, one frame at a time, small enough to load at once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from moving_picture import CELL_WIDTH, Frame, moving_picture, read_terminal
from rich.cells import cell_len

ROOT = Path(__file__).parents[2]
README_PICTURE = ROOT / ".github" / "pictures" / "newcomer.svg"
_SVG = "{http://www.w3.org/2000/svg}"

CAPTURED = (
    "\x1b[1m\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m请先致歉 A001\x1b[0m   <&>\n"
    "\x1b[38;2;1;2;3m▀▀ ▀█\x1b[39m\n\x1b[38;2;9;9;9mgoes on\nin the next row\x1b[0m"
)


def made() -> ElementTree.Element:
    rows = read_terminal(CAPTURED)
    frames = [Frame(rows, 2, "n", "one"), Frame(rows, 3, "1 < 2", "two"), Frame((rows[0],) * 4, 5, "", "三")]
    return ElementTree.fromstring(moving_picture(frames, 40, "a & b"))


def letters(picture: ElementTree.Element) -> list[ElementTree.Element]:
    """Every run of letters on the terminal."""
    return [each for each in picture.iter(f"{_SVG}text") if each.get("textLength")]


def test_every_run_is_as_wide_as_its_cells_and_begins_at_its_column() -> None:
    runs = letters(made())
    assert [each.text for each in runs[:3]] == ["请先致歉", "A001", "<&>"]
    for each in runs:
        assert int(str(each.get("textLength"))) == cell_len(each.text or "") * CELL_WIDTH
    assert [int(str(each.get("x"))) // CELL_WIDTH for each in runs[:3]] == [0, 9, 16]
    assert runs[0].get("fill") == "#ff0000"


def test_colours_go_on_into_the_next_row_as_a_terminal_has_them() -> None:
    runs = [each for each in letters(made()) if each.get("fill") == "#090909"]
    assert [each.text for each in runs] == ["goes", "on", "in", "the", "next", "row"]


def test_blocks_are_drawn() -> None:
    drawn = [each for each in made().iter(f"{_SVG}rect") if each.get("fill") == "#010203"]
    sizes = [(int(each.get("width", 0)) // CELL_WIDTH, each.get("height")) for each in drawn]
    assert sizes == [(2, "10"), (1, "10"), (1, "20")]


def spans(style: str) -> Iterator[tuple[float, float]]:
    """From when to when each frame is seen, in hundredths."""
    for frame in re.findall(r"@keyframes k\d+\{(.*?\})\}", style):
        seen = float(re.findall(r"([\d.]+)%\{visibility:visible\}", frame)[0])
        hidden = [float(at) for at in re.findall(r"([\d.]+)%\{visibility:hidden\}", frame)]
        yield seen, max([at for at in hidden if at > seen], default=100.0)


@pytest.mark.parametrize("picture", ["made", "readme"])
def test_one_frame_follows_the_other_without_a_gap(picture: str) -> None:
    root = made() if picture == "made" else ElementTree.parse(README_PICTURE).getroot()
    style = root.findtext(f"{_SVG}style") or ""
    found = list(spans(style))
    frames = [each for each in root.iter(f"{_SVG}g") if each.get("class") == "f"]
    assert len(found) == len(frames) >= 3
    assert found[0][0] == 0
    assert found[-1][1] == 100
    assert all(end == begin for (_, end), (begin, _) in itertools.pairwise(found))
    assert "prefers-reduced-motion" in style


def test_the_picture_of_readme_is_small_has_no_font_in_it_and_is_shown_on_top() -> None:
    text = README_PICTURE.read_text(encoding="utf-8")
    assert len(text.encode()) <= 400_000
    assert "font-face" not in text
    assert "data:" not in text
    assert "请先致歉" in text
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.index("newcomer.svg") < readme.index("## Try it")
