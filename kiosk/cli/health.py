"""What the state of a hall's database means for whoever looks after the PC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.cli.findings import Finding, Level
from kiosk.words import Words
from queue_store import Ticket

CLOCK_SLACK = timedelta(minutes=1)
LARGEST_WAL = 64 * 2**20
"""Bytes of the write-ahead log above which some program must be holding up its checkpoint."""
_MOST_LABELS = 20


@dataclass(frozen=True, slots=True)
class Health:
    """A database as its store sees it."""

    last_written: datetime | None
    quick_check: Sequence[str]
    """What the engine found damaged; `ok` or nothing when all is well."""
    stranded: tuple[Ticket, ...]
    """Open tickets that no counter of the hall can call: their service or counter is gone."""
    other_halls: Mapping[str, int]
    """Numbers under other hall ids, by id."""
    wal_bytes: int
    clock_differs: timedelta
    """How far this machine's clock is from the hall's time; negative when it is behind."""


def judge_health(health: Health, path: str, words: Words, now: datetime) -> Iterator[Finding]:
    """Say what is wrong with a database, and that its clock is right."""
    damage = [line for line in health.quick_check if line != "ok"]
    if damage:
        yield Finding("database", Level.WRONG, "database_damaged", {"path": path, "detail": damage[0]})
    yield judge_clock(health.clock_differs, words, now)
    if health.stranded:
        labels = [ticket.label for ticket in health.stranded]
        more = words("check.and_more") if len(labels) > _MOST_LABELS else ""
        shown = words("common.list.comma").join(labels[:_MOST_LABELS]) + more
        yield Finding("queue", Level.WRONG, "stranded", {"labels": shown, "count": len(labels)})
    for hall, count in health.other_halls.items():
        yield Finding("database", Level.WRONG, "other_hall", {"hall": hall, "count": count, "path": path})
    if health.wal_bytes > LARGEST_WAL:
        size = round(health.wal_bytes / 2**20)
        yield Finding("database", Level.WRONG, "wal_large", {"path": path, "size": size})


def judge_clock(differs: timedelta, words: Words, now: datetime) -> Finding:
    """Compare this machine's clock with the hall's time."""
    if differs < -CLOCK_SLACK:
        return Finding("clock", Level.WRONG, "clock_behind", {"span": words.duration(-differs)})
    if differs > CLOCK_SLACK:
        return Finding("clock", Level.WRONG, "clock_ahead", {"span": words.duration(differs)})
    return Finding("clock", Level.OK, "clock_ok", {"time": now.strftime("%Y-%m-%d %H:%M")})
