"""A screen says now and then that it is alive, so that the supervisor hears when it stopped."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.screens.worker import start_worker
from queue_store import ALIVE_EVERY, QueueError

if TYPE_CHECKING:
    from kiosk.screens.station import StationApp

FIRST_AFTER = 10.0
"""Seconds from the start: a screen that is only looked into is not missed."""


def say_alive(app: StationApp) -> None:
    """Say so from now on, in the thread of the views."""

    async def beat() -> None:
        with suppress(QueueError):
            await app.reader.start(app.station.store.beats.beat, app.ALIVE_AS, app.terminal)

    def begin() -> None:
        start_worker(app, beat, group="alive")
        app.set_interval(ALIVE_EVERY.total_seconds(), lambda: start_worker(app, beat, group="alive"))

    app.set_timer(FIRST_AFTER, begin)
