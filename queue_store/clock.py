"""Times as text and business days.

Text is fixed-width UTC with microseconds, so that it sorts like the times themselves in any database.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND_SIGHT = timedelta(hours=24)
"""A clock that lags behind the last written time by up to this much was set back; the last written time counts."""


def to_text(moment: datetime) -> str:
    """Write an aware datetime as `2026-11-21T08:15:00.000000Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.fromisoformat(text)


def optional_time(text: str | None) -> datetime | None:
    """Read a time that may be missing."""
    return None if text is None else datetime.fromisoformat(text)


def seconds(span: timedelta) -> int:
    """Whole seconds of a span, as stored."""
    return round(span.total_seconds())


def never_back(now: datetime, last_written: str | None) -> datetime:
    """The time to write: a clock set back by up to a day never makes time run backwards."""
    if last_written is None:
        return now
    last = from_text(last_written)
    return last if now < last <= now + SECOND_SIGHT else now


class BusinessDays:
    """Business days of a hall: from the cut-over hour of a date to that of the next, by the hall's own clocks.

    A day is found from its bounds in UTC, so it is right on both days on which the clocks change.
    """

    def __init__(self, zone: ZoneInfo, cutover: time) -> None:
        self._zone = zone
        self._cutover = cutover
        self._cached = (date.min, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))

    def start(self, day: date) -> datetime:
        """First moment of a business day."""
        return datetime.combine(day, self._cutover, self._zone).astimezone(UTC)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """First moment of a business day and of the next."""
        return self.start(day), self.start(day + timedelta(days=1))

    def of(self, moment: datetime) -> date:
        """The business day to which a moment belongs."""
        day, since, until = self._cached
        if since <= moment < until:
            return day
        day = moment.astimezone(self._zone).date()
        if moment < self.start(day):
            day -= timedelta(days=1)
        elif moment >= self.start(day + timedelta(days=1)):
            day += timedelta(days=1)
        self._cached = (day, *self.bounds(day))
        return day
