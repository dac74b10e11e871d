"""`kiosk export db`: a copy of all tables for Datasette, sqlite-utils or any SQL client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from kiosk.cli.commands import clerk_option, command, option
from kiosk.cli.export import note_export, period_of
from kiosk.cli.files import refuse_own_files, target_path
from kiosk.cli.output import say
from kiosk.cli.progress import watched
from kiosk.cli.session import session_of
from kiosk.export import Page, Table, about_copy, copy_tables


@command("export.db")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@option("--since", metavar="WHEN")
@option("--until", metavar="WHEN")
@clerk_option
@click.pass_context
def copy(ctx: click.Context, file: Path, since: str | None, until: str | None, clerk: str | None) -> None:
    """Write the copy; without a period of all that is on record."""
    from queue_store import write_copy

    session = session_of(ctx)
    refuse_own_files(session, file)
    config = session.config
    with session.store() as store:
        period = period_of(since, until, config, store.business_day())
        if since is None and until is None:
            period = replace(period, since=store.tables.began())
        span = {"since": period.since.isoformat(), "until": period.until.isoformat()}
        note_export(session, store, {"what": "db", **span, "format": "sqlite"}, clerk, ())

        def watch(table: Table, pages: Iterator[Page]) -> Iterator[Page]:
            return watched(session, table, pages, period, to_file=True)

        tables = copy_tables(store, period, config.zone, session.words, watch)
        hall = {
            "hall": config.name.say(session.words.language),
            "time_zone": config.timezone,
            "made_at": store.now().isoformat(),
        }
        with target_path(file) as temporary, store.frozen():
            temporary.touch(exist_ok=False)
            rows = write_copy(temporary, tables, about_copy(hall, period))
    say(session, "copied", rows=rows, file=file)
