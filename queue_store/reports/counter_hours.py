"""Counters by the hour: how long each was open, paused, calling, serving and idle, from the log.

An act that was taken back never was; one that was done again was when it was first done. A counter that nobody closed
was open until the last act there, and so was a visit that nobody ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from queue_store.acts import Look
from queue_store.clock import MICROSECOND, from_text, to_text
from queue_store.ledger import Ledger
from queue_store.reports.event_rows import first_time, log_span
from queue_store.reports.micros import micros, text_of
from queue_store.reports.windows import PAGE

COLUMNS = (
    "hour_at", "counter", "business_day", "open", "paused", "calling", "serving", "idle", "calls", "visits",
)  # fmt: skip
"""`hour_at` is the beginning of an hour by the hall's clocks. Seconds open, paused, with a visitor called who has not
come yet, with one being served, and open without either; first calls made, and visits ended, at the counter."""

_MOODS = {
    "counter_opened": "open", "counter_taken_over": "open", "counter_unpaused": "open", "counter_paused": "paused",
    "counter_closed": "closed", "counter_left_open": "closed",
}  # fmt: skip
_QUERY = """
SELECT e.seq, e.at, e.kind, e.subject, e.key, e.counter, e.ticket_id, e.undoes,
    CASE WHEN e.subject = 'ticket' THEN e.changes END
FROM log AS e WHERE e.hall = ? AND e.seq > ? AND (e.subject IN ('counter', 'ticket') OR e.counter > 0)
    AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq)
ORDER BY e.seq LIMIT ?
"""
_HOUR = 3_600_000_000
_TWO_DAYS = timedelta(days=2)


@dataclass(slots=True)
class _Stand:
    """One counter as it is at a moment; times in microseconds since 1970."""

    mood: str = "closed"
    ticket: int | None = None
    does: str = ""
    """`called` or `serving` while a visitor is at the counter."""
    since: int = 0
    seen: int = 0
    """The last act at the counter."""


class _Hours:
    """Adds up what counters did, hour by hour."""

    def __init__(self, zone: ZoneInfo, low: int, high: int, step: int) -> None:
        self._zone, self._low, self._high, self._step = zone, low, high, step
        self._sums: dict[tuple[int, int], list[int]] = {}
        self._hour = (0, 0)

    def spend(self, number: int, stand: _Stand, until: int) -> None:
        """A counter stood like this until a time."""
        since, stand.since = stand.since, max(stand.since, until)
        since, until = max(since, self._low), min(until, self._high)
        while since < until and (stand.mood != "closed" or stand.does):
            start, end = self._hour_of(since)
            sums, span = self._of(start, number), min(until, end) - since
            sums[0] += span if stand.mood == "open" else 0
            sums[1] += span if stand.mood == "paused" else 0
            sums[2] += span if stand.does == "called" else 0
            sums[3] += span if stand.does == "serving" else 0
            sums[4] += span if stand.mood == "open" and not stand.does else 0
            since += span

    def count(self, number: int, at: int, column: int) -> None:
        """One call or visit more."""
        if self._low <= at < self._high:
            self._of(self._hour_of(at)[0], number)[column] += 1

    def taken(self, before: int) -> list[tuple[int, int, list[int]]]:
        """The hours that began before a time, which are complete, in their order; they are forgotten here."""
        found = sorted(key for key in self._sums if key[0] < before)
        return [(*key, self._sums.pop(key)) for key in found]

    def _of(self, start: int, number: int) -> list[int]:
        return self._sums.setdefault((start, number), [0] * 7)

    def _hour_of(self, at: int) -> tuple[int, int]:
        """The hour by the hall's clocks, or the part of one, in which a moment lies."""
        if not self._hour[0] <= at < self._hour[1]:
            shown = from_text(text_of(at)).astimezone(self._zone)
            into = (shown.minute * 60 + shown.second) * 1_000_000 + shown.microsecond
            start = at - into % self._step
            self._hour = (start, start + self._step)
        return self._hour


