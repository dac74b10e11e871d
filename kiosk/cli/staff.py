"""The people who work in the hall: taken in, changed, removed, their PINs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from kiosk.cli.commands import WordGroup, clerk_option, command, json_option, option
from kiosk.cli.identity import acting, ask_new_pin, called, user_name
from kiosk.cli.output import local_time, pad, say, show
from kiosk.cli.problems import Refusal
from kiosk.cli.session import Session, session_of
from kiosk.text.clerks import colleague_text
from queue_store import Colleague, Role, Store

_ROLES = click.Choice([role.value for role in Role])
_id = click.argument("staff_id", metavar="ID")


def _by_supervisor(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add whom a command is about, and who acts."""
    return click.pass_context(_id(clerk_option(json_option(function))))


def _by(session: Session, store: Store, act: str, clerk: str | None) -> str:
    """Return the id of who acts; empty while nobody is in the book."""
    colleague = acting(session, store, act, clerk)
    return "" if colleague is None else colleague.id


@command("staff.add")
@option("--name", "staff_name", required=True)
@option("--surname", "staff_surname", default=None)
@option("--office", default="")
@option("--role", type=_ROLES, default=Role.CLERK.value)
@option("--no-pin", is_flag=True)
@_by_supervisor
def add(
    ctx: click.Context, staff_id: str, clerk: str | None, staff_name: str, staff_surname: str | None, office: str,
    role: str, no_pin: bool,
) -> None:  # fmt: skip
    """Take somebody into the book."""
    from prompts import surname_reading

    session = session_of(ctx)
    reading = surname_reading(staff_name) if staff_surname is None else None
    surname = staff_surname or (reading.surname if reading else "")
    with session.store() as store:
        by = _by(session, store, "staff.add", clerk)
        pin = None if no_pin else ask_new_pin(session)
        added = store.staff.add(
            staff_id, name=staff_name, surname=surname, office=office, role=Role(role), pin=pin, by=by
        )
    _show(session, added)


@command("staff.change")
@option("--name", "staff_name", default=None)
@option("--surname", "staff_surname", default=None)
@option("--office", default=None)
@option("--role", type=_ROLES, default=None)
@_by_supervisor
def change(
    ctx: click.Context, staff_id: str, clerk: str | None, staff_name: str | None, staff_surname: str | None,
    office: str | None, role: str | None,
) -> None:  # fmt: skip
    """Change what is said; the rest stays."""
    session = session_of(ctx)
    with session.store() as store:
        by = _by(session, store, "staff.change", clerk)
        changed = store.staff.change(
            staff_id, name=staff_name, surname=staff_surname, office=office, role=Role(role) if role else None, by=by
        )
    _show(session, changed)


@command("staff.remove")
@_by_supervisor
def remove(ctx: click.Context, staff_id: str, clerk: str | None) -> None:
    """Take somebody out of the book."""
    session = session_of(ctx)
    with session.store() as store:
        store.staff.remove(staff_id, by=_by(session, store, "staff.remove", clerk))
        store.rehearsals.erase(staff_id)
    say(session, "staff_removed", clerk=called(session, staff_id))


@command("staff.pin")
@option("--no-pin", is_flag=True)
@_by_supervisor
def pin(ctx: click.Context, staff_id: str, clerk: str | None, no_pin: bool) -> None:
    """Set one's own PIN or, as a supervisor, anybody's."""
    session = session_of(ctx)
    with session.store() as store:
        colleague, by = store.staff.find(staff_id), clerk or staff_id
        own = store.staff.find(by).id == colleague.id
        acting(session, store, "staff.pin" if own and not no_pin else "staff.pin.another", by)
        store.staff.set_pin(staff_id, None if no_pin else ask_new_pin(session), by=by)
    say(session, "pin_dropped" if no_pin else "pin_set", clerk=called(session, colleague.id))


@command("staff.unlock")
@_by_supervisor
def unlock(ctx: click.Context, staff_id: str, clerk: str | None) -> None:
    """Let somebody who typed wrong PINs try again at once."""
    session = session_of(ctx)
    with session.store() as store:
        store.staff.unlock(staff_id, by=_by(session, store, "staff.unlock", clerk))
    say(session, "staff_unlocked", clerk=called(session, staff_id))


@command("staff.recover")
@_id
@click.pass_context
def recover(ctx: click.Context, staff_id: str) -> None:
    """Give a supervisor another PIN without the old one, as the owner of the database's file."""
    session = session_of(ctx)
    with session.store() as store:
        store.staff.find(staff_id)
        _refuse_others_file(Path(store.path))
        store.staff.recover(staff_id, ask_new_pin(session), user=user_name())
    say(session, "staff_recovered", clerk=called(session, staff_id))


@command("staff.list")
@option("--all", "with_removed", is_flag=True)
@json_option
@click.pass_context
def list_(ctx: click.Context, with_removed: bool) -> None:
    """List who works here."""
    session = session_of(ctx)
    with session.store() as store:
        found = store.staff.all(removed=with_removed)
    for colleague in found:
        _show(session, colleague)


def _refuse_others_file(file: Path) -> None:
    """Refuse whoever does not own the database: on this PC, or as its administrator."""
    if hasattr(os, "geteuid") and os.geteuid() not in (0, file.stat().st_uid):
        raise Refusal("recover_owner", file=str(file), owner=file.owner())


def _show(session: Session, colleague: Colleague) -> None:
    words, gone = session.words, colleague.removed_at is not None
    record = {
        "id": colleague.id, "name": colleague.name, "surname": colleague.surname, "office": colleague.office,
        "role": colleague.role.value, "pin": colleague.has_pin, "wrong_pins": colleague.wrong_pins,
        "removed_at": local_time(session, colleague.removed_at),
    }  # fmt: skip
    parts = [
        pad(colleague.id, 8),
        pad(colleague_text(words, colleague), 10),
        pad(colleague.name, 12),
        pad(words(f"common.role.{colleague.role}"), 10),
        words("staff.list.removed" if gone else "staff.list.pin" if colleague.has_pin else "staff.list.no_pin"),
        words("staff.list.wrong", count=colleague.wrong_pins) if colleague.wrong_pins else "",
    ]
    show(session, record, "  ".join(parts).rstrip())


@click.group(
    "staff",
    cls=WordGroup,
    sections={
        "supervisor": {
            name: f"kiosk.cli.staff:{attribute}"
            for name, attribute in (
                ("add", "add"), ("list", "list_"), ("change", "change"), ("remove", "remove"), ("pin", "pin"),
                ("unlock", "unlock"), ("recover", "recover"),
            )
        }
    },
)  # fmt: skip
def staff() -> None:
    """Who works here."""


staff.word_key = "staff"
