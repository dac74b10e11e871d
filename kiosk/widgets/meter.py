"""Time spent against the time it should take."""

from __future__ import annotations

from datetime import timedelta

from textual.content import Content
from textual.widget import Widget


class Meter(Widget):
    """A bar of coloured spaces with its words beside it; past the target the words say so and the bar is full."""

    DEFAULT_CSS = "Meter { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[int, int, str] | None = None
        """Tenths of the bar, tenths of the target, words."""

    def show(self, spent: timedelta, target: timedelta, words: str) -> None:
        """Put up a time."""
        share = min(1.0, spent / target) if target else 1.0
        shown = (round(share * 20), int(spent > target), words)
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def clear(self) -> None:
        """Show nothing."""
        if self._shown is not None:
            self._shown = None
            self.refresh()

    def render(self) -> Content:
        if self._shown is None:
            return Content("")
        filled, over, words = self._shown
        room = max(4, min(20, self.size.width // 3))
        ink = round(filled * room / 20)
        colour = "$never" if over else "$primary"
        return Content.assemble(
            (" " * ink, f"on {colour}"),
            (" " * (room - ink), "on $chip"),
            "  ",
            (words, f"bold {colour}" if over else ""),
        )
