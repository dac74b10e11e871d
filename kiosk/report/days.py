"""The business days that a report covers, as people write them, and those it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.hall.values import WEEKDAYS
from kiosk.words import Words

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NEAR = {"today": 0, "yesterday": 1}


class BadDays(ValueError):
    """Not a day, week or month; its argument is what was written."""


@dataclass(frozen=True, slots=True)
class Days:
    """Business days from `first` to `last`, both included."""

    kind: str
    """`day`, `week`, `month` or `span`."""
    first: date
    last: date

    def before(self) -> Days:
        """The days to compare with: the week or month before, the same weekday a week before, as many days before."""
        if self.kind == "month":
            last = self.first - timedelta(days=1)
            return Days("month", last.replace(day=1), last)
        back = timedelta(days=7) if self.kind in ("day", "week") else self.last - self.first + timedelta(days=1)
        return Days(self.kind, self.first - back, self.last - back)

    @property
    def name(self) -> str:
        """What people and files call it: `2026-11-03`, `2026-W47`, `2026-11` or `2026-11-01_2026-11-20`."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        if self.kind == "month":
            return f"{self.first:%Y-%m}"
        return str(self.first) if self.kind == "day" else f"{self.first}_{self.last}"

    def text(self, words: Words) -> str:
        """Say the days."""
        year, week, _ = self.first.isocalendar()
        return words(
            f"report.period.{self.kind}",
            year=year if self.kind == "week" else self.first.year,
            week=week,
            month=month_text(words, self.first),
            day=self.first.day,
            weekday=weekday_text(words, self.first.weekday()),
            first=date_text(words, self.first),
            last=date_text(words, self.last),
        )


def read_days(
    today: date,
    *,
    day: str | None = None,
    week: str | None = None,
    month: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Days:
    """Read a day, a week such as `2026-W47`, a month such as `2026-11`, or a first and a last day; else BadDays.

    Without anything it is the last whole week; without `until` a period lasts until today.
    """
    if day is not None:
        only = _day(day, today)
        return Days("day", only, only)
    if month is not None:
        return _month(month)
    if since is not None or until is not None:
        last = today if until is None else _day(until, today)
        return Days("span", _day(since, today) if since is not None else last, last)
    if week is not None:
        return _week(week)
    monday = today - timedelta(days=today.weekday() + 7)
    return Days("week", monday, monday + timedelta(days=6))


def _day(text: str, today: date) -> date:
    if text in _NEAR:
        return today - timedelta(days=_NEAR[text])
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadDays(text) from None


def _week(text: str) -> Days:
    found = _WEEK.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Days("week", monday, monday + timedelta(days=6))
    except (ValueError, OverflowError):
        raise BadDays(text) from None


def _month(text: str) -> Days:
    found = _MONTH.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        first = date(int(found[1]), int(found[2]), 1)
        return Days("month", first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
    except (ValueError, OverflowError):
        raise BadDays(text) from None


def date_text(words: Words, day: date) -> str:
    """Say a date with its year."""
    return words("report.period.date", day=day.day, month=month_text(words, day), year=day.year)


def month_text(words: Words, day: date) -> str:
    """Say a month."""
    return words("common.month.names").split()[day.month - 1]


def weekday_text(words: Words, weekday: int) -> str:
    """Say a weekday; 0 is Monday."""
    return words(f"common.weekday.{WEEKDAYS[weekday]}")
