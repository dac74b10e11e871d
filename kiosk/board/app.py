"""The board as an app of its own."""

from __future__ import annotations

from pathlib import Path

from kiosk.board.screen import BoardScreen
from kiosk.screens.station import StationApp


class BoardApp(StationApp, inherit_bindings=False):
    """A screen on the wall."""

    CSS_PATH = Path(__file__).with_name("board.tcss")
    SHOWS_MESSAGES = False
    ALIVE_AS = "board"

    def get_default_screen(self) -> BoardScreen:
        return BoardScreen()
