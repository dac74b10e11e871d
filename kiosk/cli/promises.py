"""What the hall owes: listed for people, exported for programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import clerk_option, command, json_option, option
from kiosk.cli.export import write_table
from kiosk.cli.identity import on_record
from kiosk.cli.output import pad, show
from kiosk.cli.session import Session, session_of
from kiosk.export import FORMATS, TABLES, owed_rows, shaped
from kiosk.text.clerks import clerk_text

if TYPE_CHECKING:
    from queue_store import Owed

_KINDS = ("promise", "case", "duty", "handover")


@command("promises")
@option("--kind", type=click.Choice(_KINDS), multiple=True)
@option("--all", "with_settled", is_flag=True)
@option("--overdue", "only_overdue", is_flag=True)
@option("--format", "fmt", type=click.Choice(FORMATS))
@option("--output", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE")
@clerk_option
@json_option
@click.pass_context
def promises(
    ctx: click.Context,
    kind: tuple[str, ...],
    with_settled: bool,
    only_overdue: bool,
    fmt: str | None,
    output: Path | None,
    clerk: str | None,
) -> None:
    """List or export what is owed."""
    from queue_store import OwedState

    session = session_of(ctx)
    zone = session.config.zone
    with session.store() as store:
        now = store.now()
        found = store.owed.rows(state=None if with_settled else OwedState.OPEN)
        rows = [owed for owed in found if (not kind or owed.kind in kind) and (not only_overdue or owed.overdue(now))]
        table, columns = TABLES["promises"], store.tables.columns("promises")
        pages = list(shaped(table, columns, [owed_rows(rows, now, columns)] if rows else [], zone))
        if fmt is None and output is None:
            by = on_record(session, store, "promises", clerk)
            if named := [str(owed.id) for owed in rows if owed.whom]:
                store.lookups.note("promises", named, by=by)
            for values, owed in zip(zip(*pages[0], strict=True) if pages else (), rows, strict=True):
                show(session, dict(zip(table.names, values, strict=True)), _line(session, owed, now))
            return
        chosen = None if str(output) == "-" else output
        write_table(session, store, table, pages, {}, fmt=fmt, output=chosen, clerk=clerk)


def _line(session: Session, owed: Owed, now: datetime) -> str:
    words, zone = session.words, session.config.zone
    stands = "overdue" if owed.overdue(now) else "later" if owed.due else "note"
    state = words(f"promises.stands.{stands}") if owed.state == "open" else words(f"promises.state.{owed.state}")
    due = f"{owed.due.astimezone(zone):%Y-%m-%d %H:%M}" if owed.due else ""
    kind, clerk = words(f"promises.kind.{owed.kind}"), clerk_text(words, owed.counter, owed.clerk)
    return "  ".join([pad(due, 16), pad(state, 10), pad(kind, 8), owed.what, owed.whom, clerk]).rstrip()
