"""Waits that were told: what was said, what it rested on, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from queue_store.clock import from_text, to_text
from queue_store.forecast.score import verdict
from queue_store.forecast.waits_told import Outcome, outcomes
from queue_store.ledger import Ledger
from queue_store.micros import micros
from queue_store.reports.windows import window_end

COLUMNS = (
    "at", "visit", "leg", "label", "service", "shown", "ahead", "sure", "counters", "low", "centre", "high", "method",
    "because", "called_at", "ended_at", "waited", "came",
)  # fmt: skip
"""`came` is `inside`, `above` or `below` the range that was told, `open` while nothing can be said of it, `unknown`
where no range was told. `waited` lasts from the telling to the call. Seconds."""


def pages(ledger: Ledger, since: datetime, until: datetime) -> Iterator[list[tuple[Any, ...]]]:
    """Waits told in [since, until); void tickets are left out."""
    low, end = to_text(since), to_text(until)
    while low < end:
        with ledger.look() as look:
            high = window_end(look, (("wait_told", "at"),), low, end)
            found = outcomes(look, from_text(low), from_text(high))
            now = micros(to_text(look.now))
        if found:
            yield [_row(each, now) for each in found]
        low = high


def _row(each: Outcome, now: int) -> tuple[Any, ...]:
    told, turnout = each.told, each.turnout
    estimate, ends = told.estimate, told.estimate.ends
    came = "unknown" if turnout.ends is None else verdict(turnout, turnout.ends[0], turnout.ends[2], now)
    return (
        to_text(estimate.made_at), told.ticket_id, told.leg, each.label, told.service, told.shown, estimate.ahead,
        int(estimate.sure), estimate.counters, *(map(_seconds, ends) if ends else (None, None, None)), estimate.method,
        estimate.because, each.called_at and to_text(each.called_at), each.ended_at and to_text(each.ended_at),
        _seconds(each.waited), came,
    )  # fmt: skip


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else span.total_seconds()
