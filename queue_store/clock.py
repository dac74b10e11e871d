"""The hall's one time, business days, and times as text.

Hall time is stored in UTC. It goes on by a clock that nobody can set (the time since the machine was switched on), from
the time that was written last; the PC's own clock only says where it begins. So no correction of the PC's clock changes
a duration. `HallClock` tells the time, `ledger` decides when the PC's clock is followed again.

Text is fixed-width UTC with microseconds, so that it sorts like the times themselves in any database.
"""

from __future__ import annotations

import threading
import time as machine
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

LONGEST_REST = timedelta(days=92)
"""After the machine was off, the PC's clock is believed to be this much later than the last entry at the most."""

MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_text(moment: datetime) -> str:
    """Write an aware datetime as `2026-11-21T08:15:00.000000Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class UnreadableTime(ValueError):
    """A text in the place of a time that `to_text` did not write: the database is damaged."""


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote; UnreadableTime for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise UnreadableTime(str(error)) from error
    if moment.tzinfo is None:
        raise UnreadableTime(text)
    return moment


def optional_time(text: str | None) -> datetime | None:
    """Read a time that may be missing."""
    return None if text is None else from_text(text)


def seconds(span: timedelta) -> int:
    """Whole seconds of a span, as stored."""
    return round(span.total_seconds())


class TimeSource(Protocol):
    """Where times come from: the PC's clock, and a count of time that only goes forward."""

    run: str
    """Names the run of the machine to which `steady` belongs; another run counts from elsewhere."""

    def look(self) -> tuple[datetime, int]:
        """The PC's time, and the microseconds of this run."""


class MachineTime:
    """The clocks of this machine. Time asleep counts where the system tells it."""

    def __init__(self) -> None:
        try:
            self.run = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        except OSError:
            self.run = uuid4().hex  # nothing tells one start of the machine from another: no other process is believed
        self._steady = getattr(machine, "CLOCK_BOOTTIME", getattr(machine, "CLOCK_MONOTONIC", None))

    def look(self) -> tuple[datetime, int]:
        nanoseconds = machine.monotonic_ns() if self._steady is None else machine.clock_gettime_ns(self._steady)
        return datetime.now(UTC), nanoseconds // 1000


class GivenTime:
    """A clock that is given as a function: it is believed when it goes forward, and not when it goes back."""

    run = "given"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    def look(self) -> tuple[datetime, int]:
        wall = self._clock()
        return wall, (wall - _EPOCH) // MICROSECOND


@dataclass(frozen=True, slots=True)
class Anchor:
    """A hall time and when it was, by the steady count of a run of the machine."""

    at: datetime
    steady: int
    run: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the clocks."""

    at: datetime
    """Hall time."""
    wall: datetime
    """What the PC's clock says."""
    steady: int

    @property
    def ahead(self) -> timedelta:
        """How far the PC's clock is ahead of hall time; negative when it is behind."""
        return self.wall - self.at


class HallClock:
    """Tells hall time; any thread may ask."""

    def __init__(self, source: TimeSource) -> None:
        self._source = source
        self._lock = threading.Lock()
        self._kept: Anchor | None = None
        self._base: Anchor | None = None
        self._last: datetime | None = None

    def look(self, kept: Anchor | None = None) -> Reading:
        """The hall's time; `kept` is the anchor in the database, when it was read just now."""
        with self._lock:
            wall, steady = self._source.look()
            if kept is not None and kept != self._kept:
                self._kept, self._base = kept, self._follow(kept, wall, steady)
            base = self._base or Anchor(wall, steady, self._source.run)
            if steady < base.steady:
                base = Anchor(self._last or base.at, steady, base.run)
            at = base.at + (steady - base.steady) * MICROSECOND
            self._base, self._last = base, at
            return Reading(at, wall, steady)

    def anchor(self, at: datetime, reading: Reading) -> Anchor:
        """What to keep: that it was `at` when the clocks were read."""
        return Anchor(at, reading.steady, self._source.run)

    def _follow(self, kept: Anchor, wall: datetime, steady: int) -> Anchor:
        """Where to count from. After another run of the machine only the PC's clock can tell what went by."""
        if kept.run == self._source.run and steady >= kept.steady:
            return kept
        credible = kept.at <= wall <= kept.at + LONGEST_REST
        return Anchor(wall if credible else kept.at, steady, self._source.run)


class BusinessDays:
    """Business days of a hall: from the cut-over hour of a date to that of the next, by the hall's own clocks.

    A day is found from its bounds in UTC, so it is right on both days on which the clocks change.
    """

    def __init__(self, zone: ZoneInfo, cutover: time) -> None:
        self._zone = zone
        self._cutover = cutover
        self._cached = (date.min, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))

    def clock(self, moment: datetime) -> str:
        """A moment as the hall's clocks show it, such as `08:15`."""
        return moment.astimezone(self._zone).strftime("%H:%M")

    def start(self, day: date) -> datetime:
        """First moment of a business day."""
        if day == self._cached[0]:
            return self._cached[1]
        return datetime.combine(day, self._cutover, self._zone).astimezone(UTC)

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """First moment of a business day and of the next."""
        if day == self._cached[0]:
            return self._cached[1:]
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
