"""The one way to read a hall and to change it.

`look()` is one consistent read; `act()` is one transaction. An act takes the hall's row first, which gives it the
time, the next place in the log and the right to write; everything that it changes is written with `put`, `change` or
`remove`, which keep the log. The first act or look of a business day ends the one before.
"""

from __future__ import annotations

import time as machine
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from queue_store.clock import Anchor, HallClock, Reading, from_text, to_text
from queue_store.engines.engine import Engine, Params, Session
from queue_store.errors import AlreadyTaken, StoreUnavailable
from queue_store.model import CLOCK_SLACK, ClockState, Post
from queue_store.rules import Rules
from queue_store.tickets.rows import REASON_LENGTH, Row, clean, to_json

_HALL_COLUMNS = "seq, last_id, at, steady, run, day, day_seq, staffed_at, opened_on, checked_on, clock_ahead, to_erase"
_PRESENT = "state IN ('booked', 'waiting', 'called', 'serving', 'parked')"
_ERASE_AGAIN = timedelta(seconds=30)

SHORT_PATIENCE = 0.2
"""Seconds for which a look waits for another writer before it shows the hall as it is."""

TRY_AGAIN = 5.0
"""Seconds after which a look tries again to end the day before."""

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
}
"""Tables that the log rebuilds, with the columns that tell their rows apart within a hall."""

UNLOGGED = frozenset({"token", "request_id", "device"})
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
    checked_on: str
    """The last business day on which the database was looked through when it was opened."""
    clock_ahead: int
    """Seconds by which the PC's clock was ahead of hall time when that was last noted; 0 when they agree."""
    to_erase: bool
    """Deleted text may still be in the files."""


class _NothingDone(Exception):
    """The act changed nothing: nothing is committed, and nobody is told to look again."""


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
        self.began_after = state.seq
        """`seq` of the last entry before this transaction."""
        self.first = state.seq + 1
        """`seq` of the first entry of this act."""

    def new_id(self) -> int:
        """A number that no other row of this hall has as its id."""
        self.state = replace(self.state, last_id=self.state.last_id + 1)
        return self.state.last_id

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
        self.first = self.state.seq + 1
        yield
        self.post, self.first = post, self.state.seq + 1

    def mark_opened(self) -> None:
        """A counter was opened on this business day."""
        self.state = replace(self.state, opened_on=self.today.isoformat())

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
        seq = self.state.seq + 1
        self.state = replace(self.state, seq=seq)
        ticket = row if subject == "ticket" else None
        self.session.run(
            "INSERT INTO log (hall, seq, act, at, kind, subject, key, ticket_id, counter, clerk, service, precedence, "
            "changes, before, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
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
            ),
        )
        return seq


