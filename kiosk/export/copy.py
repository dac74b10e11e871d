"""What the copy for other tools holds: every table of the registry, without names and free text.

It is an allow-list: what is in no table of the registry is not in the copy, nor is any column marked as written by
people. Clerks go by `clerk-1`, `clerk-2` …, in the order in which they appear in this copy and in no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kiosk.export.columns import Column, From, Kind, Table
from kiosk.export.registry import TABLES, definition, described, unit_name
from kiosk.export.shape import Page, shaped
from kiosk.words import Words

if TYPE_CHECKING:
    from kiosk.export.period import Period
    from queue_store import CopyTable, Store

_TYPES = MappingProxyType({Kind.WHOLE: "INTEGER", Kind.FLAG: "INTEGER", Kind.NUMBER: "REAL"})

Watched = Callable[[Table, Iterator[Page]], Iterator[Page]]
"""Shows how far the reading of a table is."""


def copy_tables(store: Store, period: Period, zone: ZoneInfo, words: Words, watch: Watched) -> list[CopyTable]:
    """The views of the copy, each with what reads its rows."""
    from queue_store import CopyColumn, CopyTable

    aliases: dict[str, str] = {}

    def made(table: Table) -> CopyTable:
        columns = tuple(
            CopyColumn(
                column.name,
                _TYPES.get(column.kind, "TEXT"),  # type: ignore[arg-type]
                definition(words, table, column),
                unit_name(words, column),
                _comment(words, table, column),
                minutes_of=column.source if column.made is From.MINUTES else "",
                fixed=zone.key if column.made is From.ZONE else None,
                left_out=column.written,
            )
            for column in table.columns
        )
        kept = [place for place, column in enumerate(columns) if column.is_kept]

        def pages() -> Iterable[Sequence[tuple[Any, ...]]]:
            found = store.tables.pages(table.name, period.since, period.until)
            shown = watch(table, shaped(table, store.tables.columns(table.name), found, zone))
            return (_rows(table, kept, page, aliases) for page in shown)

        title = words(f"cli.command.export.{table.command}")
        return CopyTable(table.name, title, columns, "local_date", pages)

    return [made(table) for table in TABLES.values()]


def _comment(words: Words, table: Table, column: Column) -> str:
    text = described(words, table, column)
    return words("export.left_out", text=text) if column.written else text


def _rows(table: Table, kept: Sequence[int], page: Page, aliases: dict[str, str]) -> list[tuple[Any, ...]]:
    """The kept columns of a page, with other names for clerks."""
    values = [_aliased(page[place], aliases) if table.columns[place].person else page[place] for place in kept]
    return list(zip(*values, strict=True))


def _aliased(clerks: Sequence[Any], aliases: dict[str, str]) -> list[str | None]:
    return [clerk and aliases.setdefault(clerk, f"clerk-{len(aliases) + 1}") for clerk in clerks]


def about_copy(hall: Mapping[str, str], period: Period) -> list[tuple[str, str]]:
    """What the copy says of itself."""
    return [*hall.items(), ("since", period.since.isoformat()), ("until", period.until.isoformat())]
