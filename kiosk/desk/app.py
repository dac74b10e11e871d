"""The desk as an app of its own."""

from __future__ import annotations

from pathlib import Path

from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.station import Station, StationApp
from queue_store import Post


class DeskApp(StationApp, inherit_bindings=False):
    """One counter with its clerk; begins with the sign-in."""

    CSS_PATH = Path(__file__).with_name("desk.tcss")

    def __init__(self, station: Station, post: Post, *, language: str = "") -> None:
        super().__init__(station, language=language)
        self.post = post
        station.config.counter(post.counter)

    def get_default_screen(self) -> DeskScreen:
        return DeskScreen(self.post)

    def on_mount(self) -> None:
        self.push_screen(SignInScreen(self.post))
