"""Questions over a screen of the desk, with the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from kiosk.desk import sentences
from kiosk.widgets.dialogs import Choice, DialogLabels, InfoDialog, PickDialog, Picked
from queue_store import NotAllowed, Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen
    from kiosk.screens.acting import ActingScreen


async def pick(
    screen: ActingScreen[Any], title: str, choices: Sequence[Choice], *, find: bool = False, keys: str = ""
) -> Picked | None:
    """Let the clerk pick one of several things; None when none was picked."""
    words = screen.words
    labels = DialogLabels(
        keys=keys or words("desk.dialog.find_keys" if find else "desk.dialog.keys"),
        needed=words("desk.dialog.needed"),
        find=words("desk.dialog.find") if find else "",
        nothing=words("desk.dialog.nothing"),
        write=words("desk.dialog.write"),
    )
    return await screen.ask(PickDialog(title, choices, labels))


async def pick_ticket(
    desk: DeskScreen,
    title: str,
    tickets: Iterable[Ticket],
    *,
    find: bool = False,
    stands: Mapping[int, str] | None = None,
) -> Ticket | None:
    """Let the clerk choose a visitor; `stands` says how each stands, in place of the wait.

    That the clerk looks at the names of those who gave one is on record first (R41).
    """
    config, words, now, listed = desk.station.config, desk.words, desk.now, tuple(tickets)
    if named := [ticket.label for ticket in listed if ticket.visitor.surname]:
        await desk.do(desk.store.lookups.note, "visitors", named, post=desk.post)
    choices = [
        Choice(
            str(ticket.id),
            row.label,
            "  ".join(filter(None, (row.service, (stands or {}).get(ticket.id, row.wait), row.notes))),
            find=sentences.found_by(words, ticket, row.service),
        )
        for ticket in listed
        for row in (sentences.waiting_row(words, config, ticket, now),)
    ]
    picked = await pick(desk, title, choices, find=find)
    return next((ticket for ticket in listed if picked and str(ticket.id) == picked.id), None)


async def expect_visitor(desk: DeskScreen, ticket: Ticket | None) -> None:
    """Refuse what was answered while somebody else than `ticket` came to the counter, or the visitor went away."""
    await desk.read_view_now()
    now, then = desk.view.current, ticket
    if (now.id if now else None) != (then.id if then else None):
        raise NotAllowed("visitor_changed", "Another visitor, or nobody, is at the counter by now: nothing was done.")


def read_out(screen: ActingScreen[Any], title: str, body: Content) -> None:
    """Put up something to read; any key closes it."""
    screen.app.push_screen(InfoDialog(title, body, screen.words("desk.dialog.close")))
