"""What visitors said of their visits, and which of them were called out of order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from queue_store.clock import from_text, to_text
from queue_store.ledger import Ledger
from queue_store.model import Outcome


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
    """Empty once erased."""


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """A ticket that a clerk called before its turn; undone calls are left out."""

    at: datetime
    ticket_id: int
    label: str
    service: str
    counter: int
    clerk: str
    reason: str
    """Why, as the clerk wrote it; empty where nothing was written, or once erased."""


class Visits:
    """Reports on visits."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ratings(self, since: datetime, until: datetime) -> list[Rating]:
        """Ratings given in [since, until), oldest first."""
        with self._ledger.look() as look:
            found = look.rows(
                "SELECT r.at, t.id, t.label, t.service, t.business_day, t.outcome, r.stars, f.text FROM rating AS r "
                "JOIN ticket AS t ON t.hall = r.hall AND t.id = r.ticket_id "
                "LEFT JOIN free_text AS f ON f.hall = r.hall AND f.id = r.words_text "
                "WHERE r.hall = ? AND r.at >= ? AND r.at < ? ORDER BY r.at, t.id",
                (look.hall, to_text(since), to_text(until)),
            )
        return [
            Rating(
                from_text(at), number, label, service, date.fromisoformat(day), outcome and Outcome(outcome), stars,
                words or "",
            )
            for at, number, label, service, day, outcome, stars, words in found
        ]  # fmt: skip

    def out_of_order(self, since: datetime, until: datetime) -> list[OutOfOrder]:
        """Calls out of order of legs that began in [since, until), in the order of the calls."""
        with self._ledger.look() as look:
            found = look.rows(
                "SELECT w.last_called_at, w.ticket_id, w.label, w.service, w.counter, w.clerk, f.text "
                "FROM wait_log AS w "
                "LEFT JOIN free_text AS f ON f.hall = w.hall AND f.id = w.call_reason_text WHERE w.hall = ? "
                "AND w.entered_at >= ? AND w.entered_at < ? AND w.chosen = 1 ORDER BY w.last_called_at, w.ticket_id",
                (look.hall, to_text(since), to_text(until)),
            )
        return [
            OutOfOrder(from_text(at), number, label, service, counter, clerk, reason or "")
            for at, number, label, service, counter, clerk, reason in found
        ]
