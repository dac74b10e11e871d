"""Where a period stands in the log, whose times go forward but where the hall's time was put back.

The hall takes over an earlier time of the PC's clock in an empty hall only (`ledger`), and notes it. Between two such
notes the times of entries never go back: the log is cut into stretches there, and days that ended are the milestones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_store.acts import Look
from queue_store.clock import from_text, to_text
from queue_store.micros import micros, text_of

SECOND = timedelta(seconds=1)
"""What notes on the hall's time are exact to."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Entries of the log whose times do not go back, one after the other. Times are text as the database keeps it."""

    first: int
    """Place of its first entry in the log."""
    last: int
    """Place of its last entry; before `first` where nothing was written since the hall's time was put back."""
    since: str
    """Time of its first entry, or that to which the hall's time was put before it."""
    until: str
    """When the next one began, by its own time; the last one lasts until now."""


def stretches(look: Look) -> list[Stretch]:
    """The whole log, in its order; nothing while nothing was written."""
    last = look.row("SELECT seq FROM log WHERE hall = ? ORDER BY seq DESC LIMIT 1", (look.hall,))
    if last is None:
        return []
    notes = look.rows(
        "SELECT seq, at, changes FROM log WHERE hall = ? AND subject = '' AND kind = 'clock_followed' ORDER BY seq",
        (look.hall,),
    )
    found, first, since = [], 1, _time_of(look, 1)
    for seq, at, changes in notes:
        put_to = micros(at) + put_forward(changes)
        if put_to < micros(at):
            found.append(Stretch(first, seq, since, at))
            first, since = seq + 1, text_of(put_to)
    return [*found, Stretch(first, last[0], since, to_text(look.now))]


def put_forward(changes: str) -> int:
    """By how many microseconds the hall's time was put forward, to the second, as a note of it says."""
    return int(json.loads(changes)["ahead"]) * 1_000_000


def log_span(look: Look, since: str, until: str) -> tuple[int, int]:
    """Places in the log after the first of which, and up to the second, all entries of [since, until) stand."""
    until = to_text(from_text(until) + SECOND)
    found = [each for each in stretches(look) if each.since < until and each.until >= since]
    if not found:
        return 0, 0
    return _after(look, found[0], since), _last(look, found[-1], until)


def log_behind(look: Look, since: str, until: str, span: timedelta) -> int:
    """Place in the log after which all entries of [since, until) stand, and those of a span that the hall lived before.

    Where its time was put back in that span, what was before that counts.
    """
    every = stretches(look)
    place = next((place for place, each in enumerate(every) if each.since < until and each.until >= since), None)
    if place is None:
        return 0
    low = max(from_text(since), from_text(every[place].since)) - span
    while place and low < from_text(every[place].since):
        left = from_text(every[place].since) - low
        place -= 1
        low = from_text(every[place].until) - left
    return _after(look, every[place], to_text(low))


def last_begun(look: Look, until: str) -> int:
    """Place in the log from which on times do not go back any more to before a time."""
    until = to_text(from_text(until) + SECOND)
    return max((each.first for each in stretches(look) if each.since < until), default=0)


def first_time(look: Look) -> datetime:
    """A time before which no entry was written."""
    return from_text(min((each.since for each in stretches(look)), default=to_text(look.now))) - SECOND


def _after(look: Look, stretch: Stretch, since: str) -> int:
    """The last day that ended in a stretch before a time, or what is before the stretch."""
    found = look.row(
        "SELECT max(seq) FROM log WHERE hall = ? AND subject = '' AND kind = 'day_ended' AND at < ? "
        "AND seq BETWEEN ? AND ?",
        (look.hall, since, stretch.first, stretch.last),
    )
    return stretch.first - 1 if found is None or found[0] is None else int(found[0])


def _last(look: Look, stretch: Stretch, until: str) -> int:
    """The first day that ended in a stretch at a time or after it, or the stretch's end."""
    found = look.row(
        "SELECT min(seq) FROM log WHERE hall = ? AND subject = '' AND kind = 'day_ended' AND at >= ? "
        "AND seq BETWEEN ? AND ?",
        (look.hall, until, stretch.first, stretch.last),
    )
    return stretch.last if found is None or found[0] is None else int(found[0])


def _time_of(look: Look, seq: int) -> str:
    found = look.row("SELECT at FROM log WHERE hall = ? AND seq = ?", (look.hall, seq))
    assert found is not None
    return str(found[0])
