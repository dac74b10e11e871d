"""Printing from the command line, and whether the hall's printer can be used."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import clerk_option, command, json_option, option
from kiosk.cli.findings import Finding, Level
from kiosk.cli.identity import on_record
from kiosk.cli.output import say, show
from kiosk.cli.problems import Refusal
from kiosk.cli.session import Session, session_of
from kiosk.words import Words
from queue_store import Paper, PrintJob, PrintState

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from kiosk.paper.press import Press
    from queue_store import Store, Ticket

_TEST = "test"
"""Named in place of a ticket, it prints the test page."""


def station_name() -> str:
    """What this run calls itself among those that print."""
    return f"command #{os.getpid()}"


def open_press(session: Session, store: Store) -> Press:
    """The hall's printer; refused where hall.toml names none."""
    from kiosk.ticket import page_address
    from kiosk.ticket.identity import PAGES_SECRET
    from kiosk.web.background import Answer, who_answers

    if session.config.printer is None:
        raise Refusal("no_printer")
    from kiosk.paper.press import Press

    own = session.site and who_answers(session.site, store.secret(PAGES_SECRET), 0.5) is Answer.HALL
    site = session.site if own else ""

    def page_of(ticket: Ticket) -> str:
        return page_address(site, ticket.token) if site else ""

    return Press(store, session.config.printer, page_of)


def print_asked(session: Session, store: Store, press: Press, asked: PrintJob) -> PrintJob:
    """Print what was asked for, once the printer is free; returns how it stands when others have it or keep it."""
    from kiosk.paper.faults import JOB_SECONDS, SLICE, Patience

    end = time.monotonic() + JOB_SECONDS
    while True:
        if taken := store.prints.take(station_name()):
            return press.carry_out(session.config, taken, Patience())
        job = store.prints.of(asked.ticket_id, asked.paper) or asked
        if job.state is not PrintState.QUEUED or job.station != station_name() or time.monotonic() > end:
            return job
        time.sleep(SLICE)


def say_outcome(session: Session, job: PrintJob) -> None:
    """Say on stderr why a number that was issued is not on paper."""
    if job.state is PrintState.FAILED:
        say(session, "not_printed", label=job.label, reason=session.words(f"paper.reason.{job.reason}"))


@command("print")
@click.argument("name", metavar="TICKET")
@option("--paper", type=click.Choice([paper.value for paper in Paper]), default=Paper.TICKET.value)
@clerk_option
@json_option
@click.pass_context
def print_(ctx: click.Context, name: str, paper: str, clerk: str | None) -> None:
    """Print a paper of a ticket once more, or the test page."""
    from kiosk.cli.verbs import find_ticket

    session = session_of(ctx)
    with session.store() as store:
        trial = name.lower() == _TEST
        by = on_record(session, store, "print.test" if trial else "print", clerk)
        press = open_press(session, store)
        if trial:
            _print_trial(session, press)
            return
        ticket = find_ticket(store, name)
        if ticket.visitor.surname:
            store.lookups.note("print", [ticket.label], by=by)
        asked = store.prints.ask(ticket.id, Paper(paper), station=station_name())
        job = print_asked(session, store, press, asked)
    if job.state is PrintState.FAILED:
        raise Refusal("not_printed", what=job.label, reason=session.words(f"paper.reason.{job.reason}"))
    record = {"label": job.label, "paper": job.paper.value, "state": job.state.value}
    key = "printed" if job.state is PrintState.PRINTED else "on_its_way"
    show(session, record, session.words(f"paper.cli.{key}", what=job.label))


def _print_trial(session: Session, press: Press) -> None:
    from kiosk.paper.faults import Patience, PrinterFault

    what = session.words("paper.cli.trial")
    try:
        press.print_trial(session.config, session.language, Patience())
    except PrinterFault as fault:
        raise Refusal("not_printed", what=what, reason=session.words(f"paper.reason.{fault.reason}")) from fault
    show(session, {"paper": _TEST, "state": PrintState.PRINTED.value}, session.words("paper.cli.printed", what=what))


def check_printer(config: HallConfig, words: Words) -> Iterator[Finding]:
    """Ask the printer how it is, and look for a font; nothing is printed. A hall without a printer has no finding."""
    if config.printer is None:
        return
    from kiosk.paper.drivers import open_printer
    from kiosk.paper.faults import Patience, PrinterFault
    from kiosk.paper.fonts import typeface

    to = config.printer.to
    try:
        open_printer(config.printer)[0].look(Patience())
    except PrinterFault as fault:
        sentence = words("paper.check.wrong", to=to, reason=words(f"paper.reason.{fault.reason}"))
        yield Finding("printer", Level.WRONG, "printer", text=sentence)
    else:
        yield Finding("printer", Level.OK, "printer", text=words("paper.check.ok", to=to))
    face = typeface(config.language, config.printer.font)
    level, key = (Level.OK, "font_ok") if face.chinese else (Level.WRONG, "no_font")
    yield Finding("printer", level, "font", text=words(f"paper.check.{key}", font=face.regular.path))
