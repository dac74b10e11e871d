"""The wait told to a visitor."""

from __future__ import annotations

from datetime import timedelta
from statistics import mean

from queue_store.acts import Look
from queue_store.clock import from_text
from queue_store.ledger import Ledger
from queue_store.model import Estimate
from queue_store.tickets.reading import ahead_of

_LATEST = 30
"""Services finished lately that are looked at."""

_ENOUGH = 5
"""Fewer of them say nothing yet; the service's target time is taken instead."""


class Forecast:
    """Estimates."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def estimate(self, service: str, visitor_id: int | None) -> Estimate:
        """How long a newcomer, or the ticket `visitor_id`, will wait for a service.

        People ahead × time of a service lately ÷ open counters that serve it. The low end takes the quicker half of
        the recent services, the high end the slower half and one service more, for whoever is being served now.
        """
        with self._ledger.look() as look:
            look.rules.service(service)  # refused where the hall has none
            ahead = _waiting_for(look, service) if visitor_id is None else ahead_of(look, visitor_id)
            return _estimate(look, service, ahead)


def estimates(look: Look) -> dict[str, Estimate]:
    """How long a newcomer will wait, for every service that the hall gives."""
    return {code: _estimate(look, code, _waiting_for(look, code)) for code in look.rules.codes}


def _estimate(look: Look, service: str, ahead: int) -> Estimate:
    """The range for a number of people ahead."""
    counters = _open_counters(look, service)
    recent = _recent(look, service)
    if not counters:
        return Estimate(None, None, ahead, 0, "none", look.now)
    if len(recent) >= _ENOUGH:
        half = (len(recent) + 1) // 2
        quick, slow, method = mean(recent[:half]), mean(recent[-half:]), "recent"
    else:
        target = look.rules.service(service).target.total_seconds()
        quick, slow, method = target * 0.5, target * 1.5, "target"
    low = timedelta(seconds=ahead * quick / counters)
    high = timedelta(seconds=(ahead + 1) * slow / counters)
    return Estimate(low, high, ahead, counters, method, look.now)


def _waiting_for(look: Look, service: str) -> int:
    found = look.row(
        "SELECT count(*) FROM ticket WHERE hall = ? AND state = 'waiting' AND service = ?", (look.hall, service)
    )
    return 0 if found is None else int(found[0])


def _open_counters(look: Look, service: str) -> int:
    opened = look.rows("SELECT number FROM counter WHERE hall = ? AND state = 'open'", (look.hall,))
    return len({number for (number,) in opened}.intersection(look.rules.counters_for(service)))


def _recent(look: Look, service: str) -> list[float]:
    """Seconds that the latest services took, shortest first."""
    found = look.rows(
        "SELECT started_at, finished_at, away FROM ticket WHERE hall = ? AND service = ? AND state = 'finished' "
        "ORDER BY finished_at DESC LIMIT ?",
        (look.hall, service, _LATEST),
    )
    return sorted(
        max(0.0, (from_text(ended) - from_text(started)).total_seconds() - away)
        for started, ended, away in found
        if started is not None
    )
