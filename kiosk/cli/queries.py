"""Commands that look and change nothing."""

from __future__ import annotations

import click

from kiosk.cli.commands import clerk_option, command, counter_option, json_option, option
from kiosk.cli.output import (
    local_time,
    say_nobody,
    seconds,
    show,
    show_counter,
    show_ticket,
    ticket_line,
    ticket_record,
    warn_when_closed,
)
from kiosk.cli.session import session_of
from kiosk.cli.verbs import find_ticket
from kiosk.text.opening import not_today_text
from kiosk.text.services import priority_name
from kiosk.text.waits import place_text, told_text
from queue_store import State


@command("waiting")
@option("--service", "services", multiple=True, metavar="SERVICE")
@option("--limit", type=click.IntRange(min=1), metavar="N")
@json_option
@click.pass_context
def waiting(ctx: click.Context, services: tuple[str, ...], limit: int | None) -> None:
    """List who waits, in the order of the calls."""
    session = session_of(ctx)
    with session.store() as store:
        for ticket in store.waiting(services or None, limit):
            show_ticket(session, ticket)


@command("serving")
@json_option
@click.pass_context
def serving(ctx: click.Context) -> None:
    """List who is called or served."""
    session = session_of(ctx)
    with session.store() as store:
        for ticket in store.now_serving():
            show_ticket(session, ticket)


@command("parked")
@json_option
@click.pass_context
def parked(ctx: click.Context) -> None:
    """List who stepped aside."""
    session = session_of(ctx)
    with session.store() as store:
        for ticket in store.parked():
            show_ticket(session, ticket)


@command("ticket")
@click.argument("name", metavar="TICKET")
@json_option
@click.pass_context
def ticket(ctx: click.Context, name: str) -> None:
    """Show one ticket."""
    session = session_of(ctx)
    with session.store() as store:
        show_ticket(session, find_ticket(store, name))


@command("why-next")
@counter_option
@clerk_option
@json_option
@click.pass_context
def why_next(ctx: click.Context, counter: int, clerk: str | None) -> None:
    """Say who would be called, and why."""
    session = session_of(ctx)
    with session.store() as store:
        why = store.why_next(session.post(store, counter, clerk))
        if why is None:
            say_nobody(session, store, counter)
            return
        record = ticket_record(session, why.ticket) | {"rule": why.rule, "why": why.sentence}
        priority = why.ticket.priority
        name = priority_name(session.config, priority, session.language)
        reason = session.words.why(why, priority=name)
        show(session, record, ticket_line(session, why.ticket), reason)


@command("estimate")
@click.argument("name", metavar="SERVICE|TICKET")
@json_option
@click.pass_context
def estimate(ctx: click.Context, name: str) -> None:
    """Say how long a visitor who came now would wait, or one who waits has still to wait."""
    session = session_of(ctx)
    config, words = session.config, session.words
    with session.store() as store:
        ticket = None if config.find_service(name) or name.isalpha() else find_ticket(store, name)
        if ticket is not None and ticket.state is not State.WAITING:
            show_ticket(session, ticket)
            return
        service, today, now = ticket.service if ticket else name, store.business_day(), store.now()
        told = store.forecast.tell(ticket.id, "command") if ticket else store.estimate(service)
    elsewhen = "" if ticket else not_today_text(config, words, service, today)
    record = {
        "service": service,
        "ticket": ticket.label if ticket else None,
        "ahead": told.ahead,
        "next": told.next,
        "counters": told.counters,
        "low_seconds": None if told.low is None else seconds(told.low),
        "high_seconds": None if told.high is None else seconds(told.high),
        "closes_at": local_time(session, told.closes_at),
        "method": told.method,
        "given_today": not elsewhen,
        "hall_open": config.open_at(now),
    }
    line = told_text(words, told, config.zone)
    if elsewhen:
        line = words("cli.line.estimate_elsewhen", elsewhen=elsewhen, told=place_text(words, told))
    warn_when_closed(session, now)
    show(session, record, line)


@command("counters")
@json_option
@click.pass_context
def counters(ctx: click.Context) -> None:
    """List the counters."""
    session = session_of(ctx)
    with session.store() as store:
        for status in store.counters():
            show_counter(session, status, store.now())
