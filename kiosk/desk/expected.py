"""When those who wait will probably be called: read beside the screen and its acts, so that no key waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from kiosk.screens.store_thread import StoreThread
from queue_store import QueueError, Store

SETTLE = 0.2
"""Seconds from a change of the hall to reading: what a key does comes first."""


class ExpectedCalls:
    """The moments at which those whom a counter may call will probably be called, as last read.

    One reading at a time, and one more when the hall changed meanwhile. A reading that fails leaves what was known.
    """

    def __init__(self, store: Store, counter: int) -> None:
        self._store = store
        self._counter = counter
        self._thread = StoreThread("waits")
        self._known: Mapping[int, tuple[datetime, datetime]] = {}
        """When each will probably be called, and when the wait passes its limit."""
        self._version: int | None = None
        """Version of the hall at the last reading."""
        self._reading = False
        self._again = False

    @property
    def reading(self) -> bool:
        """A reading is under way, or about to be."""
        return self._reading

    def of(self, ticket_id: int) -> datetime | None:
        """When a ticket will probably be called; None where that is not known."""
        known = self._known.get(ticket_id)
        return None if known is None else known[0]

    def late(self, now: datetime) -> int:
        """How many are not over their limit yet and probably will be before they are called."""
        return sum(now <= limit < called_at for called_at, limit in self._known.values())

    def wanted(self) -> bool:
        """Note that the hall changed; True when nobody reads yet, and `read` is to be awaited."""
        self._again = True
        began, self._reading = not self._reading, True
        return began

    async def read(self) -> None:
        """Read until the hall did not change any more."""
        try:
            while self._again:
                await asyncio.sleep(SETTLE)
                self._again = False
                with suppress(QueueError):
                    await self._thread.start(self._read)
        finally:
            self._reading = False

    def close(self) -> None:
        """Begin no more; what still runs ends with the store."""
        self._thread.drop()

    def _read(self) -> None:
        version = self._store.version()
        if version == self._version:
            return
        tickets = {ticket.id: ticket for ticket in self._store.waiting_at(self._counter)}
        waits = self._store.forecast.waits(tickets)
        told = {number: wait.estimate for number, wait in waits.items()}
        self._known = {
            number: (each.made_at + each.centre, tickets[number].late_at)
            for number, each in told.items()
            if each.centre is not None
        }
        self._version = version
