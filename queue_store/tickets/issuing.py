"""How tickets begin, and how visitors leave the queue.

One method is one transaction and writes one event. Nothing is changed when a method raises.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from queue_store.clock import seconds, to_text
from queue_store.engines.engine import Session
from queue_store.errors import QueueError
from queue_store.lifecycle import BEGINNINGS, advance
from queue_store.model import Outcome, Post, State, Ticket, Verb, Visitor
from queue_store.tickets.ledger import Base, blank_row
from queue_store.tickets.rows import REASON_LENGTH, SELECT_TICKET, Row, clean, row_of

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NAME_LENGTH = 40
_MOST_ERRANDS = 99


def new_token() -> str:
    """130 random bits that a QR holds in its small alphanumeric mode."""
    bits = secrets.randbits(130)
    return "".join([_CROCKFORD[bits >> shift & 31] for shift in range(0, 130, 5)])


class Arriving(Base):
    """Taking a number and giving it back."""

    def issue(
        self,
        service: str,
        *,
        visitor: Visitor = Visitor(),  # noqa: B008 - frozen
        request_id: str | None = None,
        post: Post | None = None,
    ) -> Ticket:
        """Give a visitor the next number of a service; a `request_id` seen before returns the ticket it made."""
        with self._engine.write() as session:
            if request_id is not None and (made := self._by_request(session, request_id)) is not None:
                return made
            return self._begin(session, Verb.ISSUE, service, visitor, post, {}, request_id)

    def _by_request(self, session: Session, request_id: str) -> Ticket | None:
        found = session.row(f"{SELECT_TICKET}WHERE t.hall = ? AND t.request_id = ?", (self.hall.id, request_id))
        return None if found is None else self._ticket(row_of(found), self._clock())

    def _begin(
        self,
        session: Session,
        verb: Verb,
        service_code: str,
        visitor: Visitor,
        post: Post | None,
        more: Mapping[str, object],
        request_id: str | None = None,
    ) -> Ticket:
        """Number a ticket, write its row and its first event."""
        service = self._service(service_code)
        if not 1 <= visitor.errands <= _MOST_ERRANDS:
            raise QueueError(
                "errands",
                "A visit has 1 to {most} errands, not {errands}.",
                most=_MOST_ERRANDS,
                errands=visitor.errands,
            )
        head_start = self._priority(visitor.priority).head_start if visitor.priority else timedelta()
        now = self._now(session)
        at = to_text(now)
        day = self._days.of(now).isoformat()
        number = self._next_number(session, day, service.series)
        first = {
            "series": service.series,
            "number": number,
            "label": f"{service.series}{number:03d}",
            "service": service.code,
            "business_day": day,
            "state": BEGINNINGS[verb].value,
            "issued_at": at,
            "entered_at": at,
            "queue_at": to_text(now - head_start) if head_start else at,
            "wait_limit": seconds(self._limit(service.code)),
        }
        if visitor.priority:
            first |= {"priority": visitor.priority, "head_start": seconds(head_start)}
        if visitor.errands != 1:
            first["errands"] = visitor.errands
        if visitor.assistance:
            first["assistance"] = 1
        if visitor.language:
            first["language"] = clean(visitor.language, _NAME_LENGTH)
        first |= more
        row = blank_row() | {"hall": self.hall.id, "token": new_token()} | first
        columns = ("hall", "token", "request_id", *first)
        found = session.row(
            f"INSERT INTO ticket ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) RETURNING id",
            (row["hall"], row["token"], request_id, *first.values()),
        )
        assert found is not None
        row["id"] = found[0]
        self._keep_visitor(session, row, visitor)
        self._event(session, row, verb, first, {}, now, post)
        return self._ticket(row, now)

    def _next_number(self, session: Session, day: str, series: str) -> int:
        """The next number of the day, past those that carried-over tickets hold."""
        while True:
            found = session.row(
                "INSERT INTO series (hall, business_day, series, last) VALUES (?, ?, ?, 1) "
                "ON CONFLICT (hall, business_day, series) DO UPDATE SET last = series.last + 1 RETURNING last",
                (self.hall.id, day, series),
            )
            assert found is not None
            taken = "SELECT 1 FROM ticket WHERE hall = ? AND business_day = ? AND series = ? AND number = ?"
            if session.row(taken, (self.hall.id, day, series, found[0])) is None:
                return int(found[0])

    def _keep_visitor(self, session: Session, row: Row, visitor: Visitor) -> None:
        """Keep what names a person apart from the ticket, so that it can be forgotten without a trace."""
        told = {
            "surname": clean(visitor.surname, _NAME_LENGTH),
            "address": clean(visitor.address, _NAME_LENGTH),
            "phone": clean(visitor.phone, _NAME_LENGTH),
        }
        if any(told.values()):
            session.run(
                "INSERT INTO visitor (ticket_id, surname, address, phone) VALUES (?, ?, ?, ?)",
                (row["id"], *told.values()),
            )
            row.update(told)

    def cancel(self, token: str, *, reason: str = "", post: Post | None = None) -> Ticket:
        """The visitor leaves the queue."""
        with self._engine.write() as session:
            row = self._by_token(session, token)
            now = self._now(session)
            state = advance(State(row["state"]), Verb.CANCEL, row["label"])
            changes: dict[str, object] = {
                "state": state.value,
                "finished_at": to_text(now),
                "outcome": Outcome.LEFT.value,
                "away": self._away(row, now),
                "parked_at": None,
            }
            if reason:
                changes["reason"] = clean(reason, REASON_LENGTH)
            return self._change(session, row, Verb.CANCEL, changes, now, post)
