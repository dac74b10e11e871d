"""The day by the hour, beside the same weekday a week before. What each figure counts stands with `LEG_METRICS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from queue_store import Figures, Store

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Curve:
    """One figure by local hour; hours without it are left out."""

    today: dict[int, float]
    before: dict[int, float]
    """On the same weekday a week before."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What the plots show."""

    day: date
    arrivals: Curve
    """Tickets that entered their first queue (`issued`)."""
    waits: Curve
    """Minutes to the first call that 80 of 100 did not pass (`wait_p80`)."""
    level: Curve
    """Percent of the legs within the long-wait limit (1 - `over_limit_share`)."""

    @property
    def hours(self) -> list[int]:
        """Every hour from the first to the last that has a figure, the same for all curves."""
        curves = (self.arrivals, self.waits, self.level)
        seen = {hour for curve in curves for hour in (*curve.today, *curve.before)}
        return list(range(min(seen), max(seen) + 1)) if seen else []


def day_reader(store: Store) -> Callable[[], DayFigures]:
    """What reads the day and the one a week before; it is called in a thread of its own."""
    return partial(read_day, store)


def read_day(store: Store) -> DayFigures:
    """Read the figures of today and of a week ago."""
    day = store.business_day()
    today, before = (store.reports.period(each, each).by_hour for each in (day, day - _WEEK))

    def curve(value: Callable[[Figures], float | None]) -> Curve:
        def of(hours: dict[int, Figures]) -> dict[int, float]:
            return {hour: found for hour, figures in hours.items() if (found := value(figures)) is not None}

        return Curve(of(dict(today)), of(dict(before)))

    return DayFigures(day, curve(_arrivals), curve(_wait), curve(_level))


def _arrivals(figures: Figures) -> float:
    return float(figures.count("issued"))


def _wait(figures: Figures) -> float | None:
    seconds = figures["wait_p80"]
    return None if seconds is None else seconds / 60


def _level(figures: Figures) -> float | None:
    share = figures["over_limit_share"]
    return None if share is None else 100 * (1 - share)
