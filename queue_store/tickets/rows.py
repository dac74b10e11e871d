"""Rows of the database as values of the model."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from queue_store.clock import from_text, optional_time
from queue_store.model import Entry, Event, Outcome, State, Ticket, Verb, Visitor, waited_until
from queue_store.typed import NAME_LENGTH, clean

Row = dict[str, Any]

COLUMNS = (
    "id", "hall", "revision", "token", "series", "number", "label", "service", "business_day", "leg_day", "state",
    "issued_at", "entered_at", "queue_at", "place_at", "called_at", "last_called_at", "started_at", "parked_at",
    "finished_at", "leg_ended_at", "away", "counter", "clerk", "responsible", "for_counter", "sent_at", "priority",
    "head_start", "errands", "assistance", "language", "calls", "legs", "returning_visitor", "carried_to", "outcome",
    "person_text", "reason_text", "way_text", "call_reason_text", "chosen", "wait_limit", "apology_due",
    "apology_said_at", "void", "delays", "not_before", "asked", "asked_at", "kept_until", "rejoins",
)  # fmt: skip
"""Columns of a ticket row, in the order in which they are read."""

FRESH: Mapping[str, object] = {
    "called_at": None, "last_called_at": None, "started_at": None, "parked_at": None, "finished_at": None,
    "leg_ended_at": None, "away": 0, "counter": None, "clerk": None, "responsible": None, "for_counter": None,
    "sent_at": None, "priority": "", "head_start": 0, "errands": 1, "assistance": 0, "language": "", "calls": 0,
    "legs": 1, "returning_visitor": 0, "carried_to": None, "outcome": None, "person_text": None, "reason_text": None,
    "way_text": None, "call_reason_text": None, "chosen": 0, "apology_due": 0, "apology_said_at": None, "void": 0,
    "delays": 0, "not_before": None, "asked": 0, "asked_at": None, "kept_until": None, "rejoins": 0,
}  # fmt: skip
"""What a ticket row holds before its first event says otherwise."""

NEW_LEG: Mapping[str, object] = {
    "called_at": None, "last_called_at": None, "started_at": None, "parked_at": None, "finished_at": None,
    "leg_ended_at": None, "away": 0, "counter": None, "clerk": None, "for_counter": None, "sent_at": None, "calls": 0,
    "outcome": None, "reason_text": None, "way_text": None, "call_reason_text": None, "chosen": 0, "apology_due": 0,
    "apology_said_at": None, "not_before": None, "asked": 0, "asked_at": None,
}  # fmt: skip
"""What a ticket forgets when it enters a queue again; the closed leg remembers it."""

TEXTS = {"person": "person_text", "reason": "reason_text", "way": "way_text", "call_reason": "call_reason_text"}
"""Free text that is read with a ticket, by the column that points to it."""

SELECT_TICKET = (
    "SELECT "
    + ", ".join(f"t.{column}" for column in COLUMNS)
    + "".join(f", {name}.text" for name in TEXTS)
    + " FROM ticket AS t "
    + "".join(
        f"LEFT JOIN free_text AS {name} ON {name}.hall = t.hall AND {name}.id = t.{column} "
        for name, column in TEXTS.items()
    )
)

_FIELDS = (*COLUMNS, *TEXTS)

SELECT_EVENT = (
    "SELECT e.seq, e.ticket_id, e.at, e.kind, e.counter, e.clerk, e.changes, "
    "EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) FROM log AS e "
)

SELECT_ENTRY = "SELECT seq, act, at, kind, subject, key, ticket_id, counter, clerk, changes, undoes FROM log "

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


def to_json(data: object) -> str:
    """Compact text of plain values."""
    return _encode(data)


def row_of(values: tuple[Any, ...]) -> Row:
    """Name the columns that `SELECT_TICKET` read."""
    return dict(zip(_FIELDS, values, strict=True))


def blank_row() -> Row:
    """A row before its first event."""
    return {**FRESH, **dict.fromkeys(TEXTS)}


def ticket_of(row: Row, now: datetime, limit: timedelta) -> Ticket:
    """The ticket of a row; `limit` is today's long-wait limit of its service."""
    state = State(row["state"])
    entered_at = from_text(row["entered_at"])
    called_at = optional_time(row["called_at"])
    finished_at = optional_time(row["finished_at"])
    leg_ended_at = optional_time(row["leg_ended_at"])
    not_before, asked = optional_time(row["not_before"]), timedelta(microseconds=row["asked"])
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
        leg_ended_at=leg_ended_at,
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
        reason=row["reason"] or "",
        way=row["way"] or "",
        limit=limit if called_at is None else timedelta(seconds=row["wait_limit"]),
        apology_due=bool(row["apology_due"]),
        apology_said_at=optional_time(row["apology_said_at"]),
        wait=waited_until(called_at or leg_ended_at or finished_at or now, entered_at, asked, not_before)
        if row["legs"]
        else timedelta(),
        parked_at=optional_time(row["parked_at"]),
        away=timedelta(seconds=row["away"]),
        for_counter=row["for_counter"],
        void=bool(row["void"]),
        delays=row["delays"],
        not_before=not_before,
        asked=asked,
        kept_until=optional_time(row["kept_until"]),
        rejoins=row["rejoins"],
        chosen=bool(row["chosen"]),
        call_reason=row["call_reason"] or "",
        revision=row["revision"],
    )


def person_text(visitor: Visitor) -> str:
    """What names a person, as one free text; empty when nothing was told."""
    told = {
        "surname": clean(visitor.surname, NAME_LENGTH),
        "address": clean(visitor.address, NAME_LENGTH),
        "phone": clean(visitor.phone, NAME_LENGTH),
    }
    return to_json(told) if any(told.values()) else ""


def _visitor_of(row: Row) -> Visitor:
    person = json.loads(row["person"]) if row["person"] else {}
    return Visitor(
        surname=person.get("surname", ""),
        address=person.get("address", ""),
        phone=person.get("phone", ""),
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


def entry_of(values: tuple[Any, ...]) -> Entry:
    """The entry of what `SELECT_ENTRY` read."""
    seq, act, at, kind, subject, key, ticket_id, counter, clerk, changes, undoes = values
    told = None if changes is None else json.loads(changes)
    return Entry(seq, act, from_text(at), kind, subject, key, ticket_id, counter, clerk, told, undoes)


def replay(events: Iterable[Event]) -> Row:
    """Rebuild a ticket's row (all but its id, hall, revision and secret token) from its events in order."""
    row: Row = dict(FRESH)
    for event in events:
        row.update(event.changes)
    return row
