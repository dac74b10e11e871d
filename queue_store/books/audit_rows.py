"""Whether the rows of the hall are what its log says: figures are made of rows, and the chain guards the log alone.

A log of years is gone through page by page along its indexes, so that no more than a page is in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from queue_store.acts import KEYS, Look
from queue_store.ledger import Ledger
from queue_store.tickets.rows import FRESH, to_json

AT_A_TIME = 500
"""Tickets that are compared in one look, or other rows."""

ENTRIES_AT_A_TIME = 2000
"""Entries without a ticket that are read in one look."""

OF_A_TICKET = {"ticket": "id"} | dict.fromkeys(
    ("leg", "booking", "rating", "told", "second_visit", "wait_told"), "ticket_id"
)
"""Tables whose rows belong to a ticket, which all their entries name, by the column that names it."""

BESIDE_TICKETS = tuple(sorted(KEYS.keys() - OF_A_TICKET.keys()))
"""The other tables. Their entries name no ticket, but for what is owed to the visitor of one."""

_ENTRIES = "SELECT seq, subject, key, changes FROM log WHERE hall = ? AND "
_NAMELESS = "ticket_id IS NULL AND subject <> ''"
"""As the index `log_of_row` has it, which is used for nothing else."""

RowKey = tuple[str, tuple[object, ...]]
"""A table, and the values of its key."""


class _Expected:
    """What the log says of some rows."""

    def __init__(self) -> None:
        self.rows: dict[RowKey, dict[str, Any] | None] = {}
        """The values of each row, `revision` among them; None for one that was taken away."""

    def follow(self, entries: Iterable[tuple[Any, ...]]) -> None:
        """Read entries in their order."""
        for seq, table, key, changes in entries:
            place = (table, tuple(json.loads(key)))
            if changes is None:
                self.rows[place] = None
                continue
            row = self.rows.get(place)
            if row is None:
                row = self.rows[place] = dict(FRESH) if table == "ticket" else {}
            row.update(json.loads(changes))
            if table != "booking":
                row["revision"] = seq

    def differing_in(self, look: Look, table: str, where: str, params: tuple[object, ...]) -> Iterator[RowKey]:
        """The rows of a part of a table that are not what was expected: changed, missing, or not expected at all."""
        key = KEYS[table]
        mine = {place[1]: row for place, row in self.rows.items() if place[0] == table}
        columns = sorted({column for row in mine.values() if row is not None for column in row})
        for values in look.rows(f"SELECT {', '.join((*key, *columns))} FROM {table} WHERE hall = ?{where}", params):
            number = values[: len(key)]
            if _differ(mine.pop(number, None), dict(zip(columns, values[len(key) :], strict=True))):
                yield table, number
        yield from ((table, number) for number, row in mine.items() if row is not None)

    def differing(self, look: Look, tables: Iterable[str], *, but: RowKey | None = None) -> Iterator[RowKey]:
        """Which rows of some tables are not what was expected, looked up one by one; they are forgotten here."""
        for place in [each for each in self.rows if each[0] in tables and each != but]:
            row, (table, key) = self.rows.pop(place), place
            columns = tuple(row or KEYS[table])
            where = " AND ".join(f"{name} = ?" for name in KEYS[table])
            found = look.row(f"SELECT {', '.join(columns)} FROM {table} WHERE hall = ? AND {where}", (look.hall, *key))
            if (found is not None or row is not None) and _differ(row, dict(zip(columns, found or (), strict=False))):
                yield place


def _differ(expected: dict[str, Any] | None, found: dict[str, Any]) -> bool:
    """Whether a row is not what was expected; an empty one is not there."""
    return expected is None or not found or any(found[column] != value for column, value in expected.items())


def rows_that_differ(ledger: Ledger, told: Callable[[int, int], None] | None) -> Iterator[RowKey]:
    """Every row that is not what the log says; `told` hears up to which ticket of which last one was looked at.

    What stays out of the log is not compared: secrets of tickets, what served one request, texts that can be erased.
    """
    yield from _rows_beside_tickets(ledger)
    for table in BESIDE_TICKETS:
        yield from _rows_without_entry(ledger, table)
    after = 0
    while True:
        with ledger.look() as look:
            page = look.rows(
                "SELECT id FROM ticket WHERE hall = ? AND id > ? ORDER BY id LIMIT ?", (look.hall, after, AT_A_TIME)
            )
            newest = look.row("SELECT last_id FROM hall WHERE id = ?", (look.hall,))
            last = page[-1][0] if len(page) == AT_A_TIME else 2**62
            expected, params = _Expected(), (look.hall, after, last)
            named = "ticket_id > ? AND ticket_id <= ? AND subject <> '' ORDER BY ticket_id, seq"
            expected.follow(look.rows(_ENTRIES + named, params))
            for table, column in OF_A_TICKET.items():
                yield from expected.differing_in(look, table, f" AND {column} > ? AND {column} <= ?", params)
            yield from expected.differing(look, BESIDE_TICKETS)
        if last == 2**62:
            return
        after = last
        if told is not None and newest is not None:
            told(after, newest[0])


def _rows_beside_tickets(ledger: Ledger) -> Iterator[RowKey]:
    """Rows of counters, calls, papers, alerts …: one after the other, each with all its entries."""
    expected, after = _Expected(), ("", "", 0)
    while True:
        with ledger.look() as look:
            page = look.rows(
                f"{_ENTRIES}{_NAMELESS} AND (subject, key, seq) > (?, ?, ?) ORDER BY subject, key, seq LIMIT ?",
                (look.hall, *after, ENTRIES_AT_A_TIME),
            )
            expected.follow(page)
            over = len(page) < ENTRIES_AT_A_TIME
            unread = None if over else (page[-1][1], tuple(json.loads(page[-1][2])))
            yield from expected.differing(look, BESIDE_TICKETS, but=unread)
        if over:
            return
        seq, subject, key, _ = page[-1]
        after = (subject, key, seq)


def _rows_without_entry(ledger: Ledger, table: str) -> Iterator[RowKey]:
    """Rows of a table of which the log says nothing at all."""
    names = KEYS[table]
    key, marks = ", ".join(names), ", ".join("?" * len(names))
    after: tuple[object, ...] = ()
    while True:
        behind = f"AND ({key}) > ({marks}) " if after else ""
        with ledger.look() as look:
            page = look.rows(
                f"SELECT revision, {key} FROM {table} WHERE hall = ? {behind}ORDER BY {key} LIMIT ?",
                (look.hall, *after, AT_A_TIME),
            )
            for revision, *number in page:
                if not _has_entry(look, table, to_json(number), revision):
                    yield table, tuple(number)
        if len(page) < AT_A_TIME:
            return
        after = tuple(page[-1][1:])


def _has_entry(look: Look, table: str, key: str, revision: int) -> bool:
    """Whether the log has a row: where the row says, or else anywhere, for which all of it is read."""
    about = "SELECT 1 FROM log WHERE hall = ? AND subject = ? AND key = ?"
    return (
        look.row(f"{about} AND seq = ?", (look.hall, table, key, revision)) is not None
        or look.row(f"{about} AND {_NAMELESS} LIMIT 1", (look.hall, table, key)) is not None
        or look.row(f"{about} LIMIT 1", (look.hall, table, key)) is not None
    )
