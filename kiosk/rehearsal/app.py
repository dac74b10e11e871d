"""The rehearsal as an app of its own."""

from __future__ import annotations

from kiosk.rehearsal.screen import RehearsalScreen
from kiosk.screens.station import Station, StationApp
from queue_store import Post


class RehearsalApp(StationApp, inherit_bindings=False):
    """A clerk's rehearsal on the hall's own store and words."""

    def __init__(self, station: Station, post: Post, *, language: str = "") -> None:
        super().__init__(station, language=language)
        self.post = post

    def get_default_screen(self) -> RehearsalScreen:
        return RehearsalScreen(self.post)
