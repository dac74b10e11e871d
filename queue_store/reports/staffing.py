"""How many counters were open, and how many were serving, by half hour of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from queue_store.clock import from_text
from queue_store.ledger import Ledger
from queue_store.reports import counter_hours

SLOT = timedelta(minutes=30)
SLOTS = 48
"""Half hours of a day, by the hall's clocks; the first one begins at midnight."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Mean number of counters by half hour of the day, over the business days on which any counter was open.

    When a counter is open and when it serves is defined with the table `counters`: see `counter_hours`.
    """

    days: int
    """Business days on which any counter was open."""
    open: tuple[float, ...]
    """One for each half hour from midnight on."""
    serving: tuple[float, ...]


def staffing(ledger: Ledger, since: datetime, until: datetime) -> Staffing:
    """Staffing of the business days from `since` up to `until`, which begin and end with business days."""
    zone = ZoneInfo(ledger.rules.hall.timezone)
    opened, served, lengths = ([0.0] * SLOTS for _ in range(3))
    days: set[date] = set()
    for page in counter_hours.pages(ledger, since, until, SLOT):
        for at, _, day, open_, _, _, serving, *_ in page:
            local = from_text(at).astimezone(zone)
            slot = local.hour * 2 + local.minute // 30
            opened[slot] += open_
            served[slot] += serving
            if open_:
                days.add(date.fromisoformat(day))
    now = ledger.now()
    for day in days:
        begins, ends = ledger.rules.days.bounds(day)
        for slot, length in half_hours(begins, min(ends, now), zone):
            lengths[slot] += length
    return Staffing(len(days), _ratios(opened, lengths), _ratios(served, lengths))


def half_hours(since: datetime, until: datetime, zone: tzinfo) -> Iterator[tuple[int, float]]:
    """Cut a span at the half hours of a zone's clocks: the half hour of the day, and the seconds in it."""
    moment = since
    while moment < until:
        local = moment.astimezone(zone)
        into = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
        end = min(until, moment + SLOT - into)
        yield local.hour * 2 + local.minute // 30, (end - moment).total_seconds()
        moment = end


def _ratios(seconds: list[float], lengths: list[float]) -> tuple[float, ...]:
    return tuple(part / whole if whole else 0.0 for part, whole in zip(seconds, lengths, strict=True))
