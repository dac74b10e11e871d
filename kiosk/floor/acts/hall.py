"""The hall as a whole: a call for help is answered, everybody is told something, the day ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.directing.choices import FATES, question_of_day
from kiosk.floor.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice
from kiosk.widgets.typeset import clean

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen

_NEW = "new"


def _no_call(floor: FloorScreen) -> str:
    return "" if floor.view is not None and floor.view.help_calls else "floor.cannot.no_call"


@act("help_call", "g", area="floor", why_not=_no_call)
async def help_call(floor: FloorScreen) -> None:
    """Say to come to the counter that asked first; that counter is told who comes."""
    view = floor.view
    if view is not None and view.help_calls:
        asked = view.help_calls[0]
        floor.status(await floor.do(floor.deeds.come, asked.id, asked.counter))


@act("message", "m", area="floor", taken_back=TakenBack.SAME_KEY)
async def message(floor: FloorScreen) -> None:
    """Tell everybody in the hall something, or take a message down."""
    words, view = floor.words, floor.view
    up = view.messages if view is not None else ()
    choices = [Choice(_NEW, words("floor.message.new"), ask=words("floor.message.ask"), needed=True)]
    choices += [Choice(str(each.id), words("floor.message.down"), clean(each.text)) for each in up]
    picked = await pick(floor, words("floor.message.title"), choices)
    if picked is None:
        return
    if picked.id == _NEW:
        floor.status(await floor.do(floor.deeds.put_up, picked.text))
    else:
        floor.status(await floor.do(floor.deeds.take_down, int(picked.id)))


@act("end_day", "0", area="floor", taken_back=TakenBack.ASKED_FIRST)
async def end_day(floor: FloorScreen) -> None:
    """End the business day: what becomes of those who are still here is asked, and then whether it is meant."""
    words = floor.words
    question = await floor.do(question_of_day, floor.store, floor.said)
    if question is None:
        floor.refuse(words("floor.cannot.nobody_here"))
        return
    fates = [Choice(fate, label) for fate, label in zip(FATES, question.fates, strict=True)]
    fate = await pick(floor, question.title, fates)
    if fate is None:
        return
    meant = question.sure[FATES.index(fate.id)]
    sure = [Choice("no", words("floor.day.keep")), Choice("yes", meant)]
    answer = await pick(floor, words("floor.day.sure"), sure)
    if answer is None or answer.id != "yes":
        floor.status(words("floor.day.kept"))
        return
    floor.status(await floor.do(floor.deeds.end_day, question.day, fate.id))
