"""What is to come, and the alerts: worked out beside the screen, so that neither a key nor a paint waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from kiosk.directing.alerts import Found, kinds_looked_at, settle
from kiosk.screens.store_thread import StoreThread
from queue_store import FloorView, QueueError, ServiceOutlook, Store, unsettled

SETTLE = 0.3
"""Seconds from a change of the hall to reading: what a key does comes first, and a burst is one reading."""

_PACE = 10
"""Pause before a reading, in times of what the last one took: a busy hall is not forecast all the time."""

_OLD = timedelta(seconds=15)
"""Outlooks are worked out again after so long although nothing happened."""


class Foresight:
    """The outlook of every service as last worked out, one reading at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = StoreThread("waits")
        self._reading = False
        self._again = False
        self._version: int | None = None
        self._read_at: datetime | None = None
        self._taken = 0.0
        self.known: Mapping[str, ServiceOutlook] = {}
        """By the code of the service; empty until they were read."""

    @property
    def reading(self) -> bool:
        """A reading is under way, or about to be."""
        return self._reading

    def wanted(self) -> bool:
        """Note that the hall changed; True when nobody reads yet, and `read` is to be awaited."""
        self._again = True
        began, self._reading = not self._reading, True
        return began

    async def read(self) -> bool:
        """Read until the hall did not change any more; whether anything is different."""
        before = self.known
        try:
            while self._again:
                await asyncio.sleep(max(SETTLE, _PACE * self._taken))
                self._again = False
                with suppress(QueueError):
                    await self._thread.start(self._read)
        finally:
            self._reading = False
        return self.known is not before

    def close(self) -> None:
        """Begin no more; what still runs ends with the store."""
        self._thread.drop()

    def _read(self) -> None:
        version, now = self._store.version(), self._store.now()
        if version == self._version and self._read_at is not None and now - self._read_at < _OLD:
            return
        began = monotonic()
        self.known = self._store.forecast.outlooks()
        self._taken = monotonic() - began
        self._version, self._read_at = version, now


class AlertKeeper:
    """Keeps the alerts of the store as the hall is: writes in a thread of its own, and only when something changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = StoreThread("alerts")
        self.writing = False
        """Alerts are being written."""

    async def settle(self, view: FloorView, found: Found, outlooks: Mapping[str, ServiceOutlook]) -> None:
        """Raise and clear where the store's alerts are not those of the hall.

        An outage of the store is met again with the next view.
        """
        kinds = kinds_looked_at(outlooks, pages=True)
        if self.writing or not unsettled(view, found, kinds):
            return
        self.writing = True
        try:
            with suppress(QueueError):
                await self._thread.start(settle, self._store, view, found, kinds)
        finally:
            self.writing = False

    def close(self) -> None:
        """Begin no more."""
        self._thread.drop()
