"""When a paused counter serves again: as people write it, and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from queue_store import BusinessDays, CounterStatus

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from kiosk.words import Words

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:：.]?([0-5]\d)", re.ASCII)


class BadClock(ValueError):
    """Not a time of day."""

    def __init__(self, written: str) -> None:
        super().__init__(written)
        self.written = written.strip()

    def sentence(self, words: Words) -> str:
        """Say what is wrong and what to do."""
        return words("errors.bad_clock", written=self.written)


def read_back(text: str, config: HallConfig, now: datetime) -> datetime:
    """Read a time of day such as `10:20` or `1020` as the next such time of this business day; else BadClock.

    One that is over already comes back as it is: the store says so.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise BadClock(text)
    local, days = now.astimezone(config.zone), BusinessDays(config.zone, config.cutover)
    clock = time(int(match[1]), int(match[2]))
    today, tomorrow = (
        datetime.combine(local.date() + timedelta(days=later), clock, config.zone).astimezone(UTC) for later in (0, 1)
    )
    return tomorrow if today <= now and days.of(tomorrow) == days.of(now) else today


def full_minute(moment: datetime) -> datetime:
    """The first full minute at or after a moment, as clocks show it."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def back_text(config: HallConfig, words: Words, status: CounterStatus, now: datetime) -> str:
    """Say to the staff when a paused counter serves again, or that it is late; empty when nothing was said."""
    if status.back_at is None:
        return ""
    clock, late = words.clock(status.back_at, config.zone), now - status.back_at
    if late >= timedelta(minutes=1):
        return words("common.back.late", clock=clock, span=words.duration(late))
    return words("common.back.at", clock=clock)


def returns_text(config: HallConfig, words: Words, counters: Iterable[CounterStatus], now: datetime) -> str:
    """Say to visitors which of these counters serve again and when; a time that is over is not told."""
    coming = sorted((each.back_at, each.counter) for each in counters if each.back_at and each.back_at > now)
    parts = [words("common.back.counter", counter=number, clock=words.clock(at, config.zone)) for at, number in coming]
    text = words("common.list.semicolon").join(parts)
    return words("common.back.sentence", text=text[:1].upper() + text[1:]) if text else ""
