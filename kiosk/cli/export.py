"""Exports: figures that leave the hall, each one on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from kiosk.cli.commands import WordCommand, clerk_option, option
from kiosk.cli.export_pages import ExportCommand, ExportGroup, list_option
from kiosk.cli.files import refuse_own_files, target
from kiosk.cli.identity import on_record
from kiosk.cli.output import say
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.progress import watched
from kiosk.cli.session import Session, is_terminal, session_of
from kiosk.export import (
    BINARY,
    FORMATS,
    MOST_ROWS,
    PLAIN,
    BadTime,
    Page,
    ParquetMissing,
    Period,
    SkippedTime,
    Table,
    TooManyRows,
    definition,
    read_period,
    shaped,
    unit_name,
    write_parquet,
    write_xlsx,
)

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from queue_store import Store


def write_table(
    session: Session,
    store: Store,
    table: Table,
    pages: Iterable[Page],
    about: Mapping[str, str],
    *,
    fmt: str | None,
    output: Path | None,
    clerk: str | None,
) -> None:
    """Write rows to a file or to stdout; what was exported and by whom goes into the journal first."""
    kind = fmt or _format_of(output)
    if output is None and kind in BINARY and is_terminal():
        raise Refusal("binary_to_terminal", Code.USAGE, format=kind)
    refuse_own_files(session, output)
    note_export(session, store, {"what": table.name, **about, "format": kind}, clerk, table.persons)
    with target(output) as stream:
        rows = _write(session, table, pages, about, kind, stream, output)
    if output is not None:
        say(session, "exported" if rows else "exported_nothing", rows=rows, zone=session.config.timezone)


def note_export(
    session: Session, store: Store, about: Mapping[str, Any], clerk: str | None, persons: Iterable[str]
) -> None:
    """Write down what leaves the hall, who takes it, and which of its columns name people."""
    by = on_record(session, store, "export", clerk)
    store.journal.record(None, "export", {**about, "by": by, "persons": list(persons)})


def _format_of(output: Path | None) -> str:
    """The format that a file's name ends with; CSV for any other name."""
    ending = "" if output is None else output.suffix.removeprefix(".").lower()
    return ending if ending in FORMATS else "csv"


def _write(
    session: Session,
    table: Table,
    pages: Iterable[Page],
    about: Mapping[str, str],
    kind: str,
    stream: BinaryIO,
    output: Path | None,
) -> int:
    try:
        if kind in PLAIN:
            return PLAIN[kind](stream, table.columns, pages)
        if kind == "parquet":
            return write_parquet(stream, table.columns, pages)
        folder = None if output is None else output.absolute().parent
        explained = _explained(session, table, about)
        return write_xlsx(stream, table.columns, pages, sheet=table.name, explained=explained, folder=folder)
    except ParquetMissing:
        raise Refusal("parquet_missing") from None
    except TooManyRows as error:
        raise _too_many(error.args[0]) from None


def _too_many(rows: int) -> Refusal:
    return Refusal("too_many_rows", rows=f"{rows:,}", most=f"{MOST_ROWS:,}")


def _explained(session: Session, table: Table, about: Mapping[str, str]) -> tuple[str, list[tuple[str, str, str]]]:
    """Name and rows of a workbook's sheet of definitions."""
    words = session.words
    rows = [(words("export.sheet.column"), words("export.sheet.unit"), words("export.sheet.definition"))]
    rows += [(column.name, unit_name(words, column), definition(words, table, column)) for column in table.columns]
    told = {"table": words(f"cli.command.export.{table.command}"), **about, "zone": session.config.timezone}
    rows += [("", "", ""), *((words(f"export.sheet.{name}"), "", text) for name, text in told.items())]
    return words("export.sheet.name"), rows


def _table_command(table: Table) -> WordCommand:
    """Make the command that exports one table over a period."""

    @click.command(table.command, cls=ExportCommand)
    @option("--since", metavar="WHEN")
    @option("--until", metavar="WHEN")
    @option("--format", "fmt", type=click.Choice(FORMATS))
    @option("--output", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE")
    @clerk_option
    @click.pass_context
    def export_table(ctx: click.Context, /, since: str | None, until: str | None, **wanted: Any) -> None:
        """Export a table; without a period that of today."""
        session = session_of(ctx)
        wanted["output"] = None if str(wanted["output"]) == "-" else wanted["output"]
        with session.store() as store:
            period = period_of(since, until, session.config, store.business_day())
            _refuse_too_many(store, table, period, wanted)
            about = {"since": period.since.isoformat(), "until": period.until.isoformat()}
            found = store.tables.pages(table.name, period.since, period.until)
            pages = shaped(table, store.tables.columns(table.name), found, session.config.zone)
            shown = watched(session, table, pages, period, to_file=wanted["output"] is not None)
            write_table(session, store, table, shown, about, **wanted)

    export_table.word_key = f"export.{table.command}"
    export_table.table = table
    return export_table


def _refuse_too_many(store: Store, table: Table, period: Period, wanted: Mapping[str, Any]) -> None:
    """Say what a sheet cannot hold before anything is written."""
    if (wanted["fmt"] or _format_of(wanted["output"])) == "xlsx":
        rows = store.tables.count(table.name, period.since, period.until)
        if rows is not None and rows > MOST_ROWS:
            raise _too_many(rows)


def period_of(since: str | None, until: str | None, config: HallConfig, today: date) -> Period:
    """Return the period of two times on the command line; a date is a business day of the hall."""
    try:
        period = read_period(since, until, config.zone, config.cutover, today)
    except SkippedTime as error:
        raise Refusal("skipped_time", Code.USAGE, value=error.args[0], zone=config.timezone) from None
    except BadTime as error:
        raise Refusal("bad_time", Code.USAGE, value=error.args[0]) from None
    if period.until <= period.since:
        raise Refusal("times_reversed", Code.USAGE, since=since or "today", until=until or "today")
    return period


@click.group("export", cls=ExportGroup, make=_table_command, more={"db": "kiosk.cli.export_copy:copy"}, sections={})
@list_option
def export() -> None:
    """Write figures."""


export.word_key = "export"
