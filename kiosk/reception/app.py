"""Reception as an app of its own, locked down."""

from __future__ import annotations

from pathlib import Path

from textual import events

from kiosk.reception.screens import WelcomeScreen
from kiosk.screens.foreign_pages import follow_foreign_pages
from kiosk.screens.held_key import HeldKey
from kiosk.screens.station import Station, StationApp


class ReceptionApp(StationApp, inherit_bindings=False):
    """Takes numbers all day. No key leaves it: it ends when its terminal is closed or its process is told to."""

    CSS_PATH = Path(__file__).with_name("reception.tcss")

    def __init__(self, station: Station, *, language: str = "", greeter: bool | None = None) -> None:
        super().__init__(station, language=language)
        self._greeter = greeter
        self._held = HeldKey()

    @property
    def greeter(self) -> bool:
        """A greeter works the screen and may note a surname and a form of address."""
        return self.station.config.reception.greeter if self._greeter is None else self._greeter

    def on_ready(self) -> None:
        super().on_ready()
        follow_foreign_pages(self)

    async def on_event(self, event: events.Event) -> None:
        """Let a key that is held down act on one screen only: whoever leans on it is not taken through the next."""
        if isinstance(event, events.Key) and not event.is_forwarded:  # noqa: SIM102
            if self._held.repeats_elsewhere(event, self.screen):
                return
        await super().on_event(event)

    def get_default_screen(self) -> WelcomeScreen:
        return WelcomeScreen()
