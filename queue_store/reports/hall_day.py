"""The figures of one business day as fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from queue_store.model import Outcome
from queue_store.reports.metrics import Figures


@dataclass(frozen=True, slots=True)
class HallDay:
    """Figures of one business day. Each field is the metric of its name; what it counts stands in `LEG_METRICS`."""

    day: date
    issued: int
    waits: int
    called: int
    finished: int
    outcomes: Mapping[str, int]
    """The finished ones by outcome."""
    no_show: int
    left_queue: int
    expired: int
    still_open: int
    wait_mean: timedelta | None
    wait_median: timedelta | None
    wait_p90: timedelta | None
    wait_longest: timedelta | None
    left_wait_median: timedelta | None
    over_limit: int
    apologies_due: int
    apologies_said: int
    served_median: timedelta | None


def hall_day(day: date, figures: Figures) -> HallDay:
    """Name the figures of a day."""

    def span(key: str) -> timedelta | None:
        seconds = figures[key]
        return None if seconds is None else timedelta(seconds=seconds)

    return HallDay(
        day=day,
        issued=figures.count("issued"),
        waits=figures.count("waits"),
        called=figures.count("called"),
        finished=figures.count("finished"),
        outcomes={outcome.value: figures.count(f"outcome_{outcome.value}") for outcome in Outcome},
        no_show=figures.count("no_show"),
        left_queue=figures.count("left_queue"),
        expired=figures.count("expired"),
        still_open=figures.count("still_open"),
        wait_mean=span("wait_mean"),
        wait_median=span("wait_median"),
        wait_p90=span("wait_p90"),
        wait_longest=span("wait_longest"),
        left_wait_median=span("left_wait_median"),
        over_limit=figures.count("over_limit"),
        apologies_due=figures.count("apologies_due"),
        apologies_said=figures.count("apologies_said"),
        served_median=span("served_median"),
    )
