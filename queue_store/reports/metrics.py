"""Every figure, defined once: its key, unit, what it is a share or rank of, and how it is computed.

Screens, exports and reports take figures from here, so that they are the same everywhere. A `Metric` of legs counts the
legs (see `WaitRow`) that began in the period: from the first moment of its first business day up to, but not including,
the first moment after its last one, by the hall's zone and cut-over hour. Void tickets are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from queue_store.model import Outcome
from queue_store.reports.distribution import Distribution, survival_rank
from queue_store.reports.tally import STILL_OPEN, Tally

WITHIN = (5, 10, 15, 20, 30)
"""Minutes of the service levels."""

RANKS = (50, 80, 90)
"""Percentiles that are told."""

Number = int | float | None
"""A figure; seconds for spans, 0 to 1 for shares; None where nothing could be counted."""

T = TypeVar("T")


class Unit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    """0 to 1."""
    STARS = "stars"
    """1 to 5."""


class Scope(StrEnum):
    """Which events belong to a period. All periods are half-open, from cut-over to cut-over in the hall's zone."""

    LEGS = "legs"
    """Legs that began in it, with all that became of them until now."""
    TELLINGS = "tellings"
    """Waits told in it."""
    RATINGS = "ratings"
    """Ratings given in it."""


@dataclass(frozen=True, slots=True)
class Metric(Generic[T]):
    """One figure and its definition."""

    key: str
    """Its name in exports, JSON and the catalogues of words."""
    unit: Unit
    value: Callable[[T], Number]
    definition: str
    """What it counts, with the source of a rule or formula."""
    of: str = ""
    """Key of the count that it is a share, mean or rank of: its denominator. Empty for plain counts."""
    least: int = 1
    """How many there must be of `of` for the figure to mean anything: for a percentile so many that at least two lie
    beyond it, for a share so many that one visitor moves it by five points at most."""
    scope: Scope = Scope.LEGS


SHARE_LEAST = 20

_RANK_LEAST = {50: 4, 80: 10, 90: 20}
_RANK_NAMES = {50: "median", 80: "p80", 90: "p90"}


def _clock(name: str, span: str, of: str, read: Callable[[Tally], Distribution]) -> tuple[Metric[Tally], ...]:
    """Percentiles of a span."""

    def rank(percent: int) -> Metric[Tally]:
        return Metric(
            f"{name}_{_RANK_NAMES[percent]}",
            Unit.SECONDS,
            lambda tally: read(tally).rank(percent),
            f"Nearest-rank percentile of {span}: the shortest that at least {percent} of 100 do not pass, "
            "rounded up to the second (Hyndman and Fan, The American Statistician 50 (1996), definition 1).",
            of,
            _RANK_LEAST[percent],
        )

    return tuple(map(rank, RANKS))


def _survival(percent: int) -> Metric[Tally]:
    return Metric(
        f"wait_{_RANK_NAMES[percent]}_all",
        Unit.SECONDS,
        lambda tally: survival_rank(tally.first_call, tally.uncalled, percent),
        f"Wait within which {percent} of 100 would have been called, with those who left and those who still wait as "
        "lower bounds (product-limit estimate of Kaplan and Meier, 1958); none where too many left.",
        "waits",
        _RANK_LEAST[percent],
    )


