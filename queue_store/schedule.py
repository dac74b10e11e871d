"""When a hall is open and its counters serve, as far as it can be known beforehand.

A `Schedule` is what the hall wrote down; a `Timetable` answers questions about moments from it. Moments are aware
datetimes and come back in UTC; days and times of day are those of the hall's clocks. A time that a clock change leaves
out or shows twice is read as RFC 5545 section 3.3.5 says: by the offset before the change, and the first time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from queue_store.clock import BusinessDays

LOOK_AHEAD = 400
"""Days after which a hall that has not opened by then is taken for closed for good."""

_KEPT_DAYS = 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A part of one day, by the hall's clocks."""

    start: time
    end: time
    """Left out of the span; the last microsecond of the day stands for midnight (`24:00`)."""

    def holds(self, moment: time) -> bool:
        """Whether this time of day is within the span."""
        return self.start <= moment and (moment < self.end or self.end == time.max)


WHOLE_DAY = Span(time.min, time.max)


@dataclass(frozen=True, slots=True)
class Break:
    """A time of day at which counters do not serve although the hall is open."""

    span: Span
    counters: tuple[int, ...] = ()
    """Empty for all."""
    weekdays: tuple[int, ...] = ()
    """0 for Monday; empty for every day."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A time of day at which somebody is planned to be at each of these counters."""

    span: Span
    counters: tuple[int, ...]
    weekdays: tuple[int, ...] = ()
    """0 for Monday; empty for every day."""


