"""The practice visit as an app of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.desk.app import DeskApp
from kiosk.practice.screen import PracticeScreen
from kiosk.screens.station import Station, StationApp
from kiosk.screens.worker import start_worker
from queue_store import Post, QueueError


def _nobody() -> int:
    return 0


class PracticeApp(StationApp, inherit_bindings=False):
    """A desk on a practice hall's store. `waiting` tells how many wait at this counter in the real hall."""

    CSS_PATH = DeskApp.CSS_PATH

    def __init__(
        self, station: Station, post: Post, *, language: str = "", waiting: Callable[[], int] = _nobody
    ) -> None:
        super().__init__(station, language=language)
        self.post = post
        self.people_waiting = 0
        """In the real hall, at this counter, when last asked."""
        self._waiting = waiting

    def get_default_screen(self) -> PracticeScreen:
        return PracticeScreen(self.post)

    def tick(self) -> None:
        super().tick()
        start_worker(self, self._look, group="waiting", exclusive=True)

    async def _look(self) -> None:
        """Look whether the real hall needs this counter; one that cannot be read says nothing."""
        with suppress(QueueError):
            self.people_waiting = await self.reader.start(self._waiting)
