"""Connections to one SQLite file: one for each thread, counted, so that closing waits for what is under way."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from weakref import WeakSet

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.engines.sqlite.failures import is_locked
from queue_store.errors import closed

T = TypeVar("T")

LOCK_TIMEOUT = 5.0
"""Seconds to wait for other writers before giving up."""

WAL_BYTES = 16 * 2**20
"""The WAL file is cut back to this after a checkpoint."""

_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "cache_size=-8000",
    "temp_store=MEMORY",
    f"journal_size_limit={WAL_BYTES}",
)


def retry_while_locked(act: Callable[[], T], timeout: float | None = None) -> T:
    """Try again shortly while another process is in the way; SQLite's own waiting lets some writers starve."""
    deadline = 0.0
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not is_locked(error):
                raise
            now = time.monotonic()
            deadline = deadline or now + (LOCK_TIMEOUT if timeout is None else timeout)
            if now > deadline:
                raise
            time.sleep(random.uniform(0.0005, 0.0015))


class Held:
    """A connection that is closed with the thread, or the engine, that holds it; both may do so at the same moment."""

    __slots__ = ("__weakref__", "_closing", "_open", "busy", "connection")

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.busy = False
        """A transaction is under way on it."""
        self._closing = threading.Lock()
        self._open = True

    def close(self) -> None:
        """Close it once: SQLite's library crashes when two threads close one connection."""
        with self._closing:
            if self._open:
                self._open = False
                self.connection.close()

    def __del__(self) -> None:
        self.close()


class Connections:
    """The connections of this process to one file."""

    def __init__(self, address: str, path: str) -> None:
        self._address, self._path = address, path
        self._local = threading.local()
        self._gate = threading.Condition()
        self._all: WeakSet[Held] = WeakSet()
        self._in_use = 0
        self._closed = False

    def take(self) -> Held:
        """This thread's connection, for one transaction; give it back with `give_back`."""
        with self._gate:
            if self._closed:
                raise closed(self._path)
            self._in_use += 1
        try:
            held = self._mine()
            if held.busy:
                raise RuntimeError("A transaction of this store is under way in this thread; they do not nest.")
            held.busy = True
            return held
        except BaseException:
            self._leave()
            raise

    def give_back(self, held: Held) -> None:
        """The transaction is over."""
        held.busy = False
        self._leave()

    def open_one(self) -> Held:
        """A connection of its own, for whoever keeps it."""
        held = Held(self._connect())
        with self._gate:
            self._all.add(held)
        return held

    def refuse_if_closed(self) -> None:
        """Raise when the store was closed."""
        if self._closed:
            raise closed(self._path)

    def close(self) -> None:
        """Close all, once the transactions that are under way have ended; one that hangs in the disk is left alone."""
        with self._gate:
            self._closed = True
            self._gate.wait_for(lambda: self._in_use == 0, timeout=LOCK_TIMEOUT + 1)
            for held in list(self._all):
                if not held.busy:
                    held.close()
            self._local = threading.local()

    def _leave(self) -> None:
        with self._gate:
            self._in_use -= 1
            if self._closed:
                self._gate.notify_all()

    def _mine(self) -> Held:
        held: Held | None = getattr(self._local, "held", None)
        if held is None:
            held = self._local.held = self.open_one()
        return held

    def _connect(self) -> Any:
        connection = sqlite3.connect(
            self._address, timeout=0, isolation_level=None, check_same_thread=False, cached_statements=256, uri=True
        )
        try:
            for pragma in _PRAGMAS:
                retry_while_locked(partial(connection.execute, f"PRAGMA {pragma}"))
        except BaseException:
            connection.close()
            raise
        return connection
