"""A visitor is called to a counter, or sent to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.directing.choices import free_counters, sent_first, staffed_counters
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
    if view is None or not free_counters(view):
        floor.refuse(words("floor.cannot.no_free_counter"))
        return
    ticket = await pick_ticket(floor, words("floor.call.title"), await floor.do(floor.store.waiting))
    if ticket is None:
        return
    picked = await pick_counter(floor, words("floor.call.where", label=ticket.label), free_counters(view, ticket))
    if picked is not None:
        floor.status(await floor.do(floor.deeds.call, ticket.id, int(picked.id)))


@act("send", "t", area="floor", why_not=_nobody, taken_back=TakenBack.SAME_KEY)
async def send(floor: FloorScreen) -> None:
    """Take over where a visitor was sent: to another counter, or back to all counters of the service."""
    words, view = floor.words, floor.view
    waiting = await floor.do(floor.store.waiting)
    ticket = await pick_ticket(floor, words("floor.send.title"), sent_first(waiting))
    if ticket is None or view is None:
        return
    everybody = [Choice(_EVERYBODY, words("floor.send.all"))] if ticket.for_counter is not None else []
    where = words("floor.send.where", label=ticket.label)
    picked = await pick_counter(floor, where, staffed_counters(view, ticket), everybody)
    if picked is None:
        return
    counter = None if picked.id == _EVERYBODY else int(picked.id)
    floor.status(await floor.do(floor.deeds.send, ticket.id, counter))
