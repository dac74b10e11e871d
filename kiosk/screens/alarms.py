"""Calls for the supervisor: made at a desk, seen on the supervisors' desks and in the hall until somebody comes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_store import JournalRow, Post, Store

CALLED = "supervisor_called"
SETTLED = "supervisor_settled"
_FRESH = timedelta(hours=2)
"""After this time a call that nobody settled is no longer shown."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A counter that asked for the supervisor."""

    id: int
    counter: int
    at: datetime
    label: str
    """The visitor's number; empty when nobody was at the counter."""


def open_alarms(store: Store, now: datetime) -> tuple[Alarm, ...]:
    """Calls that nobody settled yet, oldest first."""
    since, until = now - _FRESH, now + _FRESH
    called = store.journal(since, until, CALLED)
    return _unsettled(called, store.journal(since, until, SETTLED)) if called else ()


def _unsettled(called: Iterable[JournalRow], settled: Iterable[JournalRow]) -> tuple[Alarm, ...]:
    over = {row.data.get("call") for row in settled}
    return tuple(
        Alarm(row.id, row.counter, row.at, str(row.data.get("label", "")))
        for row in called
        if row.id not in over and row.counter is not None
    )


def raise_alarm(store: Store, post: Post, *, label: str, moment: str) -> int:
    """Ask for the supervisor; why is not written down, only which lines were up."""
    return store.record(post, CALLED, {"label": label, "moment": moment})


def settle_alarm(store: Store, post: Post, alarm: Alarm) -> int:
    """The supervisor comes, or is not needed any more."""
    return store.record(post, SETTLED, {"call": alarm.id, "counter": alarm.counter})
