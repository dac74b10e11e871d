"""Exports: figures that leave the hall, each one on record."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import WordGroup, clerk_option, command, option
from kiosk.cli.files import target
from kiosk.cli.output import say
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import session_of
from kiosk.export import FORMATS, WAIT_COLUMNS, BadTime, Period, read_period, wait_record

if TYPE_CHECKING:
    from kiosk.hall import HallConfig


@command("export.waits")
@option("--since", required=True, metavar="WHEN")
@option("--until", required=True, metavar="WHEN")
@option("--format", "fmt", type=click.Choice(list(FORMATS)), default="csv")
@option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@clerk_option
@click.pass_context
def waits(ctx: click.Context, since: str, until: str, fmt: str, output: Path | None, clerk: str | None) -> None:
    """Export the wait log."""
    session = session_of(ctx)
    config = session.config
    period = period_of(since, until, config)
    with session.store() as store:
        about = {
            "what": "waits",
            "since": period.since.isoformat(),
            "until": period.until.isoformat(),
            "format": fmt,
            "by": clerk or user_name(),
        }
        store.record(None, "export", about)
        records = (wait_record(row, config.zone) for row in store.wait_log(period.since, period.until))
        with target(output) as stream:
            rows = FORMATS[fmt](stream, WAIT_COLUMNS, records)
    if output is not None:
        say(session, "exported", rows=rows, zone=config.timezone)


def period_of(since: str, until: str, config: HallConfig) -> Period:
    """Return the period of two times on the command line."""
    try:
        period = read_period(since, until, config.zone)
    except BadTime as error:
        raise Refusal("bad_time", Code.USAGE, value=error.args[0]) from None
    if period.until <= period.since:
        raise Refusal("times_reversed", Code.USAGE, since=since, until=until)
    return period


def user_name() -> str:
    """Return who is logged in on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@click.group(
    "export",
    cls=WordGroup,
    sections={"supervisor": {"waits": "kiosk.cli.export:waits", "calls": "kiosk.cli.calls:calls"}},
)
def export() -> None:
    """Write figures."""


export.word_key = "export"
