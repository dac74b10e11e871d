"""The apology for a long wait (R04): which line it is, and that it was shown, kept on record once for each leg."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.desk.prompt import ShownMoment
from kiosk.screens.act import Act
from prompts import Part, Spoken
from queue_store import OPEN, State

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_NOTHING_NEW = "screens.nothing_new"


def owed_apology(desk: DeskScreen, lines: Sequence[Spoken], language: str) -> tuple[Spoken, ...]:
    """The apology that was not said before the visit began, until it is said or the visit ends, in a language."""
    shown, ticket = desk.shown, desk.shown.ticket
    if ticket is None or shown.by_hand or ticket.state is not State.SERVING:
        return ()
    if not ticket.apology_due or ticket.apology_said_at or any(line.part is Part.LEAD for line in lines):
        return ()
    called = desk.station_app.lines("call", ticket, desk.post, language=language)
    return tuple(line for line in called if line.part is Part.LEAD)


def shows_wait_apology(shown: ShownMoment, lines: Sequence[Spoken]) -> bool:
    """Whether lines apologise to the visitor at the counter for the wait."""
    return not shown.to_another and any("long_wait" in line.why for line in lines)


def _nothing_to_record(desk: DeskScreen) -> str:
    shown, ticket = desk.shown, desk.shown.ticket
    if ticket is None or ticket.state not in OPEN or not ticket.apology_due:
        return _NOTHING_NEW
    lines = desk.current_lines()
    if not shows_wait_apology(shown, lines) or not any(line.part is Part.LEAD for line in lines):
        return _NOTHING_NEW
    return _NOTHING_NEW if (ticket.id, ticket.legs) in desk.apologies_on_record else ""


async def _record(desk: DeskScreen) -> None:
    ticket = desk.shown.ticket
    assert ticket is not None
    data = {"ticket": ticket.id, "leg": ticket.legs, "moment": desk.shown.moment}
    await desk.do(desk.store.journal.record, desk.post, "apology_shown", data)
    desk.apologies_on_record.add((ticket.id, ticket.legs))


RECORD_APOLOGY: Act[DeskScreen] = Act("apology_shown", "", _record, "", why_not=_nothing_to_record, unseen=True)
"""Follows when an act, or anybody else, brings an apology before the clerk's eyes."""
