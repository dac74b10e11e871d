"""The period that a report covers, in the hall's own time: a date is the hall's business day, not the calendar's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")


class BadTime(ValueError):
    """Not a date or time; its argument is what was written."""


class SkippedTime(BadTime):
    """A time that no clock of the hall showed, because clocks were put forward over it."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, but not including, `until`; aware UTC times."""

    since: datetime
    until: datetime


def business_day(day: date, zone: ZoneInfo, cutover: time) -> Period:
    """Return when a business day begins and ends: from cut-over to cut-over, however long that is in summer time."""
    return _business_days(day, day, zone, cutover)


def read_period(since: str | None, until: str | None, zone: ZoneInfo, cutover: time, today: date) -> Period:
    """Read business days (`today`, `yesterday`, a date), ISO weeks, months, or times.

    Times without an offset are the hall's; of two with the same name, as clocks are put back, `since` is the first and
    `until` the second. An `until` day, week or month is included whole. Without `until` a week or month ends with
    itself, anything else with today; without `since` it begins where `until` does, without both it is today.
    """
    begin = since if since is not None else until if until is not None else "today"
    end = until if until is not None else begin if _is_long(begin) else "today"
    first = _read(begin, zone, cutover, today, late=False)
    last = _read(end, zone, cutover, today, late=True)
    return Period(first.since, last.until)


def _is_long(text: str) -> bool:
    return bool(_WEEK.fullmatch(text) or _MONTH.fullmatch(text))


def _read(text: str, zone: ZoneInfo, cutover: time, today: date, *, late: bool) -> Period:
    """Whole business days, or a moment as a period without length."""
    try:
        days = _days(text, today)
        if days is not None:
            return _business_days(*days, zone, cutover)
        moment = _moment(datetime.fromisoformat(text), zone, late=late)
        return Period(moment, moment)
    except SkippedTime:
        raise SkippedTime(text) from None
    except (ValueError, OverflowError):
        raise BadTime(text) from None


def _days(text: str, today: date) -> tuple[date, date] | None:
    """First and last business day of what was written; None for a time."""
    if text in ("today", "yesterday"):
        day = today if text == "today" else today - timedelta(days=1)
        return day, day
    if week := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return monday, monday + timedelta(days=6)
    if month := _MONTH.fullmatch(text):
        first = date(int(month[1]), int(month[2]), 1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if len(text) <= len("2026-03-01"):
        day = date.fromisoformat(text)
        return day, day
    return None


def _moment(written: datetime, zone: ZoneInfo, *, late: bool) -> datetime:
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    moment = written.replace(tzinfo=zone, fold=int(late)).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != written:
        raise SkippedTime
    return moment


def _business_days(first: date, last: date, zone: ZoneInfo, cutover: time) -> Period:
    from queue_store import BusinessDays  # here, so that the help page loads no store

    days = BusinessDays(zone, cutover)
    return Period(days.bounds(first)[0], days.bounds(last)[1])
