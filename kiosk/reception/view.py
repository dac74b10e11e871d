"""What reception shows of the hall."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from kiosk.screens.station import Station
from kiosk.ticket.checkin import CHECK_IN_SECRET
from queue_store import Colleague, HallView, QueueError


@dataclass(frozen=True, slots=True)
class ReceptionView:
    """The hall as it was last read."""

    hall: HallView
    secret: bytes
    """What this minute's code for phones is made from; empty where visitors need none."""
    colleagues: tuple[Colleague, ...] = ()
    """Who works here or did, where a greeter works the screen; nobody else has to sign in at it."""


def read_reception(station: Station, *, greeter: bool = False) -> ReceptionView:
    """Read what reception shows, to visitors or to a greeter."""
    secret = b""
    if station.config.web.needs_code:
        with suppress(QueueError):
            secret = station.store.secret(CHECK_IN_SECRET)
    colleagues = tuple(station.store.staff.all(removed=True)) if greeter else ()
    return ReceptionView(station.store.hall_view(waiting=0, calls=0), secret, colleagues)
