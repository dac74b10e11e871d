"""The business days that a report covers, as people write them, and those it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.hall.values import WEEKDAYS
from kiosk.text import written_days
from kiosk.words import Words


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

    Without anything it is the last whole week. `since` and `until` may be weeks and months too: a week or month as
    `since` alone is that week or month, any other `since` goes on until today.
    """
    for kind, text in (("day", day), ("week", week), ("month", month)):
        if text is not None:
            return _read(text, today, kind)
    if since is None and until is None:
        monday = today - timedelta(days=today.weekday() + 7)
        return Days("week", monday, monday + timedelta(days=6))
    first = _read(since if since is not None else until or "", today)
    if until is None and first.kind != "day":
        return first
    last = today if until is None else _read(until, today).last
    return Days("span", first.first, last)


def _read(text: str, today: date, kind: str = "") -> Days:
    """What was written, which has to be of a kind where one is given."""
    try:
        found = Days(*written_days.read_days(text, today))
    except (ValueError, OverflowError):
        raise BadDays(text) from None
    if kind and found.kind != kind:
        raise BadDays(text)
    return found


def date_text(words: Words, day: date) -> str:
    """Say a date with its year."""
    return words("report.period.date", day=day.day, month=month_text(words, day), year=day.year)


def month_text(words: Words, day: date, *, short: bool = False) -> str:
    """Say a month; `short` as it goes below a chart."""
    return words("common.month.short" if short else "common.month.names").split()[day.month - 1]


def weekday_text(words: Words, weekday: int) -> str:
    """Say a weekday; 0 is Monday."""
    return words(f"common.weekday.{WEEKDAYS[weekday]}")
