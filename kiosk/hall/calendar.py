"""Working days and public holidays: the State Council's calendar in China, the country's holidays elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_ANY_YEAR = 2026
"""To ask about a country, not about one of its years."""


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is for people who work in a hall."""

    working: bool
    published: bool
    """False when that year's holidays are not known: `working` is the usual week, in China less the lawful days."""
    holiday: bool = False
    """A public holiday, on whatever weekday."""
    made_up: bool = False
    """A day of the weekend on which the country works, to make up for a holiday."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of a country."""

    country: str
    """ISO 3166; empty when nobody said and the time zone does not tell."""
    subdivision: str = ""
    """Part of the country, as ISO 3166-2 has it after the hyphen."""

    @property
    def known(self) -> bool:
        """Whether the country's holidays are known at all; else its working days are Monday to Friday."""
        return self.country == "CN" or _holidays(self.country, self.subdivision, _ANY_YEAR) is not None

    def kind(self, day: date) -> DayKind:
        """Tell what kind of day this is."""
        if self.country == "CN":
            return _in_china(day)
        found = _holidays(self.country, self.subdivision, day.year)
        if found is None or not found.start_year <= day.year <= found.end_year:
            return DayKind(working=day.weekday() < 5, published=False)
        working = found.is_working_day(day)
        return DayKind(working, published=True, holiday=day in found, made_up=working and found.is_weekend(day))

    def holiday(self, day: date) -> bool:
        """Tell whether this is a public holiday."""
        return self.kind(day).holiday

    def made_up(self, day: date) -> bool:
        """Tell whether this is a day of the weekend on which the country works, to make up for a holiday."""
        return self.kind(day).made_up

    def next_working_day(self, day: date) -> date:
        """Return the first working day on or after `day`."""
        while not self.kind(day).working:
            day += timedelta(days=1)
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """Return the day on which `days` working days after `start` have passed; `start` itself does not count."""
        day = start
        for _ in range(days):
            day = self.next_working_day(day + timedelta(days=1))
        return day


def subdivisions(country: str) -> tuple[str, ...]:
    """Return the parts of a country that have holidays of their own."""
    found = _holidays(country, "", _ANY_YEAR)
    return () if found is None or country == "CN" else tuple(found.subdivisions)


def _in_china(day: date) -> DayKind:
    """The holidays and make-up days that the State Council published; till it has, the days that the law gives."""
    import chinese_calendar

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        lawful = _holidays("CN", "", day.year)
        holiday = lawful is not None and day in lawful
        return DayKind(working=day.weekday() < 5 and not holiday, published=False, holiday=holiday)
    return DayKind(not off, published=True, holiday=off and bool(name), made_up=not off and bool(name))


@lru_cache(maxsize=16)
def _holidays(country: str, subdivision: str, year: int) -> HolidayBase | None:
    """The holidays of a year; None where the library does not know the country."""
    from holidays import country_holidays

    try:
        return country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        return None
