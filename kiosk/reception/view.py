"""What reception shows of the hall."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from kiosk.screens.station import Station
from kiosk.ticket.checkin import CHECK_IN_SECRET
from queue_store import HallView, QueueError


@dataclass(frozen=True, slots=True)
class ReceptionView:
    """The hall as it was last read."""

    hall: HallView
    secret: bytes
    """What this minute's code for phones is made from; empty where visitors need none."""


def read_reception(station: Station) -> ReceptionView:
    """Read what reception shows."""
    secret = b""
    if station.config.web.needs_code:
        with suppress(QueueError):
            secret = station.store.secret(CHECK_IN_SECRET)
    return ReceptionView(station.store.hall_view(waiting=0, calls=0), secret)
