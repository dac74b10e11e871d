"""What the state of a hall's database means for whoever looks after the PC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from kiosk.cli.findings import Finding, Level
from kiosk.words import Words
from queue_store import Health, Ticket

CLOCK_SLACK = timedelta(minutes=1)
LARGEST_WAL = 64 * 2**20
"""Bytes of the write-ahead log above which some program must be holding up its checkpoint."""
_MOST_LABELS = 20


def judge_health(health: Health, path: str, words: Words, now: datetime) -> Iterator[Finding]:
    """Say what is wrong with a database, and that its clock is right."""
    if health.faults:
        yield Finding("database", Level.WRONG, "database_damaged", {"path": path, "detail": health.faults[0]})
    yield judge_clock(health.clock.ahead, words, now)
    for tickets, level, key in (
        (health.stranded, Level.WRONG, "stranded"),
        (health.left_over, Level.NOTE, "left_over"),
    ):
        if tickets:
            yield Finding("queue", level, key, {"labels": _labels(tickets, words), "count": len(tickets)})
    for hall, count in health.other_halls.items():
        yield Finding("database", Level.WRONG, "other_hall", {"hall": hall, "count": count, "path": path})
    if health.unmerged > LARGEST_WAL:
        size = round(health.unmerged / 2**20)
        yield Finding("database", Level.WRONG, "wal_large", {"path": path, "size": size})


def _labels(tickets: Sequence[Ticket], words: Words) -> str:
    """The first labels, and whether there are more."""
    more = words("check.and_more") if len(tickets) > _MOST_LABELS else ""
    return words("common.list.comma").join(ticket.label for ticket in tickets[:_MOST_LABELS]) + more


def judge_clock(differs: timedelta, words: Words, now: datetime) -> Finding:
    """Compare this machine's clock with the hall's time."""
    if differs < -CLOCK_SLACK:
        return Finding("clock", Level.WRONG, "clock_behind", {"span": words.duration(-differs)})
    if differs > CLOCK_SLACK:
        return Finding("clock", Level.WRONG, "clock_ahead", {"span": words.duration(differs)})
    return Finding("clock", Level.OK, "clock_ok", {"time": now.strftime("%Y-%m-%d %H:%M")})
