"""The middle of the desk: the words take what they need, those who wait get the rest."""

from __future__ import annotations

from textual import events
from textual.containers import Horizontal
from textual.geometry import Size

from kiosk.widgets.teleprompter import Teleprompter

LARGE = Size(132, 40)
"""Screens from this size on have the words in large letters over their whole width."""

_WIDE = 112
"""Columns from which a screen that is not large has the words and those who wait side by side."""


class DeskBody(Horizontal):
    """Gives the words no more rows than leave room for those who wait."""

    def on_resize(self, event: events.Resize) -> None:
        screen = self.app.size
        large = screen.width >= LARGE.width and screen.height >= LARGE.height
        self.screen.set_class(large, "-large")
        beside = screen.width >= _WIDE and not large
        kept = 3 if screen.height < 23 else 4 if screen.height < 34 else 5
        self.query_one(Teleprompter).limit(0 if beside else max(3, event.size.height - kept))
