"""The verbs of a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from kiosk.cli.commands import clerk_option, command, counter_option, json_option, option
from kiosk.cli.identity import post_in_hall, post_of
from kiosk.cli.output import (
    local_time,
    say_nobody,
    seconds,
    show,
    show_ticket,
    ticket_line,
    ticket_record,
    warn_when_closed,
)
from kiosk.cli.paper import open_press, print_asked, say_outcome, station_name
from kiosk.cli.problems import Code, Refusal
from kiosk.cli.session import Session, session_of
from kiosk.cli.wording import say_wording
from kiosk.text.acts import verb_text
from kiosk.text.days import service_day_text
from kiosk.text.services import service_name
from kiosk.text.waits import told_text
from queue_store import ACTIVE, Outcome, Post, State, Ticket, Visitor

if TYPE_CHECKING:
    from queue_store import Store

_Act = Callable[["Store", Ticket, Post], Ticket]


def find_ticket(store: Store, name: str) -> Ticket:
    """Find today's ticket by label, or any by its token."""
    return store.ticket_by_token(name.upper()) or store.ticket_by_label(name)


def _own_ticket(store: Store, post: Post, *, parked: bool = False) -> Ticket:
    """Return the one ticket that an act without a label can mean: the counter's own, or its parked one."""
    if parked:
        mine = [ticket for ticket in store.parked(post) if ticket.counter == post.counter]
    else:
        mine = [ticket for ticket in store.now_serving() if ticket.counter == post.counter and ticket.state in ACTIVE]
    if not mine:
        raise Refusal("nobody_parked" if parked else "nobody_here", counter=post.counter)
    if len(mine) > 1:
        raise Refusal("several_parked", counter=post.counter, labels=", ".join(ticket.label for ticket in mine))
    return mine[0]


def _name_of(ctx: click.Context) -> str:
    """The name of the command that runs, as `kiosk.access` has it."""
    return str(ctx.info_name)


def _act(
    ctx: click.Context, counter: int, clerk: str | None, name: str | None, act: _Act, parked: bool = False
) -> None:
    """Do one act at a counter to the named ticket, or to the counter's own, and print the ticket."""
    session = session_of(ctx)
    with session.store() as store:
        post = post_of(session, store, _name_of(ctx), counter, clerk)
        ticket = find_ticket(store, name) if name else _own_ticket(store, post, parked=parked)
        show_ticket(session, act(store, ticket, post))


