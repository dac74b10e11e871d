"""The one way to read a hall and to change it.

`look()` is one consistent read; `act()` is one transaction. An act takes the hall's row first, which gives it the
time, the next place in the log and the right to write. The first act or look of a business day ends the one before.
"""

from __future__ import annotations

import threading
import time as machine
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from queue_store.acts import Act, HallState, Look
from queue_store.arranged import NOTHING_ARRANGED, arranged_rules, read_arranged
from queue_store.chain import BEGINNING
from queue_store.clock import Anchor, HallClock, Reading, from_text, to_text
from queue_store.engines.engine import Engine, Session
from queue_store.errors import StoreUnavailable
from queue_store.model import CLOCK_SLACK, ClockState, Post
from queue_store.rules import Rules

_HALL_COLUMNS = (
    "seq, last_id, at, steady, run, day, day_seq, staffed_at, opened_on, checked_on, clock_ahead, held_until, "
    "to_erase, head"
)
_ARRANGED_ON = "(SELECT max(a.day) FROM arranged AS a WHERE a.hall = id)"
_SELECT_HALL = f"SELECT {_HALL_COLUMNS}, {_ARRANGED_ON} FROM hall WHERE id = ?"
_LAST_SHOWN = "SELECT seq FROM log WHERE hall = ? AND seq > ? AND kind <> 'wait_told' ORDER BY seq DESC LIMIT 1"
_PRESENT = "finished_at IS NULL AND state IN ('booked', 'waiting', 'called', 'serving', 'parked')"
_ERASE_AGAIN = timedelta(seconds=30)

SHORT_LOCK_TIMEOUT = 0.2
"""Seconds for which a look waits for another writer before it shows the hall as it is."""

TRY_AGAIN = 5.0
"""Seconds after which a look tries again to end the day before."""


class _NothingDone(Exception):
    """The act changed nothing: nothing is committed, and nobody is told to look again."""


