"""Who is next at a counter, and why.

Smallest `queue_at` first among the services that the counter gives and the tickets sent to it. After `priority_cap`
calls with precedence in a row the earliest ordinary visitor comes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_store.clock import from_text, to_text
from queue_store.engines.engine import Session
from queue_store.model import Counter, Hall
from queue_store.tickets.rows import SELECT_TICKET, Row, row_of


@dataclass(frozen=True, slots=True)
class Choice:
    """The row that is next; `capped` when the cap on precedence put it before somebody."""

    row: Row
    capped: bool


def scope(counter: Counter) -> tuple[str, tuple[object, ...]]:
    """Condition on `t`, with its values, for the waiting tickets that a counter may call."""
    if not counter.services:
        return "t.for_counter = ?", (counter.number,)
    marks = ", ".join("?" * len(counter.services))
    return (
        f"(t.for_counter = ? OR (t.for_counter IS NULL AND t.service IN ({marks})))",
        (counter.number, *counter.services),
    )


def choose(session: Session, hall: Hall, counter: Counter, day_start: datetime) -> Choice | None:
    """The ticket that the counter calls next."""
    first = _earliest(session, hall, counter, "")
    if first is None:
        return None
    if hall.priority_cap and first["head_start"] and _cap_reached(session, hall, counter, day_start):
        ordinary = _earliest(session, hall, counter, "AND t.head_start = 0 ")
        if ordinary is not None:
            return Choice(ordinary, capped=True)
    return Choice(first, capped=False)


def _earliest(session: Session, hall: Hall, counter: Counter, condition: str) -> Row | None:
    where, values = scope(counter)
    found = session.row(
        f"{SELECT_TICKET}WHERE t.hall = ? AND t.state = 'waiting' AND {where} {condition}"
        "ORDER BY t.queue_at, t.id LIMIT 1",
        (hall.id, *values),
    )
    return None if found is None else row_of(found)


def _cap_reached(session: Session, hall: Hall, counter: Counter, day_start: datetime) -> bool:
    """Whether the last calls of today at the counter's services were all with precedence; undone calls do not count."""
    latest: list[tuple[int, int]] = []
    for service in counter.services:
        latest += session.rows(
            "SELECT e.id, e.precedence FROM event AS e WHERE e.hall = ? AND e.service = ? AND e.verb = 'call' "
            "AND e.at >= ? AND NOT EXISTS (SELECT 1 FROM event AS u WHERE u.undoes = e.id) ORDER BY e.id DESC LIMIT ?",
            (hall.id, service, to_text(day_start), hall.priority_cap),
        )
    newest = sorted(latest, reverse=True)[: hall.priority_cap]
    return len(newest) == hall.priority_cap and all(precedence for _, precedence in newest)


def explain(session: Session, hall: Hall, counter: Counter, choice: Choice) -> tuple[str, dict[str, object], str]:
    """The rule that put a ticket first, the facts that fill its sentence, and the sentence in English."""
    row = choice.row
    passed = _came_earlier(session, hall, counter, row)
    facts: dict[str, object] = {
        "label": row["label"],
        "entered_at": from_text(row["entered_at"]),
        "passed": passed,
        "priority": row["priority"],
        "minutes": row["head_start"] // 60,
        "cap": hall.priority_cap,
    }
    if choice.capped:
        rule = "priority_cap"
        sentence = (
            "{cap} visitors with precedence were called in a row, so {label}, the earliest ordinary one, is next."
        )
    elif row["returning_visitor"] and passed:
        rule = "returning"
        sentence = "{label} came back and keeps the place that this hall gives to returning visitors."
    elif row["head_start"] and passed:
        rule = "head_start"
        sentence = "{label} has precedence ({priority}): called as if it had come {minutes} minutes earlier."
    else:
        rule = "first_come"
        sentence = "{label} has waited longest among those this counter serves."
    return rule, facts, sentence.format(**facts)


def _came_earlier(session: Session, hall: Hall, counter: Counter, row: Row) -> int:
    """How many who wait for this counter entered the queue before the one who is next.

    The time is no condition of the query, lest an engine go through all the past by it.
    """
    where, values = scope(counter)
    found = session.row(
        "SELECT sum(CASE WHEN t.entered_at < ? THEN 1 ELSE 0 END) FROM ticket AS t "
        f"WHERE t.hall = ? AND t.state = 'waiting' AND {where}",
        (row["entered_at"], hall.id, *values),
    )
    return int(found[0] or 0) if found is not None else 0
