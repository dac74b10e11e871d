"""The ledger of waits told: to whom, when, where it was shown, what was said, and how it turned out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from queue_store.acts import Act, Look
from queue_store.clock import MICROSECOND, from_text, optional_time, to_text
from queue_store.forecast.floor import Basis
from queue_store.micros import micros
from queue_store.model import Estimate
from queue_store.tickets.rows import to_json

SHOWN = ("reception", "slip", "phone", "desk", "command")
"""Where a wait can be shown."""

_COLUMNS = (
    "ticket_id", "leg", "at", "shown", "service", "ahead", "sure", "counters", "low", "centre", "high", "method",
    "because", "basis",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WaitTold:
    """One wait as it was told, with what it rested on."""

    ticket_id: int
    leg: int
    shown: str
    service: str
    estimate: Estimate
    basis: Basis
    """What it rested on."""


class Turnout(NamedTuple):
    """How a wait that was told turned out, as far as scoring goes: plain numbers, for there are many in a year.

    Microseconds, those of moments since 1970.
    """

    told_at: int
    ends: tuple[int, ...] | None
    """Low end, middle and high end; None where no range was told."""
    called_at: int | None
    ended_at: int | None
    """When the leg ended without a call."""

    @property
    def waited(self) -> int | None:
        """From the telling to the call; None without a call."""
        return None if self.called_at is None else max(0, self.called_at - self.told_at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A wait that was told, and how it turned out."""

    told: WaitTold
    label: str
    called_at: datetime | None
    """First call of that leg; None while the visitor waits, or when it ended without one."""
    ended_at: datetime | None
    """When the leg ended without a call: the visitor left, or the day was over."""

    @property
    def waited(self) -> timedelta | None:
        """From the telling to the call; None without a call."""
        return None if self.called_at is None else max(timedelta(), self.called_at - self.told.estimate.made_at)

    @property
    def turnout(self) -> Turnout:
        """What scoring it takes."""
        ends = self.told.estimate.ends
        return Turnout(
            micros(to_text(self.told.estimate.made_at)),
            None if ends is None else tuple(span // MICROSECOND for span in ends),
            None if self.called_at is None else micros(to_text(self.called_at)),
            None if self.ended_at is None else micros(to_text(self.ended_at)),
        )


def told_of(values: Mapping[str, Any]) -> WaitTold:
    """The telling of a row's columns."""
    return _told([values[column] for column in _COLUMNS])


def write(act: Act, told: WaitTold) -> None:
    """Put a telling into the ledger."""
    estimate = told.estimate
    act.put(
        "wait_told",
        {
            "id": act.new_id(),
            "ticket_id": told.ticket_id,
            "leg": told.leg,
            "at": to_text(estimate.made_at),
            "shown": told.shown,
            "service": told.service,
            "ahead": estimate.ahead,
            "sure": int(estimate.sure),
            "counters": estimate.counters,
            "low": _seconds(estimate.low),
            "centre": _seconds(estimate.centre),
            "high": _seconds(estimate.high),
            "method": estimate.method,
            "because": estimate.because,
            "basis": to_json(asdict(told.basis)),
        },
        "wait_told",
        ticket_id=told.ticket_id,
    )


def outcomes(look: Look, since: datetime, until: datetime) -> list[Outcome]:
    """Waits told in [since, until), in the order of telling, each with how it turned out.

    Void tickets are left out, and what was told before the visitor changed the wait by asking for time, or by being
    back before it was over.
    """
    found = _turned_out(look, (*_COLUMNS, "label"), since, until)
    return [
        Outcome(
            _told(values),
            label,
            optional_time(called_at),
            None if called_at is not None else optional_time(ended_at),
        )
        for *values, label, called_at, ended_at in found
    ]


def turnouts(look: Look, since: datetime, until: datetime) -> list[Turnout]:
    """What scoring the waits takes that were told in [since, until), of those of `outcomes`."""
    found = _turned_out(look, ("at", "low", "centre", "high"), since, until)
    return [
        Turnout(
            micros(at),
            None if low is None or centre is None or high is None else (_micros(low), _micros(centre), _micros(high)),
            None if called_at is None else micros(called_at),
            None if called_at is not None or ended_at is None else micros(ended_at),
        )
        for at, low, centre, high, called_at, ended_at in found
    ]


def _turned_out(look: Look, columns: Sequence[str], since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """Columns of the tellings of a period and of their tickets, then first call and end of the leg."""
    fields = ", ".join(f"{'w' if column in _COLUMNS else 't'}.{column}" for column in columns)
    return look.rows(
        f"SELECT {fields}, CASE WHEN t.legs = w.leg THEN t.called_at ELSE l.called_at END, "
        "CASE WHEN t.legs = w.leg THEN coalesce(t.leg_ended_at, t.finished_at) ELSE l.ended_at END "
        "FROM wait_told AS w JOIN ticket AS t ON t.hall = w.hall AND t.id = w.ticket_id "
        "LEFT JOIN leg AS l ON l.hall = w.hall AND l.ticket_id = w.ticket_id AND l.leg = w.leg "
        "WHERE w.hall = ? AND w.at >= ? AND w.at < ? AND t.void = 0 "
        "AND w.at >= coalesce(CASE WHEN t.legs = w.leg THEN t.asked_at ELSE l.asked_at END, '') ORDER BY w.at, w.id",
        (look.hall, to_text(since), to_text(until)),
    )


def _told(values: Sequence[Any]) -> WaitTold:
    ticket_id, leg, at, shown, service, ahead, sure, counters, low, centre, high, method, because, basis = values
    estimate = Estimate(
        low=_span(low),
        high=_span(high),
        ahead=ahead,
        counters=counters,
        method=method,
        made_at=from_text(at),
        centre=_span(centre),
        sure=bool(sure),
        because=because,
    )
    rested_on = json.loads(basis)
    return WaitTold(
        ticket_id, leg, shown, service, estimate, Basis(**rested_on | {"counters": tuple(rested_on["counters"])})
    )


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 1)


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _span(seconds: object) -> timedelta | None:
    return timedelta(seconds=seconds) if isinstance(seconds, (int, float)) else None
