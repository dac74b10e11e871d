"""What the hall tells everybody, on top of every terminal for as long as it is up."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from kiosk.screens.worker import start_worker
from kiosk.widgets.typeset import clean
from queue_store import HallMessage, QueueError

if TYPE_CHECKING:
    from kiosk.screens.station import StationApp


class HallMessageLine(Static):
    """The messages that are up."""

    DEFAULT_CSS = """
    HallMessageLine {
        dock: top; height: auto; max-height: 3; padding: 0 2; background: $chip; color: $foreground; text-style: bold;
    }
    """


class HallMessages:
    """Reads the messages when the hall changed, and keeps them on every screen of an app."""

    def __init__(self, app: StationApp) -> None:
        self._app = app
        self._up: tuple[HallMessage, ...] = ()
        self._reading = False
        self._again = False

    def read_soon(self) -> None:
        """See which messages are up, once however often this is asked for meanwhile."""
        self._again = True
        if not self._reading:
            self._reading = True
            start_worker(self._app, self._read, group="messages")

    async def _read(self) -> None:
        """Those last seen stay while the store cannot be read."""
        try:
            while self._again:
                self._again = False
                with suppress(QueueError):
                    self._up = tuple(await self._app.reader.start(self._app.station.store.messages.up))
        finally:
            self._reading = False
        if self._app.is_running:
            self.show()

    def show(self) -> None:
        """Put them on every screen, also on one that was opened since, and take away what is not up any more."""
        said = Content("\n").join(
            Content(self._app.words("screens.message", text=clean(message.text))) for message in self._up
        )
        for screen in self._app.open_screens():
            lines = screen.query(HallMessageLine)
            if not self._up:
                lines.remove()
            elif lines:
                lines.first().update(said)
            else:
                screen.mount(HallMessageLine(said))
