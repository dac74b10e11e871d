"""Somebody interrupts: hold on, come back, thank (R05, R52)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.desk import sentences
from kiosk.screens.act import TakenBack, act
from queue_store import State

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_ANSWER = "interruption_back"
"""Moment in which the clerk turns to who interrupted."""
_THANKS = "step_back"
"""Moment in which the clerk turns back to the visitor at the counter."""


@act("interrupt", area="situations", taken_back=TakenBack.SAME_KEY)
async def interrupt(desk: DeskScreen) -> None:
    """Ask who interrupts to hold on; pressed again turn to them, and once more back to the visitor, with thanks."""
    held = desk.interruption
    if held.since is not None:
        await _turn_to_them(desk)
    elif desk.prompt.shown.moment == _ANSWER:
        _turn_back(desk)
    else:
        held.begin(desk.now)
        desk.prompt.open_by_hand("interruption", desk.view.current, to_another=True)
        desk.status(desk.words("situations.holding"))
        desk.repaint()
        await desk.do(desk.store.journal.record, desk.post, "interruption_begun", {"ticket": _visit(desk)})


async def _turn_to_them(desk: DeskScreen) -> None:
    """The time they waited is on record; the apology leads when it was long."""
    held = desk.interruption
    spent, late = held.lasted(desk.now), held.is_late(desk.now)
    data = {"ticket": _visit(desk), "seconds": round(spent.total_seconds()), "apology_due": late}
    await desk.do(desk.store.journal.record, desk.post, "interruption_ended", data)
    held.turn_to(desk.now)
    if desk.prompt.shown.moment == "interruption":
        desk.prompt.go_back()
    if desk.prompt.shown.moment != _ANSWER:
        desk.prompt.open_by_hand(_ANSWER, desk.view.current, to_another=True, late=late)
    key = "situations.held_late" if late else "situations.held"
    desk.status(desk.words(key, spent=sentences.stopwatch(spent)))


def _turn_back(desk: DeskScreen) -> None:
    """The visitor at the counter is thanked for waiting meanwhile, with an apology when that was long."""
    late = desk.interruption.kept_the_visitor(desk.now)
    desk.prompt.go_back()
    ticket, shown = desk.view.current, desk.prompt.shown
    if ticket is not None and ticket.state is State.SERVING and (not shown.by_hand or shown.moment == _THANKS):
        desk.prompt.open_by_hand(_THANKS, ticket, late=late)
    desk.status(desk.words("situations.answered"))


def _visit(desk: DeskScreen) -> int | None:
    ticket = desk.view.current
    return ticket.id if ticket else None
