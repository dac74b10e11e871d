"""Tables for people and programs outside the hall: rows as plain tuples, read page by page.

Times are text as the database keeps it (UTC, see `clock`), spans are seconds, yes or no is 1 or 0, business days are
ISO dates. Between two pages nothing is held, so that a long export does not make the files grow. A period is
[since, until), aware datetimes; which time of a row has to lie in it is said with each table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from queue_store.clock import to_text
from queue_store.ledger import Ledger
from queue_store.reports import counter_hours, event_rows, told_rows, visit_rows
from queue_store.reports.stretches import first_time
from queue_store.reports.windows import WINDOWED, Windowed, count_rows, read_windows

Page = list[tuple[Any, ...]]
"""Some rows of a table, each with the table's columns in their order."""


@dataclass(frozen=True, slots=True)
class _Table:
    columns: tuple[str, ...]
    pages: Callable[[Ledger, datetime, datetime], Iterator[Page]]


def _windowed(table: Windowed) -> _Table:
    return _Table(table.names, lambda ledger, since, until: read_windows(ledger, table, since, until))


_TABLES: Mapping[str, _Table] = MappingProxyType(
    {
        "waits": _windowed(WINDOWED["waits"]),
        "visits": _Table(visit_rows.COLUMNS, visit_rows.pages),
        "events": _Table(event_rows.COLUMNS, event_rows.pages),
        "calls": _windowed(WINDOWED["calls"]),
        "promises": _windowed(WINDOWED["promises"]),
        "ratings": _windowed(WINDOWED["ratings"]),
        "counters": _Table(counter_hours.COLUMNS, counter_hours.pages),
        "help": _windowed(WINDOWED["help"]),
        "out_of_order": _windowed(WINDOWED["out_of_order"]),
        "forecasts": _Table(told_rows.COLUMNS, told_rows.pages),
    }
)


class Tables:
    """Everything that is exported: `waits`, `visits`, `events`, `calls`, `promises`, `ratings`, `counters`, `help`,
    `out_of_order`, `forecasts`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def columns(self, name: str) -> tuple[str, ...]:
        """Names of a table's columns, in the order of its rows; KeyError for an unknown table."""
        return _TABLES[name].columns

    def pages(self, name: str, since: datetime, until: datetime) -> Iterator[Page]:
        """Rows of [since, until), oldest first, some at a time; KeyError for an unknown table."""
        return _TABLES[name].pages(self._ledger, since, until)

    def count(self, name: str, since: datetime, until: datetime) -> int | None:
        """How many rows there are; None for a table whose rows are not counted without being made."""
        if name not in WINDOWED:
            return None
        with self._ledger.look() as look:
            return count_rows(look, WINDOWED[name], to_text(since), to_text(until))

    def began(self) -> datetime:
        """A time before which nothing can have happened in this hall."""
        with self._ledger.look() as look:
            return first_time(look)
