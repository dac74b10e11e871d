"""When those who wait will probably be called: read beside the screen and its acts, so that no key waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from kiosk.screens.store_thread import StoreThread
from queue_store import QueueError, Store

SETTLE = 0.2
"""Seconds from a change of the hall to reading: what a key does comes first."""


class ExpectedCalls:
    """The moments at which the visitors on a list will probably be called, as last read.

    One reading at a time, and one more when the hall changed meanwhile. A reading that fails leaves what was known.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = StoreThread("waits")
        self._moments: Mapping[int, datetime] = {}
        self._read_at: tuple[int, Sequence[int]] | None = None
        """Version of the hall, and the tickets, of the last reading."""
        self._reading = False
        self._again = False

    @property
    def reading(self) -> bool:
        """A reading is under way, or about to be."""
        return self._reading

    def of(self, ticket_id: int) -> datetime | None:
        """When a ticket will probably be called; None where that is not known."""
        return self._moments.get(ticket_id)

    def wanted(self) -> bool:
        """Note that the hall changed; True when nobody reads yet, and `read` is to be awaited."""
        self._again = True
        began, self._reading = not self._reading, True
        return began

    async def read(self, listed: Callable[[], Sequence[int]]) -> None:
        """Read until the hall did not change any more; `listed` says for whom."""
        try:
            while self._again:
                await asyncio.sleep(SETTLE)
                self._again = False
                with suppress(QueueError):
                    self._moments = await self._thread.start(self._read, tuple(listed()))
        finally:
            self._reading = False

    def close(self) -> None:
        """Begin no more; what still runs ends with the store."""
        self._thread.drop()

    def _read(self, listed: Sequence[int]) -> Mapping[int, datetime]:
        now = self._store.version(), listed
        if now == self._read_at:
            return self._moments
        waits = self._store.forecast.waits(listed)
        self._read_at = now
        return {
            number: wait.estimate.made_at + wait.estimate.centre
            for number, wait in waits.items()
            if wait.estimate.centre is not None
        }
