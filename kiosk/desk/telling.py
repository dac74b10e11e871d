"""From the desk to what the visitor must bring (R26)."""

from __future__ import annotations

from kiosk.desk.told_screen import ToldScreen
from kiosk.desk.verbs import DeskVerbs


class Telling(DeskVerbs):
    """Opens the list that is ticked while telling."""

    def act_tell(self) -> None:
        """Tell everything at once."""
        self.app.push_screen(ToldScreen(self.post, self.current))
