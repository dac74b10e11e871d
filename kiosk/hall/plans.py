"""What hall.toml says beforehand about days and hours: closing days, special days, breaks and staff plans."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kiosk.hall.calendar import WorkingCalendar
from kiosk.hall.values import WEEKDAYS, Day, Hours, Names, OneSpan, Part, Spans, Whole
from queue_store import Break, Schedule, Shift, Span

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
CounterNumber = Annotated[Whole, Field(ge=1, le=999)]

LONGEST_CLOSING = timedelta(days=366)


class ClosedConfig(Part):
    """A day, or days in a row, on which the hall is closed."""

    first: Day = Field(alias="date")
    to: Day | None = None
    """Last of several days."""
    names: Names | None = None
    """What the day is, said beside "closed"."""

    @model_validator(mode="after")
    def _in_order(self) -> ClosedConfig:
        if not self.first <= self.last <= self.first + LONGEST_CLOSING:
            raise PydanticCustomError("closing_days", "not a span of days")
        return self

    @property
    def last(self) -> date:
        """The last day of the closing."""
        return self.to or self.first

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of the closing."""
        return tuple(self.first + timedelta(days=later) for later in range((self.last - self.first).days + 1))


class SpecialConfig(Part):
    """A day with opening hours of its own."""

    day: Day = Field(alias="date")
    hours: Spans


class BreakConfig(Part):
    """A time of day at which counters do not serve."""

    time: OneSpan
    counters: tuple[CounterNumber, ...] = ()
    """Empty for all."""
    days: tuple[Weekday, ...] = ()
    """Empty for every day."""


class StaffConfig(Part):
    """A time of day at which somebody is planned to be at each of these counters."""

    counters: Annotated[tuple[CounterNumber, ...], Field(min_length=1)]
    time: OneSpan
    days: tuple[Weekday, ...] = ()
    """Empty for every day."""


def schedule_of(
    hours: Hours,
    holidays: WorkingCalendar | None,
    closed: Iterable[ClosedConfig],
    special: Iterable[SpecialConfig],
    breaks: Iterable[BreakConfig],
    staff: Iterable[StaffConfig],
) -> Schedule:
    """Return what the store needs to know of the hours; a closing day is closed whatever else is said of it."""
    days: dict[date, tuple[Span, ...]] = {each.day: each.hours for each in special}
    days |= {day: () for each in closed for day in each.days}
    return Schedule(
        week=hours.week if any(hours.week) else (),
        special=tuple(sorted(days.items())),
        holidays=holidays,
        breaks=tuple(Break(each.time, each.counters, weekday_numbers(each.days)) for each in breaks),
        shifts=tuple(Shift(each.time, each.counters, weekday_numbers(each.days)) for each in staff),
    )


def weekday_numbers(days: Iterable[str]) -> tuple[int, ...]:
    """Return weekdays by number, 0 for Monday."""
    return tuple(WEEKDAYS.index(day) for day in days)
