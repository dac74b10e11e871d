"""A hall's database as one SQLite file in WAL mode."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.engines.engine import FileState, Params, Session
from queue_store.engines.sqlite.connections import Connections, retry_while_locked
from queue_store.engines.sqlite.copies import copy_pages
from queue_store.engines.sqlite.failures import unavailable
from queue_store.engines.sqlite.made_by import is_behind, note_version
from queue_store.engines.sqlite.migrations import migrations
from queue_store.engines.sqlite.schema import APPLICATION_ID
from queue_store.engines.sqlite.transaction import READ, WRITE, Transaction
from queue_store.errors import StoreUnavailable

T = TypeVar("T")

QUICKLY_CHECKED = 256 * 2**20
"""Bytes of a file up to which it is looked through when it is first opened on a day."""


def library_version() -> tuple[int, ...]:
    """Version of the SQLite library in use."""
    return tuple(int(part) for part in sqlite3.sqlite_version.split("."))


class SqliteEngine:
    """One SQLite file in WAL mode; each thread has its own connection."""

    def __init__(self, address: str) -> None:
        self.path = _shown_path(address)
        self._connections = Connections(_file_address(address), self.path)
        self._lock = threading.Lock()
        self._identity: tuple[int, int] | None = None
        try:
            self._refuse_folder_trouble()
            _make_private(address, self.path)
            self._identity = self._file_identity()
            self._prepare()
            self._watcher = self._connections.open_one()
            self._identity = self._identity or self._file_identity()
            self._refuse_moved()
        except (sqlite3.Error, UnicodeDecodeError, ValueError) as error:
            self.close()
            self._refuse_moved()
            raise self._trouble(error) from error
        except StoreUnavailable:
            self.close()
            self._refuse_moved()
            raise
        except BaseException:
            self.close()
            raise

    def write(self, timeout: float | None = None) -> AbstractContextManager[Session]:
        self._refuse_moved()
        return Transaction(self._connections, WRITE, self.path, timeout)

    def read(self) -> AbstractContextManager[Session]:
        return Transaction(self._connections, READ, self.path)

    def version(self) -> int:
        """`data_version` of a connection that never writes, so that this process's own commits show as well."""
        self._refuse_moved()
        [(version,)] = self._watched("PRAGMA data_version", ())
        return int(version)

    def glance(self, sql: str, params: Params) -> int | None:
        """Asked of the connection that watches the version."""
        found = self._watched(sql, params)
        return int(found[0][0]) if found else None

    def _watched(self, sql: str, params: Params) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                self._connections.refuse_if_closed()
                return retry_while_locked(lambda: self._watcher.connection.execute(sql, params).fetchall())
        except sqlite3.Error as error:
            raise unavailable(error, self.path) from error

    def erase(self) -> bool:
        """`secure_delete` overwrites deleted rows with zeros; then the WAL, which holds older pages, is emptied."""
        held = self._connections.take()
        try:
            busy, _, _ = held.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            return False
        finally:
            self._connections.give_back(held)
        return not busy

    def is_sound(self) -> bool:
        with suppress(OSError):
            if os.stat(self.path).st_size > QUICKLY_CHECKED:
                return True
        try:
            with self.read() as session:
                return session.rows("PRAGMA quick_check(1)") == [("ok",)]
        except StoreUnavailable as error:
            if error.key == "damaged":
                return False
            raise

    def look_through(self) -> FileState:
        try:
            with self.read() as session:
                faults = tuple(str(text) for (text,) in session.rows("PRAGMA integrity_check(5)") if text != "ok")
        except StoreUnavailable as error:
            if error.key != "damaged":
                raise
            faults = (str(error.__cause__),)
        with suppress(OSError):
            return FileState(faults, os.stat(self._wal_path()).st_size)
        return FileState(faults, 0)

    def copy(self, target: Path, read: Callable[[Session], T], told: Callable[[int, int], None]) -> T:
        transaction = Transaction(self._connections, READ, self.path)
        self._refuse_moved()
        with transaction as session:
            found = read(session)
            try:
                copy_pages(transaction.connection, target, told)
            except sqlite3.Error as error:
                raise unavailable(error, str(target)) from error
        return found

    def close(self) -> None:
        with self._lock:
            self._connections.close()

    def _wal_path(self) -> str:
        return f"{self.path}-wal"

    def _file_identity(self) -> tuple[int, int] | None:
        """Which file this is; None where there is none, as for a database in memory."""
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _refuse_moved(self) -> None:
        if self._identity is not None and self._file_identity() != self._identity:
            raise StoreUnavailable(
                "moved",
                "The database {path} was moved away or replaced while it was in use. Close every screen of the hall, "
                "put the file back, then start again.",
                path=self.path,
            )

    def _refuse_folder_trouble(self) -> None:
        """SQLite has one sentence for a folder that is missing and for one that is closed."""
        try:
            there = Path(self.path).absolute().parent.is_dir()
        except PermissionError as error:
            raise self._no_rights() from error
        if not there:
            raise StoreUnavailable(
                "cannot_open", "The database {path} cannot be opened. Check that its folder exists.", path=self.path
            )

    def _no_rights(self) -> StoreUnavailable:
        return StoreUnavailable(
            "no_rights",
            "The database {path} cannot be opened by this user. Allow this user to read and write the file and its "
            "folder.",
            path=self.path,
        )

    def _trouble(self, error: Exception) -> StoreUnavailable:
        if "unable to open" not in str(error):
            return unavailable(error, self.path)
        try:
            os.close(os.open(os.devnull, os.O_RDONLY))
        except OSError as failure:
            return unavailable(OSError(f"too many open files: {failure}"), self.path)
        return self._no_rights()

    def _prepare(self) -> None:
        """Create or migrate the file; several processes may start at once, so the write lock is held throughout."""
        held = self._connections.take()
        try:
            connection = held.connection
            behind = retry_while_locked(lambda: self._look(connection))
            if retry_while_locked(lambda: connection.execute("PRAGMA journal_mode").fetchone())[0] != "wal":
                retry_while_locked(lambda: connection.execute("PRAGMA journal_mode=WAL").fetchone())
        finally:
            self._connections.give_back(held)
        if not behind:
            return
        with Transaction(self._connections, WRITE, self.path):
            if is_behind(connection, self.path):
                migrations.apply(Database(connection))
                note_version(connection)
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        self.erase()

    def _look(self, connection: Any) -> bool:
        """`is_behind` in one consistent view, for another process may be creating the tables just now."""
        connection.execute(READ)
        try:
            return is_behind(connection, self.path)
        finally:
            connection.execute("ROLLBACK")


def _make_private(address: str, path: str) -> None:
    """Make a new file readable by its owner alone; SQLite gives the files beside it the same rights."""
    if address.startswith("file:"):
        return
    with suppress(OSError):  # one that is there stays as it is; what else is wrong SQLite finds too
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _file_address(address: str) -> str:
    """The address as SQLite wants it: a `file:` URI is taken as it is, a path is quoted into one."""
    if address.startswith("file:"):
        return address
    return Path(_shown_path(address)).absolute().as_uri()


def _shown_path(address: str) -> str:
    """The address as people know it."""
    if address.startswith("file:"):
        return unquote(address.removeprefix("file:").partition("?")[0])
    return address.removeprefix("sqlite:///")
