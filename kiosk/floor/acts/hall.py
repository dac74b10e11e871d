"""The hall as a whole: a call for help is answered, everybody is told something, the day ends."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.floor.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.text.labels import labels_text
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
        await floor.do(floor.store.help.settle, floor.post, asked.id)
        floor.status(floor.words("floor.done.coming", counter=asked.counter))


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
    messages = floor.store.messages
    if picked.id == _NEW:
        await floor.do(partial(messages.put_up, picked.text, post=floor.post))
        floor.status(words("floor.done.message_up"))
    else:
        await floor.do(partial(messages.take_down, int(picked.id), post=floor.post))
        floor.status(words("floor.done.message_down"))


@act("end_day", "0", area="floor", taken_back=TakenBack.ASKED_FIRST)
async def end_day(floor: FloorScreen) -> None:
    """End the business day: what becomes of those who are still here is asked, and then whether it is meant."""
    words, config = floor.words, floor.station.config
    tickets = await floor.do(floor.store.to_close)
    if not tickets:
        floor.refuse(words("floor.cannot.nobody_here"))
        return
    labels = labels_text(words, tickets)
    open_now = words("cli.say.day_open") if config.open_at(floor.station_app.now) else ""
    title = open_now + words("floor.day.title", count=len(tickets), labels=labels)
    fates = [Choice(each, words(f"desk.left_over.choice.{each}")) for each in ("expire", "carry_over")]
    fate = await pick(floor, title, fates)
    if fate is None:
        return
    sure = [Choice("no", words("floor.day.keep")), Choice("yes", words(f"floor.day.{fate.id}", count=len(tickets)))]
    answer = await pick(floor, words("floor.day.sure"), sure)
    if answer is None or answer.id != "yes":
        floor.status(words("floor.day.kept"))
        return
    closed = await floor.do(partial(floor.store.close_day, waiting=fate.id, post=floor.post))
    floor.status(words(f"desk.left_over.{fate.id}", count=len(closed)))
