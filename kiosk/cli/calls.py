"""The log of telephone calls, exported."""

from __future__ import annotations

from pathlib import Path

import click

from kiosk.cli.commands import clerk_option, command, option
from kiosk.cli.export import period_of, user_name
from kiosk.cli.files import target
from kiosk.cli.output import say
from kiosk.cli.session import session_of
from kiosk.export import CALL_COLUMNS, FORMATS, call_record


@command("export.calls")
@option("--since", required=True, metavar="WHEN")
@option("--until", required=True, metavar="WHEN")
@option("--format", "fmt", type=click.Choice(list(FORMATS)), default="csv")
@option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@clerk_option
@click.pass_context
def calls(ctx: click.Context, since: str, until: str, fmt: str, output: Path | None, clerk: str | None) -> None:
    """Export the log of telephone calls."""
    session = session_of(ctx)
    config = session.config
    period = period_of(since, until, config)
    with session.store() as store:
        about = {
            "what": "calls",
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "format": fmt,
            "by": clerk or user_name(),
        }
        store.record(None, "export", about)
        records = (call_record(call, config.zone) for call in store.phone_calls(period.since, period.until))
        with target(output) as stream:
            rows = FORMATS[fmt](stream, CALL_COLUMNS, records)
    if output is not None:
        say(session, "exported", rows=rows, zone=config.timezone)
