"""A database of figures for other tools: made of the tables it is given, and of nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Sql = Literal["TEXT", "INTEGER", "REAL"]


@dataclass(frozen=True, slots=True)
class CopyColumn:
    """A column of a view, as other tools see it."""

    name: str
    sql_type: Sql
    explained: str
    """What it holds."""
    unit: str = ""
    comment: str = ""
    """The same, with the unit, beside the column in the view's SQL."""
    minutes_of: str = ""
    """The column whose seconds it gives in minutes; such a column is computed."""
    fixed: str | None = None
    """The one value of all rows; such a column is not kept."""
    left_out: bool = False
    """Kept back: always NULL."""

    @property
    def is_kept(self) -> bool:
        return not self.minutes_of and self.fixed is None and not self.left_out


@dataclass(frozen=True, slots=True)
class CopyTable:
    """A view of the copy, and the rows under it."""

    name: str
    explained: str
    columns: tuple[CopyColumn, ...]
    by_day: str
    """The kept column by which most questions select; it gets an index."""
    pages: Callable[[], Iterable[Sequence[tuple[Any, ...]]]]
    """Reads the rows: the kept columns in their order, some rows at a time."""

    @property
    def kept(self) -> tuple[CopyColumn, ...]:
        return tuple(column for column in self.columns if column.is_kept)


def write_copy(where: str | os.PathLike[str], tables: Sequence[CopyTable], about: Sequence[tuple[str, str]]) -> int:
    """Make an empty file an SQLite file of these tables; returns the number of rows.

    It has a table `about`, a table `definitions`, and for each table its rows in `NAME_rows` and a view `NAME` over
    them. Only what is given here gets into it, and nothing was ever deleted in it. OSError when it cannot be written,
    such as on a full disk; what was written until then is left to the caller.
    """
    from queue_store.engines.sqlite.copy import fill  # here, so that the values can be had without a database

    return fill(os.fspath(where), tables, about)
