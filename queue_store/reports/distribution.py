"""Spans counted by whole seconds: exact ranks in bounded memory, however many spans there were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil


class Distribution:
    """Spans by the whole second, rounded up: a span is within 600 s exactly when its rounded one is.

    Rounding keeps the order, so a rank of the rounded spans is the rounded span of that rank.
    """

    __slots__ = ("counts", "sum", "total")

    def __init__(self, spans: Iterable[float] = ()) -> None:
        self.counts: dict[int, int] = {}
        """How many spans of so many seconds."""
        self.total = 0
        self.sum = 0.0
        """Seconds of all of them, not rounded."""
        for span in spans:
            self.add(span)

    def add(self, span: float) -> None:
        """Count a span of so many seconds; never negative."""
        second = ceil(span)
        self.counts[second] = self.counts.get(second, 0) + 1
        self.total += 1
        self.sum += span

    def merge(self, other: Distribution) -> None:
        """Count the spans of another one too."""
        for second, count in other.counts.items():
            self.counts[second] = self.counts.get(second, 0) + count
        self.total += other.total
        self.sum += other.sum

    @property
    def mean(self) -> float | None:
        """Mean of the spans as they were; None without any."""
        return self.sum / self.total if self.total else None

    @property
    def longest(self) -> int | None:
        """The longest span; None without any."""
        return max(self.counts, default=None)

    def rank(self, percent: int) -> int | None:
        """Nearest-rank percentile: the shortest span that at least `percent` of 100 do not pass; None without any."""
        wanted, seen = -(-self.total * percent // 100), 0
        for second in sorted(self.counts):
            seen += self.counts[second]
            if seen >= wanted:
                return second
        return None

    def within(self, limit: int) -> int:
        """How many spans are not longer than so many seconds."""
        return sum(count for second, count in self.counts.items() if second <= limit)


def survival_rank(reached: Distribution, cut_off: Distribution, percent: int) -> int | None:
    """Seconds within which `percent` of 100 would have been reached, by the product-limit estimate.

    A span of `cut_off` ended without being reached, so it is a lower bound of what it would have been. Kaplan and
    Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958): at each second the share still
    waiting is multiplied by 1 − reached ÷ still there; who was cut off in the same second was still there. None when
    too many were cut off for that share ever to be reached.
    """
    share = 1.0
    for second, reached_now, there in _at_risk(reached, cut_off):
        share *= 1 - reached_now / there
        if share <= 1 - percent / 100 + 1e-12:
            return second
    return None


def _at_risk(reached: Distribution, cut_off: Distribution) -> Iterator[tuple[int, int, int]]:
    """Each second in which somebody was reached: how many, and how many were still there."""
    there = reached.total + cut_off.total
    for second in sorted(reached.counts.keys() | cut_off.counts.keys()):
        now = reached.counts.get(second, 0)
        if now:
            yield second, now, there
        there -= now + cut_off.counts.get(second, 0)
