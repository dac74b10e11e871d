"""How the waits that were told turned out.

A telling is scored when its visitor was called, or has waited longer than its top already. Visitors who left before
their call say nothing of the time of it; they are counted beside.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable, Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Scores:
    """How the waits told in a period turned out."""

    whole: Score
    by_service: tuple[Score, ...]
    by_hour: tuple[Score, ...]
    """By the local hour of telling."""
    by_place: tuple[Score, ...]
    """By where the wait was shown."""


def scores(outcomes: Sequence[Outcome], now: datetime, zone: tzinfo) -> Scores:
    """Score tellings as a whole and in groups."""

    def grouped(by: Callable[[Outcome], str]) -> tuple[Score, ...]:
        groups: dict[str, list[Outcome]] = {}
        for each in outcomes:
            groups.setdefault(by(each), []).append(each)
        return tuple(score(groups[name], now, name) for name in sorted(groups))

    return Scores(
        score(outcomes, now),
        grouped(lambda each: each.told.service),
        grouped(lambda each: f"{each.told.estimate.made_at.astimezone(zone):%H}"),
        grouped(lambda each: each.told.shown),
    )


def score(outcomes: Iterable[Outcome], now: datetime, group: str = "") -> Score:
    """Score tellings; one without a range counts as unknown only."""
    unknown, verdicts = 0, Count[str]()
    misses: list[float] = []
    widths: list[float] = []
    for each in outcomes:
        ends, waited = each.told.estimate.ends, each.waited
        if ends is None:
            unknown += 1
            continue
        low, centre, high = ends
        widths.append((high - low).total_seconds())
        verdicts[verdict(each, low, high, now)] += 1
        if waited is not None:
            misses.append((waited - centre).total_seconds())
        elif each.ended_at is not None:
            verdicts["left"] += 1
    return Score(
        group=group,
        told=len(widths),
        unknown=unknown,
        called=len(misses),
        left=verdicts["left"],
        inside=verdicts["inside"],
        above=verdicts["above"],
        below=verdicts["below"],
        bias=_mean(misses),
        error=_mean([abs(miss) for miss in misses]),
        width=_mean(widths),
    )


def verdict(each: Outcome, low: timedelta, high: timedelta, now: datetime) -> str:
    """Where the wait came to lie; `open` while nothing can be said of it."""
    waited = each.waited
    if waited is None:
        return "above" if (each.ended_at or now) - each.told.estimate.made_at > high else "open"
    if waited > high:
        return "above"
    return "inside" if waited >= low else "below"


def _mean(values: list[float]) -> timedelta | None:
    return timedelta(seconds=sum(values) / len(values)) if values else None
