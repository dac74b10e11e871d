"""Visits: one row for each ticket, with all its legs together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from queue_store.acts import Look
from queue_store.clock import to_text
from queue_store.ledger import Ledger
from queue_store.micros import asked_micros, seconds_between

COLUMNS = (
    "visit", "label", "series", "number", "business_day", "state", "outcome", "first_service", "service", "issued_at",
    "entered_at", "called_at", "started_at", "finished_at", "legs", "calls", "wait", "asked", "served", "away", "stay",
    "apology_due", "apology_said", "priority", "errands", "assistance", "language", "from_afar", "came_back", "delays",
    "rejoins", "stars", "counter", "clerk", "responsible", "reason",
)  # fmt: skip
"""`wait` adds up the waits to the first call of every leg, `asked` the times that the visitor asked for in them,
`served` the time from start to end less the time aside, `stay` lasts from entering the first queue to the end of the
last leg, once the visit is over. Seconds."""

_TICKETS = """
SELECT r.id, r.label, r.series, r.number, r.business_day, r.state, r.outcome, r.service, r.issued_at, r.finished_at,
    r.legs, r.priority, r.errands, r.assistance, r.language,
    EXISTS (SELECT 1 FROM booking AS b WHERE b.hall = r.hall AND b.ticket_id = r.id), r.delays, r.rejoins,
    (SELECT g.stars FROM rating AS g WHERE g.hall = r.hall AND g.ticket_id = r.id), r.counter, r.clerk, r.responsible,
    coalesce((SELECT f.text FROM free_text AS f WHERE f.hall = r.hall AND f.id = r.reason_text), '')
FROM ticket AS r
WHERE r.hall = ? AND r.business_day = ? AND r.issued_at >= ? AND r.issued_at < ? AND r.void = 0
ORDER BY r.issued_at, r.id
"""

_LEGS = """
SELECT w.ticket_id, w.service, w.entered_at, w.called_at, w.started_at, w.ended_at, w.calls, w.away, w.apology_due,
    w.apology_said_at, w.returning_visitor, w.asked, w.asked_in_all, w.not_before
FROM wait_log AS w WHERE w.hall = ? AND w.business_day = ? ORDER BY w.ticket_id, w.leg
"""


def pages(ledger: Ledger, since: datetime, until: datetime) -> Iterator[list[tuple[Any, ...]]]:
    """Visits whose number was issued in [since, until), business day after business day; void tickets are left out."""
    low, high = to_text(since), to_text(until)
    with ledger.look() as look:
        first, last = look.rules.days.of(since).isoformat(), look.rules.days.of(until).isoformat()
        day = _next_day(look, first, last)
    while day is not None:
        with ledger.look() as look:
            rows = _day(look, day, low, high)
            day = _next_day(look, f"{day}+", last)
        if rows:
            yield rows


def _next_day(look: Look, first: str, last: str) -> str | None:
    """The first business day from `first` to `last` on which a number was issued."""
    found = look.row(
        "SELECT min(business_day) FROM ticket WHERE hall = ? AND business_day >= ? AND business_day <= ?",
        (look.hall, first, last),
    )
    return None if found is None or found[0] is None else str(found[0])


def _day(look: Look, day: str, low: str, high: str) -> list[tuple[Any, ...]]:
    legs: dict[int, list[tuple[Any, ...]]] = {}
    for ticket_id, *leg in look.rows(_LEGS, (look.hall, day)):
        legs.setdefault(ticket_id, []).append(tuple(leg))
    now = to_text(look.now)
    found = look.rows(_TICKETS, (look.hall, day, low, high))
    return [_row(ticket, legs.get(ticket[0], []), now) for ticket in found]


def _row(ticket: tuple[Any, ...], legs: list[tuple[Any, ...]], now: str) -> tuple[Any, ...]:
    number, label, series, count, day, state, outcome, service, issued_at, finished_at, legs_so_far, *rest = ticket
    priority, errands, assistance, language, from_afar, delays, rejoins, stars, counter, clerk, responsible, why = rest
    entered_at = legs[0][1] if legs else None
    called = [leg[2] for leg in legs if leg[2] is not None]
    started = [leg[3] for leg in legs if leg[3] is not None]
    asked = [leg[10] if leg[2] or leg[4] else asked_micros(leg[11], leg[12], now) / 1e6 for leg in legs]
    waits = [
        max(0.0, (seconds_between(leg[1], leg[2] or leg[4] or now) or 0.0) - its)
        for leg, its in zip(legs, asked, strict=True)
    ]
    served = [
        max(0.0, (seconds_between(leg[3], leg[4]) or 0.0) - leg[6])
        for leg in legs
        if leg[3] is not None and leg[4] is not None
    ]
    return (
        number, label, series, count, day, state, outcome, legs[0][0] if legs else service, service, issued_at,
        entered_at, min(called, default=None), min(started, default=None), finished_at, legs_so_far,
        sum(leg[5] for leg in legs), sum(waits), sum(asked), sum(served) if served else None,
        sum(leg[6] for leg in legs),
        seconds_between(entered_at, finished_at and legs[-1][4]) if legs else None, int(any(leg[7] for leg in legs)),
        int(any(leg[8] is not None for leg in legs)), priority, errands, assistance, language, from_afar,
        int(any(leg[9] for leg in legs)), delays, rejoins, stars, counter, clerk, responsible, why,
    )  # fmt: skip