class Ledger:
    """Gives looks and acts to everything that the store is made of."""

    def __init__(self, engine: Engine, clock: HallClock, rules: Rules) -> None:
        self.engine = engine
        self.rules = rules
        """The rules in force."""
        self.at_new_day: list[Callable[[Act, bool], None]] = []
        """Called in the first act of a business day; told whether the hall worked through the cut-over."""
        self._clock = clock
        self._day_ends: datetime | None = None
        self._days_seen = 0
        self._last_erased = clock.look().at - _ERASE_AGAIN
        self._try_again_at = 0.0

    def now(self) -> datetime:
        """The hall's time; asks no database."""
        return self._clock.look().at

    def version(self) -> int:
        """A number that changes with every commit of any process, and when a business day is over."""
        if self._day_ends is not None and self.now() >= self._day_ends:
            self._day_ends = None
            self._days_seen += 1
        return (self.engine.version() << 16) + self._days_seen

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One consistent read; of a hall whose business day is over, after that day was ended."""
        with self.engine.read() as session:
            look = self._look(session)
            if look is not None:
                yield look
                return
        self._end_day_soon()
        with self.engine.read() as session:
            fresh = self._look(session, stale=True)
            assert fresh is not None
            yield fresh

    @contextmanager
    def act(self, post: Post | None = None) -> Iterator[Act]:
        """One transaction; what it did is committed at its end, or nothing when it raises."""
        try:
            with self.engine.write() as session:
                act = self._begin(session, post)
                yield act
                if act.state.seq == act.began_after:
                    raise _NothingDone
                self._end(act)
        except _NothingDone:
            return
        self._clock.look(act.state.anchor)
        if act.state.to_erase:
            with suppress(StoreUnavailable):  # what was committed is not refused; it is tried again later
                self._erase(act.now)

    def check_today(self) -> bool:
        """Look through the database when it is first opened on a business day; False when it is damaged."""
        with self.engine.read() as session:
            state = self._state(session)
        if state is None:
            return True
        now = self._clock.look(state.anchor).at
        if state.checked_on == self.rules.days.of(now).isoformat():
            return True
        if not self.engine.is_sound():
            return False
        with suppress(StoreUnavailable), self.act() as act:  # one that may only be read is looked through each time
            act.mark_checked()
            act.note("file_checked", {})
        return True

    def _end_day_soon(self) -> None:
        """The first act of a day ends the day before. A look does not wait long for a writer, nor try again at once."""
        if machine.monotonic() < self._try_again_at:
            return
        try:
            with self.engine.write(patience=SHORT_PATIENCE) as session:
                act = self._begin(session, None)
                self._end(act)
        except StoreUnavailable:
            self._try_again_at = machine.monotonic() + TRY_AGAIN
            return
        if act.state.to_erase:
            with suppress(StoreUnavailable):
                self._erase(act.now)

    def clock_state(self, look: Look) -> ClockState:
        """How the PC's clock stands to the hall's time."""
        reading = self._clock.look()
        return ClockState(reading.at, reading.wall, self._adopts(look.rules, reading))

    def adopt_clock(self, act: Act) -> bool:
        """Take over the PC's time; False while anybody is in the hall."""
        reading = self._clock.look()
        if self._somebody_here(act.session, act.hall):
            return False
        self._adopt(act, reading)
        return True

    def _look(self, session: Session, *, stale: bool = False) -> Look | None:
        """A look, or None where the business day has to be ended first."""
        state = self._state(session)
        if state is None:
            return Look(session, self.rules, self.now(), 0)
        look = Look(session, self.rules, self._clock.look(state.anchor).at, state.day_seq)
        self._day_ends = self.rules.days.bounds(look.today)[1]
        return look if stale or look.today <= state.day else None

    def _state(self, session: Session) -> HallState | None:
        found = session.row(f"SELECT {_HALL_COLUMNS} FROM hall WHERE id = ?", (self.rules.hall.id,))
        return None if found is None else _state_of(found)

    def _begin(self, session: Session, post: Post | None) -> Act:
        hall = self.rules.hall.id
        found = session.row(f"UPDATE hall SET version = version + 1 WHERE id = ? RETURNING {_HALL_COLUMNS}", (hall,))
        if found is None:
            return self._make_hall(session, post)
        state = _state_of(found)
        reading = self._clock.look(state.anchor)
        act = Act(session, self.rules, reading.at, state, post)
        self._keep_time(act, reading)
        self._day_ends = self.rules.days.bounds(act.today)[1]
        if act.today > state.day:
            self._end_day(act)
        return act

    def _make_hall(self, session: Session, post: Post | None) -> Act:
        reading = self._clock.look()
        day = self.rules.days.of(reading.at)
        anchor = self._clock.anchor(reading.at, reading)
        state = HallState(0, 0, anchor, day, 0, None, "", "", 0, False)
        session.run(
            f"INSERT INTO hall (id, version, {_HALL_COLUMNS}) VALUES (?, 1, 0, 0, ?, ?, ?, ?, 0, NULL, '', '', 0, 0)",
            (self.rules.hall.id, to_text(anchor.at), anchor.steady, anchor.run, day.isoformat()),
        )
        act = Act(session, self.rules, reading.at, state, post)
        self._keep_time(act, reading)
        return act

    def _end(self, act: Act) -> None:
        state = act.state
        staffed_at = act.at if act.post is not None else state.staffed_at and to_text(state.staffed_at)
        act.session.run(
            "UPDATE hall SET seq = ?, last_id = ?, at = ?, steady = ?, run = ?, day = ?, day_seq = ?, staffed_at = ?, "
            "opened_on = ?, checked_on = ?, clock_ahead = ?, to_erase = ? WHERE id = ?",
            (
                state.seq, state.last_id, to_text(state.anchor.at), state.anchor.steady, state.anchor.run,
                state.day.isoformat(), state.day_seq, staffed_at, state.opened_on, state.checked_on, state.clock_ahead,
                int(state.to_erase), act.hall,
            ),
        )  # fmt: skip

    def _keep_time(self, act: Act, reading: Reading) -> None:
        """Anchor the hall's time, and note a jump of the PC's clock; follow it when nobody is in the hall."""
        act.state = replace(act.state, anchor=self._clock.anchor(reading.at, reading))
        ahead = round(reading.ahead.total_seconds()) if abs(reading.ahead) > CLOCK_SLACK else 0
        if ahead and self._adopts(act.rules, reading) and self._quiet(act):
            self._adopt(act, reading)
        elif abs(ahead - act.state.clock_ahead) > CLOCK_SLACK.total_seconds() or (not ahead and act.state.clock_ahead):
            act.note("clock_jumped", {"ahead": ahead, "before": act.state.clock_ahead})
            act.state = replace(act.state, clock_ahead=ahead)

    def _quiet(self, act: Act) -> bool:
        """Nobody is in the hall, and nobody is likely to be back by an undone act or after a missed call."""
        if self._somebody_here(act.session, act.hall):
            return False
        last = act.row(
            "SELECT at FROM log WHERE hall = ? AND seq > ? AND ticket_id IS NOT NULL ORDER BY seq DESC LIMIT 1",
            (act.hall, act.day_seq),
        )
        return last is None or act.now - from_text(last[0]) > max(QUIET, act.rules.hall.grace)

    def _adopts(self, rules: Rules, reading: Reading) -> bool:
        """Whether the PC's time can be followed without asking: it is the same business day."""
        return rules.days.of(reading.wall) == rules.days.of(reading.at)

    def _adopt(self, act: Act, reading: Reading) -> None:
        act.note("clock_followed", {"ahead": round(reading.ahead.total_seconds())})
        act.now, act.at, act.today = reading.wall, to_text(reading.wall), act.rules.days.of(reading.wall)
        anchor = self._clock.anchor(reading.wall, reading)
        act.state = replace(act.state, anchor=anchor, clock_ahead=0, day_seq=act.state.seq)
        act.day_seq = act.state.day_seq
        if act.today < act.state.day:
            act.state = replace(act.state, day=act.today)

    def _somebody_here(self, session: Session, hall: str) -> bool:
        return session.row(f"SELECT 1 FROM ticket WHERE hall = ? AND {_PRESENT} LIMIT 1", (hall,)) is not None

    def _end_day(self, act: Act) -> None:
        works_through = self._works_through(act)
        with act.by_itself():
            act.note("day_ended", {"day": act.state.day.isoformat(), "worked_through": works_through})
            act.state = replace(act.state, day=act.today, day_seq=act.state.seq)
            act.day_seq = act.state.day_seq
            for callback in self.at_new_day:
                callback(act, works_through)

    def _works_through(self, act: Act) -> bool:
        """Whether the hall is at work while its day ends: a counter is open, and somebody was there lately."""
        if act.row("SELECT 1 FROM counter WHERE hall = ? AND state <> 'closed' LIMIT 1", (act.hall,)) is None:
            return False
        staffed = act.state.staffed_at
        if staffed is not None and act.now - staffed < REST:
            return True
        called = act.row(
            "SELECT max(last_called_at) FROM ticket WHERE hall = ? AND state IN ('called', 'serving')", (act.hall,)
        )
        return called is not None and called[0] is not None and act.now - from_text(called[0]) < LONG_VISIT

    def _erase(self, now: datetime) -> None:
        """Leave nothing of deleted text in the files; tried again later while a reader is in the way."""
        if abs(now - self._last_erased) < _ERASE_AGAIN:
            return
        self._last_erased = now
        if self.engine.erase():
            with self.engine.write() as session:
                session.run("UPDATE hall SET to_erase = 0 WHERE id = ?", (self.rules.hall.id,))


QUIET = timedelta(minutes=15)
"""Time without any act on a ticket after which the PC's time may be followed in an empty hall."""

LONG_VISIT = timedelta(hours=4)
"""A visitor called to a counter so long ago may still be there when the day ends; one called earlier was forgotten."""

REST = timedelta(hours=2)
"""A hall in which no clerk did anything for so long was closed when its day ended; otherwise it works through."""


def _state_of(values: tuple[Any, ...]) -> HallState:
    seq, last_id, at, steady, run, day, day_seq, staffed_at, opened_on, checked_on, clock_ahead, erase = values
    return HallState(
        seq=seq,
        last_id=last_id,
        anchor=Anchor(from_text(at), steady, run),
        day=date.fromisoformat(day),
        day_seq=day_seq,
        staffed_at=None if staffed_at is None else from_text(staffed_at),
        opened_on=opened_on,
        checked_on=checked_on,
        clock_ahead=clock_ahead,
        to_erase=bool(erase),
    )
