"""Visitors out of turn: those who come back or check in, who are called early, who left (R06, R11, R44)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import nobody_away, nobody_to_choose
from kiosk.desk.asking import pick, pick_ticket
from kiosk.desk.rewording import reworded
from kiosk.desk.view import is_free
from kiosk.screens.act import TakenBack, act
from kiosk.text.services import zone_text
from kiosk.widgets.dialogs import Choice
from queue_store import Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_BY_DIGIT = 9
"""Rows that digits pick; more are found by letters."""
_CALL_REASONS = ("assistance", "urgent", "supervisor", "mistake")
_RETURNED, _LEFT = "returned", "left"
"""The number is given back at the counter, or its visitor just left."""


@act("resume", why_not=nobody_away, taken_back=TakenBack.UNDO)
async def resume(desk: DeskScreen) -> None:
    """Go on with who stepped aside, take back who missed the call, or check in who took a number by phone."""
    parked = desk.view.parked if is_free(desk.view) else ()
    missed, booked = desk.view.missed, desk.view.booked
    listed = (*parked, *missed, *booked)
    ticket: Ticket | None = listed[0]
    if len(parked) > 1 or missed or booked:
        words, zone = desk.words, desk.station.config.zone
        stands = {each.id: words("desk.parked") for each in parked}
        for each in missed:
            clock = words.clock(each.last_called_at, zone) if each.last_called_at else ""
            stands[each.id] = words("desk.resume.missed", clock=clock)
        stands |= {each.id: words("desk.resume.booked") for each in booked}
        many = len(listed) > _BY_DIGIT
        ticket = await pick_ticket(desk, words("desk.resume.title"), listed, stands=stands, find=many)
    if ticket is None:
        return
    if ticket.id in {each.id for each in parked}:
        desk.happened("resumed", await desk.do(desk.store.resume, ticket.id, desk.post), moment="resume")
    elif ticket.id in {each.id for each in booked}:
        await _check_in(desk, ticket)
    else:
        await _take_back_missed(desk, ticket)


async def _check_in(desk: DeskScreen, ticket: Ticket) -> None:
    """Who took a number by phone is in the hall now: the wait begins (R44)."""
    here = await desk.do(desk.store.check_in, ticket.id, post=desk.post)
    ahead = await desk.do(desk.store.ahead_of, here.id)
    if desk.view.current is None:
        desk.prompt.put_up("check_in", here)
    else:
        zone = zone_text(desk.station.config, here.service, desk.words.language)
        desk.prompt.open_by_hand("check_in", desk.view.current, {"label": here.label, "zone": zone}, to_another=True)
    desk.status(desk.words("desk.happened.checked_in", label=here.label, count=ahead))


async def _take_back_missed(desk: DeskScreen, ticket: Ticket) -> None:
    """A visitor who missed the call: to the counter at once when it is free, else back into the queue."""
    words, how = desk.words, "queue"
    if is_free(desk.view):
        choices = [Choice(id, words(f"desk.resume.{id}")) for id in ("now", "queue")]
        picked = await pick(desk, words("desk.resume.how", label=ticket.label), choices)
        if picked is None:
            return
        how = picked.id
    if how == "now":
        reason = words("desk.resume.reason")
        desk.happened("called", await desk.do(desk.store.call, ticket.id, desk.post, reason=reason), moment="call")
        return
    back = await desk.do(desk.store.rejoin, ticket.id, post=desk.post)
    if desk.view.current is None:
        desk.prompt.put_up("rejoin", back)
    else:
        desk.prompt.open_by_hand("rejoin", desk.view.current, to_another=True)
    ahead = await desk.do(desk.store.ahead_of, back.id)
    desk.status(words("desk.happened.rejoined", label=back.label, count=ahead))


@act("choose", why_not=nobody_to_choose, taken_back=TakenBack.UNDO)
async def choose(desk: DeskScreen) -> None:
    """Call somebody out of turn; or, also while the counter is busy, cancel the number of one who left."""
    words, free = desk.words, is_free(desk.view)
    waiting = await desk.do(desk.store.waiting_at, desk.post.counter)
    title = words(f"desk.choose.{'title' if free else 'only_cancel'}")
    ticket = await pick_ticket(desk, title, waiting, find=True)
    if ticket is None:
        return
    reasons = [Choice(id, words(f"desk.choose.reason.{id}")) for id in _CALL_REASONS] if free else []
    if free:
        reasons.append(Choice("other", words("desk.other"), ask=words("desk.choose.reason_ask"), needed=True))
    reasons += [Choice(id, words(f"desk.choose.{id}")) for id in (_RETURNED, _LEFT)]
    picked = await pick(desk, words(f"desk.choose.{'why' if free else 'gone'}", label=ticket.label), reasons)
    if picked is None:
        return
    if picked.id in {_RETURNED, _LEFT}:
        await _cancel(desk, ticket, said=picked.id == _RETURNED)
        return
    why, own = words("desk.choose.why", label=ticket.label), picked.text
    reason = await reworded(desk, why, own) if own else words(f"desk.choose.reason.{picked.id}")
    if reason is None:
        return
    desk.happened("called", await desk.do(desk.store.call, ticket.id, desk.post, reason=reason), moment="call")


async def _cancel(desk: DeskScreen, ticket: Ticket, *, said: bool) -> None:
    """Cancel a number; whoever gave it back at the counter is seen off, nobody is told who left (R10)."""
    gone = await desk.do(desk.store.cancel, ticket.token, post=desk.post)
    if said and desk.view.current is None:
        desk.prompt.put_up("cancel", gone)
    elif said:
        desk.prompt.open_by_hand("cancel", desk.view.current, {"label": gone.label}, to_another=True)
    desk.status(desk.words("desk.happened.cancelled", label=gone.label))
