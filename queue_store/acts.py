"""A look at a hall and an act in it: what reads and changes rows within one transaction of the `Ledger`.

Everything that an act changes is written with `put`, `change` or `remove`, which keep the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from queue_store.chain import ENTRY, link
from queue_store.clock import Anchor, to_text
from queue_store.engines.engine import Params, Session
from queue_store.errors import AlreadyTaken
from queue_store.model import Post
from queue_store.rules import Rules
from queue_store.tickets.rows import Row, to_json
from queue_store.typed import REASON_LENGTH, clean

KEYS: Mapping[str, tuple[str, ...]] = {
    "ticket": ("id",),
    "leg": ("ticket_id", "leg"),
    "counter": ("number",),
    "booking": ("ticket_id",),
    "rating": ("ticket_id",),
    "message": ("id",),
    "owed": ("id",),
    "told": ("ticket_id", "material"),
    "second_visit": ("ticket_id",),
    "phone_call": ("id",),
    "help_call": ("id",),
    "wait_told": ("id",),
    "print_job": ("ticket_id", "paper"),
    "staff": ("id",),
    "arranged": ("day", "kind", "subject"),
    "floor_alert": ("id",),
}
"""Tables that the log rebuilds, with the columns that tell their rows apart within a hall."""

_INSERT_ENTRY = f"INSERT INTO log ({', '.join(ENTRY)}, hash) VALUES ({', '.join('?' * (len(ENTRY) + 1))})"

UNLOGGED = frozenset({"token", "request_id", "device", "source"})
"""Columns that stay out of the log: secrets, and what only serves one request."""


@dataclass(frozen=True, slots=True)
class HallState:
    """The row of the hall."""

    seq: int
    """Place of the last entry in the log."""
    last_id: int
    """The last id given to a ticket, a promise, a call, a text …"""
    anchor: Anchor
    day: date
    """The business day that is going on."""
    day_seq: int
    """`seq` of the last entry of the day before."""
    staffed_at: datetime | None
    """When a clerk last did something at a counter or at reception."""
    opened_on: str
    """The last business day on which a counter was opened."""
    held_until: str
    """The latest time that a visitor asked for; empty when none ever did."""
    checked_on: str
    """The last business day on which the database was looked through when it was opened."""
    clock_ahead: int
    """Seconds by which the PC's clock was ahead of hall time when that was last noted; 0 when they agree."""
    to_erase: bool
    """Deleted text may still be in the files."""
    head: bytes
    """The hash of the last entry in the log."""


