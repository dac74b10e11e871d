"""What a visitor does from afar with the secret of the ticket: book, check in, delay, come back, rate.

A secret that is unknown and one whose visit ended before today look the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from queue_store.clock import from_text, seconds, to_text
from queue_store.engines.engine import Conflict, Session
from queue_store.errors import NotAllowed, QueueError
from queue_store.lifecycle import advance
from queue_store.model import Outcome, Post, State, Ticket, Verb, Visitor
from queue_store.tickets.issuing import Arriving
from queue_store.tickets.rows import REASON_LENGTH, Row, clean


@dataclass(frozen=True, slots=True)
class Delay:
    """What dropping back would do, or did."""

    queue_at: datetime
    ahead_before: int
    ahead_after: int
    left: int
    """How many more times this visitor may drop back afterwards."""


@dataclass(frozen=True, slots=True)
class Overtakes:
    """Later arrivals in the same service who were called before a visitor, by cause; nobody is named."""

    precedence: int
    returning: int
    other: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.precedence + self.returning + self.other


@dataclass(frozen=True, slots=True)
class Rating:
    """A visitor's word on a visit, for the supervisor's export; it says nothing of the clerk."""

    at: datetime
    ticket_id: int
    label: str
    service: str
    business_day: date
    outcome: Outcome | None
    stars: int
    """1 (very dissatisfied) to 5 (very satisfied)."""
    words: str


class Remote(Arriving):
    """The visitor's phone."""

    def book(
        self,
        service: str,
        *,
        visitor: Visitor = Visitor(),  # noqa: B008 - frozen
        device: str = "",
        request_id: str | None = None,
    ) -> Ticket:
        """Take a number from afar; it is not called before `check_in`.

        The hall's daily cap holds, and one open ticket a `device` (a salted hash, empty for none).
        """
        with self._engine.write() as session:
            if request_id is not None and (made := self._by_request(session, request_id)) is not None:
                return made
            day = self._days.of(self._now(session)).isoformat()
            self._refuse_booking(session, day, device)
            ticket = self._begin(session, Verb.BOOK, service, visitor, None, {"legs": 0}, request_id)
            session.run(
                "INSERT INTO booking (ticket_id, hall, business_day, device) VALUES (?, ?, ?, ?)",
                (ticket.id, self.hall.id, day, device),
            )
            return ticket

    def _refuse_booking(self, session: Session, day: str, device: str) -> None:
        if not self.hall.bookings_per_day:
            raise NotAllowed("bookings_off", "This hall gives numbers at its reception only. Please come in.")
        made = session.row("SELECT count(*) FROM booking WHERE hall = ? AND business_day = ?", (self.hall.id, day))
        if made is not None and made[0] >= self.hall.bookings_per_day:
            raise NotAllowed(
                "bookings_full", "All numbers for today that are given from afar are taken. Please come in."
            )
        held = (
            "SELECT t.label FROM booking AS b JOIN ticket AS t ON t.id = b.ticket_id WHERE b.hall = ? AND b.device = ? "
        )
        open_states = "AND t.state IN ('booked', 'waiting', 'called', 'serving', 'parked') LIMIT 1"
        if device and (found := session.row(held + open_states, (self.hall.id, device))) is not None:
            raise NotAllowed(
                "device_has_ticket",
                "This device already holds the number {label}. Use it, or give it back first.",
                label=found[0],
            )

    def check_in(self, which: int | str, *, post: Post | None = None) -> Ticket:
        """The visitor who booked is in the hall: the wait and the place in the queue begin now. Takes id or token."""
        with self._engine.write() as session:
            row = self._either(session, which)
            state = advance(State(row["state"]), Verb.CHECK_IN, row["label"])
            now = self._now(session)
            at = to_text(now)
            changes: dict[str, object] = {
                "state": state.value,
                "entered_at": at,
                "queue_at": to_text(now - timedelta(seconds=row["head_start"])),
                "legs": 1,
                "wait_limit": seconds(self._limit(row["service"])),
            }
            return self._change(session, row, Verb.CHECK_IN, changes, now, post)

    def rejoin(self, which: int | str, *, post: Post | None = None) -> Ticket:
        """Take a visitor who missed the call or stepped aside back into the queue, at the place of the hall's rule.

        By token the visitor does it alone, so only after a missed call and within the hall's grace.
        """
        with self._engine.write() as session:
            row = self._either(session, which)
            now = self._now(session)
            parked = row["state"] == State.PARKED.value
            if isinstance(which, str):
                self._refuse_rejoin(row, now)
            advance(State(row["state"]), Verb.REJOIN, row["label"])
            rule = self.hall.returning.parked if parked else self.hall.returning.missed
            return self._enter_again(session, row, Verb.REJOIN, rule, now, post, {})

    def _refuse_rejoin(self, row: Row, now: datetime) -> None:
        if row["state"] == State.PARKED.value:
            raise NotAllowed(
                "ask_clerk", "Ticket {label} is set aside by a clerk. Please tell the clerk.", label=row["label"]
            )
        if row["state"] == State.NO_SHOW.value and now > from_text(row["finished_at"]) + self.hall.grace:
            raise NotAllowed(
                "grace_over",
                "Ticket {label} was called too long ago to come back with it. Please take a new number.",
                label=row["label"],
            )

    def preview_delay(self, token: str, *, minutes: int | None = None, places: int | None = None) -> Delay:
        """What `delay` with the same arguments would do; changes nothing."""
        with self._engine.read() as session:
            return self._delay(session, self._by_token(session, token), minutes, places)

    def delay(self, token: str, *, minutes: int | None = None, places: int | None = None) -> Ticket:
        """Drop back in the queue: by minutes (the place of somebody who came so much later) or behind some people.

        Never to a better place, at most `max_delays` times, at most `max_delay` at once.
        """
        with self._engine.write() as session:
            row = self._by_token(session, token)
            effect = self._delay(session, row, minutes, places)
            changes: dict[str, object] = {"queue_at": to_text(effect.queue_at), "delays": row["delays"] + 1}
            return self._change(session, row, Verb.DELAY, changes, self._now(session), None)

    def _delay(self, session: Session, row: Row, minutes: int | None, places: int | None) -> Delay:
        advance(State(row["state"]), Verb.DELAY, row["label"])
        if row["delays"] >= self.hall.max_delays:
            raise NotAllowed(
                "no_more_delays",
                "Ticket {label} has dropped back {most} times already. Please keep the place or give the number back.",
                label=row["label"],
                most=self.hall.max_delays,
            )
        most = seconds(self.hall.max_delay) // 60
        wanted = places if minutes is None else minutes
        if (minutes is None) == (places is None) or wanted is None or not 1 <= wanted <= most:
            raise QueueError("delay_amount", "Say by how much to drop back: 1 to {most}.", most=most)
        queue_at = from_text(row["queue_at"])
        if minutes is not None:
            queue_at += timedelta(minutes=minutes)
        else:
            behind = session.rows(
                "SELECT queue_at FROM ticket WHERE hall = ? AND state = 'waiting' AND service = ? "
                "AND (queue_at > ? OR (queue_at = ? AND id > ?)) ORDER BY queue_at, id LIMIT ?",
                (self.hall.id, row["service"], row["queue_at"], row["queue_at"], row["id"], places),
            )
            if behind:
                queue_at = from_text(behind[-1][0]) + timedelta(microseconds=1)
        return Delay(
            queue_at,
            self._before(session, row, from_text(row["queue_at"])),
            self._before(session, row, queue_at),
            self.hall.max_delays - row["delays"] - 1,
        )

    def _before(self, session: Session, row: Row, queue_at: datetime) -> int:
        """How many others of the same service wait before a place."""
        found = session.row(
            "SELECT count(*) FROM ticket WHERE hall = ? AND state = 'waiting' AND service = ? AND id <> ? "
            "AND (queue_at < ? OR (queue_at = ? AND id < ?))",
            (self.hall.id, row["service"], row["id"], to_text(queue_at), to_text(queue_at), row["id"]),
        )
        return 0 if found is None else int(found[0])

    def rate(self, token: str, stars: int, words: str = "") -> None:
        """Say how the visit was, once for a finished one: 1 to 5 stars, and words if wanted."""
        if stars not in (1, 2, 3, 4, 5):
            raise QueueError("stars", "A rating has 1 to 5 stars, not {stars}.", stars=stars)
        try:
            with self._engine.write() as session:
                row = self._by_token(session, token)
                if row["state"] != State.FINISHED.value:
                    raise NotAllowed("not_finished", "Ticket {label} can be rated after the visit.", label=row["label"])
                session.run(
                    "INSERT INTO rating (ticket_id, hall, at, stars, words) VALUES (?, ?, ?, ?, ?)",
                    (row["id"], self.hall.id, to_text(self._now(session)), stars, clean(words, REASON_LENGTH)),
                )
        except Conflict as conflict:
            raise NotAllowed("already_rated", "This visit was rated already. Thank you.") from conflict

    def ratings(self, since: datetime, until: datetime) -> list[Rating]:
        """Ratings given in [since, until), oldest first."""
        with self._engine.read() as session:
            found = session.rows(
                "SELECT r.at, t.id, t.label, t.service, t.business_day, t.outcome, r.stars, r.words FROM rating AS r "
                "JOIN ticket AS t ON t.id = r.ticket_id WHERE r.hall = ? AND r.at >= ? AND r.at < ? "
                "ORDER BY r.at, t.id",
                (self.hall.id, to_text(since), to_text(until)),
            )
        return [
            Rating(
                from_text(at),
                number,
                label,
                service,
                date.fromisoformat(day),
                outcome and Outcome(outcome),
                stars,
                words,
            )
            for at, number, label, service, day, outcome, stars, words in found
        ]

    def rated(self, ticket_id: int) -> bool:
        """Whether the visitor rated the visit already."""
        with self._engine.read() as session:
            return session.row("SELECT 1 FROM rating WHERE ticket_id = ?", (ticket_id,)) is not None

    def overtakes(self, ticket_id: int) -> Overtakes:
        """How many who entered the queue of the same service later were called before this ticket, and why."""
        with self._engine.read() as session:
            row = self._load(session, ticket_id)
            until = row["called_at"] or row["finished_at"] or to_text(self._clock())
            values = (self.hall.id, row["entered_at"], row["service"], row["id"], until)
            found = session.rows(
                "SELECT returning_visitor, head_start FROM ticket WHERE hall = ? AND entered_at > ? AND service = ? "
                "AND id <> ? AND called_at < ? UNION ALL "
                "SELECT l.returning_visitor, t.head_start FROM leg AS l JOIN ticket AS t ON t.id = l.ticket_id "
                "WHERE l.hall = ? AND l.entered_at > ? AND l.service = ? AND l.ticket_id <> ? AND l.called_at < ?",
                (*values, *values),
            )
        returning = sum(bool(returned) for returned, _ in found)
        precedence = sum(bool(head_start) and not returned for returned, head_start in found)
        return Overtakes(precedence, returning, len(found) - returning - precedence)
