"""What the store needs from a database. One module implements it for each kind (`sqlite`).

SQL above this seam is standard, with `?` for parameters: RETURNING, ON CONFLICT and partial indexes at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

Params = Sequence[Any]


class Conflict(Exception):
    """The database itself refused a row, for a rule that it keeps: one active ticket a counter, one label a day."""


class Session(Protocol):
    """Statements inside one transaction."""

    def run(self, sql: str, params: Params = ()) -> None:
        """Carry out a statement."""

    def row(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        """First row of a query, or None."""

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""


class Engine(Protocol):
    """One database, used by any thread of this process."""

    path: str
    """Where the database is, for people."""

    def write(self) -> AbstractContextManager[Session]:
        """A transaction that holds the hall's write lock from its first statement; commits or changes nothing."""

    def read(self) -> AbstractContextManager[Session]:
        """A consistent view of the data for several queries."""

    def stream(self, sql: str, params: Params = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a long query one after another; writes may go on meanwhile."""

    def version(self) -> int:
        """A number that changes with every commit of any process, this one included."""

    def close(self) -> None:
        """Give everything back."""
