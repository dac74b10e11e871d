"""How the waits that were told turned out.

A telling is scored when its visitor was called, or has waited longer than its top already. Visitors who left before
their call say nothing of the time of it; they are counted beside.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from queue_store.clock import to_text
from queue_store.forecast.waits_told import Outcome, Turnout
from queue_store.micros import micros


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
        return tuple(of(groups[name], name) for name in sorted(groups))

    def of(group: Sequence[Outcome], name: str = "") -> Score:
        return score([each.turnout for each in group], now, name)

    return Scores(
        of(outcomes),
        grouped(lambda each: each.told.service),
        grouped(lambda each: f"{each.told.estimate.made_at.astimezone(zone):%H}"),
        grouped(lambda each: each.told.shown),
    )


def score(turnouts: Iterable[Turnout], now: datetime, group: str = "") -> Score:
    """Score tellings; one without a range counts as unknown only."""
    unknown, verdicts, read_at = 0, Count[str](), micros(to_text(now))
    misses: list[float] = []
    widths: list[float] = []
    for each in turnouts:
        if each.ends is None:
            unknown += 1
            continue
        low, centre, high = each.ends
        widths.append((high - low) / 1e6)
        verdicts[verdict(each, low, high, read_at)] += 1
        waited = each.waited
        if waited is not None:
            misses.append((waited - centre) / 1e6)
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


def verdict(each: Turnout, low: int, high: int, now: int) -> str:
    """Where the wait came to lie; `open` while nothing can be said of it. All in microseconds."""
    waited = each.waited
    if waited is None:
        ended_at = now if each.ended_at is None else each.ended_at
        return "above" if ended_at - each.told_at > high else "open"
    if waited > high:
        return "above"
    return "inside" if waited >= low else "below"


def _mean(values: list[float]) -> timedelta | None:
    return timedelta(seconds=sum(values) / len(values)) if values else None