def _within(minutes: int) -> tuple[Metric[Tally], ...]:
    seconds = 60 * minutes

    def sure(tally: Tally) -> float | None:
        return _share(tally.first_call.within(seconds), tally.legs)

    def possible(tally: Tally) -> float | None:
        return _share(tally.first_call.within(seconds) + tally.uncalled.within(seconds), tally.legs)

    return (
        Metric(
            f"within_{minutes}",
            Unit.SHARE,
            lambda tally: _share(tally.first_call.within(seconds), tally.first_call.total),
            f"Service level: share of the called legs whose wait to the first call was {minutes} minutes or less.",
            "called",
            SHARE_LEAST,
        ),
        Metric(
            f"within_{minutes}_least",
            Unit.SHARE,
            sure,
            f"The same of all legs, as if nobody who left or still waits would have been called in {minutes} minutes.",
            "waits",
            SHARE_LEAST,
        ),
        Metric(
            f"within_{minutes}_most",
            Unit.SHARE,
            possible,
            f"The same of all legs, as if everybody who left or waits without having waited longer than {minutes} "
            "minutes would have been called in time.",
            "waits",
            SHARE_LEAST,
        ),
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


_WHOLES: Mapping[str, Callable[[Tally], int]] = {
    "called": lambda tally: tally.first_call.total,
    "waits": lambda tally: tally.legs,
    "apologies_due": lambda tally: tally.apologies_due,
    "asked": lambda tally: tally.asked.total,
}
"""Denominators, by key."""


def _outcome(outcome: Outcome) -> Metric[Tally]:
    return Metric(
        f"outcome_{outcome.value}",
        Unit.COUNT,
        lambda tally: tally.outcomes[outcome.value],
        f"Finished visits with the outcome `{outcome.value}`.",
    )


def _count(key: str, value: Callable[[Tally], Number], definition: str) -> Metric[Tally]:
    return Metric(key, Unit.COUNT, value, definition)


def _rate(key: str, part: Callable[[Tally], int], of: str, definition: str) -> Metric[Tally]:
    return Metric(key, Unit.SHARE, lambda tally: _share(part(tally), _WHOLES[of](tally)), definition, of, SHARE_LEAST)


LEG_METRICS: tuple[Metric[Tally], ...] = (
    _count("issued", lambda tally: tally.first_legs, "Tickets that entered their first queue: visitors who came."),
    _count("waits", lambda tally: tally.legs, "Legs: each stay in a queue, from entering it to the next or the end."),
    _count("called", lambda tally: tally.first_call.total, "Legs that were called at least once, no-shows included."),
    _count("finished", lambda tally: tally.states["finished"], "Visits that ended at a counter, whatever the outcome."),
    *(_outcome(outcome) for outcome in Outcome),
    _count("transferred", lambda tally: tally.states["transferred"], "Legs that ended by being sent on."),
    _count("no_show", lambda tally: tally.states["no_show"], "Legs that ended because nobody came when called."),
    _rate("no_show_share", lambda tally: tally.states["no_show"], "called", "No-shows ÷ called legs."),
    _count("left_queue", lambda tally: tally.left_queue, "Legs ended by giving the number back before being served."),
    _rate("left_share", lambda tally: tally.left_queue, "waits", "Legs given back before being served ÷ legs."),
    _count("expired", lambda tally: tally.states["expired"], "Legs still open when the hall ended their day."),
    _count("still_open", lambda tally: sum(tally.states[each] for each in STILL_OPEN),
           "Legs that wait, are called, served or stepped aside, and those of visits left over from an earlier day."),
    Metric("wait_mean", Unit.SECONDS, lambda tally: tally.first_call.mean,
           "Mean wait to the first call, over the called legs only.", "called"),
    *_clock("wait", "waits to the first call", "called", lambda tally: tally.first_call),
    Metric("wait_longest", Unit.SECONDS, lambda tally: tally.first_call.longest,
           "Longest wait to the first call, rounded up to the second.", "called"),
    *(_survival(percent) for percent in RANKS),
    Metric("left_wait_median", Unit.SECONDS, lambda tally: tally.left.rank(50),
           "Median wait (nearest rank) of those never called who are not waiting any more: a lower bound of what it "
           "would have been.", "left_uncalled"),
    _count("left_uncalled", lambda tally: tally.left.total,
           "Legs that ended without a call: given back, sent on, or ended by their day (left over, expired or carried "
           "over), which have waited until somebody ended the day, or until a clerk or the visitor last did anything "
           "on it."),
    _count("waiting_uncalled", lambda tally: tally.waiting.total, "Legs that were not called yet and go on."),
    *(metric for minutes in WITHIN for metric in _within(minutes)),
    *_clock("last_call", "waits to the last call", "called", lambda tally: tally.last_call),
    _count("started", lambda tally: tally.start.total, "Legs in which serving was started."),
    *_clock("start", "waits to the start of serving", "started", lambda tally: tally.start),
    _count("served", lambda tally: tally.served.total, "Finished legs in which serving was started."),
    *_clock("served", "finish − start − time aside, of finished legs", "served", lambda tally: tally.served),
    _count("asked", lambda tally: tally.asked.total,
           "Legs in which the visitor asked for time; no wait counts it, and it is told beside."),
    Metric("asked_mean", Unit.SECONDS, lambda tally: tally.asked.mean,
           "Mean time asked for before the first call, over those legs.", "asked"),
    _count("over_limit", lambda tally: tally.over_limit,
           "Legs whose wait is over the long-wait limit, those who left or still wait included."),
    _rate("over_limit_share", lambda tally: tally.over_limit, "waits", "Legs over the long-wait limit ÷ legs."),
    _count("apologies_due", lambda tally: tally.apologies_due,
           "Legs called after a wait over the long-wait limit (R04), no-shows left out."),
    _count("apologies_said", lambda tally: tally.apologies_said, "Those of the due ones that the clerk confirmed."),
    _rate("apologies_said_share", lambda tally: tally.apologies_said, "apologies_due", "Confirmed ÷ due apologies."),
    _count("recalls", lambda tally: tally.recalls, "Calls after the first one of their leg."),
    _count("recalled", lambda tally: tally.recalled, "Legs that were called more than once."),
    _count("chosen", lambda tally: tally.chosen, "Legs that a clerk called out of order."),
    _count("overtaken", lambda tally: tally.overtaken,
           "Legs before which a visitor who entered a queue later on the same business day was called, at a counter "
           "that gives their service by today's configuration and what was arranged for that day, for whatever cause: "
           "precedence, coming back, a clerk's choice."),
    _rate("overtaken_share", lambda tally: tally.overtaken, "waits", "Overtaken legs ÷ legs."),
    _count("overtakes", lambda tally: tally.overtakes, "How often they were overtaken, all together."),
)  # fmt: skip
"""Figures of legs, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a group, by key."""

    values: Mapping[str, Number]

    def __getitem__(self, key: str) -> Number:
        return self.values[key]

    def count(self, key: str) -> int:
        """A figure that is a plain count."""
        return int(self.values[key] or 0)

    def of(self, metric: Metric[T]) -> int:
        """How many the figure is made of: its denominator."""
        return self.count(metric.of) if metric.of else self.count(metric.key)

    def enough(self, metric: Metric[T]) -> bool:
        """Whether there is enough for the figure to mean anything; always for plain counts."""
        return not metric.of or self.of(metric) >= metric.least


def figures_of(metrics: tuple[Metric[T], ...], counted: T) -> Figures:
    """Work out figures."""
    return Figures(MappingProxyType({metric.key: metric.value(counted) for metric in metrics}))
