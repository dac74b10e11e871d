"""Breaks that a counter takes every day at about the same time: lunch, above all.

A clerk goes when the visit at hand is over. So the moment at which a break is due lies between the last call before
the break and its beginning; where these spans of many days overlap is the clerk's hour.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

_DAY = 86400.0
_SHORTEST = 480.0
"""A shorter absence is no break, in seconds."""

_LONGEST = 3 * 3600.0
_DAYS = 15
_LEAST_DAYS = 2
_LEAST_SHARE = 0.4

_LATE = 600.0
"""A counter that calls so long after its hour has had its break, or skips it."""


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which a counter called nobody. Seconds of the hall's day (see `Habits`)."""

    last_call: float
    free: float
    """When it was free, or paused."""
    ended: float
    missed_from: float | None
    """Since when somebody waited whom it might have called, or since when it was paused; None where nobody did."""


@dataclass(frozen=True, slots=True)
class Habit:
    """A counter's daily break: due at a moment (seconds since 1970), of so many seconds."""

    due: float
    seconds: Sequence[float]
    """Seen lately, ascending."""
    share: float
    """Of the days on which the counter worked."""


@dataclass(frozen=True, slots=True)
class _Hour:
    due: float
    seconds: tuple[float, ...]
    share: float


class Habits:
    """The absences of each counter on the latest days. A day is counted from four hours before the first call ever."""

    def __init__(self) -> None:
        self._origin: float | None = None
        self._days: dict[int, deque[tuple[Absence, ...]]] = {}
        self._today: dict[int, list[Absence]] = {}
        self._over: set[int] = set()
        self._hours: dict[int, _Hour | None] = {}

    def absent(self, counter: int, last_call: float, free: float, ended: float, missed_from: float | None) -> bool:
        """A counter called nobody between `free` and `ended`. Whether that was its daily break."""
        if not _SHORTEST <= ended - free <= _LONGEST:
            return False
        missed = None if missed_from is None else self._of_day(missed_from)
        seen = Absence(self._of_day(last_call), self._of_day(free), self._of_day(ended), missed)
        if not seen.last_call <= seen.free < seen.ended:
            return False
        self._today.setdefault(counter, []).append(seen)
        hour = self._hour(counter)
        if hour is None or not _taken(seen, hour.due, median(hour.seconds)):
            return False
        self._over.add(counter)
        return True

    def called(self, counter: int, at: float) -> None:
        """A counter called somebody."""
        if self._origin is None:
            self._origin = at - 4 * 3600.0
        self._today.setdefault(counter, [])
        hour = self._hour(counter)
        if hour is not None and self._of_day(at) > hour.due + _LATE:
            self._over.add(counter)

    def end_day(self) -> None:
        """The business day ended."""
        for counter, seen in sorted(self._today.items()):
            self._days.setdefault(counter, deque(maxlen=_DAYS)).append(tuple(seen))
        self._today.clear()
        self._over.clear()
        self._hours.clear()

    def of(self, counter: int, now: float) -> Habit | None:
        """The break that a counter still has before it today, or is in; None where there is none."""
        hour = self._hour(counter)
        if hour is None or counter in self._over:
            return None
        return Habit(now + hour.due - self._of_day(now), hour.seconds, hour.share)

    def _of_day(self, at: float) -> float:
        return (at - (self._origin or 0.0)) % _DAY

    def _hour(self, counter: int) -> _Hour | None:
        if counter not in self._hours:
            self._hours[counter] = _found(self._days.get(counter, ()))
        return self._hours[counter]

    def dump(self) -> dict[str, Any]:
        """The days."""
        return {
            "origin": self._origin,
            "days": {str(number): [_values(seen) for seen in days] for number, days in self._days.items()},
            "today": {str(number): _values(seen) for number, seen in self._today.items()},
            "over": sorted(self._over),
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._origin = dump["origin"]
        self._days = {
            int(number): deque((tuple(_absences(seen)) for seen in days), maxlen=_DAYS)
            for number, days in dump["days"].items()
        }
        self._today = {int(number): _absences(seen) for number, seen in dump["today"].items()}
        self._over = set(dump["over"])
        self._hours.clear()


def _values(seen: Iterable[Absence]) -> list[list[float | None]]:
    return [[each.last_call, each.free, each.ended, each.missed_from] for each in seen]


def _absences(values: Iterable[list[Any]]) -> list[Absence]:
    return [Absence(*each) for each in values]


def _taken(seen: Absence, due: float, seconds: float) -> bool:
    """Whether a break due at a moment may have been taken in an absence."""
    return seen.last_call <= due and seen.ended >= max(due, seen.free) + 0.6 * seconds


def _found(days: Collection[Sequence[Absence]]) -> _Hour | None:
    """The hour that lies between the last call and the moment from which the counter was missed on most days."""
    missed = [
        (each.last_call, max(each.missed_from, each.free), each)
        for seen in days
        for each in seen
        if each.missed_from is not None and each.ended - max(each.missed_from, each.free) >= _SHORTEST
    ]
    ends = sorted({end for first, last, _ in missed for end in (first, last)})
    best, due = 0, 0.0
    for start, stop in pairwise(ends):
        middle = (start + stop) / 2
        covered = sum(first <= middle <= last for first, last, _ in missed)
        if covered > best:
            best, due = covered, middle
    if best < _LEAST_DAYS:
        return None
    seconds = sorted(each.ended - max(each.free, due) for first, last, each in missed if first <= due <= last)
    usual = median(seconds)
    share = sum(any(_taken(each, due, usual) for each in seen) for seen in days) / len(days)
    kept = tuple(each for each in seconds if 0.5 * usual <= each <= 1.5 * usual)
    return _Hour(due, kept or (usual,), share) if share >= _LEAST_SHARE else None
