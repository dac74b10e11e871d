"""How the waits that were told turned out.

A telling is scored when its visitor was called, or has waited longer than its top already. Visitors who left before
their call say nothing of the time of it; they are counted beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from queue_store.forecast.waits_told import Outcome


@dataclass(frozen=True, slots=True)
class Score:
    """Tellings of one kind, scored. Spans are timedeltas; None where nothing could be scored."""

    group: str
    """Code of a service, hour of the day (`09`), where it was shown; empty for all."""
    told: int
    """Tellings with a range."""
    unknown: int
    """Tellings without one: "we cannot say yet"."""
    called: int
    """Tellings whose visitor was called."""
    left: int
    """Tellings whose visitor left, or whose day ended, before the call."""
    inside: int
    """Called within the range, both ends included."""
    above: int
    """Called after its top, or still waiting beyond it."""
    below: int
    """Called before its low end."""
    bias: timedelta | None
    """Mean of the wait less the middle that was told: positive when people waited longer than told."""
    error: timedelta | None
    """Mean absolute difference of the wait from the middle that was told."""
    width: timedelta | None
    """Mean width of the ranges."""

    @property
    def coverage(self) -> float | None:
        """Share of the scored tellings whose visitor was called within the range; the aim is 0.8."""
        scored = self.inside + self.above + self.below
        return self.inside / scored if scored else None


def score(outcomes: Iterable[Outcome], now: datetime, group: str = "") -> Score:
    """Score tellings; one without a range counts as unknown only."""
    everything = list(outcomes)
    ranged = [each for each in everything if each.told.estimate.low is not None]
    inside = above = below = left = called = 0
    misses: list[float] = []
    for each in ranged:
        verdict = _verdict(each, now)
        inside += verdict == "inside"
        above += verdict == "above"
        below += verdict == "below"
        waited = each.waited
        if waited is not None:
            called += 1
            misses.append((waited - (each.told.estimate.centre or timedelta())).total_seconds())
        elif each.ended_at is not None:
            left += 1
    return Score(
        group=group,
        told=len(ranged),
        unknown=len(everything) - len(ranged),
        called=called,
        left=left,
        inside=inside,
        above=above,
        below=below,
        bias=_mean(misses),
        error=_mean([abs(miss) for miss in misses]),
        width=_mean([_width(each) for each in ranged]),
    )


def grouped(outcomes: Iterable[Outcome], now: datetime, by: Callable[[Outcome], str]) -> list[Score]:
    """Score tellings group by group, in the order of the groups' names."""
    groups: dict[str, list[Outcome]] = {}
    for each in outcomes:
        groups.setdefault(by(each), []).append(each)
    return [score(groups[name], now, name) for name in sorted(groups)]


def by_service(each: Outcome) -> str:
    """Code of the service that the visitor waited for."""
    return each.told.service


def by_place(each: Outcome) -> str:
    """Where the wait was shown."""
    return each.told.shown


def by_hour(zone: tzinfo) -> Callable[[Outcome], str]:
    """The local hour in which the wait was told, as two digits."""
    return lambda each: f"{each.told.estimate.made_at.astimezone(zone):%H}"


def _verdict(each: Outcome, now: datetime) -> str:
    estimate, waited = each.told.estimate, each.waited
    assert estimate.low is not None and estimate.high is not None
    if waited is None:
        beyond = (each.ended_at or now) - estimate.made_at > estimate.high
        return "above" if beyond else ""
    if waited > estimate.high:
        return "above"
    return "inside" if waited >= estimate.low else "below"


def _width(each: Outcome) -> float:
    low, high = each.told.estimate.low, each.told.estimate.high
    assert low is not None and high is not None
    return (high - low).total_seconds()


def _mean(values: list[float]) -> timedelta | None:
    return timedelta(seconds=sum(values) / len(values)) if values else None
