"""One transaction on one connection."""

from __future__ import annotations

from json import JSONDecodeError
from types import TracebackType
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.clock import UnreadableTime
from queue_store.engines.engine import Params, Session
from queue_store.engines.sqlite.connections import Connections, Held, retry_while_locked
from queue_store.engines.sqlite.failures import conflict, odd_value, unavailable
from queue_store.errors import StoreUnavailable

READ = "BEGIN"
WRITE = "BEGIN IMMEDIATE"


class SqliteSession:
    """Statements on one connection."""

    __slots__ = ("_execute",)

    def __init__(self, connection: Any) -> None:
        self._execute = connection.execute

    def run(self, sql: str, params: Params = ()) -> int:
        return int(self._execute(sql, params).rowcount)

    def row(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        cursor = self._execute(sql, params)
        row: tuple[Any, ...] | None = cursor.fetchone()
        cursor.close()
        return row

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._execute(sql, params).fetchall()
        return rows


class Transaction:
    """`with` block around BEGIN … COMMIT; an error inside, or at either end, rolls everything back."""

    __slots__ = ("_begin", "_connections", "_held", "_path", "_timeout")

    def __init__(self, connections: Connections, begin: str, path: str, timeout: float | None = None) -> None:
        self._connections, self._begin, self._path, self._timeout = connections, begin, path, timeout
        self._held: Held | None = None

    @property
    def connection(self) -> Any:
        """The connection of the transaction that is under way."""
        assert self._held is not None
        return self._held.connection

    def __enter__(self) -> Session:
        try:
            self._held = held = self._connections.take()
        except sqlite3.Error as error:
            raise unavailable(error, self._path) from error
        execute, begin = held.connection.execute, self._begin
        try:
            retry_while_locked(lambda: execute(begin), self._timeout)
            if begin is READ:
                retry_while_locked(lambda: execute("PRAGMA schema_version").fetchone())
            return SqliteSession(held.connection)
        except BaseException as error:
            self._roll_back()
            if isinstance(error, sqlite3.Error):
                raise unavailable(error, self._path) from error
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._commit()
            return
        self._roll_back()
        if isinstance(error, sqlite3.IntegrityError):
            raise conflict(error) from error
        if isinstance(error, sqlite3.Error):
            raise unavailable(error, self._path) from error
        if isinstance(error, UnicodeDecodeError | JSONDecodeError | UnreadableTime):
            raise unavailable(error, self._path) from error
        if isinstance(error, UnicodeEncodeError | OverflowError):
            raise odd_value(error) from error
        if isinstance(error, ValueError | TypeError | KeyError) and not self._sound():
            raise unavailable(error, self._path) from error

    def _commit(self) -> None:
        assert self._held is not None
        try:
            self._held.connection.execute("COMMIT")
        except BaseException as failure:
            self._roll_back()
            if isinstance(failure, sqlite3.Error):
                raise unavailable(failure, self._path) from failure
            raise
        self._connections.give_back(self._held)

    def _roll_back(self) -> None:
        assert self._held is not None
        try:
            if self._held.connection.in_transaction:
                self._held.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise unavailable(error, self._path) from error
        finally:
            self._connections.give_back(self._held)

    def _sound(self) -> bool:
        """Whether values that make no sense came from somewhere else than a damaged file."""
        try:
            held = self._connections.take()
        except (sqlite3.Error, StoreUnavailable):
            return True
        try:
            return bool(held.connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        except sqlite3.Error:
            return False
        finally:
            self._connections.give_back(held)
