"""Calls on the desk's telephone (R31-R37), logged like visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from queue_store.books.counters import Counters
from queue_store.clock import from_text, optional_time, to_text
from queue_store.engines.engine import Session
from queue_store.errors import NotAllowed, QueueError, UnknownThing
from queue_store.model import Post
from queue_store.tickets.rows import REASON_LENGTH, clean

RINGS = 3
"""Rings within which a call is to be answered (R31); after that an apology comes first (R32)."""


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One call."""

    id: int
    counter: int
    clerk: str
    outbound: bool
    opened_at: datetime
    """The first ring, or the dialling."""
    answered_at: datetime | None
    rings: int | None
    """Rings before it was answered; None for outbound calls and those not answered."""
    ended_at: datetime | None
    note: str
    left_open: bool
    """Nobody ended it; it was closed with its business day, so its length says nothing."""

    @property
    def apology_due(self) -> bool:
        """Answered after more than three rings (R32)."""
        return self.rings is not None and self.rings > RINGS


_SELECT = (
    "SELECT id, counter, clerk, outbound, opened_at, answered_at, rings, ended_at, note, left_open FROM phone_call "
)


class Phone(Counters):
    """The log of calls."""

    def ring(self, post: Post, *, outbound: bool = False) -> PhoneCall:
        """The telephone rings, or a clerk dials; several calls may be open at once."""
        self._counter(post.counter)
        with self._engine.write() as session:
            now = self._now(session)
            self._close_calls(session, self._days.of(now))
            found = session.row(
                "INSERT INTO phone_call (hall, counter, clerk, outbound, opened_at) VALUES (?, ?, ?, ?, ?) "
                "RETURNING id",
                (self.hall.id, post.counter, post.clerk, int(outbound), to_text(now)),
            )
            assert found is not None
            return self._phone_call(session, found[0])

    def close_left_calls(self) -> None:
        """Close, with a mark, calls that nobody ended on an earlier day, as the next ring would."""
        with self._engine.write() as session:
            self._close_calls(session, self._days.of(self._now(session)))

    def answer(self, call_id: int, *, rings: int | None = None) -> PhoneCall:
        """The call was answered, an incoming one after so many rings."""
        if rings is not None and rings < 0:
            raise QueueError("rings", "A call is answered after 0 rings or more, not {rings}.", rings=rings)
        with self._engine.write() as session:
            self._open_call(session, call_id)
            session.run(
                "UPDATE phone_call SET answered_at = coalesce(answered_at, ?), rings = coalesce(rings, ?) WHERE id = ?",
                (to_text(self._now(session)), rings, call_id),
            )
            return self._phone_call(session, call_id)

    def note_call(self, call_id: int, note: str) -> PhoneCall:
        """Write down the key facts, to be read back (R36); also after the call."""
        with self._engine.write() as session:
            self._phone_call(session, call_id)
            session.run("UPDATE phone_call SET note = ? WHERE id = ?", (clean(note, REASON_LENGTH), call_id))
            return self._phone_call(session, call_id)

    def hang_up(self, call_id: int) -> PhoneCall:
        """The call is over, answered or not."""
        with self._engine.write() as session:
            self._open_call(session, call_id)
            session.run("UPDATE phone_call SET ended_at = ? WHERE id = ?", (to_text(self._now(session)), call_id))
            return self._phone_call(session, call_id)

    def reopen_call(self, call_id: int) -> PhoneCall:
        """Undo hanging up."""
        with self._engine.write() as session:
            call = self._phone_call(session, call_id)
            if call.ended_at is None or call.left_open:
                raise NotAllowed("call_not_ended", "This call was not hung up, so there is nothing to undo.")
            session.run("UPDATE phone_call SET ended_at = NULL WHERE id = ?", (call_id,))
            return self._phone_call(session, call_id)

    def phone_calls(self, since: datetime, until: datetime) -> list[PhoneCall]:
        """Calls that began in [since, until), oldest first."""
        return self._calls("opened_at >= ? AND opened_at < ?", (to_text(since), to_text(until)))

    def open_calls(self, post: Post | None = None) -> list[PhoneCall]:
        """Calls of today that nobody ended yet, oldest first; with a post only those of its counter."""
        since = to_text(self._days.start(self.business_day()))
        if post is None:
            return self._calls("ended_at IS NULL AND opened_at >= ?", (since,))
        return self._calls("ended_at IS NULL AND opened_at >= ? AND counter = ?", (since, post.counter))

    def _calls(self, where: str, params: tuple[Any, ...]) -> list[PhoneCall]:
        with self._engine.read() as session:
            found = session.rows(f"{_SELECT}WHERE hall = ? AND {where} ORDER BY opened_at, id", (self.hall.id, *params))
        return [_phone_call_of(values) for values in found]

    def _phone_call(self, session: Session, call_id: int) -> PhoneCall:
        found = session.row(f"{_SELECT}WHERE id = ? AND hall = ?", (call_id, self.hall.id))
        if found is None:
            raise UnknownThing("unknown_call", "There is no telephone call with the id {call}.", call=call_id)
        return _phone_call_of(found)

    def _open_call(self, session: Session, call_id: int) -> PhoneCall:
        call = self._phone_call(session, call_id)
        if call.ended_at is not None:
            raise NotAllowed("call_ended", "This call is over already. Note what was said, or begin a new one.")
        return call

    def _close_calls(self, session: Session, today: date) -> None:
        """Close, with a mark, calls that were left open on an earlier day, at the end of that day."""
        start = to_text(self._days.start(today))
        for number, opened_at in session.rows(
            "SELECT id, opened_at FROM phone_call WHERE hall = ? AND ended_at IS NULL AND opened_at < ?",
            (self.hall.id, start),
        ):
            end = self._days.start(self._days.of(from_text(opened_at)) + timedelta(days=1))
            session.run("UPDATE phone_call SET ended_at = ?, left_open = 1 WHERE id = ?", (to_text(end), number))


def _phone_call_of(values: tuple[Any, ...]) -> PhoneCall:
    number, counter, clerk, outbound, opened_at, answered_at, rings, ended_at, note, left_open = values
    return PhoneCall(
        number, counter, clerk, bool(outbound), from_text(opened_at), optional_time(answered_at), rings,
        optional_time(ended_at), note, bool(left_open),
    )  # fmt: skip
