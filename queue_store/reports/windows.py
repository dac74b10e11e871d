"""Tables that one query reads, a window of time after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from queue_store.acts import Look
from queue_store.books.calls import RINGS
from queue_store.clock import MICROSECOND, from_text, to_text
from queue_store.ledger import Ledger
from queue_store.micros import asked_micros, micros, seconds_between

Rows = list[tuple[Any, ...]]

PAGE = 4_000
"""Rows read at once, about."""


@dataclass(frozen=True, slots=True)
class Windowed:
    """A table and how it is read."""

    columns: tuple[tuple[str, str], ...]
    """Name and SQL of each column."""
    tables: str
    """What follows FROM; the rows of the table itself are `r`."""
    at: str
    """SQL of the time that lies in the period."""
    sources: tuple[tuple[str, str], ...]
    """Tables and their columns by which the length of a window is found."""
    where: str = ""
    """One more condition."""
    hidden: tuple[str, ...] = ()
    """SQL of what `complete` needs beside the columns."""
    complete: Callable[[tuple[Any, ...], str], tuple[Any, ...]] | None = None
    """Completes a row, with the hall's time as text."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.columns)

    @property
    def condition(self) -> str:
        return f"WHERE r.hall = ? AND {self.at} >= ? AND {self.at} < ?{self.where and f' AND {self.where}'}"


def read_windows(ledger: Ledger, table: Windowed, since: datetime, until: datetime) -> Iterator[Rows]:
    """Rows whose time lies in [since, until), oldest first, about `PAGE` at a time."""
    fields = ", ".join((*(sql for _, sql in table.columns), *table.hidden))
    order = f"ORDER BY {table.at}, {table.columns[0][1]}"
    query = f"SELECT {fields} FROM {table.tables} {table.condition} {order}"
    low, end = to_text(since), to_text(until)
    while low < end:
        with ledger.look() as look:
            high = window_end(look, table.sources, low, end)
            rows = look.rows(query, (look.hall, low, high))
            now = to_text(look.now)
        if rows:
            yield rows if table.complete is None else [table.complete(row, now) for row in rows]
        low = high


def count_rows(look: Look, table: Windowed, since: str, until: str) -> int:
    """How many rows there are."""
    found = look.row(f"SELECT count(*) FROM {table.tables} {table.condition}", (look.hall, since, until))
    return 0 if found is None else int(found[0])


def window_end(look: Look, sources: tuple[tuple[str, str], ...], low: str, end: str) -> str:
    """A time after `low` before which about a page of rows lies, `end` at the latest."""
    ends = [end]
    for table, column in sources:
        found = look.row(
            f"SELECT {column} FROM {table} WHERE hall = ? AND {column} >= ? ORDER BY {column} LIMIT 1 OFFSET ?",
            (look.hall, low, PAGE),
        )
        if found is not None:
            ends.append(str(found[0]))
    high = min(ends)
    return high if high > low else to_text(from_text(low) + MICROSECOND)


def _text(column: str) -> str:
    """SQL of a free text; empty once it was erased, or where nothing was written."""
    return f"coalesce((SELECT f.text FROM free_text AS f WHERE f.hall = r.hall AND f.id = r.{column}), '')"


def _as_is(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, f"r.{name}") for name in names)


_ENTERED, _CALLED, _ENDED, _WAIT, _LIMIT, _OVER, _ASKED = 6, 7, 10, 11, 15, 16, 29
"""Places in a row of `_WAITS`."""

_WAITS = Windowed(
    columns=(
        ("visit", "r.ticket_id"), *_as_is("label", "leg", "service"), ("business_day", "r.leg_day"),
        *_as_is(
            "state", "entered_at", "called_at", "last_called_at", "started_at", "ended_at", "wait_first_call",
            "wait_last_call", "wait_start", "lower_bound",
        ),
        *_as_is("wait_limit", "over_limit", "apology_due", "apology_said_at", "outcome"),
        ("reason", _text("reason_text")),
        *_as_is("counter", "clerk", "responsible", "priority", "errands", "calls"),
        ("came_back", "r.returning_visitor"), *_as_is("away", "asked"),
        ("out_of_order", "r.chosen"), ("call_reason", _text("call_reason_text")),
    ),
    tables="wait_log AS r",
    at="r.entered_at",
    sources=(("ticket", "entered_at"), ("leg", "entered_at")),
    hidden=("r.asked_in_all", "r.not_before"),
    complete=lambda row, now: _waiting_until(row, now),
)  # fmt: skip
"""Waits that began in the period: one row a leg, as `WaitRow` defines them."""