class Holidays(Protocol):
    """The public holidays of a country; a value that compares and hashes."""

    def holiday(self, day: date) -> bool:
        """Whether this day is a public holiday."""

    def made_up(self, day: date) -> bool:
        """Whether this is a day of the weekend on which the country works, to make up for a holiday."""

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a hall knows beforehand about its opening, its breaks and its staff. The empty one is always open."""

    week: tuple[tuple[Span, ...], ...] = ()
    """Opening spans of the seven weekdays, Monday first, in order; empty for a hall that is open day and night."""
    special: tuple[tuple[date, tuple[Span, ...]], ...] = ()
    """Days with opening spans of their own; without any the hall is closed on that day."""
    holidays: Holidays | None = None
    """Public holidays on which the hall is closed, unless the day is special; None when it does not go by them.

    On a day that makes up for a holiday, a hall that is closed on that weekday keeps its Monday: its opening, its
    breaks and its staff. A hall without opening hours has no holidays.
    """
    breaks: tuple[Break, ...] = ()
    shifts: tuple[Shift, ...] = ()
    """Staff plans. A counter that is in none of them may be staffed whenever the hall is open."""


class Interval(NamedTuple):
    """From one moment to another, which is left out; aware datetimes in UTC."""

    start: datetime
    end: datetime


class Timetable:
    """What a schedule says about moments. Any thread may ask."""

    def __init__(self, schedule: Schedule, zone: ZoneInfo, cutover: time) -> None:
        self.schedule = schedule
        self._zone = zone
        self._days = BusinessDays(zone, cutover)
        self._special = dict(schedule.special)
        self._known: dict[date, tuple[Interval, ...]] = {}

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """Opening spans of a date, in order; empty when the hall is closed on it."""
        if (special := self._special.get(day)) is not None:
            return special
        if not self.schedule.week:
            return (WHOLE_DAY,)
        return () if self.is_holiday(day) else self.schedule.week[self._weekday(day)]

    def is_holiday(self, day: date) -> bool:
        """Whether the hall is closed on a date because it is a public holiday."""
        schedule = self.schedule
        if day in self._special or not schedule.week or schedule.holidays is None:
            return False
        return schedule.holidays.holiday(day)

    def open_at(self, moment: datetime) -> bool:
        """Whether the hall is open."""
        day = moment.astimezone(self._zone).date()
        return any(start <= moment < end for start, end in self._openings_on(day))

    def openings(self, since: datetime, until: datetime) -> list[Interval]:
        """When the hall is open in [since, until), in order; spans that touch are one."""
        day, last = since.astimezone(self._zone).date(), until.astimezone(self._zone).date()
        found: list[Interval] = []
        while day <= last:
            found += self._openings_on(day)
            day += timedelta(days=1)
        return _common(_merged(found), [Interval(since.astimezone(UTC), until.astimezone(UTC))])

    def closing(self, moment: datetime) -> datetime | None:
        """When the hall closes on the business day of this moment, its last span's end, past or to come.

        None when it does not open on that business day, or stays open beyond it.
        """
        since, until = self._days.bounds(self._days.of(moment))
        opened = self.openings(since, until)
        if not opened or (opened[-1].end == until and self.open_at(until)):
            return None
        return opened[-1].end

    def next_opening(self, moment: datetime) -> datetime | None:
        """The first moment from this one on at which the hall is open; None when that is not within `LOOK_AHEAD`."""
        if self.open_at(moment):
            return moment.astimezone(UTC)
        first = moment.astimezone(self._zone).date()
        days = (first + timedelta(days=later) for later in range(LOOK_AHEAD))
        return next((start for day in days for start, _ in self._openings_on(day) if start > moment), None)

    def unserved(self, counter: int, moment: datetime) -> list[Interval]:
        """When a counter will not serve from this moment to the end of its business day, in order.

        These are its breaks, the hours in which the hall is closed, and those outside its staff plan.
        """
        rest = self._rest_of_day(moment)
        return _without([rest], self._serving(counter, rest))

    def planned_opening(self, counter: int, moment: datetime) -> datetime | None:
        """The first moment from this one on, on the same business day, at which the staff plan has a counter serve.

        The moment itself when the counter should be serving already; None when no plan speaks of it for that time.
        """
        if not self._is_planned(counter):
            return None
        serving = self._serving(counter, self._rest_of_day(moment))
        return serving[0].start if serving else None

    def _rest_of_day(self, moment: datetime) -> Interval:
        return Interval(moment.astimezone(UTC), self._days.bounds(self._days.of(moment))[1])

    def _serving(self, counter: int, within: Interval) -> list[Interval]:
        """When a counter serves by the schedule."""
        serving = self.openings(*within)
        if self._is_planned(counter):
            shifts = (each for each in self.schedule.shifts if counter in each.counters)
            serving = _common(serving, self._placed(shifts, within))
        breaks = (each for each in self.schedule.breaks if not each.counters or counter in each.counters)
        return _without(serving, self._placed(breaks, within))

    def _is_planned(self, counter: int) -> bool:
        return any(counter in shift.counters for shift in self.schedule.shifts)

    def _placed(self, plans: Iterable[Break | Shift], within: Interval) -> list[Interval]:
        """The intervals of breaks or shifts on the dates that an interval touches."""
        day, last = (moment.astimezone(self._zone).date() for moment in within)
        plans, found = tuple(plans), list[Interval]()
        while day <= last:
            weekday = self._weekday(day)
            found += (self._interval(day, each.span) for each in plans if weekday in (each.weekdays or (weekday,)))
            day += timedelta(days=1)
        return _merged(found)

    def _weekday(self, day: date) -> int:
        """The weekday by whose plan a date goes; 0 for Monday."""
        week, weekday = self.schedule.week, day.weekday()
        if week and not week[weekday] and self.schedule.holidays is not None and self.schedule.holidays.made_up(day):
            return 0
        return weekday

    def _openings_on(self, day: date) -> tuple[Interval, ...]:
        known = self._known.get(day)
        if known is None:
            if len(self._known) > _KEPT_DAYS:
                self._known = {}
            known = self._known[day] = tuple(self._interval(day, span) for span in self.spans_on(day))
        return known

    def _interval(self, day: date, span: Span) -> Interval:
        ends = (day + timedelta(days=1), time.min) if span.end == time.max else (day, span.end)
        start, end = (datetime.combine(*at, self._zone).astimezone(UTC) for at in ((day, span.start), ends))
        return Interval(start, max(start, end))


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time as intervals in order, of which none touch."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(end, found[-1].end))
        elif start < end:
            found.append(Interval(start, end))
    return found


def _common(ones: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """The time that is in both of two orders of intervals."""
    others = tuple(others)
    pairs = ((max(one.start, other.start), min(one.end, other.end)) for one in ones for other in others)
    return [Interval(start, end) for start, end in pairs if start < end]


def _without(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """The time of `intervals` that is not in `taken`; both in order."""
    taken, found = tuple(taken), list[Interval]()
    for start, end in intervals:
        for gone in taken:
            if start < gone.start < end:
                found.append(Interval(start, gone.start))
            if gone.start < end and gone.end > start:
                start = gone.end
        if start < end:
            found.append(Interval(start, end))
    return found
