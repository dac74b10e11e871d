"""The wait log: one row for each leg, each column with its definition.

What counts is the leg: a stay in one queue, from entering it to the next queue or the end of the visit. A leg belongs
to the business day on which it began. An apology is due for a leg that was called after the long-wait limit, unless
nobody came: a no-show heard no words, so none were owed.

A leg that its day ends without a call, be the visit left over, expired or carried over, has waited until then: until
somebody ended the day; where it ended by itself, until a clerk at a counter, or the visitor, last did anything, and
until the end of the business day at the latest. When its visitor gave up is not known, but until then the number could
have been called: its wait is cut off there, a lower bound (right-censored), and does not grow until somebody says what
becomes of the visit. A carried-over visit begins a new leg on the new day, so that no night is waited.

Time that the visitor asked for ("I need 20 more minutes") is no wait: nobody else caused it, and the hall does not call
meanwhile. It is kept beside the waits as `asked`, which all three clocks leave out, as the time served leaves out the
time aside: from entering to the call took `wait_first_call + asked`. It ends with what was asked for, with the tap that
says "I am here", with the call or with the leg, whichever comes first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from queue_store.acts import Look
from queue_store.clock import MICROSECOND, from_text, optional_time, to_text
from queue_store.engines.engine import Params
from queue_store.ledger import Ledger
from queue_store.model import Outcome, asked_until


@dataclass(frozen=True, slots=True)
class WaitRow:
    """One wait: a visit to a queue (a leg) of a ticket. Seconds are never negative."""

    ticket_id: int
    label: str
    service: str
    business_day: date
    """The business day on which this leg began."""
    leg: int
    """1 for the first queue of this ticket, 2 for the next one …"""
    entered_at: datetime
    called_at: datetime | None
    last_called_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    """When the visit or this leg of it was over; of a leg that its day ended, until when it could have been called."""
    wait_first_call: float
    """Seconds from entering to the first call, less `asked`; for who was not called to `ended_at`, or to now, see
    `lower_bound`."""
    wait_last_call: float | None
    """Seconds from entering to the last call, less `asked`."""
    wait_start: float | None
    """Seconds from entering to the start of serving, less `asked`."""
    lower_bound: bool
    """Never called: left, ended by its day or still waiting, so the wait would have been `wait_first_call` or more."""
    limit: float
    """Long-wait limit in force, in seconds."""
    over_limit: bool
    """`wait_first_call` is over the limit."""
    apology_due: bool
    """Called after a wait over the limit, and not a no-show."""
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
    asked: float
    """Seconds before the first call for which the visitor asked not to be called."""
    reason: str
    """Why it was declined, referred, parked; or the note of a transfer. Empty once erased."""
    chosen: bool
    """A clerk called it out of order."""
    call_reason: str
    """Why it was called out of order. Empty once erased."""


_COLUMNS = (
    "ticket_id, label, service, leg_day, leg, entered_at, called_at, last_called_at, started_at, ended_at, "
    "apology_due, apology_said_at, state, outcome, counter, clerk, responsible, priority, calls, errands, "
    "returning_visitor, away, asked, asked_in_all, not_before, wait_limit, chosen, "
    "(SELECT text FROM free_text AS f WHERE f.hall = w.hall AND f.id = w.reason_text), "
    "(SELECT text FROM free_text AS f WHERE f.hall = w.hall AND f.id = w.call_reason_text)"
)
_PAGE = 2_000
"""Rows read at once: between two pages nothing is held, so that a long report does not make the files grow."""


class Waits:
    """Reports on waiting."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def log(self, since: datetime, until: datetime) -> Iterator[WaitRow]:
        """Every wait that began in [since, until), oldest first; the rows of the view `wait_log`, read page by page."""
        low, end = to_text(since), to_text(until)
        while low < end:
            with self._ledger.look() as look:
                high = min(end, _page_end(look, low, end))
                where = "WHERE w.hall = ? AND w.entered_at >= ? AND w.entered_at < ? "
                order = "ORDER BY w.entered_at, w.ticket_id, w.leg"
                page = list(_rows(look, where + order, (look.hall, low, high)))
            yield from page
            low = high

    def of_day(self, look: Look, day: date) -> list[WaitRow]:
        """Every wait that began on a business day, oldest first."""
        where = "WHERE w.hall = ? AND w.leg_day = ? ORDER BY w.entered_at, w.ticket_id, w.leg"
        return list(_rows(look, where, (look.hall, day.isoformat())))


def _page_end(look: Look, low: str, end: str) -> str:
    """A time before which about a page of legs began, from `low` on."""
    ends = [end]
    for table in ("ticket", "leg"):
        found = look.row(
            f"SELECT entered_at FROM {table} WHERE hall = ? AND entered_at >= ? ORDER BY entered_at LIMIT 1 OFFSET ?",
            (look.hall, low, _PAGE),
        )
        if found is not None:
            ends.append(str(found[0]))
    high = min(ends)
    return high if high > low else to_text(from_text(low) + MICROSECOND)


def _rows(look: Look, where: str, params: Params) -> Iterator[WaitRow]:
    return (
        _wait_row(values, look.now) for values in look.rows(f"SELECT {_COLUMNS} FROM wait_log AS w {where}", params)
    )


def _since(counted_from: datetime, moment: datetime | None) -> float | None:
    return None if moment is None else max(0.0, (moment - counted_from).total_seconds())


def _wait_row(values: tuple[Any, ...], now: datetime) -> WaitRow:
    ticket_id, label, service, day, leg, *times, due, said, state, outcome = values[:14]
    counter, clerk, responsible, priority, calls, errands, returning, away, so_far, in_all, *others = values[14:-2]
    not_before, limit, chosen = others
    entered_at = from_text(times[0])
    called_at, last_called_at, started_at, ended_at = map(optional_time, times[1:])
    asked, texts = timedelta(seconds=so_far), values[-2:]
    if called_at is None and ended_at is None:
        asked = asked_until(now, timedelta(microseconds=in_all), optional_time(not_before))
    counted_from = entered_at + asked
    wait = _since(counted_from, called_at or ended_at or now) or 0.0
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
        wait_last_call=_since(counted_from, last_called_at),
        wait_start=_since(counted_from, started_at),
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
        asked=asked.total_seconds(),
        reason=texts[0] or "",
        chosen=bool(chosen),
        call_reason=texts[1] or "",
    )
