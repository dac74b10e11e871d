"""The store from an event loop: each thread has a store of its own, and a file that vanished is not created again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from queue_store import Store, StoreUnavailable

_T = TypeVar("_T")
STORE_TIMEOUT = 5.0
"""Seconds a visitor waits for the store before the page says that it cannot be reached."""


class StoreThread:
    """One store on one thread; work is done in the order in which it came."""

    def __init__(self, connect: Callable[[], Store], name: str) -> None:
        self._connect = connect
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"kiosk-{name}")
        self._store: Store | None = None
        self._file: tuple[int, int] | None = None

    def now(self) -> datetime:
        """The hall's time; before the store was opened for the first time, the PC's."""
        return datetime.now(UTC) if self._store is None else self._store.now()

    async def run(self, work: Callable[[Store], _T], *, patience: float | None = STORE_TIMEOUT) -> _T:
        """Do some work with the store; StoreUnavailable when it takes longer than `patience` in seconds, if any."""
        doing = asyncio.get_running_loop().run_in_executor(self._pool, self._do, work)
        try:
            async with asyncio.timeout(patience):
                return await asyncio.shield(doing)
        except TimeoutError:
            doing.add_done_callback(lambda late: late.cancelled() or late.exception())
            raise _unreachable("no answer") from None

    async def close(self) -> None:
        """Close the store and end the thread; a forecast that is being read is not waited for."""
        if self._store is not None:
            self._store.forecast.close()
        await asyncio.get_running_loop().run_in_executor(self._pool, self._close)
        self._pool.shutdown(wait=False)

    def _do(self, work: Callable[[Store], _T]) -> _T:
        store = self._opened()
        return work(store)

    def _opened(self) -> Store:
        if self._store is None:
            self._store = self._connect()
            self._file = _identity(self._store)
        elif self._file is not None and _identity(self._store) != self._file:
            if _identity(self._store) is None:
                raise _unreachable("the file is gone")
            self._close()
            return self._opened()
        return self._store

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def _identity(store: Store) -> tuple[int, int] | None:
    try:
        status = os.stat(store.path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _unreachable(reason: str) -> StoreUnavailable:
    return StoreUnavailable("store_unreachable", "The hall's database cannot be reached: {reason}.", reason=reason)
