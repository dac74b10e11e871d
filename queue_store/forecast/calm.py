"""A range that was told moves calmly: it counts down while it holds, and changes only for a reason.

Someone who was told "10 to 15 minutes" and reads "8 to 16" a minute later trusts neither. So a told range goes on
counting down as long as the fresh forecast agrees with it; where it does not, the fresh one is told, and when that
is worse, what changed in the hall says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from queue_store.model import Estimate

_ROOM = timedelta(minutes=1)
"""Ends of a range that differ by no more than this are the same to a person."""

_SHARPER = 0.6
"""A fresh range this much narrower than the told one is worth telling."""

_NOBODY = timedelta()


def counted_down(told: Estimate, fresh: Estimate) -> Estimate:
    """What was told, as it stands when `fresh` is made: so much time later; never below zero."""
    gone = fresh.made_at - told.made_at
    assert told.low is not None and told.high is not None and told.centre is not None
    low, centre, high = (max(_NOBODY, end - gone) for end in (told.low, told.centre, told.high))
    return replace(fresh, low=low, centre=centre, high=high, because=told.because)


def calm(told: Estimate | None, fresh: Estimate, told_basis: Mapping[str, float], basis: Mapping[str, float]) -> Estimate:
    """What to tell now: the told range counted down while it holds, else the fresh one with the reason for its change."""
    if told is None or told.low is None or told.high is None or told.centre is None:
        return fresh
    if fresh.low is None or fresh.high is None or fresh.centre is None:
        return replace(fresh, because=_cause(told_basis, basis))
    kept = counted_down(told, fresh)
    assert kept.low is not None and kept.high is not None
    worse = fresh.high > kept.high + _ROOM
    if _holds(kept, fresh):
        return kept
    return replace(fresh, because=_cause(told_basis, basis) if worse else "")


def _holds(kept: Estimate, fresh: Estimate) -> bool:
    """Whether a range that was told still says about what a fresh one says."""
    assert kept.low is not None and kept.high is not None
    assert fresh.low is not None and fresh.high is not None and fresh.centre is not None
    if not kept.low - _ROOM <= fresh.centre <= kept.high:
        return False
    wide, narrow = kept.high - kept.low, fresh.high - fresh.low
    return narrow >= _SHARPER * wide - _ROOM and fresh.high <= kept.high + max(_ROOM, wide / 2)


def _cause(before: Mapping[str, float], now: Mapping[str, float]) -> str:
    """What changed in the hall between two forecasts, as a key: the first that applies."""
    if now.get("counters", 0) < before.get("counters", 0):
        return "counter_closed"
    if now.get("ahead", 0) > before.get("ahead", 0):
        return "more_ahead"
    if now.get("service", 0) > before.get("service", 0):
        return "longer_visits"
    return ""
