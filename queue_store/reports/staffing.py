"""How many counters were open, and how many were serving, by half hour of the day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from queue_store.acts import Look
from queue_store.clock import from_text, to_text
from queue_store.reports.waits import WaitRow

SLOT = timedelta(minutes=30)
SLOTS = 48
"""Half hours of a day, by the hall's clocks; the first one begins at midnight."""

_KINDS = (
    "counter_opened", "counter_taken_over", "counter_paused", "counter_unpaused", "counter_closed",
    "counter_left_open", "undo",
)  # fmt: skip
_OF_COUNTERS = f"hall = ? AND subject = 'counter' AND kind IN ({', '.join('?' * len(_KINDS))}) AND at >= ? AND at < ?"
_NEVER_ENDED = frozenset({"expired", "left_over", "carried_over"})
_BEFORE, _AFTER = timedelta(days=3), timedelta(days=14)
"""How long before and after a period the log is looked at for counters that were open when it began or ended."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Mean number of counters by half hour of the day, over the business days on which any counter was open.

    A counter is open from being opened or unpaused to being paused or closed; one that nobody closed, to the last act
    of its clerk there. It serves from the start of a visit to its end; time aside is taken off the end, and visits that
    nobody ended are left out: they expired with their day, and when they were over is not known.
    """

    days: int
    """Business days on which any counter was open."""
    open: tuple[float, ...]
    """One for each half hour from midnight on."""
    serving: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Stand:
    """Since when a counter is open, and by whom."""

    since: datetime
    clerk: str | None


class StaffingCount:
    """Adds up the time that counters were open and served, one business day after the other."""

    def __init__(self, since: datetime, until: datetime, zone: tzinfo) -> None:
        self._since, self._until, self._zone = since, until, zone
        self._stands: dict[int, _Stand] = {}
        self._open = [0.0] * SLOTS
        self._serving = [0.0] * SLOTS
        self._days: set[date] = set()

    def begin(self, look: Look) -> None:
        """Find the counters that were open already when the period began."""
        for _, _, _, key, changes, clerk in _entries(look, self._since - _BEFORE, self._since):
            number, state = json.loads(key)[0], _state(changes)
            if state == "open":
                self._stands[number] = _Stand(self._since, clerk)
            elif state is not None:
                self._stands.pop(number, None)
            elif clerk is not None and number in self._stands:
                self._stands[number] = _Stand(self._since, clerk)

    def add_day(self, look: Look, day: date, rows: list[WaitRow]) -> None:
        """Add what happened to the counters on a business day, and the visits of the legs that began on it."""
        for entry in _entries(look, *look.rules.days.bounds(day)):
            self._change(look, *entry)
        for row in rows:
            if row.started_at is not None and row.state not in _NEVER_ENDED:
                ended = (row.ended_at or look.now) - timedelta(seconds=row.away)
                self._add(self._serving, row.started_at, ended)

    def finish(self, look: Look) -> Staffing:
        """End the period; a counter that is still open is so until now, or until its period is over."""
        now, later = min(look.now, self._until), _first_of_each(look, self._until)
        for number, stand in list(self._stands.items()):
            seq, kind = later.get(number, (0, ""))
            left_open = kind == "counter_left_open"
            self._close(look, number, min(now, _last_act(look, number, stand, seq)) if left_open else now)
        lengths = [0.0] * SLOTS
        for day in self._days:
            begins, ends = look.rules.days.bounds(day)
            self._add(lengths, begins, min(ends, look.now))
        return Staffing(len(self._days), _ratios(self._open, lengths), _ratios(self._serving, lengths))

    def _change(self, look: Look, seq: int, at: str, kind: str, key: str, changes: str | None, clerk: Any) -> None:
        number, state, moment = json.loads(key)[0], _state(changes), from_text(at)
        stand = self._stands.get(number)
        if state == "open" and stand is None:
            self._stands[number] = _Stand(moment, clerk)
        elif state in (None, "open") and stand is not None:
            self._stands[number] = _Stand(stand.since, clerk or stand.clerk)
        elif state is not None and stand is not None:
            left_open = kind == "counter_left_open"
            self._close(look, number, _last_act(look, number, stand, seq) if left_open else moment)

    def _close(self, look: Look, number: int, end: datetime) -> None:
        stand = self._stands.pop(number)
        day = look.rules.days.of(stand.since)
        while look.rules.days.start(day) < end:
            self._days.add(day)
            day += timedelta(days=1)
        self._add(self._open, stand.since, end)

    def _add(self, seconds: list[float], since: datetime, until: datetime) -> None:
        for slot, length in half_hours(since, until, self._zone):
            seconds[slot] += length


def _entries(look: Look, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """What happened to the counters in a time: place in the log, time, kind, key, changes and clerk."""
    return look.rows(
        f"SELECT seq, at, kind, key, changes, clerk FROM log WHERE {_OF_COUNTERS} ORDER BY seq",
        (look.hall, *_KINDS, to_text(since), to_text(until)),
    )


def _first_of_each(look: Look, since: datetime) -> dict[int, tuple[int, str]]:
    """What happened first to each counter after a time: place in the log and kind."""
    entries = _entries(look, since, since + _AFTER) if since < look.now else []
    return {json.loads(key)[0]: (seq, kind) for seq, _, kind, key, _, _ in reversed(entries)}


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


def _last_act(look: Look, number: int, stand: _Stand, before: int) -> datetime:
    """When the clerk of a counter that nobody closed did something there for the last time."""
    found = look.row(
        "SELECT at FROM log WHERE hall = ? AND clerk = ? AND counter = ? AND seq < ? ORDER BY seq DESC LIMIT 1",
        (look.hall, stand.clerk, number, before),
    )
    return stand.since if found is None else max(stand.since, from_text(found[0]))


def _state(changes: str | None) -> str | None:
    """The state that an entry put a counter in; None where it says nothing of it."""
    if changes is None:
        return "closed"
    state = json.loads(changes).get("state")
    return None if state is None else str(state)