def _at_counter(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every act at a counter takes."""
    return click.pass_context(counter_option(clerk_option(json_option(function))))


_ticket = click.argument("name", metavar="[TICKET]", required=False)


@command("issue")
@click.argument("service", metavar="SERVICE")
@option("--priority", metavar="ID", default="")
@option("--errands", type=click.IntRange(1, 99), default=1, metavar="N")
@option("--assistance", is_flag=True)
@option("--surname", default="")
@option("--address", metavar="FORM", default="")
@option("--phone", default="")
@option("--visitor-language", metavar="TAG", default="")
@option("--request-id", metavar="ID")
@option("--print", "on_paper", is_flag=True)
@clerk_option
@json_option
@click.pass_context
def issue(
    ctx: click.Context, /, service: str, visitor_language: str, request_id: str | None, on_paper: bool,
    clerk: str | None, **told: Any,
) -> None:  # fmt: skip
    """Give a visitor a number: anybody may take one, only those who serve one in a name."""
    session = session_of(ctx)
    with session.store() as store:
        named = clerk or any(told[field] for field in ("surname", "address", "phone"))
        post = post_in_hall(session, store, "issue.named" if named else "issue", clerk)
        known = {each.code.upper(): each.code for each in session.config.services}
        service = known.get(service.upper(), service)
        _refuse_on_other_days(session, store, service)
        _refuse_unknown_address(session, told["address"])
        press = open_press(session, store) if on_paper else None
        visitor, print_at = Visitor(language=visitor_language, **told), station_name() if press else ""
        ticket = store.issue(service, visitor=visitor, request_id=request_id, post=post, print_at=print_at)
        estimate = store.forecast.tell(ticket.id, "command")
        record = ticket_record(session, ticket) | {
            "ahead": estimate.ahead,
            "next": estimate.next,
            "estimate_low_seconds": None if estimate.low is None else seconds(estimate.low),
            "estimate_high_seconds": None if estimate.high is None else seconds(estimate.high),
            "closes_at": local_time(session, estimate.closes_at),
            "hall_open": session.config.open_at(ticket.issued_at),
        }
        warn_when_closed(session, store.now())
        told_line = told_text(session.words, estimate, session.config.zone)
        show(session, record, session.words("cli.line.issued", ticket=ticket_line(session, ticket), told=told_line))
        if press is not None and (asked := store.prints.of(ticket.id)):
            say_outcome(session, print_asked(session, store, press, asked))


def _refuse_on_other_days(session: Session, store: Store, code: str) -> None:
    """Refuse a service that is not given today, and say when it is (R29)."""
    config, today = session.config, store.business_day()
    if config.find_service(code) is None or config.service_open_on(code, today):
        return
    name, day = service_name(config, code, session.language), config.next_day_of(code, today)
    when = service_day_text(config, session.words, code, day) if day else ""
    raise Refusal("service_not_today", service=name, day=when)


def _refuse_unknown_address(session: Session, address: str) -> None:
    from prompts import forms_of_address

    known = [form.id for form in forms_of_address(session.language)]
    if address and address not in known:
        raise Refusal("unknown_address", Code.USAGE, address=address, known=", ".join(known))


@command("next")
@_at_counter
def next_(ctx: click.Context, counter: int, clerk: str | None) -> None:
    """Call whoever is next for a counter."""
    session = session_of(ctx)
    with session.store() as store:
        ticket = store.call_next(post_of(session, store, _name_of(ctx), counter, clerk))
        if ticket is None:
            say_nobody(session, store, counter)
        else:
            show_ticket(session, ticket)


@command("call")
@click.argument("name", metavar="TICKET")
@option("--reason", default="")
@_at_counter
def call(ctx: click.Context, counter: int, clerk: str | None, name: str, reason: str) -> None:
    """Call a chosen ticket."""

    def act(store: Store, ticket: Ticket, post: Post) -> Ticket:
        why = None if reason.strip() or ticket.state is not State.WAITING else store.why_next(post)
        if why is not None and why.ticket.id != ticket.id:
            raise Refusal("call_reason", Code.USAGE, label=ticket.label, next=why.ticket.label)
        return store.call(ticket.id, post, reason=reason)

    _act(ctx, counter, clerk, name, act)
    say_wording(session_of(ctx), reason)


@command("recall")
@_ticket
@_at_counter
def recall(ctx: click.Context, counter: int, clerk: str | None, name: str | None) -> None:
    """Call again."""
    _act(ctx, counter, clerk, name, lambda store, ticket, post: store.recall(ticket.id, post))


@command("start")
@_ticket
@_at_counter
def start(ctx: click.Context, counter: int, clerk: str | None, name: str | None) -> None:
    """Begin to serve."""
    _act(ctx, counter, clerk, name, lambda store, ticket, post: store.start(ticket.id, post))


@command("apologise")
@_ticket
@_at_counter
def apologise(ctx: click.Context, counter: int, clerk: str | None, name: str | None) -> None:
    """Confirm that the apology was said."""
    _act(ctx, counter, clerk, name, lambda store, ticket, post: store.apologise(ticket.id, post))


@command("park")
@_ticket
@option("--reason", default="")
@_at_counter
def park(ctx: click.Context, counter: int, clerk: str | None, name: str | None, reason: str) -> None:
    """Let a visitor step aside."""
    _act(ctx, counter, clerk, name, lambda store, ticket, post: store.park(ticket.id, post, reason=reason))


@command("resume")
@_ticket
@_at_counter
def resume(ctx: click.Context, counter: int, clerk: str | None, name: str | None) -> None:
    """Go on with a visitor who stepped aside."""
    _act(ctx, counter, clerk, name, lambda store, ticket, post: store.resume(ticket.id, post), parked=True)


@command("no-show")
@_ticket
@_at_counter
def no_show(ctx: click.Context, counter: int, clerk: str | None, name: str | None) -> None:
    """Note that nobody came."""
    _act(ctx, counter, clerk, name, lambda store, ticket, post: store.no_show(ticket.id, post))


@command("transfer")
@_ticket
@option("--to-service", metavar="SERVICE")
@option("--to-counter", type=click.IntRange(min=1), metavar="N")
@option("--note", default="")
@_at_counter
def transfer(
    ctx: click.Context,
    counter: int,
    clerk: str | None,
    name: str | None,
    to_service: str | None,
    to_counter: int | None,
    note: str,
) -> None:
    """Hand over to another service or counter."""
    if to_service is None and to_counter is None:
        raise Refusal("transfer_where", Code.USAGE)

    session = session_of(ctx)

    def act(store: Store, ticket: Ticket, post: Post) -> Ticket:
        if to_service is not None:
            _refuse_on_other_days(session, store, to_service)
        return store.transfer(ticket.id, post, service=to_service, counter=to_counter, note=note)

    _act(ctx, counter, clerk, name, act)
    say_wording(session, note)


@command("finish")
@_ticket
@option("--outcome", type=click.Choice([outcome.value for outcome in Outcome]), default=Outcome.DONE.value)
@option("--reason", default="")
@_at_counter
def finish(ctx: click.Context, counter: int, clerk: str | None, name: str | None, outcome: str, reason: str) -> None:
    """End a visit."""

    def act(store: Store, ticket: Ticket, post: Post) -> Ticket:
        return store.finish(ticket.id, post, outcome=Outcome(outcome), reason=reason)

    _act(ctx, counter, clerk, name, act)
    say_wording(session_of(ctx), reason)


@command("rejoin")
@click.argument("name", metavar="TICKET")
@clerk_option
@json_option
@click.pass_context
def rejoin(ctx: click.Context, name: str, clerk: str | None) -> None:
    """Queue again after a missed call."""
    session = session_of(ctx)
    with session.store() as store:
        post = post_in_hall(session, store, "rejoin", clerk)
        show_ticket(session, store.rejoin(find_ticket(store, name).id, post=post))


@command("cancel")
@click.argument("name", metavar="TICKET")
@option("--reason", default="")
@clerk_option
@json_option
@click.pass_context
def cancel(ctx: click.Context, name: str, reason: str, clerk: str | None) -> None:
    """Take a ticket out of the queue."""
    session = session_of(ctx)
    with session.store() as store:
        post = post_in_hall(session, store, "cancel", clerk)
        show_ticket(session, store.cancel(find_ticket(store, name).token, reason=reason, post=post))


@command("undo")
@_at_counter
def undo(ctx: click.Context, counter: int, clerk: str | None) -> None:
    """Take back the last act of this clerk."""
    session = session_of(ctx)
    with session.store() as store:
        undone = store.undo(post_of(session, store, _name_of(ctx), counter, clerk))
        ticket = None if undone.ticket_id is None else store.ticket(undone.ticket_id)
        record = (ticket_record(session, ticket) if ticket else {}) | {"undone": undone.kind}
        line = session.words("cli.line.undone", verb=verb_text(session.words, undone))
        show(session, record, line, *([ticket_line(session, ticket)] if ticket else []))
