"""The period that a report covers, in the hall's own time: a date is the hall's business day, not the calendar's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class BadTime(ValueError):
    """Not a date or time; its argument is what was written."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, but not including, `until`; aware UTC times."""

    since: datetime
    until: datetime


def business_day(day: date, zone: ZoneInfo, cutover: time) -> Period:
    """Return when a business day begins and ends: from cut-over to cut-over, however long that is in summer time."""
    from queue_store import BusinessDays  # here, so that the help page loads no store

    return Period(*BusinessDays(zone, cutover).bounds(day))


def read_period(since: str, until: str, zone: ZoneInfo, cutover: time) -> Period:
    """Read ISO dates or times; times without an offset are the hall's, and an `until` date is included whole."""
    first, last = _read(since, zone, cutover), _read(until, zone, cutover)
    return Period(first.since, last.until)


def _read(text: str, zone: ZoneInfo, cutover: time) -> Period:
    """A business day, or a moment as a period without length."""
    try:
        if len(text) <= len("2026-03-01"):
            return business_day(date.fromisoformat(text), zone, cutover)
        written = datetime.fromisoformat(text)
        moment = (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
        return Period(moment, moment)
    except (ValueError, OverflowError):
        raise BadTime(text) from None
