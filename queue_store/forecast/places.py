"""How many of those who wait now are called before each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from queue_store.forecast.floor import Waiting
from queue_store.forecast.place import gives, may_call
from queue_store.forecast.state import Floor


@dataclass(frozen=True, slots=True)
class Places:
    """How many are called before, and whether that is sure: for those who wait, and an ordinary newcomer by service."""

    waiting: Mapping[int, tuple[int, bool]]
    newcomers: Mapping[str, tuple[int, bool]]

    def of(self, ticket: Waiting) -> tuple[int, bool]:
        """The place of one who waits, or of a newcomer."""
        return self.waiting.get(ticket.id) or self.newcomers.get(ticket.service, (0, False))


def places_of(hall: Floor, now: float) -> Places:
    """Places in the hall as it stands."""
    staffed, in_order, found = hall.staffed, hall.in_order(), {}
    openly = hall.open_counters or sorted(hall.layout.counters)
    for at, ticket in enumerate(in_order):
        mine = [each for each in openly if may_call(hall.layout, staffed, each, ticket, now)] or [
            each for each in hall.layout.counters if may_call(hall.layout, staffed, each, ticket, now)
        ]
        ahead = sum(any(may_call(hall.layout, staffed, each, other, now) for each in mine) for other in in_order[:at])
        found[ticket.id] = (ahead, len(mine) == 1)
    newcomers = {}
    for service in hall.layout.services:
        mine = [each for each in openly if gives(hall.layout, each, service)]
        newcomers[service] = (
            sum(any(may_call(hall.layout, staffed, each, other, now) for each in mine) for other in in_order),
            False,
        )
    return Places(found, newcomers)
