"""What commands print: one JSON object per line, or lines for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.problems import printable
from kiosk.cli.session import Session
from kiosk.export import json_line, local_text
from kiosk.text.clerks import clerk_text
from kiosk.text.services import service_name
from kiosk.ticket import page_address
from kiosk.words import Words
from queue_store import CounterStatus, State, Ticket

if TYPE_CHECKING:
    from queue_store import Store


def show(session: Session, record: Mapping[str, Any], *lines: str) -> None:
    """Print a record as JSON, or its lines."""
    for line in [json_line(record)] if session.json else map(printable, lines):
        click.echo(line)


def say(session: Session, key: str, **fields: object) -> None:
    """Say something that is not data: on stderr, so that scripts read data only."""
    click.echo(printable(session.words(f"cli.say.{key}", **fields)), err=True)


def ticket_record(session: Session, ticket: Ticket) -> dict[str, Any]:
    """Return the keys of a ticket that scripts may rely on; no name, no telephone number (R41)."""
    return {
        "id": ticket.id,
        "label": ticket.label,
        "token": ticket.token,
        "state": ticket.state.value,
        "service": ticket.service,
        "business_day": ticket.business_day.isoformat(),
        "counter": ticket.counter,
        "clerk": ticket.clerk,
        "priority": ticket.priority,
        "errands": ticket.errands,
        "returning": ticket.returning,
        "issued_at": local_time(session, ticket.issued_at),
        "called_at": local_time(session, ticket.called_at),
        "started_at": local_time(session, ticket.started_at),
        "finished_at": local_time(session, ticket.finished_at),
        "calls": ticket.calls,
        "wait_seconds": None if ticket.state is State.LEFT_OVER else seconds(ticket.wait),
        "limit_seconds": seconds(ticket.limit),
        "apology_due": _apology_due(ticket),
        "apology_said": ticket.apology_said_at is not None,
        "outcome": ticket.outcome.value if ticket.outcome else None,
        "page": page_address(session.site, ticket.token) if session.site else None,
    }


def _apology_due(ticket: Ticket) -> bool:
    """Tell whether the wait was over the limit at the call, or already is for one who still waits (R04)."""
    return ticket.apology_due or (ticket.state is State.WAITING and ticket.wait > ticket.limit)


def ticket_line(session: Session, ticket: Ticket) -> str:
    """Return the line of a ticket for people."""
    words = session.words
    return words(
        "cli.line.ticket",
        label=f"{ticket.label:<6}",
        state=pad(words(f"common.state.{ticket.state.value}"), 14),
        service=service_name(session.config, ticket.service, words.language),
        wait=pad("" if ticket.state is State.LEFT_OVER else words.duration(ticket.wait), 10),
        place=words("cli.line.at_counter", counter=ticket.counter) if ticket.counter is not None else "",
        apology=words("cli.line.apology") if _apology_due(ticket) and ticket.apology_said_at is None else "",
    ).rstrip()


def show_ticket(session: Session, ticket: Ticket) -> None:
    """Print a ticket."""
    show(session, ticket_record(session, ticket), ticket_line(session, ticket))


def say_nobody(session: Session, store: Store, counter: int) -> None:
    """Say that nobody is to be called to a counter now, and who asked for time that is not over."""
    words, zone, now = session.words, session.config.zone, store.now()
    held = [
        words("cli.line.held", label=each.label, clock=words.clock(each.not_before, zone))
        for each in store.waiting_at(counter)
        if each.not_before is not None and each.held_at(now)
    ]
    if held:
        say(session, "nobody_but_held", counter=counter, held=words("common.counters.separator").join(held))
    else:
        say(session, "nobody_waiting", counter=counter)


def show_counter(session: Session, status: CounterStatus, now: datetime) -> None:
    """Print how a counter stands at this time."""
    from kiosk.text.coming_back import back_text

    record = {
        "counter": status.counter,
        "state": status.state,
        "clerk": status.clerk,
        "since": local_time(session, status.since),
        "label": status.ticket.label if status.ticket else None,
        "back_at": local_time(session, status.back_at),
    }
    line = session.words(
        "cli.line.counter",
        counter=f"{status.counter:>3}",
        state=pad(_counter_state(session.words, status), 8),
        clerk=clerk_text(session.words, status.counter, status.clerk) if status.clerk else "",
        label=status.ticket.label if status.ticket else "",
        back=back_text(session.config, session.words, status, now),
    )
    show(session, record, line.rstrip())


def _counter_state(words: Words, status: CounterStatus) -> str:
    """Say what goes on at a counter: an open one is idle, or as its ticket is."""
    if status.state != "open":
        return words(f"common.counter_state.{status.state}")
    return words(f"common.state.{status.ticket.state.value}") if status.ticket else words("common.counter_state.idle")


def warn_when_closed(session: Session, now: datetime) -> None:
    """Say when the hall opens, on stderr, while it is closed; scripts read `hall_open`."""
    from kiosk.text.opening import closed_text

    closed = closed_text(session.config, session.words, now)
    if closed and not session.json:
        say(session, "closed", closed=closed)


def local_time(session: Session, moment: datetime | None) -> str | None:
    """Write a time by the hall's clock, with its offset."""
    return local_text(moment, session.config.zone)


def seconds(span: timedelta) -> int:
    """Return whole seconds."""
    return int(span.total_seconds())


def pad(text: str, width: int) -> str:
    """Fill up to a width on screen, where hanzi take two places."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * (width - taken)
