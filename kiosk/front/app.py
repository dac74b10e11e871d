"""One screen for the halls where the same clerk greets and serves."""

from __future__ import annotations

from kiosk.desk.app import DeskApp
from kiosk.front.screen import FrontScreen


class FrontApp(DeskApp, inherit_bindings=False):
    """What the program opens by itself: issuing, calling, prompting, and who waits."""

    def get_default_screen(self) -> FrontScreen:
        return FrontScreen(self.post)
