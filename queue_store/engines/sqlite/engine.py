"""Everything that is SQLite: connections, transactions, patience with other writers, and errors as sentences."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import unquote
from weakref import WeakSet

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.engines.engine import Conflict, Params, Session
from queue_store.engines.sqlite.migrations import KNOWN_STEPS, migrations
from queue_store.errors import QueueError, StoreUnavailable

T = TypeVar("T")

PATIENCE = 5.0
"""Seconds to wait for other writers before giving up."""

APPLICATION_ID = 0x51484C31
"""Marks the file as a hall's database."""

READ = "BEGIN"
WRITE = "BEGIN IMMEDIATE"


def _is_locked(error: Exception) -> bool:
    return isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))


def _unavailable(error: Exception, path: str) -> StoreUnavailable:
    """One clear sentence for what SQLite reports."""
    text = str(error)
    for sign, key, sentence in (
        ("locked", "locked", "The database {path} is locked by another program. Close that program, then try again."),
        (
            "readonly",
            "read_only",
            "The database {path} is read-only. Allow this user to write the file and its folder.",
        ),
        ("disk is full", "disk_full", "The disk with the database {path} is full. Free some space, then try again."),
        ("not a database", "not_a_database", "{path} is not a hall's database. Choose another file or move it away."),
        ("malformed", "damaged", "The database {path} is damaged. Stop, keep the file and restore the last backup."),
        ("unable to open", "cannot_open", "The database {path} cannot be opened. Check that its folder exists."),
        ("disk I/O", "disk_error", "The disk with the database {path} reports an error. Check the disk and the file."),
    ):
        if sign in text:
            return StoreUnavailable(key, sentence, path=path)
    return StoreUnavailable("database_error", "The database {path} cannot be used: {error}.", path=path, error=text)


def _patiently(act: Callable[[], T]) -> T:
    """Try again shortly while another process is in the way; SQLite's own waiting lets some writers starve."""
    deadline = 0.0
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not _is_locked(error):
                raise
            now = time.monotonic()
            deadline = deadline or now + PATIENCE
            if now > deadline:
                raise
            time.sleep(random.uniform(0.0005, 0.0015))


