"""What the store needs from a database. One package implements it for each kind (`sqlite`).

SQL above this seam is standard, with `?` for parameters: RETURNING, ON CONFLICT and partial indexes at most.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

Params = Sequence[Any]
T = TypeVar("T")


class Conflict(Exception):
    """The database itself refused a row, for a rule that it keeps; `constraint` names the rule.

    `ticket_active` (one active ticket a counter), `ticket_label`, `ticket_request`, `ticket_token`, `rating`; empty for
    any other.
    """

    def __init__(self, constraint: str, message: str) -> None:
        super().__init__(message)
        self.constraint = constraint


class Session(Protocol):
    """Statements inside one transaction."""

    def run(self, sql: str, params: Params = ()) -> int:
        """Carry out a statement; returns how many rows it hit."""

    def row(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        """First row of a query, or None."""

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What a look through the database found."""

    faults: tuple[str, ...]
    """What the database says is damaged, in its own words."""
    unmerged: int
    """Bytes of changes that are not in the main file yet; 0 where there is no such thing."""


class Engine(Protocol):
    """One database, used by any thread of this process. Every use after `close` is refused."""

    path: str
    """Where the database is, for people."""

    def write(self, timeout: float | None = None) -> AbstractContextManager[Session]:
        """A transaction that holds the write lock from its first statement; commits or changes nothing.

        It waits `timeout` seconds for other writers, or the engine's own time without it.
        """

    def read(self) -> AbstractContextManager[Session]:
        """A consistent view of the data for several queries."""

    def version(self) -> int:
        """A number that changes with every commit of any process, this one included."""

    def glance(self, sql: str, params: Params) -> int | None:
        """The number that one row holds, if there is one; begins no transaction, and no writer holds it up."""

    def erase(self) -> bool:
        """Leave nothing of deleted rows in the files; False when somebody is in the way just now."""

    def is_sound(self) -> bool:
        """A quick look for damage; True for a database too large to be looked through in about a second."""

    def look_through(self) -> FileState:
        """Look for damage; reads the whole database."""

    def copy(self, target: Path, read: Callable[[Session], T], told: Callable[[int, int], None]) -> T:
        """A complete copy in a new file, as the database is now, while others go on writing.

        Returns what `read` found in the same view of the data. `told` hears how many bytes of how many are copied.
        """

    def close(self) -> None:
        """Give everything back, after the transactions that are under way."""
