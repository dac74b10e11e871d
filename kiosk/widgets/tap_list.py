"""Things to take by digit or by tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from kiosk.widgets.glyphs import GLYPHS, WIDTH
from kiosk.widgets.typeset import clean, pad, shorten, wrap

_GAP = 2
"""Columns between two things side by side."""
_LEAST_WIDTH = 26
"""Columns that a thing needs for its words."""
_FINGER = 4
"""Rows from one thing to the next at which a finger finds it: three, and one between."""
_WIDE = 120
"""Columns from which a list is wide: its things are five rows high before they stand in one column."""
_TALLEST = 8
"""Rows from one thing to the next beyond which a thing only looks empty."""
_DIGIT_WIDTH = 34
"""Columns of a thing from which its digit is drawn large."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One thing to take. `key` is what is pressed for it and stands in front."""

    id: str
    key: str
    label: str
    detail: str = ""
    can: bool = True
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class _Grid:
    """How the things stand."""

    columns: int
    pitch: int
    """Rows from one thing to the next."""
    width: int
    """Columns of a thing."""

    @property
    def height(self) -> int:
        """Rows of a thing."""
        return max(1, self.pitch - 1)

    def place_of(self, x: int, y: int) -> int | None:
        """Which thing a point belongs to, the blank row below it and the blank columns beside it included."""
        column = x // (self.width + _GAP)
        return y // self.pitch * self.columns + column if column < self.columns else None


