"""A visitor is called to a counter, or sent to one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.floor.asking import pick_counter, pick_ticket
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen

_EVERYBODY = "all"


def _nobody(floor: FloorScreen) -> str:
    return "" if floor.view is not None and floor.view.waiting else "floor.cannot.nobody_waits"


@act("call", "c", area="floor", why_not=_nobody, taken_back=TakenBack.ASKED_FIRST)
async def call(floor: FloorScreen) -> None:
    """Call a visitor to an open counter that is free, out of order; which counter is asked last."""
    words, view = floor.words, floor.view
    free = [load.number for load in view.counters if load.free_since is not None] if view else []
    if not free:
        floor.refuse(words("floor.cannot.no_free_counter"))
        return
    ticket = await pick_ticket(floor, words("floor.call.title"), await floor.do(floor.store.waiting))
    if ticket is None:
        return
    first = sorted(free, key=lambda number: number != ticket.for_counter)
    picked = await pick_counter(floor, words("floor.call.where", label=ticket.label), first)
    if picked is not None:
        reason = words("floor.call.reason")
        await floor.do(partial(floor.store.directing.call, ticket.id, int(picked.id), floor.post, reason=reason))
        floor.status(words("floor.done.called", label=ticket.label, counter=picked.id))


@act("send", "t", area="floor", why_not=_nobody, taken_back=TakenBack.SAME_KEY)
async def send(floor: FloorScreen) -> None:
    """Take over where a visitor was sent: to another counter, or back to all counters of the service."""
    words, view = floor.words, floor.view
    waiting = await floor.do(floor.store.waiting)
    sent_first = sorted(waiting, key=lambda ticket: ticket.for_counter is None)
    ticket = await pick_ticket(floor, words("floor.send.title"), sent_first)
    if ticket is None or view is None:
        return
    staffed = [load.number for load in view.counters if load.status.state != "closed"]
    everybody = [Choice(_EVERYBODY, words("floor.send.all"))] if ticket.for_counter is not None else []
    numbers = [number for number in staffed if number != ticket.for_counter]
    picked = await pick_counter(floor, words("floor.send.where", label=ticket.label), numbers, everybody)
    if picked is None:
        return
    counter = None if picked.id == _EVERYBODY else int(picked.id)
    await floor.do(floor.store.directing.send, ticket.id, counter, floor.post)
    key = "floor.done.freed" if counter is None else "floor.done.sent"
    floor.status(words(key, label=ticket.label, counter=counter or ""))
