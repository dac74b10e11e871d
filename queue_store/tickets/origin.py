"""Where a visitor at a counter comes from: handed on, back after a missed call, back after stepping aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from queue_store.acts import Look
from queue_store.clock import from_text
from queue_store.model import Ticket, Verb


class CameFrom(StrEnum):
    """What happened last before a visitor was called."""

    HANDED_ON = "handed_on"
    """Sent here from another counter or service."""
    ESCALATED = "escalated"
    """Sent to a supervisor's counter."""
    MISSED = "missed"
    """Missed a call and came after all."""
    ASIDE = "aside"
    """Stepped aside in the middle of the visit."""
    EARLIER_DAY = "earlier_day"
    """Took the number on an earlier business day."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a visitor comes from."""

    how: CameFrom
    at: datetime
    counter: int | None
    """The counter that did it; None where none did."""
    clerk: str


_HOW = {
    Verb.TRANSFER.value: CameFrom.HANDED_ON,
    Verb.NO_SHOW.value: CameFrom.MISSED,
    Verb.PARK.value: CameFrom.ASIDE,
    Verb.CARRY_OVER.value: CameFrom.EARLIER_DAY,
}


def origin_of(look: Look, ticket: Ticket) -> Origin | None:
    """Where the visitor of a ticket comes from; None for one who took the number today and was simply called."""
    found = look.row(
        "SELECT e.kind, e.at, e.counter, e.clerk FROM log AS e WHERE e.hall = ? AND e.ticket_id = ? "
        "AND e.subject = 'ticket' AND e.kind IN ('transfer', 'no_show', 'park', 'carry_over') "
        "AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) "
        "ORDER BY e.seq DESC LIMIT 1",
        (look.hall, ticket.id),
    )
    if found is None:
        return None
    kind, at, counter, clerk = found
    how = _HOW[kind]
    if how is CameFrom.HANDED_ON and _is_supervisors(look, ticket.for_counter):
        how = CameFrom.ESCALATED
    return Origin(how, from_text(at), counter, clerk or "")


def _is_supervisors(look: Look, counter: int | None) -> bool:
    return counter is not None and look.rules.has_counter(counter) and look.rules.counter(counter).supervisor
