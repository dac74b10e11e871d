"""The report of a period as a file to look at, to print and to pass on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import clerk_option, command, option
from kiosk.cli.files import refuse_own_files, target
from kiosk.cli.identity import on_record
from kiosk.cli.output import say
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import Session, session_of
from kiosk.languages import LANGUAGES
from kiosk.words import load_words

if TYPE_CHECKING:
    from datetime import date

    from kiosk.report import Days
    from queue_store import PeriodFigures, Store


@command("report")
@option("--week", metavar="WEEK")
@option("--day", metavar="DATE")
@option("--month", metavar="MONTH")
@option("--since", "since_day", metavar="DATE")
@option("--until", "until_day", metavar="DATE")
@option("--language", "report_language", type=click.Choice(LANGUAGES))
@option("--output", "report_file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE")
@clerk_option
@click.pass_context
def report(
    ctx: click.Context,
    week: str | None,
    day: str | None,
    month: str | None,
    since_day: str | None,
    until_day: str | None,
    report_language: str | None,
    report_file: Path | None,
    clerk: str | None,
) -> None:
    """Write the report of a week, day, month or period; without any, of the last whole week."""
    from kiosk.report import Report, pages
    from queue_store import program_version

    session = session_of(ctx)
    words = load_words(report_language) if report_language else session.words
    with session.store() as store:
        days = _days(
            store.business_day(), {"week": week, "day": day, "month": month, "since": since_day, "until": until_day}
        )
        file = Path(f"report-{days.name}.html") if report_file is None else report_file
        refuse_own_files(session, file)
        by, head = on_record(session, store, "report", clerk), store.audit.head()
        now, before = _figures(session, store, days)
        persons = ["words"] if now.rated_words else []
        about = {"what": "report", "since": str(days.first), "until": str(days.last), "by": by, "persons": persons}
        store.journal.record(None, "export", about | head.as_note())
    made = Report(session.config, words, days, now, before, f"kiosk {program_version()}", head)
    with target(None if file == Path("-") else file) as stream:
        for piece in pages(made):
            stream.write(piece.encode("utf-8", "replace"))
    if file != Path("-"):
        say(session, "report_written", file=file)


def _days(today: date, given: dict[str, str | None]) -> Days:
    """The business days asked for; only one way of saying them at a time."""
    from kiosk.report import BadDays, read_days

    said = [name for name, value in given.items() if value is not None]
    if len(said) > 1 and set(said) != {"since", "until"}:
        raise Refusal("report_days_twice", Code.USAGE, given=", ".join(f"--{name}" for name in said))
    try:
        days = read_days(today, **given)
    except BadDays as error:
        raise Refusal("bad_days", Code.USAGE, value=error.args[0]) from None
    if days.last < days.first:
        raise Refusal("times_reversed", Code.USAGE, since=days.first, until=days.last)
    return days


def _figures(session: Session, store: Store, days: Days) -> tuple[PeriodFigures, PeriodFigures]:
    """Read the figures of the days and of those before, with a bar on the terminal of whoever waits for them."""
    earlier = days.before()
    both = ((days.first, days.last), (earlier.first, earlier.last))
    count = sum((last - first).days + 1 for first, last in both)
    shown = sys.stderr.isatty()
    with click.progressbar(length=count, label="report", file=sys.stderr, hidden=not shown, show_pos=False) as bar:
        now = store.reports.period(*both[0], each_day=lambda: bar.update(1))
        if not now.by_day:
            raise Refusal("report_empty", period=days.text(session.words))
        return now, store.reports.period(*both[1], each_day=lambda: bar.update(1))
