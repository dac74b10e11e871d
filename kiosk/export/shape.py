"""Rows of the store as columns of a table: plain values that every format writes in its own way.

Times become text in UTC to the millisecond, yes or no a bool, spans numbers with three decimals (minutes: four).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.export.columns import Column, From, Kind, Table

Values = Sequence[Any]
"""The values of one column, a row each."""

Page = list[Values]
"""Some rows of a table, as columns."""


def shaped(
    table: Table, stored: Sequence[str], pages: Iterable[Sequence[tuple[Any, ...]]], zone: ZoneInfo
) -> Iterator[Page]:
    """Pages of stored rows, whose columns are named in `stored`, as pages of a table."""
    places = [stored.index(column.read) if column.read else 0 for column in table.columns]
    makers = [partial(_shape, column, zone) for column in table.columns]
    for page in pages:
        values = list(zip(*page, strict=True))
        yield [make(values[place]) for make, place in zip(makers, places, strict=True)]


def _shape(column: Column, zone: ZoneInfo, values: Values) -> Values:
    if column.made is From.ZONE:
        return [zone.key] * len(values)
    if column.made is not From.NOTHING:
        return _MADE[column.made](values, zone)
    plain = _PLAIN.get(column.kind)
    return values if plain is None else [None if value is None else plain(value) for value in values]


def _tidy(value: float) -> int | float:
    """Keep milliseconds, and whole seconds whole."""
    if value.__class__ is int:
        return value
    rounded = round(value, 3)
    return int(rounded) if rounded.is_integer() else rounded


def _to_milliseconds(text: str) -> str:
    return f"{text[:23]}Z"


_PLAIN: Mapping[Kind, Callable[[Any], Any]] = MappingProxyType(
    {Kind.NUMBER: _tidy, Kind.FLAG: bool, Kind.TIME: _to_milliseconds}
)


@lru_cache(maxsize=1 << 14)
def _by_the_clock(minute: str, zone: ZoneInfo) -> tuple[str, int, int, str]:
    """Date, weekday, hour, and hour with minute by the hall's clocks, of a minute in UTC as `2026-11-21T08:15`."""
    shown = datetime.fromisoformat(f"{minute}:00+00:00").astimezone(zone)
    return shown.date().isoformat(), shown.isoweekday(), shown.hour, shown.strftime("%H:%M")


def _part(place: int, values: Values, zone: ZoneInfo) -> Values:
    return [None if value is None else _by_the_clock(value[:16], zone)[place] for value in values]


def _clock(values: Values, zone: ZoneInfo) -> Values:
    return [None if value is None else _by_the_clock(value[:16], zone)[3] + value[16:19] for value in values]


def _minutes(values: Values, _zone: ZoneInfo) -> Values:
    return [None if value is None else round(value / 60, 4) for value in values]


def _present(values: Values, _zone: ZoneInfo) -> Values:
    return [value is not None for value in values]


_MADE: Mapping[From, Callable[[Values, ZoneInfo], Values]] = MappingProxyType(
    {
        From.LOCAL_DATE: partial(_part, 0),
        From.LOCAL_WEEKDAY: partial(_part, 1),
        From.LOCAL_HOUR: partial(_part, 2),
        From.LOCAL_CLOCK: _clock,
        From.MINUTES: _minutes,
        From.PRESENT: _present,
    }
)


@lru_cache(maxsize=1 << 14)
def _minute_since_1970(minute: str) -> int:
    return int(datetime.fromisoformat(f"{minute}:00+00:00").timestamp()) // 60


def milliseconds_since_1970(text: str) -> int:
    """A time as tables write it."""
    return _minute_since_1970(text[:16]) * 60_000 + int(text[17:19]) * 1000 + int(text[20:23])


def days_since_1970(text: str) -> int:
    """A date as tables write it."""
    return _minute_since_1970(f"{text}T00:00") // 1440


def seconds_since_midnight(text: str) -> int:
    """A time of day as tables write it."""
    return int(text[:2]) * 3600 + int(text[3:5]) * 60 + int(text[6:8])