class TapList(Widget):
    """Filled boxes as tall as there is room for, in as many columns as that takes; each can be hit anywhere.

    What cannot be taken is greyed and says why.
    """

    DEFAULT_CSS = "TapList { width: 1fr; height: 1fr; }"

    class Taken(Message):
        """A box was tapped."""

        def __init__(self, tap: Tap) -> None:
            super().__init__()
            self.tap = tap

    def __init__(self, *, columns: int = 1, least_width: int = _LEAST_WIDTH, id: str | None = None) -> None:
        super().__init__(id=id)
        self._taps: tuple[Tap, ...] = ()
        self._most_columns, self._least_width = columns, least_width

    @property
    def taps(self) -> tuple[Tap, ...]:
        """The things given last."""
        return self._taps

    def show(self, taps: Sequence[Tap]) -> None:
        """Put up the things, row by row."""
        if tuple(taps) != self._taps:
            self._taps = tuple(taps)
            self.refresh(layout=True)

    def by_key(self, key: str) -> Tap | None:
        """The thing that a key stands for."""
        return next((tap for tap in self._taps if tap.key == key), None)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._taps)

    def on_resize(self) -> None:
        self.refresh()

    @property
    def _grid(self) -> _Grid:
        """The fewest columns in which a finger finds everything, else those in which it is tallest."""
        wanted = _FINGER + 2 * (self.size.width >= _WIDE)
        grids = []
        for columns in range(1, self._most_columns + 1):
            width = (self.size.width - (columns - 1) * _GAP) // columns
            if columns > 1 and width < self._least_width:
                break
            rows = -(-max(1, len(self._taps)) // columns)
            grids.append(_Grid(columns, max(1, min(_TALLEST, (self.size.height + 1) // rows)), max(1, width)))
        return next((grid for grid in grids if grid.pitch >= wanted), max(grids, key=lambda grid: grid.pitch))

    def render(self) -> Content:
        grid = self._grid
        lines: list[Content] = []
        for first in range(0, len(self._taps), grid.columns):
            boxes = [_box(tap, grid.width, grid.height) for tap in self._taps[first : first + grid.columns]]
            lines += [Content(" " * _GAP).join(parts) for parts in zip(*boxes, strict=True)]
            lines += [Content("")] * (grid.pitch - grid.height)
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        point = event.get_content_offset(self)
        place = None if point is None else self._grid.place_of(point.x, point.y)
        if place is None or place >= len(self._taps):
            return
        event.stop()
        self.post_message(self.Taken(self._taps[place]))


@dataclass(frozen=True, slots=True)
class _Colours:
    """What a box is painted in; `label` and `detail` are inks with their ground."""

    ground: str
    ink: str
    """Of a large digit."""
    chip: str
    """Of a small one."""
    label: str
    detail: str


def _colours(tap: Tap) -> _Colours:
    if not tap.can:
        return _Colours("$panel", "$quiet", "$quiet on $panel", "$quiet on $panel", "$quiet on $panel")
    if tap.chosen:
        bold = "bold $background on $primary"
        return _Colours("$primary", "$background", bold, bold, bold)
    chip = "bold $background on $primary"
    return _Colours("$chip", "$primary", chip, "bold $foreground on $chip", "$foreground on $chip")


def _box(tap: Tap, width: int, height: int) -> list[Content]:
    """One thing as `height` lines of `width` cells."""
    colours = _colours(tap)
    key = _key_lines(tap.key, colours, height, large=width >= _DIGIT_WIDTH and height >= 3)
    room = max(4, width - key[0].cell_length - 3)
    words = _one_line(tap, colours, room) if height == 1 else _words(tap, colours, room, height)
    edge = Content.styled(" ", f"on {colours.ground}")
    return [
        Content.assemble(left, edge, edge, right, edge)
        for left, right in zip(key, _middle(words, room, height, colours.ground), strict=True)
    ]


def _middle(lines: list[Content], width: int, height: int, ground: str) -> list[Content]:
    """Lines in the middle of a height, with blank ones above and below."""
    above = (height - len(lines)) // 2
    blank = Content.styled(" " * width, f"on {ground}")
    return [blank] * above + lines + [blank] * (height - above - len(lines))


def _one_line(tap: Tap, colours: _Colours, room: int) -> list[Content]:
    detail = shorten(tap.detail, room * 3 // 5)
    label = pad(tap.label, max(4, room - cell_len(detail) - 1))
    return [Content.assemble((label + " ", colours.label), (detail, colours.detail))]


def _words(tap: Tap, colours: _Colours, room: int, height: int) -> list[Content]:
    """Label, then detail, each on lines of its own."""
    label = _fitted(tap.label, room, height - bool(tap.detail))
    detail = _fitted(tap.detail, room, height - len(label)) if tap.detail else []
    return [
        *(Content.styled(pad(line, room), colours.label) for line in label),
        *(Content.styled(pad(line, room), colours.detail) for line in detail),
    ]


def _fitted(text: str, width: int, most: int) -> list[str]:
    """At most so many lines; a text that needs more is cut where its last line ends."""
    lines = wrap(clean(text), width)
    if len(lines) <= most:
        return lines
    kept = lines[: max(1, most)]
    return [*kept[:-1], shorten(kept[-1] + " " * width + ".", width)]


def _key_lines(key: str, colours: _Colours, height: int, *, large: bool) -> list[Content]:
    """The key as `height` lines: drawn over five rows or, in half blocks, over three; else one small box."""
    if not large or not key.isdecimal() or key not in GLYPHS:
        return _middle([Content.styled(f"  {key}  ", colours.chip)], 4 + cell_len(key), height, colours.ground)
    dots = [[dot == "#" for dot in row] for row in GLYPHS[key]]
    if height >= len(dots):
        pairs = [list(zip(row, row, strict=True)) for row in dots]
    else:
        below = [*dots[1::2], [False] * WIDTH]
        pairs = [list(zip(*rows, strict=True)) for rows in zip(dots[::2], below, strict=True)]
    edge = Content.styled("  ", f"on {colours.ground}")
    drawn = [Content.assemble(edge, *(_cell(*pair, colours) for pair in row)) for row in pairs]
    above = [Content.styled(" " * (WIDTH + 2), f"on {colours.ground}")] * ((height - len(drawn)) % 2)
    return _middle([*above, *drawn], WIDTH + 2, height, colours.ground)


def _cell(upper: bool, lower: bool, colours: _Colours) -> tuple[str, str]:
    """Two dots, one above the other, in one cell."""
    ink, ground = colours.ink, colours.ground
    if upper is lower:
        return " ", f"on {ink if upper else ground}"
    return "▀", f"{ink} on {ground}" if upper else f"{ground} on {ink}"
