"""What `kiosk export` says of its tables: a list of them, and of every column what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from kiosk.cli.commands import WordCommand, WordGroup, json_option, option
from kiosk.cli.output import pad, show
from kiosk.cli.session import Session, session_of
from kiosk.export import TABLES, Table, definition, described, unit_name


class ExportCommand(WordCommand):
    """A command that exports one table; its help page explains every column."""

    table: Table

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the table holds, column by column, and what is the same in all of them."""
        super().format_help_text(ctx, formatter)
        words = session_of(ctx).words
        with formatter.indentation():
            edge = " " * formatter.current_indent
            formatter.write("\n")
            for name, text in _definitions(session_of(ctx), self.table):
                formatter.write(f"{edge}  {name:<20}{text}\n")
            for line in ("", *words("export.notes").strip().split("\n")):
                formatter.write(f"{edge}{line}\n")


class ExportGroup(WordGroup):
    """The group of all exports: one command for each table of the registry, and some more."""

    def __init__(
        self, *args: Any, make: Callable[[Table], WordCommand], more: Mapping[str, str], **kwargs: Any
    ) -> None:
        tables = {table.command: "" for table in TABLES.values()}
        super().__init__(*args, **kwargs | {"sections": {"supervisor": {**tables, **more}}})
        self._make = make

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of a table."""
        for table in TABLES.values():
            if table.command == cmd_name:
                return self._make(table)
        return super().get_command(ctx, cmd_name)


def _definitions(session: Session, table: Table) -> list[tuple[str, str]]:
    """Each column with its definition, and its unit behind it where it has one."""
    return [(column.name, described(session.words, table, column)) for column in table.columns]


def _list(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    """Print every table with what it holds; as JSON with every column."""
    if not value:
        return
    session = session_of(ctx)
    words = session.words
    for table in TABLES.values():
        title = words(f"cli.command.export.{table.command}")
        columns = [
            {
                "name": column.name,
                "kind": column.kind.value,
                "unit": unit_name(words, column),
                "definition": definition(words, table, column),
                "names_people": column.person,
            }
            for column in table.columns
        ]
        lines = [f"{pad(table.command, 14)}{title}"]
        lines += [f"  {name:<20}{text}" for name, text in _definitions(session, table)]
        show(session, {"name": table.command, "title": title, "columns": columns}, *lines, "")
    ctx.exit()


def list_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--list`, and `--json` for programs."""
    listed = option("--list", "list_tables", is_flag=True, expose_value=False, callback=_list)
    return json_option(listed(function))
