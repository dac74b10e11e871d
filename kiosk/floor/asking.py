"""Questions over the floor, with the words around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kiosk.text.floor import waiting_text
from kiosk.widgets.dialogs import Choice, DialogLabels, PickDialog, Picked
from queue_store import Ticket

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen


async def pick(floor: FloorScreen, title: str, choices: Sequence[Choice], *, find: bool = False) -> Picked | None:
    """Let the supervisor pick one of several things; None when none was picked."""
    words = floor.words
    labels = DialogLabels(
        keys=words("desk.dialog.find_keys" if find else "desk.dialog.keys"),
        needed=words("desk.dialog.needed"),
        find=words("desk.dialog.find") if find else "",
        nothing=words("desk.dialog.nothing"),
        write=words("desk.dialog.write"),
    )
    return await floor.ask(PickDialog(title, choices, labels))


async def pick_ticket(floor: FloorScreen, title: str, tickets: Iterable[Ticket]) -> Ticket | None:
    """Let the supervisor choose a visitor, by number."""
    said, listed = floor.said, tuple(tickets)
    choices = [
        Choice(
            str(ticket.id),
            ticket.label,
            waiting_text(said, ticket),
            find=f"{ticket.series}{ticket.number} {said.service(ticket.service)}",
        )
        for ticket in listed
    ]
    picked = await pick(floor, title, choices, find=True)
    return next((ticket for ticket in listed if picked and str(ticket.id) == picked.id), None)


async def pick_counter(
    floor: FloorScreen, title: str, numbers: Iterable[int], more: Sequence[Choice] = ()
) -> Picked | None:
    """Let the supervisor choose a counter, or one of the other choices; the id is its number."""
    view, words = floor.view, floor.words
    loads = {load.number: load for load in view.counters} if view else {}
    choices = [
        Choice(
            str(number),
            words("floor.counter.name", counter=number),
            floor.said.services(loads[number].services),
        )
        for number in numbers
        if number in loads
    ]
    return await pick(floor, title, [*choices, *more])
