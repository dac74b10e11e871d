"""A moving picture of a terminal: frames of coloured cells become one SVG whose CSS shows them one after the other.

No font is embedded. Every run of letters is given the width of its cells, so that Chinese stays aligned whatever font
the reader has; block elements are drawn, not written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style

CELL_WIDTH, CELL_HEIGHT = 9, 20
"""Pixels of one cell."""
_CAPTION_HEIGHT = 44
_MARGIN = 14
_INK, _GROUND = "#e4ebf0", "#101820"
_FONTS = (
    "ui-monospace,'Noto Sans Mono CJK SC','Sarasa Mono SC',Menlo,Consolas,'PingFang SC','Microsoft YaHei',monospace"
)
_BLOCKS = {"▀": (0.0, 0.5), "▄": (0.5, 0.5), "█": (0.0, 1.0)}
"""Top and height of block elements, as shares of a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One character: the column where it begins, and its colours."""

    column: int
    char: str
    ink: str
    ground: str
    bold: bool

    @property
    def cells(self) -> int:
        return max(1, cell_len(self.char))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stood on the terminal, for how long, and what was pressed."""

    rows: tuple[tuple[Cell, ...], ...]
    seconds: float
    key: str
    caption: str


def read_terminal(captured: str) -> tuple[tuple[Cell, ...], ...]:
    """Read what `tmux capture-pane -e -p -N` printed."""
    decoder = AnsiDecoder()
    return tuple(_cells(decoder, line) for line in captured.rstrip("\n").split("\n"))


def _cells(decoder: AnsiDecoder, line: str) -> tuple[Cell, ...]:
    text = decoder.decode_line(line)
    column, cells = 0, []
    for place, char in enumerate(text.plain):
        spans = (span.style for span in text.spans if span.start <= place < span.end)
        style = Style.combine([Style.null(), *(each for each in spans if isinstance(each, Style))])
        ink, ground = _hex(style.color, _INK), _hex(style.bgcolor, _GROUND)
        if style.reverse:
            ink, ground = ground, ink
        cells.append(Cell(column, char, ink, ground, bool(style.bold)))
        column += max(1, cell_len(char))
    return tuple(cells)


def _hex(colour: Color | None, otherwise: str) -> str:
    return otherwise if colour is None or colour.is_default else colour.get_truecolor().hex


def moving_picture(frames: Sequence[Frame], columns: int, title: str) -> str:
    """Write the SVG; equal rows of several frames are written once."""
    height = len(frames[0].rows) * CELL_HEIGHT
    width = columns * CELL_WIDTH + 2 * _MARGIN
    whole = height + 2 * _MARGIN + _CAPTION_HEIGHT
    names: dict[tuple[Cell, ...], str] = {}
    for row in (row for frame in frames for row in frame.rows):
        names.setdefault(row, f"r{len(names)}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {whole}" width="{width}" height="{whole}"'
        f' role="img"><title>{escape(title)}</title>',
        f"<style>{''.join(_style(frames))}</style>",
        "<defs>",
        *(f'<g id="{name}">{"".join(_row(row))}</g>' for row, name in names.items()),
        "</defs>",
        f'<rect width="{width}" height="{whole}" rx="10" fill="{_GROUND}"/>',
        *(_frame(number, frame, names, height) for number, frame in enumerate(frames)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _style(frames: Sequence[Frame]) -> Iterator[str]:
    yield f"text{{font-family:{_FONTS};font-size:15px;white-space:pre}}.w{{font-size:17px}}.b{{font-weight:700}}"
    whole = sum(frame.seconds for frame in frames)
    yield f".f{{visibility:hidden;animation:{whole:g}s step-end infinite}}"
    begin = 0.0
    for number, frame in enumerate(frames):
        start, end = (100 * at / whole for at in (begin, begin + frame.seconds))
        before = "0%{visibility:hidden}" if number else ""
        after = "" if number == len(frames) - 1 else f"{end:.3f}%{{visibility:hidden}}"
        yield f"@keyframes k{number}{{{before}{start:.3f}%{{visibility:visible}}{after}}}"
        begin += frame.seconds
    still = next((number for number, frame in enumerate(frames) if frame.key == "n"), 0)
    yield f"@media(prefers-reduced-motion:reduce){{.f{{animation:none}}#f{still}{{visibility:visible}}}}"


def _frame(number: int, frame: Frame, names: dict[tuple[Cell, ...], str], height: int) -> str:
    rows = (f'<use href="#{names[row]}" y="{place * CELL_HEIGHT}"/>' for place, row in enumerate(frame.rows))
    chip = 16 + 10 * cell_len(frame.key)
    top = height + 2 * _MARGIN
    return (
        f'<g class="f" id="f{number}" style="animation-name:k{number}">'
        f'<g transform="translate({_MARGIN} {_MARGIN})">{"".join(rows)}</g>'
        f'<rect x="{_MARGIN}" y="{top}" width="{chip}" height="28" rx="6" fill="#6fc3b8"/>'
        f'<text class="b" x="{_MARGIN + chip / 2:g}" y="{top + 19}" text-anchor="middle" fill="{_GROUND}">'
        f"{escape(frame.key)}</text>"
        f'<text x="{_MARGIN + chip + 12}" y="{top + 19}" fill="{_INK}">{escape(frame.caption)}</text></g>'
    )


def _row(row: Iterable[Cell]) -> Iterator[str]:
    cells = list(row)
    for ground, run in groupby(cells, key=lambda cell: cell.ground):
        if ground != _GROUND:
            painted = list(run)
            wide = sum(cell.cells for cell in painted)
            yield _rect(painted[0].column, wide, 0, 1, ground)
    for (char, ink), run in groupby((each for each in cells if each.char in _BLOCKS), key=lambda c: (c.char, c.ink)):
        for column, wide in _stretches(cell.column for cell in run):
            yield _rect(column, wide, *_BLOCKS[char], ink)
    for (wide_letters, ink, bold, blank), run in groupby(cells, key=_kind):
        if not blank:
            yield from _words(list(run), wide_letters, ink, bold)


def _kind(cell: Cell) -> tuple[bool, str, bool, bool]:
    """Cells that differ in it are not in one run; a blank is in none, unless letters are around it."""
    return cell.cells == 2, cell.ink, cell.bold, not cell.char.strip() or cell.char in _BLOCKS


def _stretches(columns: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring columns together: where they begin, and how many they are."""
    begin = last = -2
    for column in columns:
        if column != last + 1:
            if begin >= 0:
                yield begin, last - begin + 1
            begin = column
        last = column
    if begin >= 0:
        yield begin, last - begin + 1


def _rect(column: int, wide: int, top: float, share: float, colour: str) -> str:
    return (
        f'<rect x="{column * CELL_WIDTH}" y="{top * CELL_HEIGHT:g}" width="{wide * CELL_WIDTH}"'
        f' height="{share * CELL_HEIGHT:g}" fill="{colour}" shape-rendering="crispEdges"/>'
    )


def _words(run: Sequence[Cell], wide: bool, ink: str, bold: bool) -> Iterator[str]:
    names = " ".join(filter(None, ("w" if wide else "", "b" if bold else "")))
    kind = f' class="{names}"' if names else ""
    length = sum(cell.cells for cell in run) * CELL_WIDTH
    letters = escape("".join(cell.char for cell in run))
    yield (
        f'<text{kind} x="{run[0].column * CELL_WIDTH}" y="15" textLength="{length}"'
        f' lengthAdjust="spacingAndGlyphs" fill="{ink}">{letters}</text>'
    )
