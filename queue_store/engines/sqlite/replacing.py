"""Putting another file in the place of a hall's database, while nobody has it open."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.engines.sqlite.failures import is_locked, unavailable
from queue_store.errors import StoreUnavailable

_BESIDE = ("-wal", "-shm", "-journal")

_BEGINNING = b"SQLite format 3\x00"
"""How every file of SQLite begins."""

LOCK_BYTES = (0x40000000, 512)
"""Where SQLite locks a file, and how many bytes: https://www.sqlite.org/fileformat2.html#the_lock_byte_page.

A connection in WAL mode holds a read lock there as long as it is open; the kernel takes it from a process that dies.
"""


def replace_file(copy: Path, database: Path, kept: Path) -> None:
    """Put a complete copy in the place of the database, and keep that one as `kept`.

    At every moment the database is either the old file, complete, or the new one. Refused while any program has the old
    one open; whoever opens it in this moment waits, and is then told that it was replaced.
    """
    if not database.exists():
        _keep_beside(database, kept)
        _swap(copy, database)
        return
    with _locked(database) as file:
        if file.read(len(_BEGINNING)) != _BEGINNING:
            _replace_damaged(copy, database, kept)
            return
    try:
        with _alone_and_merged(database):
            _keep(database, kept)
            _swap(copy, database)
    except sqlite3.OperationalError as error:
        raise _running(database) if is_locked(error) else unavailable(error, str(database)) from error
    except sqlite3.DatabaseError:
        with _locked(database):
            _replace_damaged(copy, database, kept)


def _replace_damaged(copy: Path, database: Path, kept: Path) -> None:
    """SQLite cannot merge what stands beside it: that is kept too, and must not meet the new file."""
    _keep(database, kept)
    _keep_beside(database, kept)
    _swap(copy, database)


@contextmanager
def _alone_and_merged(database: Path) -> Iterator[None]:
    """Leaving WAL mode needs the file alone, and merges what is not in it yet: nothing stands beside it after that."""
    with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        if connection.execute("PRAGMA journal_mode=DELETE").fetchone() != ("delete",):
            raise _running(database)
        connection.execute("BEGIN EXCLUSIVE")
        yield


@contextmanager
def _locked(database: Path) -> Iterator[BinaryIO]:
    """Hold what every connection would have to lock, sound or not. Windows itself keeps open files from being moved."""
    with database.open("r+b") as file:
        if sys.platform != "win32":
            import fcntl

            start, length = LOCK_BYTES
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
            except BlockingIOError as error:
                raise _running(database) from error
        yield file


def _running(database: Path) -> StoreUnavailable:
    return StoreUnavailable(
        "hall_running",
        "The hall is running: a program has its database {path} open. Close every screen and its services, then try "
        "again.",
        path=database,
    )


def _keep(database: Path, kept: Path) -> None:
    """Give the old file a second name; where the disk has no such thing, copy it."""
    try:
        os.link(database, kept)
    except OSError:
        shutil.copy2(database, kept)


def _keep_beside(database: Path, kept: Path) -> None:
    """Take away what stands beside the database and belongs to the old one."""
    for end in _BESIDE:
        beside = database.with_name(database.name + end)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + end))


def _swap(copy: Path, database: Path) -> None:
    copy.replace(database)
    if sys.platform != "win32":
        folder = os.open(database.parent, os.O_RDONLY)
        try:
            with suppress(OSError):  # some disks cannot do that with a folder
                os.fsync(folder)
        finally:
            os.close(folder)
