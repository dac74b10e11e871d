"""The wait told to a visitor."""

from __future__ import annotations

from datetime import timedelta
from statistics import mean

from queue_store.clock import from_text
from queue_store.engines.engine import Session
from queue_store.model import Estimate
from queue_store.tickets.reading import Reading

_LATEST = 30
"""Services finished lately that are looked at."""

_ENOUGH = 5
"""Fewer of them say nothing yet; the service's target time is taken instead."""


class Forecast(Reading):
    """Estimates."""

    def estimate(self, service: str, *, visitor_id: int | None = None) -> Estimate:
        """How long a newcomer, or the ticket `visitor_id`, will wait for a service.

        People ahead × time of a service lately ÷ open counters that serve it. The low end takes the quicker half of
        the recent services, the high end the slower half and one service more, for whoever is being served now.
        """
        known = self._service(service)
        now = self._clock()
        with self._engine.read() as session:
            ahead = self._waiting_for(session, service) if visitor_id is None else self._ahead(session, visitor_id)
            counters = self._open_counters(session, service)
            recent = self._recent(session, service)
        if not counters:
            return Estimate(None, None, ahead, 0, "none", now)
        if len(recent) >= _ENOUGH:
            half = (len(recent) + 1) // 2
            quick, slow, method = mean(recent[:half]), mean(recent[-half:]), "recent"
        else:
            target = known.target.total_seconds()
            quick, slow, method = target * 0.5, target * 1.5, "target"
        low = timedelta(seconds=ahead * quick / counters)
        high = timedelta(seconds=(ahead + 1) * slow / counters)
        return Estimate(low, high, ahead, counters, method, now)

    def _waiting_for(self, session: Session, service: str) -> int:
        found = session.row(
            "SELECT count(*) FROM ticket WHERE hall = ? AND state = 'waiting' AND service = ?", (self.hall.id, service)
        )
        return 0 if found is None else int(found[0])

    def _open_counters(self, session: Session, service: str) -> int:
        serving = [counter.number for counter in self.hall.counters if service in counter.services]
        opened = session.rows("SELECT number FROM counter WHERE hall = ? AND state = 'open'", (self.hall.id,))
        return len({number for (number,) in opened}.intersection(serving))

    def _recent(self, session: Session, service: str) -> list[float]:
        """Seconds that the latest services took, shortest first."""
        found = session.rows(
            "SELECT started_at, finished_at, away FROM ticket WHERE hall = ? AND service = ? AND state = 'finished' "
            "ORDER BY finished_at DESC LIMIT ?",
            (self.hall.id, service, _LATEST),
        )
        return sorted(
            max(0.0, (from_text(ended) - from_text(started)).total_seconds() - away)
            for started, ended, away in found
            if started is not None
        )
