"""Who a command acts for: in a hall with staff, somebody of the staff whose role allows it and whose PIN is right.

This keeps people who use the program to their roles. Whoever may open the database as a file needs no program for it.
"""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING

import click

from kiosk.access import may
from kiosk.cli.problems import Code, Refusal
from kiosk.text.clerks import unnamed_clerk
from queue_store import NO_COUNTER, Colleague, Post, Role, Store, clerk_name

if TYPE_CHECKING:
    from kiosk.cli.session import Session


def acting(session: Session, store: Store, act: str, clerk: str | None) -> Colleague | None:
    """Return who does an act of `kiosk.access`, after a look at role and PIN; None where nobody is asked."""
    left_to = may(act)
    if not left_to.asks or not store.staff.all():
        return None
    if not clerk:
        raise Refusal("who_acts", Code.USAGE)
    colleague = store.staff.find(clerk)
    refuse_role(session, colleague, act)
    pin = _pin(session, colleague) if colleague.has_pin else ""
    return store.staff.confirm(colleague.id, pin, terminal="command")


def refuse_role(session: Session, colleague: Colleague, act: str) -> None:
    """Refuse somebody whose role does not allow an act, and say whose does."""
    roles = may(act).roles
    if colleague.role not in roles:
        says = {role: session.words(f"common.role.{role}") for role in Role}
        who = session.words.either(says[role] for role in Role if role in roles)
        raise Refusal("role_may_not", clerk=called(session, colleague.id), role=says[colleague.role], who=who)


def on_record(session: Session, store: Store, act: str, clerk: str | None) -> str:
    """Return who does an act, for the record: who was named, else who is logged in on this PC."""
    colleague = acting(session, store, act, clerk)
    if colleague is not None:
        return colleague.id
    return clerk_name(clerk) if clerk else user_name()


def post_of(session: Session, store: Store, act: str, counter: int, clerk: str | None) -> Post:
    """Return who acts at a counter: the named clerk, else the one who opened it, else the counter by itself."""
    here = view_of(store, counter, clerk)
    named = here.clerk if here.clerk != unnamed_clerk(counter) else None
    colleague = acting(session, store, act, named)
    return here if colleague is None else Post(counter, colleague.id)


def post_in_hall(session: Session, store: Store, act: str, clerk: str | None) -> Post | None:
    """Return who acts without a counter; None where nobody is asked and nobody was named."""
    colleague = acting(session, store, act, clerk)
    if colleague is not None:
        return Post(NO_COUNTER, colleague.id)
    return Post(NO_COUNTER, clerk_name(clerk)) if clerk else None


def view_of(store: Store, counter: int, clerk: str | None) -> Post:
    """Return from where a command looks; nobody is asked for a PIN to look."""
    signed_in = (status.clerk for status in store.counters() if status.counter == counter)
    return Post(counter, clerk or next(signed_in, None) or unnamed_clerk(counter))


def called(session: Session, staff_id: str) -> str:
    """Return how somebody of the staff is called; the id where no name is known."""
    return session.words.names.get(staff_id, staff_id)


def user_name() -> str:
    """Return who is logged in on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def ask_new_pin(session: Session) -> str:
    """Ask for a new PIN, twice; only at a terminal, so that it is in no command line and no file."""
    if not _at_terminal():
        raise Refusal("new_pin_terminal", Code.USAGE)
    first, again = (_asked_unseen(session, session.words(f"staff.ask.{key}")) for key in ("new_pin", "again"))
    if first != again:
        raise Refusal("pins_differ", Code.USAGE)
    return first


def _pin(session: Session, colleague: Colleague) -> str:
    """Return the PIN from the file that was named, from KIOSK_PIN, or from whoever sits at the terminal."""
    if session.pin_file is not None:
        return session.pin_file.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0].rstrip("\r")
    if (given := os.environ.get("KIOSK_PIN")) is not None:
        return given
    if not _at_terminal():
        raise Refusal("pin_needed", Code.USAGE, clerk=called(session, colleague.id))
    return _asked_unseen(session, session.words("staff.ask.pin", clerk=called(session, colleague.id)))


def _asked_unseen(session: Session, question: str) -> str:
    """Ask on the terminal for what is not shown."""
    colon = session.words("common.list.colon")
    return str(click.prompt(question, hide_input=True, err=True, prompt_suffix=colon))


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