class _Day:
    """Follows the log from entry to entry."""

    def __init__(self, hours: _Hours) -> None:
        self._hours = hours
        self._stands: dict[int, _Stand] = {}
        self._where: dict[int, int] = {}

    def follow(self, entry: tuple[Any, ...], at: int) -> None:
        """Take in an entry that stands; `at` is when it was first done."""
        _, _, kind, subject, key, post, ticket_id, _, changes = entry
        if subject == "counter" and kind in _MOODS:
            self._change_mood(json.loads(key)[0], kind, at)
        elif subject == "ticket" and kind != "undo":
            self._move_ticket(ticket_id, post, kind, json.loads(changes or "{}"), at)
        if post is not None:
            stand = self._stands.setdefault(post, _Stand(since=at))
            stand.seen = max(stand.seen, at)

    def spend_until(self, at: int) -> None:
        """Everything stays as it is until a time."""
        for number, stand in self._stands.items():
            self._hours.spend(number, stand, at)

    def _change_mood(self, number: int, kind: str, at: int) -> None:
        stand = self._stands.setdefault(number, _Stand(since=at))
        self._hours.spend(number, stand, stand.seen if kind == "counter_left_open" else at)
        stand.mood = _MOODS[kind]

    def _move_ticket(self, ticket_id: int, post: int | None, kind: str, changes: dict[str, Any], at: int) -> None:
        number, state = self._where.get(ticket_id), changes.get("state")
        if number is not None and state is not None:
            stand = self._stands[number]
            self._hours.spend(number, stand, stand.seen if post is None else at)
            if stand.ticket == ticket_id:
                stand.ticket, stand.does = None, ""
            del self._where[ticket_id]
            if kind == "finish":
                self._hours.count(number, at, 6)
        if state in ("called", "serving") and (post := changes.get("counter", number or post)) is not None:
            stand = self._stands.setdefault(post, _Stand(since=at))
            self._hours.spend(post, stand, at)
            stand.ticket, stand.does = ticket_id, state
            self._where[ticket_id] = post
            if kind == "call":
                self._hours.count(post, at, 5)


def pages(
    ledger: Ledger, since: datetime, until: datetime, step: timedelta = timedelta(hours=1)
) -> Iterator[list[tuple[Any, ...]]]:
    """Counters by hour, for hours in [since, until) in which a counter was not closed.

    `step` is the length of the parts in which it is told: an hour, or a part of one that goes into it evenly.
    """
    with ledger.look() as look:
        since, until = max(since, first_time(look)), min(until, look.now)
        after, _ = log_span(look, to_text(since - _TWO_DAYS), to_text(until))
        days, zone = look.rules.days, ZoneInfo(look.rules.hall.timezone)
    hours = _Hours(zone, micros(to_text(since)), micros(to_text(until)), step // MICROSECOND)
    day, cleared = _Day(hours), micros(to_text(days.start(days.of(since))))
    for page in _entries(ledger, after, to_text(until)):
        for entry, at in page:
            if entry[5] is not None and at > cleared + 2 * 24 * _HOUR:
                cleared = at - 24 * _HOUR
                day.spend_until(cleared)
            day.follow(entry, at)
        if found := hours.taken(cleared - _HOUR):
            yield [_row(*each, days.of(from_text(text_of(each[0]))).isoformat()) for each in found]
    day.spend_until(micros(to_text(until)))
    if found := hours.taken(1 << 62):
        yield [_row(*each, days.of(from_text(text_of(each[0]))).isoformat()) for each in found]


def _row(start: int, number: int, sums: list[int], day: str) -> tuple[Any, ...]:
    return text_of(start), number, day, *(span / 1e6 for span in sums[:5]), *sums[5:]


def _entries(ledger: Ledger, after: int, until: str) -> Iterator[list[tuple[tuple[Any, ...], int]]]:
    """Entries that stand, each with when it was first done, up to the first act of a post at or after `until`.

    What the hall does by itself at the end of a day, such as closing counters, is written in the first act of another.
    """
    while True:
        with ledger.look() as look:
            rows = look.rows(_QUERY, (look.hall, after, PAGE))
            over = next((at for at, row in enumerate(rows) if row[5] is not None and row[1] >= until), len(rows))
            page = [(row, micros(row[1] if row[7] is None else _first_done(look, row))) for row in rows[:over]]
        yield page
        if over < PAGE:
            return
        after = rows[-1][0]


def _first_done(look: Look, row: tuple[Any, ...]) -> str:
    """When an entry that takes another back, and so does an older one again, was first done."""
    at, undoes = str(row[1]), row[7]
    while undoes is not None:
        found = look.row("SELECT at, undoes FROM log WHERE hall = ? AND seq = ?", (look.hall, undoes))
        if found is None:
            break
        at, undoes = str(found[0]), found[1]
    return at
