"""Working days: the State Council's holidays and make-up days where they are published, Monday to Friday elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is for people who work in a hall."""

    working: bool
    published: bool
    """False when that year's holidays are not known yet: `working` then means Monday to Friday."""


def day_kind(day: date) -> DayKind:
    """Tell whether this is a working day in China, and whether that is published or only the usual week."""
    try:
        return DayKind(working=chinese_calendar.is_workday(day), published=True)
    except NotImplementedError:
        return DayKind(working=day.weekday() < 5, published=False)


def next_working_day(day: date) -> date:
    """Return the first working day on or after `day`."""
    while not day_kind(day).working:
        day += timedelta(days=1)
    return day


def add_working_days(start: date, days: int) -> date:
    """Return the day on which `days` working days after `start` have passed; `start` itself does not count."""
    day = start
    for _ in range(days):
        day = next_working_day(day + timedelta(days=1))
    return day