def _waiting_until(row: tuple[Any, ...], now: str) -> tuple[Any, ...]:
    """The row of one who still waits has waited until now, not only until something was last written."""
    *changed, in_all, not_before = row
    if row[_CALLED] is not None or row[_ENDED] is not None:
        return tuple(changed)
    asked = asked_micros(in_all, not_before, now)
    changed[_ASKED] = asked / 1e6
    changed[_WAIT] = max(0, micros(now) - micros(row[_ENTERED]) - asked) / 1e6
    changed[_OVER] = int(changed[_WAIT] > row[_LIMIT])
    return tuple(changed)


_CALLS = Windowed(
    columns=(
        *_as_is("id", "outbound", "opened_at", "answered_at", "ended_at", "rings"),
        ("apology_due", f"coalesce(r.rings > {RINGS}, 0)"), *_as_is("left_open"), ("note", _text("note_text")),
        *_as_is("counter", "clerk"), ("talked", "NULL"),
    ),
    tables="phone_call AS r",
    at="r.opened_at",
    sources=(("phone_call", "opened_at"),),
    complete=lambda row, _: (*row[:-1], None if row[7] else seconds_between(row[2] if row[1] else row[3], row[4])),
)  # fmt: skip
"""Telephone calls that began in the period. `talked` lasts from the answer, or the dialling, to the end; there is none
for a call that nobody ended."""

_PROMISES = Windowed(
    columns=(
        *_as_is("id", "kind", "state"), ("what", _text("what_text")), ("whom", _text("whom_text")),
        *_as_is("due", "made_at", "settled_at"), ("note", _text("note_text")),
        *_as_is("counter", "clerk", "settled_by"), ("visit", "r.ticket_id"), ("overdue", "0"),
    ),
    tables="owed AS r",
    at="r.made_at",
    sources=(("owed", "made_at"),),
    complete=lambda row, now: (*row[:-1], int(row[2] == "open" and row[5] is not None and row[5] < now)),
)  # fmt: skip
"""What the hall owes, as it was taken on in the period."""

_RATINGS = Windowed(
    columns=(
        *_as_is("at"), ("visit", "r.ticket_id"), ("label", "t.label"), ("service", "t.service"),
        ("business_day", "t.business_day"), ("outcome", "t.outcome"), *_as_is("stars"), ("words", _text("words_text")),
    ),
    tables="rating AS r JOIN ticket AS t ON t.hall = r.hall AND t.id = r.ticket_id",
    at="r.at",
    sources=(("rating", "at"),),
)  # fmt: skip
"""Ratings given in the period. They say nothing of the clerk."""

_HELP = Windowed(
    columns=(
        *_as_is("id", "at", "label", "moment", "settled_at", "counter", "clerk"), ("answered_by", "r.settled_by"),
        ("lasted", "NULL"),
    ),
    tables="help_call AS r",
    at="r.at",
    sources=(("help_call", "at"),),
    complete=lambda row, _: (*row[:-1], None if row[7] is None else seconds_between(row[1], row[4])),
)  # fmt: skip
"""Calls for the supervisor made in the period; `answered_by` and `lasted` are missing where nobody answered."""

_OUT_OF_ORDER = Windowed(
    columns=(
        *_as_is("entered_at"), ("visit", "r.ticket_id"), *_as_is("label", "leg", "service"),
        ("business_day", "r.leg_day"), ("called_at", "r.last_called_at"), ("wait", "r.wait_last_call"),
        *_as_is("priority", "counter", "clerk"), ("call_reason", _text("call_reason_text")),
    ),
    tables="wait_log AS r",
    at="r.entered_at",
    sources=(("ticket", "entered_at"), ("leg", "entered_at")),
    where="r.chosen = 1",
)  # fmt: skip
"""Legs that began in the period and that a clerk called before their turn; undone calls are left out."""

WINDOWED: Mapping[str, Windowed] = MappingProxyType(
    {
        "waits": _WAITS, "calls": _CALLS, "promises": _PROMISES, "ratings": _RATINGS, "help": _HELP,
        "out_of_order": _OUT_OF_ORDER,
    }
)  # fmt: skip
