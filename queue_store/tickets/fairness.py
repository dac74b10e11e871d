"""Who was called before a visitor although they came later, and why; nobody is named."""

from __future__ import annotations

from dataclasses import dataclass

from queue_store.acts import Look
from queue_store.clock import to_text
from queue_store.ledger import Ledger
from queue_store.tickets.moving import load
from queue_store.tickets.rows import Row


@dataclass(frozen=True, slots=True)
class Overtakes:
    """Visitors who entered the queue later and were called before, by counters that could have called this one."""

    precedence: int
    """They have precedence."""
    returning: int
    """They came back to the queue, and were in the hall before this visitor."""
    chosen: int
    """A clerk called them out of order, for a reason that is on record."""
    stepped_back: int
    """They came later, but this visitor stepped back behind them."""
    other: int
    """Any other cause, such as a ticket that was sent to one counter."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.precedence + self.returning + self.chosen + self.stepped_back + self.other


_LATER = (
    "SELECT {leg}.returning_visitor, t.head_start, {leg}.chosen, t.issued_at, {leg}.entered_at FROM {tables} "
    "WHERE {found} AND {leg}.entered_at > ? AND {leg}.called_at >= ? AND {leg}.called_at < ? "
    "AND t.id <> ? AND t.void = 0 AND {leg}.counter IN ({counters})"
)
_CALLED_SINCE = "t.hall = ? AND t.last_called_at >= ?"
"""Few were called since a visitor came, however many wait behind: `last_called_at` is never before `called_at`."""


class Fairness:
    """Explains the order of calls to the visitor who was passed."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def overtakes(self, ticket_id: int) -> Overtakes:
        """Who entered the queue later than a ticket and was called before it."""
        with self._ledger.look() as look:
            row = load(look, ticket_id)
            return _by_cause(row, _called_before(look, row))


def _called_before(look: Look, row: Row) -> list[tuple[int, int, int, str, str]]:
    """Later arrivals called before a ticket by counters that could have called it."""
    counters = look.rules.counters_for(row["service"]) if row["for_counter"] is None else (row["for_counter"],)
    if not counters:
        return []
    until = row["called_at"] or row["leg_ended_at"] or row["finished_at"] or to_text(look.now)
    entered = row["entered_at"]
    values = (entered, entered, until, row["id"], *counters)
    marks = ", ".join("?" * len(counters))
    joined = "leg AS l JOIN ticket AS t ON t.hall = l.hall AND t.id = l.ticket_id"
    return look.rows(
        _LATER.format(leg="t", tables="ticket AS t", found=_CALLED_SINCE, counters=marks)
        + " UNION ALL "
        + _LATER.format(leg="l", tables=joined, found="l.hall = ?", counters=marks),
        (look.hall, entered, *values, look.hall, *values),
    )


def _by_cause(row: Row, called: list[tuple[int, int, int, str, str]]) -> Overtakes:
    """The first cause that applies to each."""
    precedence = returning = chosen = stepped_back = 0
    for returned, head_start, picked, issued_at, _ in called:
        if picked:
            chosen += 1
        elif returned and issued_at < row["issued_at"]:
            returning += 1
        elif head_start:
            precedence += 1
        elif row["delays"]:
            stepped_back += 1
    return Overtakes(
        precedence, returning, chosen, stepped_back,
        len(called) - precedence - returning - chosen - stepped_back,
    )  # fmt: skip
