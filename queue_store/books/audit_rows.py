"""Whether the rows of the hall are what its log says: figures are made of rows, and the chain guards the log alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from queue_store.acts import KEYS, Look
from queue_store.ledger import Ledger
from queue_store.tickets.rows import FRESH

AT_A_TIME = 500
"""Tickets that are compared in one look."""

OF_A_TICKET = {"ticket": "id"} | dict.fromkeys(
    ("leg", "booking", "rating", "told", "second_visit", "wait_told", "print_job"), "ticket_id"
)
"""Tables whose rows belong to a ticket, by the column that names it; every entry about them names it too."""

_ENTRIES = "SELECT seq, subject, key, changes FROM log WHERE hall = ? AND "

RowKey = tuple[str, tuple[object, ...]]
"""A table, and the values of its key."""


class _Expected:
    """What the log says of some rows."""

    def __init__(self) -> None:
        self.rows: dict[RowKey, dict[str, Any]] = {}
        """The values of each row that is there, `revision` among them."""
        self.columns: dict[str, set[str]] = {}

    def follow(self, entries: Iterable[tuple[Any, ...]]) -> None:
        """Read entries in their order."""
        for seq, table, key, changes in entries:
            place = (table, tuple(json.loads(key)))
            if changes is None:
                self.rows.pop(place, None)
                continue
            values = json.loads(changes)
            row = self.rows.setdefault(place, dict(FRESH) if table == "ticket" else {})
            row.update(values)
            if table != "booking":
                row["revision"] = seq
            self.columns.setdefault(table, set()).update(row)

    def differing(self, look: Look, table: str, where: str, params: tuple[object, ...]) -> Iterator[RowKey]:
        """The rows of a table that are not what was expected: changed, missing, or not expected at all."""
        key = KEYS[table]
        columns = sorted(self.columns.get(table, ()))
        for values in look.rows(f"SELECT {', '.join((*key, *columns))} FROM {table} WHERE hall = ?{where}", params):
            place = (table, values[: len(key)])
            expected = self.rows.pop(place, None)
            found = dict(zip(columns, values[len(key) :], strict=True))
            if expected is None or any(found[column] != value for column, value in expected.items()):
                yield place
        missing = [place for place in self.rows if place[0] == table]
        for place in missing:
            del self.rows[place]
            yield place


def rows_that_differ(ledger: Ledger, told: Callable[[int, int], None] | None) -> Iterator[RowKey]:
    """Every row that is not what the log says; `told` hears up to which ticket of which last one was looked at.

    What stays out of the log is not compared: secrets of tickets, what served one request, texts that can be erased.
    """
    yield from _rows_beside_tickets(ledger)
    after = 0
    while True:
        with ledger.look() as look:
            page = look.rows(
                "SELECT id FROM ticket WHERE hall = ? AND id > ? ORDER BY id LIMIT ?", (look.hall, after, AT_A_TIME)
            )
            newest = look.row("SELECT last_id FROM hall WHERE id = ?", (look.hall,))
            last = page[-1][0] if len(page) == AT_A_TIME else 2**62
            expected = _Expected()
            expected.follow(
                look.rows(
                    _ENTRIES + "ticket_id > ? AND ticket_id <= ? AND subject <> '' ORDER BY ticket_id, seq",
                    (look.hall, after, last),
                )
            )
            for table, column in OF_A_TICKET.items():
                params = (look.hall, after, last)
                yield from expected.differing(look, table, f" AND {column} > ? AND {column} <= ?", params)
        if last == 2**62:
            return
        after = last
        if told is not None and newest is not None:
            told(after, newest[0])


def _rows_beside_tickets(ledger: Ledger) -> Iterator[RowKey]:
    """Rows of counters, messages, promises, calls …: few enough to be compared at once."""
    tables = sorted(KEYS.keys() - OF_A_TICKET.keys())
    with ledger.look() as look:
        marks = ", ".join("?" * len(tables))
        expected = _Expected()
        expected.follow(look.rows(f"{_ENTRIES}subject IN ({marks}) ORDER BY seq", (look.hall, *tables)))
        for table in tables:
            yield from expected.differing(look, table, "", (look.hall,))
