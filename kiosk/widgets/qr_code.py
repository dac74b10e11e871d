"""A QR code that phones read from any terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

Matrix = Sequence[Sequence[bool]]
"""Modules row by row, the white border of four included; True is dark."""

_DARK, _LIGHT = "#000000", "#ffffff"
"""Never the theme's colours: a decoder wants black on white."""
_CELL = {dark: Segment("  ", Style(bgcolor=_DARK if dark else _LIGHT)) for dark in (False, True)}
_HALF = {
    (upper, lower): Segment(
        "▀" if upper != lower else " ",
        Style(color=_DARK if upper else _LIGHT, bgcolor=_DARK if lower else _LIGHT),
    )
    for upper in (False, True)
    for lower in (False, True)
}


class QrCode(Widget):
    """Draws a QR matrix: two coloured spaces a module where it fits, half blocks where only those fit, else nothing.

    Coloured spaces are read with every font; half blocks tear in terminals whose font stretches cells.
    """

    DEFAULT_CSS = "QrCode { width: auto; height: auto; }"

    matrix: reactive[Matrix] = reactive[Matrix]((), layout=True)

    def __init__(self, matrix: Matrix = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(QrCode.matrix, matrix)
        self._full = True

    def fit(self, width: int, height: int) -> bool:
        """Choose the way of drawing for the room there is; False hides the code because no way fits."""
        side = len(self.matrix)
        self._full = side * 2 <= width and side <= height
        fits = bool(side) and (self._full or (side <= width and (side + 1) // 2 <= height))
        self.display = fits
        self.refresh(layout=True)
        return fits

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return len(self.matrix) * (2 if self._full else 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.matrix) if self._full else (len(self.matrix) + 1) // 2

    def render_line(self, y: int) -> Strip:
        if self._full:
            return Strip([_CELL[dark] for dark in self.matrix[y]]) if y < len(self.matrix) else Strip([])
        if y * 2 >= len(self.matrix):
            return Strip([])
        upper = self.matrix[y * 2]
        lower = self.matrix[y * 2 + 1] if y * 2 + 1 < len(self.matrix) else [False] * len(upper)
        return Strip([_HALF[pair] for pair in zip(upper, lower, strict=True)])
