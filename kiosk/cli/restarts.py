"""Screens that ended unforeseen and were started again: written down by them, told by `kiosk check`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from kiosk.cli.findings import Finding, Level
from queue_store import JournalRow, QueueError, Store

_KIND = "screen_restarted"


def note_restart(store: Store, screen: str, terminal: str, reason: str) -> None:
    """Write down that a screen was started again; one that cannot write that down runs all the same.

    `terminal` is the name with the process behind it, as `pts/3 #4711`; only the terminal is kept.
    """
    with suppress(QueueError):
        data = {"screen": screen, "terminal": terminal.partition(" ")[0], "reason": reason}
        store.journal.record(None, _KIND, data)


def restarts_of_today(store: Store, now: datetime) -> list[JournalRow]:
    """What was written down since midnight of `now`, which is in the hall's time zone."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return store.journal.rows(midnight, midnight + timedelta(days=1), _KIND)


def judge_restarts(rows: list[JournalRow], now: datetime) -> Iterator[Finding]:
    """Say of each screen how often it was started again, and when and why the last time."""
    by_place: dict[tuple[str, str], list[JournalRow]] = {}
    for row in rows:
        by_place.setdefault((str(row.data["screen"]), str(row.data["terminal"])), []).append(row)
    for (screen, terminal), found in by_place.items():
        at = found[-1].at.astimezone(now.tzinfo)
        fields = {"screen": screen, "terminal": terminal, "count": len(found), "clock": f"{at:%H:%M}"}
        yield Finding("screen", Level.NOTE, "restarted", fields | {"reason": found[-1].data["reason"]})
