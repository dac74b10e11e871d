"""Business days as people write them on a command line: a day, a week or a month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_NEAR = {"today": 0, "yesterday": 1}


class WrittenDays(NamedTuple):
    """What was written, and its first and last day, both included."""

    kind: Literal["day", "week", "month"]
    first: date
    last: date


def read_days(text: str, today: date) -> WrittenDays:
    """Read `today`, `yesterday`, a date `2026-11-03`, an ISO week `2026-W47` or a month `2026-11`; else ValueError."""
    if week := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
        return WrittenDays("week", monday, monday + timedelta(days=6))
    if month := _MONTH.fullmatch(text):
        first = date(int(month[1]), int(month[2]), 1)
        return WrittenDays("month", first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    day = today - timedelta(days=_NEAR[text]) if text in _NEAR else date.fromisoformat(text)
    return WrittenDays("day", day, day)
