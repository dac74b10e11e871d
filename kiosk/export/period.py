"""The period that a report covers, in the hall's own time: a date is the hall's business day, not the calendar's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from kiosk.text.written_days import read_days


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
    first, is_long = _read(begin, zone, cutover, today, late=False)
    end = until if until is not None else begin if is_long else "today"
    last, _ = _read(end, zone, cutover, today, late=True)
    return Period(first.since, last.until)


def _read(text: str, zone: ZoneInfo, cutover: time, today: date, *, late: bool) -> tuple[Period, bool]:
    """Whole business days, or a moment as a period without length; and whether it is a week or a month."""
    try:
        if len(text) <= len("2026-03-01"):
            kind, first, last = read_days(text, today)
            return _business_days(first, last, zone, cutover), kind != "day"
        moment = _moment(datetime.fromisoformat(text), zone, late=late)
        return Period(moment, moment), False
    except SkippedTime:
        raise SkippedTime(text) from None
    except (ValueError, OverflowError):
        raise BadTime(text) from None


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
