"""Whether courtesy happens, from what was logged. Not a score of people: see `courtesy`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from queue_store.acts import Look
from queue_store.books.calls import RINGS, phone_calls
from queue_store.books.owed import OwedKind, OwedState, owed_rows
from queue_store.clock import to_text
from queue_store.ledger import Ledger
from queue_store.reports.tally import Tally
from queue_store.reports.waits import Waits
from queue_store.typed import clerk_name


@dataclass(frozen=True, slots=True)
class CourtesyFigures:
    """Courtesy in an interval, of the hall or, for their own eyes, of one clerk."""

    apologies_due: int
    """The metric of this name, of waits that began in the interval."""
    apologies_shown: int
    """Tickets for which a desk noted `apology_shown` with the ticket's id."""
    apologies_said: int
    """The metric of this name."""
    sign_ins: int
    """Times a counter was opened; one that was opened by a call that was undone does not count."""
    readiness_checks: int
    """Times the readiness list was gone through (notes of the kind `readiness`)."""
    exchanges: int
    """Exchanges that were opened (notes of the kind `line_shown` with more than one step)."""
    exchanges_completed: int
    """Those that were led to their last step (notes of the kind `exchange_done`)."""
    visits: int
    """The metric `finished`."""
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


class Courtesy:
    """Figures of courtesy."""

    def __init__(self, ledger: Ledger, waits: Waits) -> None:
        self._ledger = ledger
        self._waits = waits

    def figures(self, since: datetime, until: datetime, *, clerk: str | None = None) -> CourtesyFigures:
        """Figures of [since, until) for the hall; with a `clerk` for showing to that clerk alone, never to others."""
        clerk = None if clerk is None else clerk_name(clerk)
        waits = Tally(row for row in self._waits.log(since, until) if clerk is None or row.clerk == clerk)
        visits = waits.states["finished"]
        with self._ledger.look() as look:
            promises = [
                owed
                for owed in owed_rows(look, OwedKind.PROMISE, state=None, clerk=clerk, due_from=since, due_before=until)
                if owed.state is not OwedState.WITHDRAWN
            ]
            span = (to_text(since), to_text(until))
            calls = [
                call
                for call in phone_calls(look, "p.opened_at >= ? AND p.opened_at < ?", span)
                if not call.outbound and call.answered_at is not None and (clerk is None or call.clerk == clerk)
            ]
            shown = _noted(look, "apology_shown", since, until, clerk)
            checks = _noted(look, "readiness", since, until, clerk)
            opened = _noted(look, "line_shown", since, until, clerk)
            done = _noted(look, "exchange_done", since, until, clerk)
            sign_ins = _sign_ins(look, since, until, clerk)
            again = 0 if clerk is not None else _second_visits(look, since, until)
        return CourtesyFigures(
            apologies_due=waits.apologies_due,
            apologies_shown=len({json.loads(data).get("ticket") for data in shown}),
            apologies_said=waits.apologies_said,
            sign_ins=sign_ins,
            readiness_checks=len(checks),
            exchanges=sum(json.loads(data).get("steps", 1) > 1 for data in opened),
            exchanges_completed=len(done),
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


def _by(clerk: str | None) -> tuple[str, tuple[str, ...]]:
    return ("", ()) if clerk is None else (" AND clerk = ?", (clerk,))


def _noted(look: Look, kind: str, since: datetime, until: datetime, clerk: str | None) -> list[str]:
    condition, values = _by(clerk)
    found = look.rows(
        f"SELECT changes FROM log WHERE hall = ? AND subject = '' AND kind = ? AND at >= ? AND at < ?{condition}",
        (look.hall, kind, to_text(since), to_text(until), *values),
    )
    return [data for (data,) in found]


def _sign_ins(look: Look, since: datetime, until: datetime, clerk: str | None) -> int:
    condition, values = _by(clerk)
    found = look.row(
        "SELECT count(*) FROM log AS e WHERE hall = ? AND subject = 'counter' "
        f"AND kind IN ('counter_opened', 'counter_taken_over') AND at >= ? AND at < ?{condition} "
        "AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq)",
        (look.hall, to_text(since), to_text(until), *values),
    )
    return 0 if found is None else int(found[0])


def _second_visits(look: Look, since: datetime, until: datetime) -> int:
    found = look.row(
        "SELECT count(*) FROM second_visit WHERE hall = ? AND at >= ? AND at < ? AND was_told = 0",
        (look.hall, to_text(since), to_text(until)),
    )
    return 0 if found is None else int(found[0])
