"""Every table that can be exported: one registry for the commands, the formats and the copy for other tools.

The store reads the rows (`store.tables`); the definitions of tables and columns are words, in `locale/*/export.toml`.
New columns are added at the end of a table, before those of its local time.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.export.columns import (
    Column,
    From,
    Kind,
    Table,
    Unit,
    clerks,
    counts,
    flags,
    local,
    minutes,
    numbers,
    spans,
    text,
    times,
    written,
)
from kiosk.words import Words

_DAY = (Column("business_day", Kind.DATE, Unit.LOCAL),)
_STARS = (Column("stars", Kind.WHOLE, Unit.STARS),)

_WAITS = Table(
    "waits",
    (
        *text("label"), *numbers("leg"), *text("service"), *_DAY, *text("state"),
        *times("entered_at", "called_at", "last_called_at", "started_at", "ended_at"),
        *spans("wait_first_call", "wait_last_call", "wait_start"), *flags("lower_bound"), *spans("wait_limit"),
        *flags("over_limit", "apology_due"),
        Column("apology_said", Kind.FLAG, source="apology_said_at", made=From.PRESENT), *times("apology_said_at"),
        *text("outcome"), *written("reason"), *numbers("counter"), *clerks("clerk", "responsible"), *text("priority"),
        *counts("errands", "calls"), *flags("came_back"), *spans("away", "asked"), *flags("out_of_order"),
        *written("call_reason"), *numbers("visit"),
        *minutes("wait_first_call", "wait_last_call", "wait_start", "wait_limit", "away", "asked"),
        *local("entered_at"),
    ),
    "entered_at",
)  # fmt: skip

_VISITS = Table(
    "visits",
    (
        *numbers("visit"), *text("label", "series"), *numbers("number"), *_DAY,
        *text("state", "outcome", "first_service", "service"),
        *times("issued_at", "entered_at", "called_at", "started_at", "finished_at"), *counts("legs", "calls"),
        *spans("wait", "asked", "served", "away", "stay"), *flags("apology_due", "apology_said"), *text("priority"),
        *counts("errands"), *flags("assistance"), *text("language"), *flags("from_afar", "came_back"),
        *counts("delays", "rejoins"), *_STARS, *numbers("counter"), *clerks("clerk", "responsible"),
        *written("reason"), *minutes("wait", "asked", "served", "away", "stay"), *local("issued_at"),
    ),
    "issued_at",
)  # fmt: skip

_EVENTS = Table(
    "events",
    (
        *numbers("seq", "act"), *times("at"), *text("kind", "subject"), *numbers("visit"), *text("label", "service"),
        *numbers("counter"), *clerks("clerk"), *numbers("undoes"), *flags("undone"), *local("at"),
    ),
    "at",
)  # fmt: skip

_CALLS = Table(
    "calls",
    (
        *numbers("id"), *flags("outbound"), *times("opened_at", "answered_at", "ended_at"), *counts("rings"),
        *flags("apology_due"), *spans("talked"), *flags("left_open"), *written("note"), *numbers("counter"),
        *clerks("clerk"), *minutes("talked"), *local("opened_at"),
    ),
    "opened_at",
)  # fmt: skip

_PROMISES = Table(
    "promises",
    (
        *numbers("id"), *text("kind", "state"), *written("what", "whom"), *times("due"), *flags("overdue"),
        *times("made_at", "settled_at"), *written("note"), *numbers("counter"), *clerks("clerk", "settled_by"),
        *numbers("visit"), *local("made_at"),
    ),
    "made_at",
)  # fmt: skip

_RATINGS = Table(
    "ratings",
    (
        *times("at"), *numbers("visit"), *text("label", "service"), *_DAY, *text("outcome"), *_STARS,
        *written("words"), *local("at"),
    ),
    "at",
)  # fmt: skip

_COUNTERS = Table(
    "counters",
    (
        *times("hour_at"), *numbers("counter"), *_DAY, *spans("open", "paused", "calling", "serving", "idle"),
        *counts("calls", "visits"), *minutes("open", "paused", "calling", "serving", "idle"), *local("hour_at"),
    ),
    "hour_at",
)  # fmt: skip

_HELP = Table(
    "help",
    (
        *numbers("id"), *times("at"), *text("label", "moment"), *times("settled_at"), *spans("lasted"),
        *numbers("counter"), *clerks("clerk", "answered_by"), *minutes("lasted"), *local("at"),
    ),
    "at",
)  # fmt: skip

_OUT_OF_ORDER = Table(
    "out_of_order",
    (
        *times("entered_at"), *numbers("visit"), *text("label"), *numbers("leg"), *text("service"), *_DAY,
        *times("called_at"), *spans("wait"), *text("priority"), *numbers("counter"), *clerks("clerk"),
        *written("call_reason"), *minutes("wait"), *local("entered_at"),
    ),
    "entered_at",
)  # fmt: skip

_FORECASTS = Table(
    "forecasts",
    (
        *times("at"), *numbers("visit", "leg"), *text("label", "service", "shown"), *counts("ahead"), *flags("sure"),
        *counts("counters"), *spans("low", "centre", "high"), *text("method", "because"),
        *times("called_at", "ended_at"), *spans("waited"), *text("came"), *minutes("low", "centre", "high", "waited"),
        *local("at"),
    ),
    "at",
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            _WAITS, _VISITS, _EVENTS, _CALLS, _PROMISES, _RATINGS, _COUNTERS, _HELP, _OUT_OF_ORDER, _FORECASTS,
        )
    }
)  # fmt: skip
"""Tables by name."""


def definition(words: Words, table: Table, column: Column) -> str:
    """What a column holds; where one name means the same in several tables it is said once."""
    if column.made is From.MINUTES:
        return words("export.in_minutes", source=column.source)
    own = f"export.{table.name}.{column.name}"
    return words(own if own in words else f"export.column.{column.name}")


def unit_name(words: Words, column: Column) -> str:
    """The unit of a column; empty for codes and texts, which have none."""
    return words(f"export.unit.{column.unit}")


def described(words: Words, table: Table, column: Column) -> str:
    """The definition of a column, with its unit where it has one."""
    text, unit = definition(words, table, column), unit_name(words, column)
    return words("export.with_unit", text=text, unit=unit) if unit else text
