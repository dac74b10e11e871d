"""Rows of the database as values of the model, and events as rows again."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from queue_store.clock import from_text, optional_time
from queue_store.model import Event, Outcome, State, Ticket, Verb, Visitor

Row = dict[str, Any]

COLUMNS = (
    "id", "hall", "token", "series", "number", "label", "service", "business_day", "state", "issued_at", "entered_at",
    "queue_at", "called_at", "last_called_at", "started_at", "parked_at", "finished_at", "away", "counter", "clerk",
    "responsible", "for_counter", "priority", "head_start", "errands", "assistance", "language", "calls", "legs",
    "returning_visitor", "carried_to", "outcome", "reason", "wait_limit", "apology_due", "apology_said_at", "void",
    "delays",
)  # fmt: skip
"""Columns of a ticket row, in the order in which they are read."""

FRESH: Mapping[str, object] = {
    "called_at": None, "last_called_at": None, "started_at": None, "parked_at": None, "finished_at": None, "away": 0,
    "counter": None, "clerk": None, "responsible": None, "for_counter": None, "priority": "", "head_start": 0,
    "errands": 1, "assistance": 0, "language": "", "calls": 0, "legs": 1, "returning_visitor": 0, "carried_to": None,
    "outcome": None, "reason": "", "apology_due": 0, "apology_said_at": None, "void": 0, "delays": 0,
}  # fmt: skip
"""What a ticket row holds before its first event says otherwise."""

NEW_LEG: Mapping[str, object] = {
    "called_at": None, "last_called_at": None, "started_at": None, "parked_at": None, "finished_at": None, "away": 0,
    "counter": None, "clerk": None, "for_counter": None, "calls": 0, "outcome": None, "reason": "", "apology_due": 0,
    "apology_said_at": None,
}  # fmt: skip
"""What a ticket forgets when it enters a queue again; the closed leg remembers it."""

SELECT_TICKET = (
    "SELECT " + ", ".join(f"t.{column}" for column in COLUMNS) + ", v.surname, v.address, v.phone "
    "FROM ticket AS t LEFT JOIN visitor AS v ON v.ticket_id = t.id "
)

_FIELDS = (*COLUMNS, "surname", "address", "phone")

SELECT_EVENT = (
    "SELECT e.id, e.ticket_id, e.at, e.verb, e.counter, e.clerk, e.changes, "
    "EXISTS (SELECT 1 FROM event AS u WHERE u.undoes = e.id) FROM event AS e "
)

REASON_LENGTH = 500
"""Longest reason or note that is kept."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def to_json(data: Mapping[str, object]) -> str:
    """Compact text of plain values."""
    return _encode(data)


def row_of(values: tuple[Any, ...]) -> Row:
    """Name the columns that `SELECT_TICKET` read."""
    return dict(zip(_FIELDS, values, strict=True))


def ticket_of(row: Row, now: datetime, limit: timedelta) -> Ticket:
    """The ticket of a row; `limit` is today's long-wait limit of its service."""
    state = State(row["state"])
    entered_at = from_text(row["entered_at"])
    called_at = optional_time(row["called_at"])
    finished_at = optional_time(row["finished_at"])
    return Ticket(
        id=row["id"],
        token=row["token"],
        label=row["label"],
        number=row["number"],
        series=row["series"],
        service=row["service"],
        business_day=date.fromisoformat(row["business_day"]),
        state=state,
        entered_at=entered_at,
        queue_at=from_text(row["queue_at"]),
        issued_at=from_text(row["issued_at"]),
        called_at=called_at,
        last_called_at=optional_time(row["last_called_at"]),
        started_at=optional_time(row["started_at"]),
        finished_at=finished_at,
        counter=row["counter"],
        clerk=row["clerk"],
        responsible=row["responsible"],
        priority=row["priority"],
        errands=row["errands"],
        calls=row["calls"],
        legs=row["legs"],
        returning=bool(row["returning_visitor"]),
        visitor=_visitor_of(row),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        reason=row["reason"],
        limit=limit if called_at is None else timedelta(seconds=row["wait_limit"]),
        apology_due=bool(row["apology_due"]),
        apology_said_at=optional_time(row["apology_said_at"]),
        wait=max(timedelta(), (called_at or finished_at or now) - entered_at) if row["legs"] else timedelta(),
        parked_at=optional_time(row["parked_at"]),
        away=timedelta(seconds=row["away"]),
        for_counter=row["for_counter"],
        void=bool(row["void"]),
        delays=row["delays"],
    )


def _visitor_of(row: Row) -> Visitor:
    return Visitor(
        surname=row["surname"] or "",
        address=row["address"] or "",
        phone=row["phone"] or "",
        language=row["language"],
        priority=row["priority"],
        errands=row["errands"],
        assistance=bool(row["assistance"]),
    )


def event_of(values: tuple[Any, ...]) -> Event:
    """The event of what `SELECT_EVENT` read."""
    number, ticket_id, at, verb, counter, clerk, changes, undone = values
    return Event(
        id=number,
        ticket_id=ticket_id,
        at=from_text(at),
        verb=Verb(verb),
        counter=counter,
        clerk=clerk,
        changes=json.loads(changes),
        undone=bool(undone),
    )


def replay(events: Iterable[Event]) -> Row:
    """Rebuild a ticket's row (all but its id, hall and secret token) from its events in order."""
    row: Row = dict(FRESH)
    for event in events:
        row.update(event.changes)
    return row


_UNSEEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def clean(text: str, length: int) -> str:
    """What a person typed, without control characters and at most `length` characters; otherwise word for word."""
    kept = "".join(c for c in text[: length * 8] if unicodedata.category(c) not in ("Cc", "Cs") and c not in _UNSEEN)
    return kept.strip()[:length]
