"""Whether courtesy happens in the hall: sums with their definitions, nobody is scored."""

from __future__ import annotations

from dataclasses import asdict

import click

from kiosk.cli.commands import command, json_option, option
from kiosk.cli.export import period_of
from kiosk.cli.output import pad, show
from kiosk.cli.problems import Refusal
from kiosk.cli.session import session_of


@command("courtesy")
@option("--since", metavar="WHEN")
@option("--until", metavar="WHEN")
@option("--clerk", "of_clerk", metavar="ID")
@json_option
@click.pass_context
def courtesy(ctx: click.Context, since: str | None, until: str | None, of_clerk: str | None) -> None:
    """Print the hall's courtesy figures."""
    from kiosk.text.figures import figure_rows

    session = session_of(ctx)
    if of_clerk is not None:
        raise Refusal("own_figures")
    with session.store() as store:
        period = period_of(since, until, session.config, store.business_day())
        figures = store.reports.courtesy(period.since, period.until)
        store.journal.record(
            None, "courtesy_read", {"since": period.since.isoformat(), "until": period.until.isoformat()}
        )
    words, zone = session.words, session.config.zone
    first, last = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (period.since, period.until))
    lines = [words("courtesy.hall_title", since=first, until=last), words("courtesy.no_score"), ""]
    lines += [f"{pad(row.value, 8)}{row.name}: {row.meaning}" for row in figure_rows(figures, words)]
    record = {"since": period.since.isoformat(), "until": period.until.isoformat(), **asdict(figures)}
    show(session, record, *lines)
