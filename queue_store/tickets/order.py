"""Who is next at a counter, and why.

Smallest `queue_at` first among the tickets that the counter may call. After `priority_cap` calls with precedence in a
row the earliest ordinary visitor is called first, when their place without precedence (`place_at`) is before that of
everybody with precedence who waits here: so precedence never makes anybody worse off than without it.

A ticket sent to a counter that the hall gave up falls back to the counters of its service at once; one sent to a
counter at which nobody is does so when that was longer ago than the hall's long-wait limit. One whose service no
counter gives any more is called by the supervisors' counters (by every counter where the hall has none).

A visitor who asked for time is not called before it is over; then the ticket stands where it always stood, so that
nobody behind it is worse off than if no time had been asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from queue_store.acts import Look
from queue_store.clock import from_text, to_text
from queue_store.hall import Counter
from queue_store.tickets.moving import find_rows
from queue_store.tickets.rows import Row


@dataclass(frozen=True, slots=True)
class Scope:
    """Condition on `t`, with its values, for the waiting tickets that a counter may call."""

    where: str
    params: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The row that is next; `capped` when the cap on precedence put it before somebody."""

    row: Row
    capped: bool


def _any_of(column: str, values: tuple[object, ...]) -> str:
    return f"{column} IN ({', '.join('?' * len(values))})" if values else "1 = 0"


def scope(look: Look, counter: Counter) -> Scope:
    """The waiting tickets that a counter may call now."""
    services, rules = counter.services, look.rules
    free = (
        f"(t.for_counter IS NULL OR NOT {_any_of('t.for_counter', rules.numbers)} OR (t.sent_at < ? AND "
        "t.for_counter NOT IN (SELECT c.number FROM counter AS c WHERE c.hall = ? AND c.state <> 'closed')))"
    )
    freed = (*rules.numbers, to_text(look.now - rules.hall.long_wait), look.hall)
    where = f"t.for_counter = ? OR ({_any_of('t.service', services)} AND {free})"
    params: tuple[object, ...] = (counter.number, *services, *freed)
    if rules.stands_in(counter):
        given = rules.given()
        where += f" OR (NOT {_any_of('t.service', given)} AND {free})"
        params += (*given, *freed)
    return Scope(f"({where})", params)


def ready(look: Look, within: Scope) -> Scope:
    """Those within a scope who may be called now: nobody who asked for time that is not over."""
    return Scope(f"{within.where} AND (t.not_before IS NULL OR t.not_before <= ?)", (*within.params, to_text(look.now)))


def held(look: Look, within: Scope) -> Scope:
    """Those within a scope who asked for time that is not over."""
    return Scope(f"{within.where} AND t.not_before > ?", (*within.params, to_text(look.now)))


def choose(look: Look, counter: Counter) -> Choice | None:
    """The ticket that the counter calls next."""
    within = ready(look, scope(look, counter))
    first = _earliest(look, within, "")
    if first is None:
        return None
    if look.rules.hall.priority_cap and first["head_start"] and _cap_reached(look, counter):
        ordinary = _earliest(look, within, "AND t.head_start = 0 ")
        if ordinary is not None and not _passes_earlier(look, within, ordinary):
            return Choice(ordinary, capped=True)
    return Choice(first, capped=False)


def _earliest(look: Look, within: Scope, condition: str) -> Row | None:
    where = f"t.state = 'waiting' AND {within.where} {condition}ORDER BY t.queue_at, t.id LIMIT 1"
    found = find_rows(look, where, within.params)
    return found[0] if found else None


def _passes_earlier(look: Look, within: Scope, ordinary: Row) -> bool:
    """Whether lifting an ordinary visitor would pass somebody with precedence who came before."""
    found = look.row(
        f"SELECT 1 FROM ticket AS t WHERE t.hall = ? AND t.state = 'waiting' AND {within.where} "
        "AND t.queue_at < ? AND t.head_start > 0 AND (t.place_at < ? OR (t.place_at = ? AND t.id < ?)) LIMIT 1",
        (
            look.hall, *within.params, ordinary["queue_at"], ordinary["place_at"], ordinary["place_at"],
            ordinary["id"],
        ),
    )  # fmt: skip
    return found is not None


def _cap_reached(look: Look, counter: Counter) -> bool:
    """Whether the last calls of today at the counter's services were all with precedence; undone calls do not count."""
    cap = look.rules.hall.priority_cap
    latest: list[tuple[int, int]] = []
    for service in counter.services:
        latest += look.rows(
            "SELECT e.seq, e.precedence FROM log AS e WHERE e.hall = ? AND e.service = ? AND e.kind = 'call' "
            "AND e.seq > ? AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq) "
            "ORDER BY e.seq DESC LIMIT ?",
            (look.hall, service, look.day_seq, cap),
        )
    newest = sorted(latest, reverse=True)[:cap]
    return len(newest) == cap and all(precedence for _, precedence in newest)


def explain(look: Look, counter: Counter, choice: Choice) -> tuple[str, dict[str, object], str]:
    """The rule that put a ticket first, the facts that fill its sentence, and the sentence in English."""
    row = choice.row
    passed = came_earlier(look, scope(look, counter), row)
    facts: dict[str, object] = {
        "label": row["label"],
        "entered_at": from_text(row["entered_at"]),
        "passed": passed,
        "priority": row["priority"],
        "minutes": row["head_start"] // 60,
        "cap": look.rules.hall.priority_cap,
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
    elif passed:
        rule = "earliest_place"
        sentence = "{label} has the first place; those who came earlier stepped back or came back later."
    else:
        rule = "first_come"
        sentence = "{label} has waited longest among those this counter serves."
    return rule, facts, sentence.format(**facts)


def came_earlier(look: Look, within: Scope, row: Row) -> int:
    """How many of those who wait within a scope entered the queue before this ticket.

    The time stands in the sum, not in the condition, so that the index of those who wait is used and no other.
    """
    found = look.row(
        "SELECT sum(CASE WHEN t.entered_at < ? THEN 1 ELSE 0 END) FROM ticket AS t "
        f"WHERE t.hall = ? AND t.state = 'waiting' AND {within.where}",
        (row["entered_at"], look.hall, *within.params),
    )
    return int(found[0] or 0) if found is not None else 0
