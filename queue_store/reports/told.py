"""What visitors were told of their waits and how it turned out, and what they said of their visits: their figures."""

from __future__ import annotations

from collections import Counter

from queue_store.forecast.score import Score
from queue_store.reports.metrics import SHARE_LEAST, Metric, Scope, Unit


class ToldCount:
    """Waits told, added up day by day; who counts as inside, above and below stands with `Score`."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.missed = 0.0
        """Seconds by which the middle was missed, without sign."""
        self.later = 0.0
        """Seconds waited more than the middle that was told."""

    def add(self, score: Score) -> None:
        """Add the waits told on one day."""
        for name in ("told", "unknown", "called", "left", "inside", "above", "below"):
            self.counts[name] += getattr(score, name)
        if score.error is not None and score.bias is not None:
            self.missed += score.error.total_seconds() * score.called
            self.later += score.bias.total_seconds() * score.called

    @property
    def scored(self) -> int:
        """Tellings whose visitor was called, or has waited longer than their top."""
        return self.counts["inside"] + self.counts["above"] + self.counts["below"]


class RatingCount:
    """Ratings, counted by stars."""

    def __init__(self) -> None:
        self.stars: Counter[int] = Counter()

    @property
    def total(self) -> int:
        """How many were given."""
        return self.stars.total()

    @property
    def mean(self) -> float | None:
        """Mean of the stars; None without any."""
        return sum(star * count for star, count in self.stars.items()) / self.total if self.total else None


def _told(key: str, count: str, definition: str) -> Metric[ToldCount]:
    return Metric(f"told_{key}", Unit.COUNT, lambda told: told.counts[count], definition, scope=Scope.TELLINGS)


def _kept(key: str, count: str, definition: str) -> Metric[ToldCount]:
    return Metric(
        f"told_{key}_share",
        Unit.SHARE,
        lambda told: told.counts[count] / told.scored if told.scored else None,
        definition,
        "told_scored",
        SHARE_LEAST,
        Scope.TELLINGS,
    )


TOLD_METRICS: tuple[Metric[ToldCount], ...] = (
    _told("ranges", "told", "Waits told as a range, wherever it was shown: one visitor may have been told several."),
    _told("unknown", "unknown", "Times when nothing could be said of the wait."),
    _told("called", "called", "Ranges told to visitors who were called."),
    _told("left", "left", "Ranges told to visitors who left, or whose day ended, before the call."),
    Metric("told_scored", Unit.COUNT, lambda told: told.scored,
           "Ranges of which is known how they turned out: the visitor was called, or waited longer than the top.",
           scope=Scope.TELLINGS),
    _kept("inside", "inside", "Promised and kept: called within the range told, both ends included; the aim is 80 %."),
    _kept("above", "above", "Called after the top of the range, or waiting beyond it."),
    _kept("below", "below", "Called before the low end of the range."),
    Metric("told_error", Unit.SECONDS,
           lambda told: told.missed / told.counts["called"] if told.counts["called"] else None,
           "Mean difference of the wait from the middle that was told, without sign.", "told_called", 4,
           Scope.TELLINGS),
    Metric("told_bias", Unit.SECONDS,
           lambda told: told.later / told.counts["called"] if told.counts["called"] else None,
           "Mean of the wait less the middle that was told: positive when people waited longer than told.",
           "told_called", 4, Scope.TELLINGS),
)  # fmt: skip
"""Figures of what visitors were told of their waits."""


def _stars(stars: int) -> Metric[RatingCount]:
    return Metric(
        f"rating_{stars}",
        Unit.COUNT,
        lambda rated: rated.stars[stars],
        f"Ratings with {stars} of 5 stars.",
        scope=Scope.RATINGS,
    )


RATING_METRICS: tuple[Metric[RatingCount], ...] = (
    Metric("ratings", Unit.COUNT, lambda rated: rated.total, "Visits that their visitors rated.",
           scope=Scope.RATINGS),
    *map(_stars, range(5, 0, -1)),
    Metric("rating_mean", Unit.STARS,
           lambda rated: rated.mean,
           "Mean of the stars, 1 to 5. Who rates chooses to: it speaks for those only.", "ratings", 4,
           Scope.RATINGS),
    Metric("rating_good_share", Unit.SHARE,
           lambda rated: (rated.stars[4] + rated.stars[5]) / rated.total if rated.total else None,
           "Ratings with 4 or 5 stars ÷ ratings.", "ratings", SHARE_LEAST, Scope.RATINGS),
)  # fmt: skip
"""Figures of ratings."""