class _Session:
    """Statements on one connection."""

    __slots__ = ("_execute",)

    def __init__(self, connection: Any) -> None:
        self._execute = connection.execute

    def run(self, sql: str, params: Params = ()) -> None:
        self._execute(sql, params)

    def row(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        cursor = self._execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()
        return row

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._execute(sql, params).fetchall()
        return rows


class _Transaction:
    """`with` block around BEGIN … COMMIT; an error inside rolls everything back."""

    __slots__ = ("_begin", "_connection", "_path", "_session")

    def __init__(self, connection: Any, begin: str, path: str) -> None:
        self._connection = connection
        self._begin = begin
        self._path = path
        self._session = _Session(connection)

    def __enter__(self) -> Session:
        execute = self._connection.execute
        begin = self._begin
        try:
            _patiently(lambda: execute(begin))
            if begin is READ:
                _patiently(lambda: execute("PRAGMA schema_version").fetchone())
        except sqlite3.Error as error:
            self._roll_back()
            raise _unavailable(error, self._path) from error
        return self._session

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            try:
                self._connection.execute("COMMIT")
            except sqlite3.Error as failure:
                self._roll_back()
                raise _unavailable(failure, self._path) from failure
            return
        self._roll_back()
        if isinstance(error, sqlite3.IntegrityError):
            raise Conflict(str(error)) from error
        if isinstance(error, sqlite3.Error):
            raise _unavailable(error, self._path) from error
        if isinstance(error, UnicodeEncodeError | OverflowError):
            raise QueueError(
                "odd_value", "This cannot be stored: {error}. Write it differently.", error=error
            ) from error

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


class _Held:
    """A connection that is closed with the thread, or the engine, that holds it."""

    __slots__ = ("__weakref__", "connection")

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class SqliteEngine:
    """One SQLite file in WAL mode; each thread has its own connection."""

    def __init__(self, address: str) -> None:
        self._address = _file_address(address)
        self.path = _shown_path(address)
        self._local = threading.local()
        self._lock = threading.Lock()
        self._all: WeakSet[_Held] = WeakSet()
        try:
            self._prepare()
            self._watcher = self._hold()
        except sqlite3.Error as error:
            self.close()
            raise _unavailable(error, self.path) from error
        except StoreUnavailable:
            self.close()
            raise

    def write(self) -> AbstractContextManager[Session]:
        return _Transaction(self._connection(), WRITE, self.path)

    def read(self) -> AbstractContextManager[Session]:
        return _Transaction(self._connection(), READ, self.path)

    def stream(self, sql: str, params: Params = ()) -> Iterator[tuple[Any, ...]]:
        """Uses a connection of its own: an unfinished query on the writing one would make its next write fail."""
        try:
            held = self._hold()
            try:
                for row in _patiently(lambda: held.connection.execute(sql, params)):  # noqa: UP028
                    # `yield from` would close the cursor of a reader who stopped, maybe after the store was closed.
                    yield row
            finally:
                held.connection.close()
        except sqlite3.Error as error:
            raise _unavailable(error, self.path) from error

    def version(self) -> int:
        """`data_version` of a connection that never writes, so that this process's own commits show as well."""
        try:
            with self._lock:
                return int(_patiently(lambda: self._watcher.connection.execute("PRAGMA data_version").fetchone())[0])
        except sqlite3.Error as error:
            raise _unavailable(error, self.path) from error

    def close(self) -> None:
        with self._lock:
            for held in self._all:
                held.connection.close()
            self._local = threading.local()

    def _connection(self) -> Any:
        try:
            return self._local.held.connection
        except AttributeError:
            try:
                self._local.held = self._hold()
            except sqlite3.Error as error:
                raise _unavailable(error, self.path) from error
            return self._local.held.connection

    def _hold(self) -> _Held:
        held = _Held(self._open())
        with self._lock:
            self._all.add(held)
        return held

    def _open(self) -> Any:
        connection = sqlite3.connect(
            self._address, timeout=0, isolation_level=None, check_same_thread=False, cached_statements=256, uri=True
        )
        try:
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-8000", "temp_store=MEMORY"):
                _patiently(partial(connection.execute, f"PRAGMA {pragma}"))
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _prepare(self) -> None:
        """Create or migrate the file; several processes may start at once, so the write lock is held throughout."""
        connection = self._connection()
        database = Database(connection)
        behind = _patiently(lambda: self._look(database))
        if _patiently(lambda: connection.execute("PRAGMA journal_mode").fetchone())[0] != "wal":
            _patiently(lambda: connection.execute("PRAGMA journal_mode=WAL").fetchone())
        if not behind:
            return
        with self.write():
            if self._is_behind(database):
                migrations.apply(database)
                database.execute(f"PRAGMA application_id={APPLICATION_ID}")

    def _look(self, database: Database) -> bool:
        """`_is_behind` in one consistent view, for another process may be creating the tables just now."""
        database.execute(READ)
        try:
            return self._is_behind(database)
        finally:
            database.execute("ROLLBACK")

    def _is_behind(self, database: Database) -> bool:
        """Whether migrations are pending; refuses the files of other programs and of newer versions."""
        mark = database.execute("PRAGMA application_id").fetchone()[0]
        tables = database.table_names()
        if mark != APPLICATION_ID and (mark != 0 or tables):
            raise StoreUnavailable(
                "foreign_file",
                "{path} belongs to another program. Choose another file for the hall.",
                path=self.path,
            )
        pending = {step.name for step in migrations.pending(database)}
        newer = {step.name for step in migrations.applied(database)} - KNOWN_STEPS
        if newer:
            raise StoreUnavailable(
                "newer_version",
                "The database {path} was made by a newer version of this program. Update the program.",
                path=self.path,
            )
        return bool(pending)


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
