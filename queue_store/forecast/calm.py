"""A range that was told moves calmly: it counts down while it holds, and changes only for a reason.

Someone who was told "10 to 15 minutes" and reads "8 to 16" a minute later trusts neither. So a told range goes on
counting down as long as the fresh forecast agrees with it; where it does not, the fresh one is told, and when that
is worse, what changed in the hall says why.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from queue_store.forecast.floor import Basis
from queue_store.model import Estimate

Ends = tuple[timedelta, timedelta, timedelta]
"""Low end, middle and high end of a range."""

_ROOM = timedelta(minutes=1)
"""Ends of a range that differ by no more than this are the same to a person."""

_SHARPER = 0.6
"""A fresh range this much narrower than the told one is worth telling."""

_LONGER = 1.1
"""Visits take longer when their mean grew by this factor."""

_NOW = timedelta()


def calm(told: Estimate, fresh: Estimate, before: Basis, now: Basis) -> tuple[Estimate, bool]:
    """What to tell now, and whether that is new: the told range counted down while it holds, else the fresh one.

    `before` and `now` are what the two rest on; what changed in the hall says why a fresh range is worse.
    """
    if fresh.ends is None:
        return replace(fresh, because=_cause(before, now)), told.ends is not None
    if told.ends is None:
        return fresh, True
    gone = fresh.made_at - told.made_at
    low, centre, high = (max(_NOW, end - gone) for end in told.ends)
    if _holds((low, centre, high), fresh.ends):
        return replace(fresh, low=low, centre=centre, high=high, because=told.because), False
    worse = fresh.ends[2] > high + _ROOM
    return replace(fresh, because=_cause(before, now) if worse else ""), True


def _holds(told: Ends, fresh: Ends) -> bool:
    """Whether a range that was told, counted down, still says about what a fresh one says."""
    if not told[0] - _ROOM <= fresh[1] <= max(told[2], _ROOM):
        return False
    wide, narrow = told[2] - told[0], fresh[2] - fresh[0]
    return narrow >= _SHARPER * wide - _ROOM and fresh[2] <= told[2] + max(_ROOM, wide / 2)


def _cause(before: Basis, now: Basis) -> str:
    """What changed in the hall between two forecasts, as a key: the first that applies; empty for none of them."""
    if len(now.counters) < len(before.counters):
        return "fewer_counters"
    if now.ahead > before.ahead:
        return "more_ahead"
    if now.service_seconds > before.service_seconds * _LONGER:
        return "longer_visits"
    return ""
