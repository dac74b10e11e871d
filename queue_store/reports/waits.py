"""The wait log and the figures of a day, each with its definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from queue_store.clock import from_text, optional_time, to_text
from queue_store.model import Outcome
from queue_store.tickets.ledger import Base


@dataclass(frozen=True, slots=True)
class WaitRow:
    """One wait: a visit to a queue (a leg) of a ticket. Seconds are never negative."""

    ticket_id: int
    label: str
    service: str
    business_day: date
    leg: int
    """1 for the first queue of this ticket, 2 for the next one …"""
    entered_at: datetime
    called_at: datetime | None
    last_called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    """When the visit or this leg of it was over."""
    wait_first_call: float
    """Seconds from entering to the first call; to leaving or to now for who was not called, see `lower_bound`."""
    wait_last_call: float | None
    """Seconds from entering to the last call."""
    wait_start: float | None
    """Seconds from entering to the start of serving."""
    lower_bound: bool
    """Never called: left, expired or still waiting, so the wait would have been at least `wait_first_call`."""
    limit: float
    """Long-wait limit in force, in seconds."""
    over_limit: bool
    """`wait_first_call` is over the limit."""
    apology_due: bool
    """Called, and the wait was over the limit."""
    apology_said_at: datetime | None
    state: str
    """State of the ticket; for a closed leg `transferred`, `returned`, `no_show` or `carried_over`."""
    outcome: Outcome | None
    counter: int | None
    clerk: str | None
    responsible: str | None
    priority: str
    calls: int
    errands: int
    returning: bool
    away: float
    """Seconds spent aside after the start."""
    reason: str


@dataclass(frozen=True, slots=True)
class HallDay:
    """Figures of one business day, about legs (see `WaitRow`) unless they say tickets; void tickets are left out."""

    day: date
    issued: int
    """Tickets that entered their first queue on this day."""
    waits: int
    """Legs begun on this day; the base of all that follows."""
    called: int
    """Legs that were called at least once."""
    finished: int
    """Visits that ended at a counter, whatever the outcome."""
    outcomes: Mapping[str, int]
    """The finished ones by outcome."""
    no_show: int
    """Legs that ended because nobody came."""
    left_queue: int
    """Visitors who gave the number back before being served."""
    expired: int
    """Still open when the day was closed."""
    still_open: int
    """Waiting, called, being served or stepped aside."""
    wait_mean: timedelta | None
    """Mean wait to the first call, over the called legs only; those who left are in `left_wait_median`."""
    wait_median: timedelta | None
    wait_p90: timedelta | None
    """Nine of ten called legs waited no longer than this (nearest rank)."""
    wait_longest: timedelta | None
    left_wait_median: timedelta | None
    """Median wait of those never called who are not waiting any more: a lower bound of what it would have been."""
    over_limit: int
    """Legs whose wait is over the limit, those who left or still wait included."""
    apologies_due: int
    """Called legs whose wait was over the limit (R04)."""
    apologies_said: int
    """Those of the due ones that the clerk confirmed."""
    served_median: timedelta | None
    """Median of finish − start − time aside, over finished legs."""


_COLUMNS = (
    "ticket_id, label, service, business_day, leg, entered_at, called_at, last_called_at, started_at, ended_at, "
    "apology_due, apology_said_at, state, outcome, counter, clerk, responsible, priority, calls, errands, "
    "returning_visitor, away, reason, wait_limit"
)


class Waits(Base):
    """Reports on waiting."""

    def wait_log(self, since: datetime, until: datetime) -> Iterator[WaitRow]:
        """Every wait that began in [since, until), oldest first; the rows of the view `wait_log`."""
        where = "entered_at >= ? AND entered_at < ? ORDER BY entered_at, ticket_id, leg"
        return self._wait_rows(where, (to_text(since), to_text(until)))

    def _wait_rows(self, where: str, params: tuple[Any, ...]) -> Iterator[WaitRow]:
        now = self._clock()
        for values in self._engine.stream(
            f"SELECT {_COLUMNS} FROM wait_log WHERE hall = ? AND {where}",
            (self.hall.id, *params),
        ):
            yield _wait_row(values, now)

    def hall_day(self, day: date | None = None) -> HallDay:
        """Figures of a business day, today's without one; definitions stand with the fields."""
        wanted = day or self.business_day()
        rows = list(self._wait_rows("business_day = ?", (wanted.isoformat(),)))
        called = sorted(row.wait_first_call for row in rows if row.called_at is not None)
        finished = [row for row in rows if row.state == "finished"]
        served = [
            (row.ended_at - row.started_at).total_seconds() - row.away
            for row in finished
            if row.ended_at is not None and row.started_at is not None
        ]
        left = [row.wait_first_call for row in rows if row.lower_bound and row.ended_at is not None]
        outcomes = [row.outcome.value for row in finished if row.outcome is not None]
        return HallDay(
            day=wanted,
            issued=sum(row.leg == 1 for row in rows),
            waits=len(rows),
            called=len(called),
            finished=len(finished),
            outcomes={outcome.value: outcomes.count(outcome.value) for outcome in Outcome},
            no_show=sum(row.state == "no_show" for row in rows),
            left_queue=sum(row.state == "cancelled" for row in rows),
            expired=sum(row.state == "expired" for row in rows),
            still_open=sum(row.state in ("waiting", "called", "serving", "parked") for row in rows),
            wait_mean=_span(sum(called) / len(called)) if called else None,
            wait_median=_span(median(called)) if called else None,
            wait_p90=_span(called[-(-len(called) * 9 // 10) - 1]) if called else None,
            wait_longest=_span(called[-1]) if called else None,
            left_wait_median=_span(median(left)) if left else None,
            over_limit=sum(row.over_limit for row in rows),
            apologies_due=sum(row.apology_due for row in rows),
            apologies_said=sum(row.apology_due and row.apology_said_at is not None for row in rows),
            served_median=_span(max(0.0, median(served))) if served else None,
        )


def _span(number: float) -> timedelta:
    return timedelta(seconds=number)


def _since(entered_at: datetime, moment: datetime | None) -> float | None:
    return None if moment is None else max(0.0, (moment - entered_at).total_seconds())


def _wait_row(values: tuple[Any, ...], now: datetime) -> WaitRow:
    ticket_id, label, service, day, leg, *times, due, said, state, outcome = values[:14]
    counter, clerk, responsible, priority, calls, errands, returning, away, reason, limit = values[14:]
    entered_at = from_text(times[0])
    called_at, last_called_at, started_at, ended_at = map(optional_time, times[1:])
    wait = _since(entered_at, called_at or ended_at or now) or 0.0
    return WaitRow(
        ticket_id=ticket_id,
        label=label,
        service=service,
        business_day=date.fromisoformat(day),
        leg=leg,
        entered_at=entered_at,
        called_at=called_at,
        last_called_at=last_called_at,
        started_at=started_at,
        ended_at=ended_at,
        wait_first_call=wait,
        wait_last_call=_since(entered_at, last_called_at),
        wait_start=_since(entered_at, started_at),
        lower_bound=called_at is None,
        limit=float(limit),
        over_limit=wait > limit,
        apology_due=bool(due),
        apology_said_at=optional_time(said),
        state=state,
        outcome=Outcome(outcome) if outcome else None,
        counter=counter,
        clerk=clerk,
        responsible=responsible,
        priority=priority,
        calls=calls,
        errands=errands,
        returning=bool(returning),
        away=float(away),
        reason=reason,
    )
