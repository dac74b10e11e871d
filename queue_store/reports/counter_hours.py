"""Counters by the hour: how long each was open, paused, calling, serving and idle, from the log.

An act that was taken back never was; one that was done again was when it was first done. A counter that nobody closed
was open until the last act there, and so was a visit that nobody ended. Where the hall's time was put back, what was
so goes on from the time to which it was put.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from queue_store.acts import Look
from queue_store.clock import MICROSECOND, BusinessDays, from_text, to_text
from queue_store.ledger import Ledger
from queue_store.micros import micros, text_of
from queue_store.reports.stretches import first_time, last_begun, log_behind, put_forward
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
    CASE WHEN e.subject = 'ticket' OR e.kind = 'clock_followed' THEN e.changes END
FROM log AS e WHERE e.hall = ? AND e.seq > ?
    AND (e.subject = 'counter' OR e.counter > 0 OR e.subject = 'ticket' AND e.kind NOT IN ('issue', 'book', 'undo')
        OR e.subject = '' AND e.kind = 'clock_followed')
    AND NOT EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq)
ORDER BY e.seq LIMIT ?
"""
_HOUR = 3_600_000_000
_DAY = 24 * _HOUR
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
    starts: int = 0
    ends: int = 0
    """Of the hour whose sums are at hand."""
    sums: list[int] = field(default_factory=list)


class _Hours:
    """Adds up what counters did, hour by hour."""

    def __init__(self, zone: ZoneInfo, low: int, high: int, step: int) -> None:
        self._zone, self._low, self._high, self._step = zone, low, high, step
        self._sums: dict[tuple[int, int], list[int]] = {}

    def spend(self, number: int, stand: _Stand, until: int) -> None:
        """A counter stood like this until a time."""
        since = stand.since
        if until <= since:
            return
        stand.since = until
        mood, does = stand.mood, stand.does
        if mood == "closed" and not does:
            return
        since, until = max(since, self._low), min(until, self._high)
        while since < until:
            sums = self._at(number, stand, since)
            span = min(until, stand.ends) - since
            if mood == "open":
                sums[0] += span
                sums[4] += 0 if does else span
            elif mood == "paused":
                sums[1] += span
            if does:
                sums[2 if does == "called" else 3] += span
            since += span

    def count(self, number: int, stand: _Stand, at: int, column: int) -> None:
        """One call or visit more."""
        if self._low <= at < self._high:
            self._at(number, stand, at)[column] += 1

    def taken(self, before: int) -> list[tuple[int, int, list[int]]]:
        """The hours that began before a time, which are complete, in their order; they are forgotten here."""
        found = sorted(key for key in self._sums if key[0] < before)
        return [(*key, self._sums.pop(key)) for key in found]

    def _at(self, number: int, stand: _Stand, at: int) -> list[int]:
        """The sums of a counter for the hour by the hall's clocks, or the part of one, in which a moment lies."""
        if not stand.starts <= at < stand.ends:
            shown = from_text(text_of(at)).astimezone(self._zone)
            into = (shown.minute * 60 + shown.second) * 1_000_000 + shown.microsecond
            stand.starts = at - into % self._step
            stand.ends = stand.starts + self._step
            stand.sums = self._sums.setdefault((stand.starts, number), [0] * 7)
        return stand.sums


