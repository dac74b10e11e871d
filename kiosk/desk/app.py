"""The desk as an app of its own."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.screens.station import Station, StationApp
from kiosk.screens.worker import start_worker
from queue_store import Post, QueueError


class DeskApp(StationApp, inherit_bindings=False):
    """One counter with its clerk; begins with the sign-in."""

    CSS_PATH = Path(__file__).with_name("desk.tcss")

    def __init__(self, station: Station, post: Post, *, language: str = "") -> None:
        super().__init__(station, language=language)
        self.post = post
        self._here = False
        """The clerk has signed in."""
        station.config.counter(post.counter)

    def get_default_screen(self) -> DeskScreen:
        return DeskScreen(self.post)

    def on_mount(self) -> None:
        desk = self.screen
        assert isinstance(desk, DeskScreen)
        self.push_screen(SignInScreen(desk), self._signed_in)

    def _signed_in(self, _: None) -> None:
        self._here = True
        if folder := self.station.example_folder:
            desk = self.screen_stack[0]
            assert isinstance(desk, DeskScreen)
            desk.status(self.words("desk.sign_in.example_short", folder=folder), stays=True)

    def leave(self) -> None:
        """Close the counter and end; a counter with a visitor stays open, and that is said on the terminal."""
        start_worker(self, self._leave, group="leave", exclusive=True)

    async def _leave(self) -> None:
        kept = ""
        try:
            kept = await self.lane.sign_off(self._sign_out)
        except QueueError as error:
            kept = self.words.error(error)
        self.exit(message=Text(kept) if kept else None)

    def _sign_out(self) -> str:
        """Close the counter when it was opened here and is still this clerk's; returns why it stays open.

        Which terminal opened it decides, for the terminal may close while the sign-in is still being written down.
        """
        statuses = self.station.store.counters()
        status = next(each for each in statuses if each.counter == self.post.counter)
        here = status.terminal == self.terminal or (self._here and not status.terminal)
        if status.clerk != self.post.clerk or status.state == "closed" or not here:
            return ""
        if status.ticket is not None:
            return self.words("desk.leave.kept", counter=status.counter, label=status.ticket.label)
        self.station.store.close_counter(self.post)
        return ""