class Ledger:
    """Gives looks and acts to everything that the store is made of."""

    def __init__(self, engine: Engine, clock: HallClock, rules: Rules) -> None:
        self.engine = engine
        self.rules = rules
        """The rules in force."""
        self.at_new_day: list[Callable[[Act, bool], None]] = []
        """Called in the first act of a business day; told whether the hall worked through the cut-over."""
        self.arranged = NOTHING_ARRANGED
        """What was arranged for the day, as of the last look or act."""
        self._arranged_rules = (rules, NOTHING_ARRANGED, rules)
        self._clock = clock
        self._day_ends: datetime | None = None
        self._turns = 0
        self._hold_ends = ""
        self._commits = -1
        """The engine's version when the log was last looked at."""
        self._last_shown = 0
        """Place in the log of the last entry of which people are shown anything."""
        self._last_erased = clock.look().at - _ERASE_AGAIN
        self._try_again_at = 0.0
        self._frozen = threading.local()

    def now(self) -> datetime:
        """The hall's time; asks no database."""
        return self._clock.look().at

    def version(self) -> int:
        """A number that changes when the hall's log grows, whoever writes, and when the hall changes by itself.

        That is when a business day is over, and when the time is over that a visitor asked for. Waits that were told
        (`forecast.note_told`) change nothing that anybody is shown, and leave it as it is.
        """
        if self._day_ends is not None and self.now() >= self._day_ends:
            self._day_ends = None
            self._turns += 1
        if self._hold_ends and to_text(self.now()) >= self._hold_ends:
            self._hold_ends = ""
            self._turns += 1
        commits = self.engine.version()
        if commits != self._commits:
            newer = self.engine.glance(_LAST_SHOWN, (self.rules.hall.id, self._last_shown))
            self._last_shown = self._last_shown if newer is None else newer
            self._commits = commits
        return (self._last_shown << 16) + self._turns

    @contextmanager
    def look(self) -> Iterator[Look]:
        """One consistent read; of a hall whose business day is over, after that day was ended."""
        held: Look | None = getattr(self._frozen, "look", None)
        if held is not None:
            yield held
            return
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
    def frozen(self) -> Iterator[None]:
        """Let every look of this thread be the same one; it cannot act meanwhile. Others go on."""
        with self.look() as look:
            self._frozen.look = look
            try:
                yield
            finally:
                self._frozen.look = None

    @contextmanager
    def act(self, post: Post | None = None, timeout: float | None = None) -> Iterator[Act]:
        """One transaction; what it did is committed at its end, or nothing when it raises.

        A writer in the way is waited for up to `timeout` in seconds, or as long as the engine does.
        """
        try:
            with self.engine.write(timeout) as session:
                act = self._begin(session, post)
                yield act
                if act.seq == act.state.seq:
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
        # one that cannot be written now is opened without delay, and looked through again the next time
        with suppress(StoreUnavailable), self.act(timeout=SHORT_LOCK_TIMEOUT) as act:
            act.mark_checked()
            act.note("file_checked", {})
        return True

    def _end_day_soon(self) -> None:
        """The first act of a day ends the day before. A look does not wait long for a writer, nor try again at once."""
        if machine.monotonic() < self._try_again_at:
            return
        try:
            with self.engine.write(timeout=SHORT_LOCK_TIMEOUT) as session:
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
        found = session.row(_SELECT_HALL, (self.rules.hall.id,))
        if found is None:
            return Look(session, self.rules, self.now(), 0)
        state = _state_of(found[:-1])
        look = Look(session, self.rules, self._clock.look(state.anchor).at, state.day_seq)
        self._day_ends = self.rules.days.bounds(look.today)[1]
        self._hold_ends = _next_hold(look) if state.held_until > to_text(look.now) else ""
        if not stale and look.today > state.day:
            return None
        self._arrange(look, found[-1])
        return look

    def _arrange(self, look: Look, last: str | None) -> None:
        """Let a look or an act go by what was arranged for the day; `last` is the last day for which anything was."""
        arranged = read_arranged(look) if (last or "") >= look.today.isoformat() else NOTHING_ARRANGED
        rules, known, effective = self._arranged_rules
        if rules is not self.rules or known != arranged:
            effective = arranged_rules(self.rules, arranged)
            self._arranged_rules = self.rules, arranged, effective
        self.arranged, look.rules = self._arranged_rules[1], effective

    def _state(self, session: Session) -> HallState | None:
        found = session.row(_SELECT_HALL, (self.rules.hall.id,))
        return None if found is None else _state_of(found[:-1])

    def _begin(self, session: Session, post: Post | None) -> Act:
        hall = self.rules.hall.id
        taking = f"UPDATE hall SET version = version + 1 WHERE id = ? RETURNING {_HALL_COLUMNS}, {_ARRANGED_ON}"
        found = session.row(taking, (hall,))
        if found is None:
            return self._make_hall(session, post)
        state = _state_of(found[:-1])
        reading = self._clock.look(state.anchor)
        act = Act(session, self.rules, reading.at, state, post)
        self._keep_time(act, reading)
        self._day_ends = self.rules.days.bounds(act.today)[1]
        if act.today > state.day:
            self._end_day(act)
        self._arrange(act, found[-1])
        return act

    def _make_hall(self, session: Session, post: Post | None) -> Act:
        reading = self._clock.look()
        day = self.rules.days.of(reading.at)
        anchor = self._clock.anchor(reading.at, reading)
        state = HallState(0, 0, anchor, day, 0, None, "", "", "", 0, False, BEGINNING)
        session.run(
            f"INSERT INTO hall (id, version, {_HALL_COLUMNS}) "
            "VALUES (?, 1, 0, 0, ?, ?, ?, ?, 0, NULL, '', '', 0, '', 0, ?)",
            (self.rules.hall.id, to_text(anchor.at), anchor.steady, anchor.run, day.isoformat(), BEGINNING),
        )
        act = Act(session, self.rules, reading.at, state, post)
        self._keep_time(act, reading)
        return act

    def _end(self, act: Act) -> None:
        state = act.state
        staffed_at = act.at if act.post is not None else state.staffed_at and to_text(state.staffed_at)
        act.session.run(
            "UPDATE hall SET seq = ?, last_id = ?, at = ?, steady = ?, run = ?, day = ?, day_seq = ?, staffed_at = ?, "
            "opened_on = ?, checked_on = ?, clock_ahead = ?, held_until = ?, to_erase = ?, head = ? WHERE id = ?",
            (
                act.seq, act.last_id, to_text(state.anchor.at), state.anchor.steady, state.anchor.run,
                state.day.isoformat(), state.day_seq, staffed_at, state.opened_on, state.checked_on, state.clock_ahead,
                state.held_until, int(state.to_erase), act.head, act.hall,
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
        act.state = replace(act.state, anchor=anchor, clock_ahead=0, day_seq=act.seq)
        act.day_seq = act.state.day_seq
        if act.today < act.state.day:
            act.state = replace(act.state, day=act.today)

    def _somebody_here(self, session: Session, hall: str) -> bool:
        return session.row(f"SELECT 1 FROM ticket WHERE hall = ? AND {_PRESENT} LIMIT 1", (hall,)) is not None

    def _end_day(self, act: Act) -> None:
        works_through = self._works_through(act)
        with act.by_itself():
            act.note("day_ended", {"day": act.state.day.isoformat(), "worked_through": works_through})
            act.state = replace(act.state, day=act.today, day_seq=act.seq)
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


def _next_hold(look: Look) -> str:
    """When the first of those may be called again who asked for time; empty for nobody."""
    query = "SELECT min(not_before) FROM ticket WHERE hall = ? AND state = 'waiting' AND not_before > ?"
    found = look.row(query, (look.hall, to_text(look.now)))
    return "" if found is None or found[0] is None else str(found[0])


def _state_of(values: tuple[Any, ...]) -> HallState:
    (
        seq, last_id, at, steady, run, day, day_seq, staffed_at, opened_on, checked_on, clock_ahead, held_until, erase,
        head,
    ) = values  # fmt: skip
    return HallState(
        seq=seq,
        last_id=last_id,
        anchor=Anchor(from_text(at), steady, run),
        day=date.fromisoformat(day),
        day_seq=day_seq,
        staffed_at=None if staffed_at is None else from_text(staffed_at),
        opened_on=opened_on,
        checked_on=checked_on,
        held_until=held_until,
        clock_ahead=clock_ahead,
        to_erase=bool(erase),
        head=head,
    )
