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

_ROOM = timedelta(minutes=1)
"""Ends of a range that differ by no more than this are the same to a person."""

_SHARPER = 0.6
"""A fresh range this much narrower than the told one is worth telling."""

_LONGER = 1.1
"""Visits take longer when their mean grew by this factor."""

_NOBODY = timedelta()


def counted_down(told: Estimate, fresh: Estimate) -> Estimate:
    """What was told, as it stands when `fresh` is made: so much time later; never below zero."""
    gone = fresh.made_at - told.made_at
    assert told.low is not None and told.high is not None and told.centre is not None
    low, centre, high = (max(_NOBODY, end - gone) for end in (told.low, told.centre, told.high))
    return replace(fresh, low=low, centre=centre, high=high, because=told.because)


def calm(told: Estimate, fresh: Estimate, before: Basis, now: Basis) -> tuple[Estimate, bool]:
    """What to tell now, and whether that is new: the told range counted down while it holds, else the fresh one.

    `before` and `now` are what the two rest on; what changed in the hall says why a fresh range is worse.
    """
    if fresh.low is None or fresh.high is None:
        return replace(fresh, because=_cause(before, now)), told.low is not None
    if told.low is None or told.high is None:
        return fresh, True
    kept = counted_down(told, fresh)
    assert kept.high is not None
    if _holds(kept, fresh):
        return kept, False
    worse = fresh.high > kept.high + _ROOM
    return replace(fresh, because=_cause(before, now) if worse else ""), True


def _holds(kept: Estimate, fresh: Estimate) -> bool:
    """Whether a range that was told still says about what a fresh one says."""
    assert kept.low is not None and kept.high is not None
    assert fresh.low is not None and fresh.high is not None and fresh.centre is not None
    if not kept.low - _ROOM <= fresh.centre <= max(kept.high, _ROOM):
        return False
    wide, narrow = kept.high - kept.low, fresh.high - fresh.low
    return narrow >= _SHARPER * wide - _ROOM and fresh.high <= kept.high + max(_ROOM, wide / 2)


def _cause(before: Basis, now: Basis) -> str:
    """What changed in the hall between two forecasts, as a key: the first that applies; empty for none of them."""
    if len(now.counters) < len(before.counters):
        return "fewer_counters"
    if now.ahead > before.ahead:
        return "more_ahead"
    if now.service_seconds > before.service_seconds * _LONGER:
        return "longer_visits"
    return ""
