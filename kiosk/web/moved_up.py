"""Who moved up in the queue since the waits were read: told at once, while the waits are being read again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import datetime

from kiosk.hall import HallConfig
from kiosk.web.forecasts import Forecasts
from kiosk.web.snapshot import Snapshot
from queue_store import Estimate, Ticket, WaitNow


class MovedUp:
    """Those who left the queue since the waits were read, called or gone, and who stood behind them.

    Only what is certain is said: one who came earlier, and whose counters all serve the other's service too, was
    counted as called before the other. Whatever else a call changes is told with the waits.
    """

    def __init__(self) -> None:
        self._left: dict[int, Ticket] = {}
        self._waits: Mapping[int, WaitNow] = {}
        self._places: dict[str, list[tuple[datetime, int]]] = {}
        """When they entered the queue, ascending, by the service of those who stood behind."""

    def note(self, old: Snapshot | None, new: Snapshot) -> None:
        """Take in who left the queue between two snapshots, and who is back in it."""
        before = self._left | (dict(old.queue) if old else {})
        self._left = {number: ticket for number, ticket in before.items() if number not in new.queue}
        self._places.clear()

    def estimate(self, ticket: Ticket, forecasts: Forecasts, config: HallConfig) -> Estimate | None:
        """The wait of a ticket as read, with its place as it is now; that it is next is only said when that was read.

        None when its wait is not known yet.
        """
        if forecasts.waits is not self._waits:
            self._waits = forecasts.waits
            self._left = {number: left for number, left in self._left.items() if number in self._waits}
            self._places.clear()
        estimate = forecasts.of(ticket)
        if not self._left or estimate is None or not estimate.ahead or ticket.for_counter is not None:
            return estimate
        places = self._places.get(ticket.service)
        if places is None:
            places = self._places[ticket.service] = self._before(ticket.service, config)
        passed = bisect_left(places, (ticket.queue_at, ticket.id))
        return estimate.fewer_ahead(passed) if passed else estimate

    def _before(self, service: str, config: HallConfig) -> list[tuple[datetime, int]]:
        """The places of those who are counted in the waits, and called by no other counters than serve a service."""
        mine = _counters(config, service)
        return sorted(
            (ticket.entered_at, ticket.id)
            for ticket in self._left.values()
            if ticket.id in self._waits
            and ticket.for_counter is None
            and (ticket.service == service or _within(config, ticket.service, mine))
        )


def _counters(config: HallConfig, service: str) -> set[int]:
    return {counter.number for counter in config.counters_for(service)}


def _within(config: HallConfig, service: str, counters: set[int]) -> bool:
    own = _counters(config, service)
    return bool(own) and own <= counters
