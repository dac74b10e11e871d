"""The period that a report covers, in the hall's own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class BadTime(ValueError):
    """Not a date or time; its argument is what was written."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, but not including, `until`; aware UTC times."""

    since: datetime
    until: datetime


def read_period(since: str, until: str, zone: ZoneInfo) -> Period:
    """Read ISO dates or times; times without an offset are the hall's, and an `until` date is included whole."""
    return Period(_read(since, zone, end=False), _read(until, zone, end=True))


def _read(text: str, zone: ZoneInfo, *, end: bool) -> datetime:
    try:
        if len(text) <= len("2026-03-01"):
            day = date.fromisoformat(text) + timedelta(days=1 if end else 0)
            moment = datetime.combine(day, time(), zone)
        else:
            moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadTime(text) from None
