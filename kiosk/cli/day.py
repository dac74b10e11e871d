"""The business day."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import WordGroup, clerk_option, command, json_option, option
from kiosk.cli.identity import acting
from kiosk.cli.output import pad, show, show_ticket
from kiosk.cli.problems import Code, Refusal, printable
from kiosk.cli.session import Session, session_of
from kiosk.text.labels import labels_text
from kiosk.text.metrics import figure_text, metric_meaning, metric_name
from kiosk.words import Words
from queue_store import LEG_METRICS, State, Ticket

if TYPE_CHECKING:
    from queue_store import Store


_LEFT_TO_THE_REPORT = ("_all", "_least", "_most")
"""Ends of the keys of figures that count those who left as bounds: the report explains them."""


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise Refusal("bad_time", Code.USAGE, value=text) from None


@command("day.show")
@option("--day", "day_text", metavar="DATE")
@json_option
@click.pass_context
def show_day(ctx: click.Context, day_text: str | None) -> None:
    """Print the figures of a day."""
    session, words = session_of(ctx), session_of(ctx).words
    with session.store() as store:
        day, figures = store.reports.day(_day(day_text))
    record = {"day": day.isoformat(), **{key: _plain(value) for key, value in figures.values.items()}}
    lines = [day.isoformat()]
    for metric in LEG_METRICS:
        if not metric.key.endswith(_LEFT_TO_THE_REPORT):
            told = words("report.say.line", name=metric_name(words, metric), meaning=metric_meaning(words, metric))
            lines.append(pad(figure_text(words, metric, figures), 14) + told)
    show(session, record, *lines)


@command("day.close")
@option("--waiting", type=click.Choice(["expire", "carry_over"]), required=True)
@option("--day", "day_text", metavar="DATE")
@option("--yes", is_flag=True)
@clerk_option
@json_option
@click.pass_context
def close_day(ctx: click.Context, waiting: str, day_text: str | None, yes: bool, clerk: str | None) -> None:
    """Close a business day."""
    session = session_of(ctx)
    day = _day(day_text)
    with session.store() as store:
        acting(session, store, "day.close", clerk)
        if not yes and sys.stdin.isatty() and sys.stderr.isatty():
            _ask(session, store, waiting, day)
        closed = store.close_day(waiting=waiting, day=day)
        staying = store.now_serving()
    for ticket in closed:
        show_ticket(session, ticket)
    if not session.json:
        click.echo(_closed_text(session.words, closed, staying))


def _ask(session: Session, store: Store, waiting: str, day: date | None) -> None:
    """Ask a person whether the day is to end for those who are still here: nothing brings them back."""
    words, tickets = session.words, store.to_close(day)
    if not tickets:
        return
    opened = words("cli.say.day_open") if session.config.open_at(store.now()) else ""
    fate = words(f"cli.say.day_{waiting}")
    question = words("cli.say.day_sure", count=len(tickets), labels=labels_text(words, tickets), fate=fate)
    answer = click.prompt(printable(opened + question), default="", show_default=False, err=True)
    if answer.strip().lower() not in ("y", "yes", "是"):
        raise Refusal("day_kept")


def _closed_text(words: Words, closed: list[Ticket], staying: list[Ticket]) -> str:
    """Say what became of the tickets, and who stays at a counter."""
    expired = sum(ticket.state is State.EXPIRED for ticket in closed)
    told = words("cli.say.day_closed", expired=expired, carried=len(closed) - expired)
    at = [words("cli.line.stays", label=ticket.label, counter=ticket.counter) for ticket in staying]
    return told + (words("cli.say.day_stays", tickets=words("common.counters.separator").join(at)) if at else "")


@command("day.forget")
@clerk_option
@json_option
@click.pass_context
def forget(ctx: click.Context, clerk: str | None) -> None:
    """Delete what was kept long enough."""
    session = session_of(ctx)
    with session.store() as store:
        acting(session, store, "day.forget", clerk)
        count = store.forget()
    show(session, {"forgotten": count}, session.words("cli.say.forgotten", count=count))


def _plain(value: float | None) -> float | None:
    """Shares and means to the thousandth."""
    return round(value, 3) if isinstance(value, float) else value


@click.group(
    "day",
    cls=WordGroup,
    sections={
        "supervisor": {
            "show": "kiosk.cli.day:show_day",
            "close": "kiosk.cli.day:close_day",
            "forget": "kiosk.cli.day:forget",
        }
    },
)
def day() -> None:
    """Look at a business day, or end it."""


day.word_key = "day"