class Look:
    """One consistent read of a hall."""

    def __init__(self, session: Session, rules: Rules, now: datetime, day_seq: int) -> None:
        self.session = session
        self.rules = rules
        self.hall = rules.hall.id
        self.now = now
        self.today = rules.days.of(now)
        self.day_seq = day_seq

    def row(self, sql: str, params: Params = ()) -> tuple[Any, ...] | None:
        """First row of a query, or None."""
        return self.session.row(sql, params)

    def rows(self, sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.session.rows(sql, params)


class Act(Look):
    """One act under way: a transaction that keeps the log."""

    def __init__(self, session: Session, rules: Rules, now: datetime, state: HallState, post: Post | None) -> None:
        super().__init__(session, rules, now, state.day_seq)
        self.post = post
        self.at = to_text(now)
        self.state = state
        """The row of the hall as it was when the act began, but for what the act changed in it."""
        self.seq = state.seq
        """Place of the last entry in the log, those of this act included."""
        self.head = state.head
        """The hash of that entry, with which the next one is chained."""
        self.last_id = state.last_id
        """The last id given, those of this act included."""
        self.first = state.seq + 1
        """`seq` of the first entry of this act."""

    def new_id(self) -> int:
        """A number that no other row of this hall has as its id."""
        self.last_id += 1
        return self.last_id

    def keep_text(self, text: str, owner: str, owner_id: int, length: int = REASON_LENGTH) -> int | None:
        """Keep free text where it can be erased; returns what to point to it with, None for no text."""
        kept = clean(text, length)
        if not kept:
            return None
        number = self.new_id()
        self.session.run(
            "INSERT INTO free_text (hall, id, owner, owner_id, day, text) VALUES (?, ?, ?, ?, ?, ?)",
            (self.hall, number, owner, owner_id, self.today.isoformat(), kept),
        )
        return number

    @contextmanager
    def by_itself(self) -> Iterator[None]:
        """What happens by itself within this transaction, before the deed of the post: an act of its own in the log."""
        post, self.post = self.post, None
        self.first = self.seq + 1
        yield
        self.post, self.first = post, self.seq + 1

    def mark_opened(self) -> None:
        """A counter was opened on this business day."""
        self.state = replace(self.state, opened_on=self.today.isoformat())

    def mark_held(self, until: str) -> None:
        """A visitor asked for time until then."""
        self.state = replace(self.state, held_until=max(self.state.held_until, until))

    def mark_checked(self) -> None:
        """The database was looked through on this business day."""
        self.state = replace(self.state, checked_on=self.today.isoformat())

    def erase_soon(self) -> None:
        """Text was deleted: leave nothing of it in the files after this act."""
        self.state = replace(self.state, to_erase=True)

    def note(self, kind: str, data: Mapping[str, object], *, ticket_id: int | None = None) -> int:
        """Write something down that changes no row; returns its place in the log."""
        return self._log(kind, "", (), ticket_id, data, None)

    def put(self, table: str, values: Mapping[str, object], kind: str, *, ticket_id: int | None = None,
            columns: Mapping[str, object] | None = None, undoes: int | None = None) -> int:  # fmt: skip
        """Write a new row; `columns` are those that stay out of the log. Returns its place in the log."""
        key = tuple(values[column] for column in KEYS[table])
        seq = self._log(kind, table, key, ticket_id, values, None, values, undoes)
        revision = {} if table == "booking" else {"revision": seq}
        written = {"hall": self.hall, **revision, **(columns or {}), **values}
        names, marks = ", ".join(written), ", ".join("?" * len(written))
        self.session.run(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(written.values()))
        return seq

    def change(self, table: str, row: Row, changes: Mapping[str, object], kind: str, *, ticket_id: int | None = None,
               undoes: int | None = None) -> int:  # fmt: skip
        """Change a row that was read in this act, as it was read; updates `row` too."""
        after = {column: value for column, value in changes.items() if row[column] != value}
        before = {column: row[column] for column in after}
        names = KEYS[table]
        key = tuple(row[name] for name in names)
        seq = self._log(kind, table, key, ticket_id, after, before, row, undoes)
        columns = "".join(f"{column} = ?, " for column in after)
        where = " AND ".join(f"{name} = ?" for name in names)
        hit = self.session.run(
            f"UPDATE {table} SET {columns}revision = ? WHERE hall = ? AND {where} AND revision = ?",
            (*after.values(), seq, self.hall, *key, row["revision"]),
        )
        if hit != 1:
            raise AlreadyTaken(
                "changed_meanwhile", "Somebody else changed this at the same moment. Look again, then decide."
            )
        row.update(after)
        row["revision"] = seq
        return seq

    def remove(self, table: str, row: Row, kind: str, *, ticket_id: int | None = None,
               undoes: int | None = None) -> int:  # fmt: skip
        """Take a row away; the log keeps what it held."""
        names = KEYS[table]
        key = tuple(row[name] for name in names)
        held = {column: value for column, value in row.items() if column not in UNLOGGED | {"hall", "revision"}}
        seq = self._log(kind, table, key, ticket_id, None, held, row, undoes)
        where = " AND ".join(f"{name} = ?" for name in names)
        self.session.run(f"DELETE FROM {table} WHERE hall = ? AND {where}", (self.hall, *key))
        return seq

    def _log(
        self,
        kind: str,
        subject: str,
        key: Sequence[object],
        ticket_id: int | None,
        changes: Mapping[str, object] | None,
        before: Mapping[str, object] | None,
        row: Mapping[str, object] | None = None,
        undoes: int | None = None,
    ) -> int:
        self.seq = seq = self.seq + 1
        ticket = row if subject == "ticket" else None
        entry = (
            self.hall,
            seq,
            self.first,
            self.at,
            kind,
            subject,
            to_json(list(key)),
            ticket_id,
            None if self.post is None else self.post.counter,
            None if self.post is None else self.post.clerk,
            None if ticket is None else ticket["service"],
            None if ticket is None else int(bool(ticket.get("head_start"))),
            None if changes is None else to_json(changes),
            None if before is None else to_json(before),
            undoes,
        )
        self.head = link(self.head, entry)
        self.session.run(_INSERT_ENTRY, (*entry, self.head))
        return seq
