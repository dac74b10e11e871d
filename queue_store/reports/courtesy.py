"""Whether courtesy happens, from what was logged. Not a score of people: see `courtesy`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from queue_store.books.calls import RINGS, Phone
from queue_store.books.owed import OwedKind, OwedState, Owing
from queue_store.clock import to_text
from queue_store.engines.engine import Session
from queue_store.reports.waits import Waits


@dataclass(frozen=True, slots=True)
class CourtesyFigures:
    """Courtesy in an interval, of the hall or, for their own eyes, of one clerk."""

    apologies_due: int
    """Waits that began in the interval, were called, and were over the long-wait limit at the call (R04)."""
    apologies_shown: int
    """Tickets for which a desk journalled `apology_shown` with the ticket's id."""
    apologies_said: int
    """Due apologies that the clerk confirmed."""
    sign_ins: int
    """Times a counter was opened."""
    readiness_checks: int
    """Times the readiness list was gone through (journal kind `readiness`)."""
    visits: int
    """Visits that ended at a counter."""
    second_visits: int
    """Visitors who came again for papers of which nobody had told them. Counted for the hall only: 0 for a clerk."""
    told_once_rate: float | None
    """1 − second visits ÷ visits; None without visits, and for a clerk."""
    promises_due: int
    """Promises due in the interval, withdrawn ones left out."""
    promises_kept: int
    """Those of them settled not later than due."""
    calls: int
    """Incoming telephone calls that were answered."""
    calls_in_time: int
    """Those answered within three rings (R31)."""


class Manners(Waits, Owing, Phone):
    """Figures of courtesy."""

    def courtesy(self, since: datetime, until: datetime, *, clerk: str | None = None) -> CourtesyFigures:
        """Figures of [since, until) for the hall; with a `clerk` for showing to that clerk alone, never to others."""
        rows = [row for row in self.wait_log(since, until) if clerk is None or row.clerk == clerk]
        visits = sum(row.state == "finished" for row in rows)
        promises = [
            owed
            for owed in self.owed(OwedKind.PROMISE, state=None, clerk=clerk)
            if owed.due is not None and since <= owed.due < until and owed.state is not OwedState.WITHDRAWN
        ]
        calls = [
            call
            for call in self.phone_calls(since, until)
            if not call.outbound and call.answered_at is not None and (clerk is None or call.clerk == clerk)
        ]
        with self._engine.read() as session:
            shown = self._journalled(session, "apology_shown", since, until, clerk)
            sign_ins = self._journalled(session, "counter_opened", since, until, clerk)
            checks = self._journalled(session, "readiness", since, until, clerk)
            again = 0 if clerk is not None else self._second_visits(session, since, until)
        return CourtesyFigures(
            apologies_due=sum(row.apology_due for row in rows),
            apologies_shown=len({json.loads(data).get("ticket") for data in shown}),
            apologies_said=sum(row.apology_due and row.apology_said_at is not None for row in rows),
            sign_ins=len(sign_ins),
            readiness_checks=len(checks),
            visits=visits,
            second_visits=again,
            told_once_rate=None if not visits or clerk is not None else max(0.0, 1 - again / visits),
            promises_due=len(promises),
            promises_kept=sum(
                owed.settled_at is not None and owed.due is not None and owed.settled_at <= owed.due
                for owed in promises
            ),
            calls=len(calls),
            calls_in_time=sum(call.rings is not None and call.rings <= RINGS for call in calls),
        )

    def _journalled(
        self, session: Session, kind: str, since: datetime, until: datetime, clerk: str | None
    ) -> list[str]:
        found = session.rows(
            "SELECT data FROM journal WHERE hall = ? AND at >= ? AND at < ? AND kind = ? AND (? IS NULL OR clerk = ?)",
            (self.hall.id, to_text(since), to_text(until), kind, clerk, clerk),
        )
        return [data for (data,) in found]

    def _second_visits(self, session: Session, since: datetime, until: datetime) -> int:
        found = session.row(
            "SELECT count(*) FROM second_visit WHERE hall = ? AND at >= ? AND at < ? AND was_told = 0",
            (self.hall.id, to_text(since), to_text(until)),
        )
        return 0 if found is None else int(found[0])
