"""How long something lasts, learned from what was seen to last and what was not seen to its end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from queue_store.forecast.draws import STRATA
from queue_store.forecast.learning import Dump

EDGES = (
    0.0, 1.0, 3.0, 6.0, 10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 90.0, 120.0, 150.0, 180.0, 240.0, 300.0,
    420.0, 600.0, 900.0, 1200.0, 1500.0, 1800.0, 2100.0, 2700.0, 3600.0, 5400.0, 7200.0, 10800.0, 14400.0, 28800.0,
)  # fmt: skip
"""Bounds of the ages at which spans are counted, in seconds."""

_REACTION = 1.0
"""Nobody is believed to react sooner, in seconds, before it was seen."""


class Spans:
    """How long something lasts, from spans of which some were not seen to their end.

    A life table (Kaplan and Meier 1958).

    For each age the share of spans that end at it among those that reached it; a prior of `weight` spans says
    `prior_mean` seconds.
    """

    WEIGHT = 3.0
    MOST = 400.0

    def __init__(self, prior_mean: float) -> None:
        self._prior = [_end_share(low, high, prior_mean) for low, high in pairwise(EDGES)]
        self._ended = [0.0] * len(self._prior)
        self._reached = [0.0] * len(self._prior)
        self._alive: list[float] | None = None
        self._fresh: tuple[float, ...] | None = None

    def add(self, seconds: float, ended: bool, seen_from: float = 0.0) -> None:
        """A span of so many seconds; not `ended`: it lasted longer than that.

        `seen_from`: it would not have been seen had it ended before this age.
        """
        last = min(bisect_right(EDGES, max(0.0, seconds)), len(self._ended)) - 1
        first = bisect_left(EDGES, seen_from)
        if ended and last < first:
            return
        for age in range(first, last + ended):
            self._reached[age] += 1
            if self._reached[age] > self.MOST:
                self._reached[age] /= 2
                self._ended[age] /= 2
        if ended:
            self._ended[last] += 1
        self._alive = self._fresh = None

    def _survival(self) -> list[float]:
        if self._alive is None:
            alive = [1.0]
            for prior, ended, reached in zip(self._prior, self._ended, self._reached, strict=True):
                share = (ended + self.WEIGHT * prior) / (reached + self.WEIGHT)
                alive.append(alive[-1] * (1.0 - min(share, 1.0)))
            self._alive = alive
        return self._alive

    def still(self, age: float) -> float:
        """Share of the spans that last longer than an age."""
        alive = self._survival()
        at = min(bisect_right(EDGES, max(0.0, age)), len(alive) - 1) - 1
        part = min(1.0, (age - EDGES[at]) / (EDGES[at + 1] - EDGES[at]))
        return alive[at] + part * (alive[at + 1] - alive[at])

    def rest(self, age: float, shares: Iterable[float]) -> list[float]:
        """Seconds that a span of an age goes on, for each share of spans (0 the shortest, 1 the longest)."""
        alive, now = self._survival(), max(self.still(age), 1e-12)
        falling = [-each for each in alive]
        found = []
        for share in shares:
            wanted = now * (1.0 - share)
            at = min(bisect_right(falling, -wanted), len(alive) - 1)
            above, below = alive[at - 1], alive[at]
            part = (above - wanted) / (above - below) if above > below else 0.0
            found.append(max(0.0, EDGES[at - 1] + min(part, 1.0) * (EDGES[at] - EDGES[at - 1]) - age))
        return found

    def table(self) -> tuple[float, ...]:
        """Quantiles of a span that begins now, one for each stratum."""
        if self._fresh is None:
            self._fresh = tuple(self.rest(0.0, [(each + 0.5) / STRATA for each in range(STRATA)]))
        return self._fresh

    def dump(self) -> Dump:
        """The counts."""
        return {"ended": list(self._ended), "reached": list(self._reached)}

    def load(self, dump: Dump) -> None:
        """Take up what was dumped."""
        self._ended, self._reached = list(dump["ended"]), list(dump["reached"])
        self._alive = self._fresh = None


class SpansBy:
    """Spans kept apart by a number that tells how long they may last."""

    def __init__(self, bounds: Sequence[int], prior_mean: float) -> None:
        self._bounds = bounds
        self._spans = [Spans(prior_mean) for _ in range(len(bounds) + 1)]

    def of(self, number: int) -> Spans:
        """The spans of a number."""
        return self._spans[bisect_right(self._bounds, number)]

    def dump(self) -> list[Dump]:
        """The counts."""
        return [each.dump() for each in self._spans]

    def load(self, dumps: Sequence[Dump]) -> None:
        """Take up what was dumped."""
        for spans, dump in zip(self._spans, dumps, strict=True):
            spans.load(dump)


def _end_share(low: float, high: float, mean: float) -> float:
    """Share that ends between two ages when the odds of lasting fall off as 1 / (1 + age / mean), with a heavy tail."""
    if high <= _REACTION:
        return 0.0
    return 1.0 - (1.0 + low / mean) / (1.0 + high / mean)
