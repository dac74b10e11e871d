"""What a table is made of: columns with a kind and a unit. Their definitions are words, see `kiosk.export.registry`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, in every format."""

    TEXT = "text"
    """Codes of the hall and of the program, and what people typed."""
    WHOLE = "whole"
    """A whole number."""
    NUMBER = "number"
    """Seconds, minutes: three or four decimals."""
    FLAG = "flag"
    """True or false."""
    TIME = "time"
    """UTC to the millisecond, `2026-11-21T08:15:00.000Z`."""
    DATE = "date"
    """`2026-11-21`."""
    CLOCK = "clock"
    """Time of day, `08:15:00`."""


class Unit(StrEnum):
    """What a number counts, or how a text is to be read."""

    NONE = "none"
    SECONDS = "seconds"
    MINUTES = "minutes"
    UTC = "utc"
    LOCAL = "local"
    """By the hall's clocks."""
    COUNT = "count"
    STARS = "stars"
    CODE = "code"


class From(StrEnum):
    """How a column is computed from another one of its row."""

    NOTHING = ""
    LOCAL_DATE = "local_date"
    LOCAL_WEEKDAY = "local_weekday"
    """1 for Monday to 7 for Sunday."""
    LOCAL_HOUR = "local_hour"
    LOCAL_CLOCK = "local_clock"
    MINUTES = "minutes"
    """Of seconds."""
    PRESENT = "present"
    """Whether there is a value."""
    ZONE = "zone"
    """The hall's time zone, the same in every row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind
    unit: Unit = Unit.NONE
    source: str = ""
    """Column of the store from which it comes; its own name without it."""
    made: From = From.NOTHING
    person: bool = False
    """Names a person who works here, or may hold what somebody wrote about a person."""
    written: bool = False
    """Somebody wrote it: free text, which no copy for other tools holds."""

    @property
    def read(self) -> str:
        """The store's column that is read for it; empty for none."""
        return "" if self.made is From.ZONE else self.source or self.name


@dataclass(frozen=True, slots=True)
class Table:
    """A table that can be exported."""

    name: str
    columns: tuple[Column, ...]
    at: str
    """The column whose time has to lie in the period; rows are in its order."""

    @property
    def command(self) -> str:
        """Its name on the command line."""
        return self.name.replace("_", "-")

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def persons(self) -> tuple[str, ...]:
        """Columns that name a person, or may."""
        return tuple(column.name for column in self.columns if column.person)


def text(*names: str) -> tuple[Column, ...]:
    """Codes."""
    return tuple(Column(name, Kind.TEXT, Unit.CODE) for name in names)


def clerks(*names: str) -> tuple[Column, ...]:
    """Ids of people who work here."""
    return tuple(Column(name, Kind.TEXT, Unit.CODE, person=True) for name in names)


def written(*names: str) -> tuple[Column, ...]:
    """What people wrote."""
    return tuple(Column(name, Kind.TEXT, person=True, written=True) for name in names)


def numbers(*names: str) -> tuple[Column, ...]:
    """Whole numbers that only tell things apart."""
    return tuple(Column(name, Kind.WHOLE, Unit.CODE) for name in names)


def counts(*names: str) -> tuple[Column, ...]:
    """How many."""
    return tuple(Column(name, Kind.WHOLE, Unit.COUNT) for name in names)


def flags(*names: str) -> tuple[Column, ...]:
    """True or false."""
    return tuple(Column(name, Kind.FLAG) for name in names)


def times(*names: str) -> tuple[Column, ...]:
    """Moments."""
    return tuple(Column(name, Kind.TIME, Unit.UTC) for name in names)


def spans(*names: str) -> tuple[Column, ...]:
    """Seconds."""
    return tuple(Column(name, Kind.NUMBER, Unit.SECONDS) for name in names)


def minutes(*names: str) -> tuple[Column, ...]:
    """The same spans in minutes, under their name with `_min`."""
    return tuple(Column(f"{name}_min", Kind.NUMBER, Unit.MINUTES, source=name, made=From.MINUTES) for name in names)


def local(at: str) -> tuple[Column, ...]:
    """A moment by the hall's clocks, in parts that a pivot table can use."""
    return (
        Column("local_date", Kind.DATE, Unit.LOCAL, source=at, made=From.LOCAL_DATE),
        Column("local_weekday", Kind.WHOLE, Unit.LOCAL, source=at, made=From.LOCAL_WEEKDAY),
        Column("local_hour", Kind.WHOLE, Unit.LOCAL, source=at, made=From.LOCAL_HOUR),
        Column("local_time", Kind.CLOCK, Unit.LOCAL, source=at, made=From.LOCAL_CLOCK),
        Column("time_zone", Kind.TEXT, Unit.CODE, made=From.ZONE),
    )
