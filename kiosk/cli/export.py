"""Exports: figures that leave the hall, each one on record."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.commands import WordCommand, WordGroup, clerk_option, command, option
from kiosk.cli.files import target
from kiosk.cli.output import say
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import Session, session_of
from kiosk.export import CALL_COLUMNS, FORMATS, WAIT_COLUMNS, BadTime, Period, call_record, read_period, wait_record

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from kiosk.hall import HallConfig
    from queue_store import Store

Record = Mapping[str, object]
Reader = Callable[["Store", Period, "ZoneInfo"], Iterable[Record]]


def write_records(
    session: Session,
    store: Store,
    about: Mapping[str, str],
    columns: Sequence[str],
    records: Iterable[Record],
    *,
    fmt: str,
    output: Path | None,
    clerk: str | None,
) -> None:
    """Write rows to a file or to stdout; what was exported and by whom goes into the journal first."""
    from queue_store import clerk_name

    by = clerk_name(clerk) if clerk else user_name()
    store.journal.record(None, "export", {**about, "format": fmt, "by": by})
    with target(output) as stream:
        rows = FORMATS[fmt](stream, columns, records)
    if output is not None:
        say(session, "exported", rows=rows, zone=session.config.timezone)


def _log_command(what: str, columns: Sequence[str], read: Reader) -> WordCommand:
    """Make the command that exports one log of the hall over a period."""

    @command(f"export.{what}")
    @option("--since", metavar="WHEN")
    @option("--until", metavar="WHEN")
    @option("--format", "fmt", type=click.Choice(list(FORMATS)), default="csv")
    @option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
    @clerk_option
    @click.pass_context
    def export_log(ctx: click.Context, /, since: str | None, until: str | None, **wanted: Any) -> None:
        """Export a log; without a period that of today."""
        session = session_of(ctx)
        with session.store() as store:
            today = store.business_day().isoformat()
            period = period_of(since or today, until or today, session.config)
            about = {"what": what, "since": period.since.isoformat(), "until": period.until.isoformat()}
            write_records(session, store, about, columns, read(store, period, session.config.zone), **wanted)

    return export_log


def _read_waits(store: Store, period: Period, zone: ZoneInfo) -> Iterable[Record]:
    return (wait_record(row, zone) for row in store.wait_log(period.since, period.until))


def _read_calls(store: Store, period: Period, zone: ZoneInfo) -> Iterable[Record]:
    return (call_record(call, zone) for call in store.calls.between(period.since, period.until))


waits = _log_command("waits", WAIT_COLUMNS, _read_waits)
calls = _log_command("calls", CALL_COLUMNS, _read_calls)


def period_of(since: str, until: str, config: HallConfig) -> Period:
    """Return the period of two times on the command line; a date is a business day of the hall."""
    try:
        period = read_period(since, until, config.zone, config.cutover)
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
    sections={"supervisor": {"waits": "kiosk.cli.export:waits", "calls": "kiosk.cli.export:calls"}},
)
def export() -> None:
    """Write figures."""


export.word_key = "export"
