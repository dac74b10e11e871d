"""Rows of the store as columns of a table: plain values that every format writes in its own way.

Times become text in UTC to the millisecond, yes or no a bool, spans numbers with three decimals (minutes: four).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.export.columns import Column, From, Kind, Table

Values = Sequence[Any]
"""The values of one column, a row each."""

Page = list[Values]
"""Some rows of a table, as columns."""

_MOST_MINUTES = 1 << 14
"""Minutes whose local time is kept in memory."""


class _Clock(dict[str, tuple[str, int, int, str]]):
    """What the hall's clocks show in a minute in UTC, `2026-11-21T08:15`: date, weekday, hour, hour with minute."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, minute: str) -> tuple[str, int, int, str]:
        if len(self) >= _MOST_MINUTES:
            self.clear()
        at = datetime.fromisoformat(f"{minute}:00+00:00").astimezone(self._zone)
        shown = self[minute] = at.date().isoformat(), at.isoweekday(), at.hour, f"{at.hour:02}:{at.minute:02}"
        return shown


def shaped(
    table: Table, stored: Sequence[str], pages: Iterable[Sequence[tuple[Any, ...]]], zone: ZoneInfo
) -> Iterator[Page]:
    """Pages of stored rows, whose columns are named in `stored`, as pages of a table."""
    clock = _Clock(zone)
    places = [stored.index(column.read) if column.read else 0 for column in table.columns]
    at = stored.index(table.at)
    for page in pages:
        values = list(zip(*page, strict=True))
        shown = [clock[moment[:16]] for moment in values[at]]
        yield [
            _local(column, values[at], shown, zone) if column.made in _LOCAL else _shape(column, values[place])
            for column, place in zip(table.columns, places, strict=True)
        ]


_LOCAL: Mapping[From, int] = MappingProxyType(
    {From.LOCAL_DATE: 0, From.LOCAL_WEEKDAY: 1, From.LOCAL_HOUR: 2, From.LOCAL_CLOCK: 3, From.ZONE: -1}
)
"""Columns that say by the hall's clocks when a row was, and their places in what is shown."""


def _local(column: Column, moments: Values, shown: Sequence[tuple[str, int, int, str]], zone: ZoneInfo) -> Values:
    """The time by which the rows of a table are chosen and which each of them has, by the hall's clocks."""
    if column.made is From.ZONE:
        return [zone.key] * len(moments)
    if column.made is From.LOCAL_CLOCK:
        return [minute[3] + moment[16:19] for minute, moment in zip(shown, moments, strict=True)]
    part = _LOCAL[column.made]
    return [minute[part] for minute in shown]


def _shape(column: Column, values: Values) -> Values:
    make = _COMPUTED.get(column.made) or _PLAIN.get(column.kind)
    return values if make is None else make(values)


def _minutes(values: Values) -> Values:
    """Seconds as minutes to four decimals. `round` takes three times as long."""
    return [None if value is None else (value * 500 / 3 + 0.5) // 1 / 10_000 for value in values]


def _spans(values: Values) -> Values:
    """Seconds to the millisecond, whole ones whole."""
    return [value if value is None or value.__class__ is int else _span((value * 1000 + 0.5) // 1) for value in values]


def _span(milliseconds: float) -> int | float:
    return milliseconds / 1000 if milliseconds % 1000 else int(milliseconds) // 1000


_IS_SO: Mapping[object, bool | None] = {None: None, 0: False, 1: True}


def _flags(values: Values) -> Values:
    return list(map(_IS_SO.__getitem__, values))


def _moments(values: Values) -> Values:
    """To the millisecond."""
    return [None if value is None else value[:23] + "Z" for value in values]


_COMPUTED: Mapping[From, Callable[[Values], Values]] = MappingProxyType(
    {From.MINUTES: _minutes, From.PRESENT: lambda values: [value is not None for value in values]}
)
_PLAIN: Mapping[Kind, Callable[[Values], Values]] = MappingProxyType(
    {Kind.NUMBER: _spans, Kind.FLAG: _flags, Kind.TIME: _moments}
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
