"""The floor as an app of its own."""

from __future__ import annotations

from pathlib import Path

from kiosk.floor.screen import FloorScreen
from kiosk.screens.station import Station, StationApp
from queue_store import Post


class FloorApp(StationApp, inherit_bindings=False):
    """One supervisor's screen."""

    CSS_PATH = Path(__file__).with_name("floor.tcss")

    def __init__(self, station: Station, post: Post, *, language: str = "") -> None:
        super().__init__(station, language=language)
        self.post = post

    def get_default_screen(self) -> FloorScreen:
        return FloorScreen(self.post)
