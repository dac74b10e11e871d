"""The report of a period as a file to look at, to print and to pass on."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import clerk_option, command, option
from kiosk.cli.files import target
from kiosk.cli.identity import exporting
from kiosk.cli.output import say
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import APP_NAME, LANGUAGES, Session, session_of
from kiosk.words import load_words

if TYPE_CHECKING:
    from datetime import date

    from kiosk.report import Days
    from queue_store import Store


@command("report")
@option("--week", metavar="WEEK")
@option("--day", metavar="DATE")
@option("--month", metavar="MONTH")
@option("--since", "since_day", metavar="DATE")
@option("--until", "until_day", metavar="DATE")
@option("--language", "report_language", type=click.Choice(LANGUAGES))
@option("--output", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE")
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
    output: Path | None,
    clerk: str | None,
) -> None:
    """Write the report of a week, day, month or period; without any, of the last whole week."""
    from kiosk.report import Report, pages

    session = session_of(ctx)
    with session.store() as store:
        days = _days(
            store.business_day(), {"week": week, "day": day, "month": month, "since": since_day, "until": until_day}
        )
        words = load_words(report_language) if report_language else session.words
        now = store.reports.period(days.first, days.last)
        if not now.by_day:
            raise Refusal("report_empty", since=days.first, until=days.last)
        earlier = days.before()
        before = store.reports.period(earlier.first, earlier.last)
        _note(session, store, days, clerk)
    made = Report(session.config, words, days, now, before, _program())
    file = Path(f"report-{days.name}.html") if output is None else output
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


def _note(session: Session, store: Store, days: Days, clerk: str | None) -> None:
    """Keep on record that a report was made, and by whom: it holds what visitors wrote."""
    by = exporting(session, store, clerk)
    store.journal.record(
        None, "export", {"what": "report", "since": str(days.first), "until": str(days.last), "by": by}
    )


def _program() -> str:
    try:
        return f"kiosk {version(APP_NAME)}"
    except PackageNotFoundError:
        return "kiosk"
