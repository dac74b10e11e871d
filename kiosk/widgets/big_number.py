"""A number that is read from across the room."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from kiosk.widgets.glyphs import BLANK, GAP, GLYPHS, HEIGHT, WIDTH


def plain(text: str) -> str:
    """The characters of a label as they are drawn: full-width forms narrowed, capitals, no control characters."""
    narrowed = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in narrowed if not unicodedata.category(char).startswith("C"))


class BigNumber(Widget):
    """A label in big letters, painted with background colour so that no font or terminal can tear it apart.

    Every character takes the same room and `room` characters are always reserved, so nothing jumps when it changes.
    A character without a drawing (a Chinese series) stands by itself in the middle of its place.
    """

    DEFAULT_CSS = """
    BigNumber { width: auto; height: auto; color: $number; }
    """

    value: reactive[str] = reactive("")
    """What is shown."""
    scale: reactive[int] = reactive(1, layout=True)
    """Cells per dot in both directions; 0 writes the label as one spaced line."""

    def __init__(
        self, value: str = "", *, room: int = 4, scale: int = 1, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.room = room
        self.set_reactive(BigNumber.value, value)
        self.set_reactive(BigNumber.scale, scale)

    def watch_value(self, before: str, value: str) -> None:
        """Work the layout out again only when the number needs more room than is reserved."""
        if max(len(plain(before)), len(plain(value))) > self.room:
            self.refresh(layout=True)

    @property
    def characters(self) -> str:
        """What is drawn."""
        return plain(self.value)

    def _columns(self) -> int:
        places = max(self.room, len(self.characters))
        if self.scale == 0:
            return max(places * 2, sum(cell_len(char) + 1 for char in self.characters))
        return (places * (WIDTH + GAP) - GAP) * self.scale

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._columns()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return HEIGHT * self.scale or 1

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        width = self.size.width
        if self.scale == 0:
            text = " ".join(self.characters) if y == 0 else ""
            return Strip([Segment(text, base + Style(bold=True))], cell_len(text)).adjust_cell_length(width, base)
        row, ink = y // self.scale, Style(bgcolor=base.color) if base.color else Style(reverse=True)
        segments: list[Segment] = []
        for place, char in enumerate(self.characters):
            if place:
                segments.append(Segment(" " * GAP * self.scale, base))
            segments.extend(self._cells(char, row, base, ink))
        return Strip(segments).adjust_cell_length(width, base)

    def _cells(self, char: str, row: int, base: Style, ink: Style) -> list[Segment]:
        if char not in GLYPHS and not char.isspace():
            return self._undrawn(char, row, base)
        dots = GLYPHS.get(char, BLANK)[row] if row < HEIGHT else BLANK[0]
        return [Segment(" " * self.scale, ink if dot == "#" else base) for dot in dots]

    def _undrawn(self, char: str, row: int, base: Style) -> list[Segment]:
        width = WIDTH * self.scale
        if row != HEIGHT // 2:
            return [Segment(" " * width, base)]
        left = (width - cell_len(char)) // 2
        text = " " * left + char + " " * (width - left - cell_len(char))
        return [Segment(text, base + Style(bold=True))]
