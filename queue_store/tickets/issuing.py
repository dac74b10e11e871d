"""How tickets begin, and how visitors leave the queue."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta

from queue_store.acts import Act, Look
from queue_store.books.prints import Paper, queue_print
from queue_store.clock import seconds, to_text
from queue_store.errors import QueueError
from queue_store.ledger import Ledger
from queue_store.lifecycle import BEGINNINGS, advance
from queue_store.model import NO_COUNTER, Outcome, Post, State, Ticket, Verb, Visitor
from queue_store.tickets.moving import as_ticket, away, change, find_rows, load_by_token
from queue_store.tickets.rows import blank_row, person_text
from queue_store.typed import NAME_LENGTH, clean, program_id

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MOST_ERRANDS = 99
_TAKEN = (
    "SELECT 1 FROM ticket WHERE hall = ? AND business_day = ? AND series = ? AND number = ? "
    "UNION ALL SELECT 1 FROM ticket WHERE hall = ? AND label = ? AND finished_at IS NULL "
    "AND state IN ('booked', 'waiting', 'called', 'serving', 'parked') "
    "UNION ALL SELECT 1 FROM ticket WHERE hall = ? AND business_day = ? AND series = ? AND number = ? "
    "AND finished_at > ? AND state IN ('finished', 'no_show', 'cancelled') LIMIT 1"
)
"""Somebody has the number today, is here with its label, or was here with it until today."""

NAMELESS = Visitor()
"""A visitor who told nothing."""


def new_token() -> str:
    """130 random bits that a QR holds in its small alphanumeric mode."""
    bits = secrets.randbits(130)
    return "".join([_CROCKFORD[bits >> shift & 31] for shift in range(0, 130, 5)])


class Issuing:
    """Taking a number and giving it back."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def issue(self, service: str, visitor: Visitor, request_id: str | None, post: Post | None, print_at: str) -> Ticket:
        """Give a visitor the next number of a service; a `request_id` seen before returns the ticket it made.

        A ticket that was taken back meanwhile counts for nothing: its request makes a new one. With `print_at` its
        paper is asked for by that station in the same act.
        """
        with self._ledger.act(post) as act:
            if (made := by_request(act, request_id)) is not None:
                return made
            if post is not None and post.counter != NO_COUNTER:
                act.rules.counter(post.counter)
            ticket = begin(act, Verb.ISSUE, service, visitor, {}, request_id)
            if print_at:
                queue_print(act, ticket.id, Paper.TICKET, print_at)
            return ticket

    def cancel(self, token: str, reason: str, post: Post | None) -> Ticket:
        """The visitor leaves the queue."""
        with self._ledger.act(post) as act:
            row = load_by_token(act, token)
            state = advance(State(row["state"]), Verb.CANCEL, row["label"])
            changes: dict[str, object] = {
                "state": state.value,
                "finished_at": act.at,
                "outcome": Outcome.LEFT.value,
                "away": away(row, act.now),
                "parked_at": None,
            }
            if reason:
                changes["reason_text"] = act.keep_text(reason, "ticket", row["id"])
            return change(act, row, Verb.CANCEL, changes)


def by_request(look: Look, request_id: str | None) -> Ticket | None:
    """The ticket that a request made, if it was seen before; never one that was taken back."""
    if request_id is None:
        return None
    rows = find_rows(look, "t.request_id = ? AND t.void = 0", (program_id(request_id),))
    return as_ticket(rows[0], look.rules, look.now) if rows else None


def begin(
    act: Act, verb: Verb, service_code: str, visitor: Visitor, more: Mapping[str, object], request_id: str | None
) -> Ticket:
    """Number a ticket, write its row and its first event."""
    service = act.rules.taking(service_code)
    if not 1 <= visitor.errands <= _MOST_ERRANDS:
        raise QueueError(
            "errands",
            "A visit has 1 to {most} errands, not {errands}.",
            most=_MOST_ERRANDS,
            errands=visitor.errands,
        )
    head_start = act.rules.priority(visitor.priority).head_start if visitor.priority else timedelta()
    day = act.today.isoformat()
    number = _next_number(act, day, service.series)
    ticket_id = act.new_id()
    first: dict[str, object] = {
        "id": ticket_id,
        "series": service.series,
        "number": number,
        "label": label_of(service.series, number),
        "service": service.code,
        "business_day": day,
        "leg_day": day,
        "state": BEGINNINGS[verb].value,
        "issued_at": act.at,
        "entered_at": act.at,
        "queue_at": to_text(act.now - head_start) if head_start else act.at,
        "place_at": act.at,
        "wait_limit": seconds(act.rules.limit(service.code)),
        **_told(visitor, head_start),
        **more,
    }
    person = person_text(visitor)
    if person:
        first["person_text"] = act.keep_text(person, "ticket", ticket_id, length=len(person))
    token = new_token()
    seq = act.put("ticket", first, verb.value, ticket_id=ticket_id, columns={"token": token, "request_id": request_id})
    row = blank_row() | {"hall": act.hall, "token": token, "revision": seq, "person": person or None} | first
    return as_ticket(row, act.rules, act.now)


def label_of(series: str, number: int) -> str:
    """The label of a number in its series."""
    return f"{series}{number:03d}"


def _told(visitor: Visitor, head_start: timedelta) -> dict[str, object]:
    """What a visitor told, as columns; only what differs from a visitor who told nothing."""
    told: dict[str, object] = {}
    if visitor.priority:
        told |= {"priority": visitor.priority, "head_start": seconds(head_start)}
    if visitor.errands != 1:
        told["errands"] = visitor.errands
    if visitor.assistance:
        told["assistance"] = 1
    if visitor.language:
        told["language"] = clean(visitor.language, NAME_LENGTH)
    return told


def _next_number(act: Act, day: str, series: str) -> int:
    """The next number of the day, past those whose label somebody in the hall holds from another day.

    That is whoever is here, and whoever of yesterday's was until today: an undone act may bring them back.
    """
    yesterday, begins = (act.today - timedelta(days=1)).isoformat(), to_text(act.rules.days.start(act.today))
    while True:
        found = act.row(
            "INSERT INTO series (hall, business_day, series, last) VALUES (?, ?, ?, 1) "
            "ON CONFLICT (hall, business_day, series) DO UPDATE SET last = series.last + 1 RETURNING last",
            (act.hall, day, series),
        )
        assert found is not None
        number = int(found[0])
        taken = act.row(
            _TAKEN,
            (act.hall, day, series, number, act.hall, label_of(series, number),
             act.hall, yesterday, series, number, begins),
        )  # fmt: skip
        if taken is None:
            return number
