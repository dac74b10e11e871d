"""Copies of a hall's file, made while others write to it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.engines.engine import Session
from queue_store.engines.sqlite.failures import DAMAGED, unavailable
from queue_store.engines.sqlite.made_by import is_behind, refuse_foreign
from queue_store.engines.sqlite.transaction import SqliteSession
from queue_store.errors import StoreUnavailable

PAGES_AT_A_TIME = 256
"""Pages of a step: a mebibyte. After each the desks come first."""

REST = 1.0
"""Rest after a step, as a multiple of what the step took: others have the disk at least half of the time."""

STEPS_TO_DISK = 8
"""Steps after which what was written goes to the disk, so that no commit of a desk waits behind a long queue."""


def copy_pages(source: Any, target: Path, told: Callable[[int, int], None]) -> None:
    """Copy the file of a connection that is in a read transaction, page by page, as it was when that began.

    Others go on writing: within the transaction SQLite's backup reads one snapshot and never has to begin again. `told`
    hears how many bytes of how many are copied. The target is a new file that its owner alone can read; when this
    returns it is on the disk.
    """
    number = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-4000"):
                copy.execute(f"PRAGMA {pragma}")
            size = int(source.execute("PRAGMA page_size").fetchone()[0])
            pace = _Pace(number, size, told)
            source.backup(copy, pages=PAGES_AT_A_TIME, progress=pace.step)
        os.fsync(number)
    finally:
        os.close(number)


class _Pace:
    """Keeps a copy from taking the disk and the processor from those who serve visitors."""

    def __init__(self, target: int, page_size: int, told: Callable[[int, int], None]) -> None:
        self._target, self._page_size, self._told = target, page_size, told
        self._steps = 0
        self._began = time.monotonic()

    def step(self, _: int, remaining: int, pages: int) -> None:
        """After a step: to the disk with it now and then, and a rest."""
        self._steps += 1
        if self._steps % STEPS_TO_DISK == 0:
            os.fsync(self._target)
        self._told((pages - remaining) * self._page_size, pages * self._page_size)
        if remaining:
            time.sleep(REST * (time.monotonic() - self._began))
        self._began = time.monotonic()


@contextmanager
def read_copy(path: Path) -> Iterator[Session]:
    """A copy that nobody writes to; nothing beside it is read or made. What is not this program's is refused.

    One of another version is read as far as its tables are known here: what must be forgotten, or is on paper.
    """
    with _reading(path) as connection:
        refuse_foreign(connection, str(path))
        yield SqliteSession(connection)


@contextmanager
def opened_copy(path: Path) -> Iterator[Session]:
    """The same, looked through first: what is damaged, or another version's, is refused too."""
    with _reading(path) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise StoreUnavailable(*DAMAGED, path=str(path))
        is_behind(connection, str(path))
        yield SqliteSession(connection)


@contextmanager
def _reading(path: Path) -> Iterator[Any]:
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, isolation_level=None, uri=True)) as connection:
            yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise unavailable(error, str(path)) from error


@contextmanager
def change_copy(path: Path) -> Iterator[Session]:
    """A copy to be changed, and on the disk after that; deleted bytes are overwritten. No journal is kept meanwhile."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=ON"):
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN")
            yield SqliteSession(connection)
            connection.execute("COMMIT")
        with path.open("rb") as changed:
            os.fsync(changed.fileno())
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise unavailable(error, str(path)) from error