class _Day:
    """Follows the log from entry to entry."""

    def __init__(self, hours: _Hours) -> None:
        self._hours = hours
        self._stands: dict[int, _Stand] = {}
        self._where: dict[int, int] = {}

    def follow(self, entry: tuple[Any, ...], at: int) -> None:
        """Take in an entry that stands; `at` is when it was first done."""
        _, _, kind, subject, key, post, ticket_id, _, changes = entry
        if subject == "ticket":
            if kind != "undo":
                self._move_ticket(ticket_id, post, kind, json.loads(changes or "{}"), at)
        elif subject == "counter" and kind in _MOODS:
            self._change_mood(json.loads(key)[0], kind, at)
        if post is not None:
            stand = self._stand(post, at)
            if at > stand.seen:
                stand.seen = at

    def spend_until(self, at: int) -> None:
        """Everything stays as it is until a time."""
        for number, stand in self._stands.items():
            self._hours.spend(number, stand, at)

    def put_back(self, at: int, to: int) -> None:
        """The hall's time was put back from one time to another, from which everything goes on as it is."""
        self.spend_until(at)
        for stand in self._stands.values():
            stand.since, stand.seen = to, min(stand.seen, to)
            stand.starts = stand.ends = 0

    def _stand(self, number: int, at: int) -> _Stand:
        found = self._stands.get(number)
        if found is None:
            found = self._stands[number] = _Stand(since=at)
        return found

    def _change_mood(self, number: int, kind: str, at: int) -> None:
        stand = self._stand(number, at)
        self._hours.spend(number, stand, stand.seen if kind == "counter_left_open" else at)
        stand.mood = _MOODS[kind]

    def _move_ticket(self, ticket_id: int, post: int | None, kind: str, changes: dict[str, Any], at: int) -> None:
        state = changes.get("state")
        if state is None:
            return
        number = self._where.pop(ticket_id, None)
        if number is not None:
            stand = self._stands[number]
            self._hours.spend(number, stand, stand.seen if post is None else at)
            if stand.ticket == ticket_id:
                stand.ticket, stand.does = None, ""
            if kind == "finish":
                self._hours.count(number, stand, at, 6)
        if state in ("called", "serving") and (there := changes.get("counter", number or post)) is not None:
            stand = self._stand(there, at)
            self._hours.spend(there, stand, at)
            stand.ticket, stand.does = ticket_id, state
            self._where[ticket_id] = there
            if kind == "call":
                self._hours.count(there, stand, at, 5)


def pages(
    ledger: Ledger, since: datetime, until: datetime, step: timedelta = timedelta(hours=1)
) -> Iterator[list[tuple[Any, ...]]]:
    """Counters by hour, for hours in [since, until) in which a counter was not closed.

    `step` is the length of the parts in which it is told: an hour, or a part of one that goes into it evenly.
    """
    with ledger.look() as look:
        since, until = max(since, first_time(look)), min(until, look.now)
        low, high = to_text(since), to_text(until)
        after = log_behind(look, low, high, _TWO_DAYS)
        forward = last_begun(look, high)
        days, zone = look.rules.days, ZoneInfo(look.rules.hall.timezone)
    hours = _Hours(zone, micros(low), micros(high), step // MICROSECOND)
    day, cleared = _Day(hours), micros(to_text(days.start(days.of(since))))
    for page in _entries(ledger, after, high, forward):
        for entry, at in page:
            if entry[2] == "clock_followed" and (to := at + put_forward(entry[8])) < at:
                day.put_back(at, to)
                cleared = to - _DAY
            elif entry[5] is not None and at > cleared + 2 * _DAY:
                cleared = at - _DAY
                day.spend_until(cleared)
            day.follow(entry, at)
        if found := hours.taken(cleared - _HOUR):
            yield [_row(*each, days) for each in found]
    day.spend_until(micros(high))
    if found := hours.taken(1 << 62):
        yield [_row(*each, days) for each in found]


def _row(start: int, number: int, sums: list[int], days: BusinessDays) -> tuple[Any, ...]:
    hour = text_of(start)
    return hour, number, days.of(from_text(hour)).isoformat(), *(span / 1e6 for span in sums[:5]), *sums[5:]


def _entries(ledger: Ledger, after: int, until: str, forward: int) -> Iterator[list[tuple[tuple[Any, ...], int]]]:
    """Entries that stand, each with when it was first done, up to the first act of a post at or after `until`.

    What the hall does by itself at the end of a day, such as closing counters, is written in the first act of another.
    From `forward` on, times do not go back to before `until`.
    """
    while True:
        with ledger.look() as look:
            rows = look.rows(_QUERY, (look.hall, after, PAGE))
            page = [(row, micros(row[1] if row[7] is None else _first_done(look, row))) for row in rows]
        over = next(
            (at for at, (row, _) in enumerate(page) if row[1] >= until and row[5] is not None and row[0] >= forward),
            len(page),
        )
        yield page[:over]
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
