"""A business day as it was, read for a replay: who came, what came of it, which counters were staffed when."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from queue_store.acts import Look
from queue_store.clock import from_text, to_text
from queue_store.forecast.floor import Waiting
from queue_store.forecast.whatif import Staffing, Stay

_KINDS = (
    "counter_opened", "counter_taken_over", "counter_paused", "counter_unpaused", "counter_closed",
    "counter_left_open", "undo",
)  # fmt: skip

_MOST_LEGS = 1000
"""Legs of one ticket that ids of stays have room for."""


def stays_of(look: Look, day: date) -> list[Stay]:
    """Every entry into a queue on a business day, in the order of entering."""
    since, until = (to_text(moment) for moment in look.rules.days.bounds(day))
    rows = look.rows(
        "SELECT w.ticket_id, w.leg, w.service, w.entered_at, w.called_at, w.ended_at, w.counter, w.away, t.head_start "
        "FROM wait_log AS w JOIN ticket AS t ON t.hall = w.hall AND t.id = w.ticket_id "
        "WHERE w.hall = ? AND w.entered_at >= ? AND w.entered_at < ? ORDER BY w.entered_at, w.ticket_id",
        (look.hall, since, until),
    )
    known = {(row[0], row[1]) for row in rows}
    first = {row[0]: row[3] for row in reversed(rows)}
    transferred = look.rules.hall.returning.transferred
    found = []
    for ticket_id, leg, service, entered_at, called_at, ended_at, counter, away, head_start in rows:
        entered = _seconds(entered_at)
        keeps = leg > 1 and transferred is None
        place = _seconds(first[ticket_id]) if keeps else entered
        called = None if called_at is None else _seconds(called_at)
        ended = None if ended_at is None else _seconds(ended_at)
        earlier = (ticket_id, leg - 1)
        found.append(
            Stay(
                Waiting(_id(ticket_id, leg), service, entered, place - head_start, place, float(head_start)),
                counter,
                called,
                ended if called is None else None,
                0.0 if called is None else max(0.0, (ended or look.now.timestamp()) - called - away),
                _id(*earlier) if earlier in known else None,
            )
        )
    return found


def staffing_of(look: Look, day: date) -> Staffing:
    """When each counter was open on a business day; one that is still open is so until now."""
    start, end = look.rules.days.bounds(day)
    rows = look.rows(
        f"SELECT at, key, changes FROM log WHERE hall = ? AND subject = 'counter' AND kind IN ({_marks(_KINDS)}) "
        "AND at >= ? AND at < ? ORDER BY seq",
        (look.hall, *_KINDS, to_text(start), to_text(end)),
    )
    since: dict[int, float] = {}
    spans: dict[int, list[tuple[float, float]]] = {number: [] for number in look.rules.numbers}
    for at, key, changes in rows:
        number, state = json.loads(key)[0], _state(changes)
        if state == "open":
            since.setdefault(number, _seconds(at))
        elif state is not None and number in since:
            spans.setdefault(number, []).append((since.pop(number), _seconds(at)))
    until = min(look.now, end).timestamp()
    for number, opened in since.items():
        spans.setdefault(number, []).append((opened, until))
    return spans


def _state(changes: str | None) -> str | None:
    """The state that an entry put a counter in; None where it says nothing of it."""
    said: Mapping[str, str] = {"state": "closed"} if changes is None else json.loads(changes)
    return said.get("state")


def _id(ticket_id: int, leg: int) -> int:
    return ticket_id * _MOST_LEGS + leg


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _seconds(text: str) -> float:
    return from_text(text).timestamp()
