"""Alerts: who sees to one, until when it is left alone, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.directing.choices import CAME_OF_IT, SNOOZES
from kiosk.floor.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen


def _none(floor: FloorScreen) -> str:
    return "floor.cannot.no_alert" if floor.alert is None else ""


def _none_standing(floor: FloorScreen) -> str:
    alert = floor.alert
    return _none(floor) if alert is None or alert.cleared_at is None else "floor.cannot.over"


@act("take", "a", area="floor", why_not=_none_standing, taken_back=TakenBack.SAME_KEY)
async def take(floor: FloorScreen) -> None:
    """See to the alert, so that others need not; pressed again by the same supervisor, give it back."""
    alert = floor.alert
    if alert is None:
        return
    deed = floor.deeds.give_back if alert.taken_by == floor.post.clerk else floor.deeds.take
    floor.status(await floor.do(deed, alert.id))


@act("snooze", "s", area="floor", why_not=_none_standing, taken_back=TakenBack.SAME_KEY)
async def snooze(floor: FloorScreen) -> None:
    """Let the alert rest for some minutes; it stays in the list."""
    alert, words = floor.alert, floor.words
    if alert is None:
        return
    choices = [Choice(str(minutes), words("floor.snooze.for", minutes=minutes)) for minutes in SNOOZES]
    picked = await pick(floor, words("floor.snooze.title"), choices)
    if picked is not None:
        floor.status(await floor.do(floor.deeds.snooze, alert.id, int(picked.id)))


@act("note", "o", area="floor", why_not=_none, taken_back=TakenBack.SAME_KEY)
async def note(floor: FloorScreen) -> None:
    """Write down what came of the alert, also of one that is over."""
    alert, words = floor.alert, floor.words
    if alert is None:
        return
    choices = [Choice(id, words(f"floor.note.{id}")) for id in CAME_OF_IT]
    choices.append(Choice("other", words("floor.note.other"), ask=words("floor.note.ask"), needed=True))
    picked = await pick(floor, words("floor.note.title"), choices)
    if picked is not None:
        text = picked.text or words(f"floor.note.{picked.id}")
        floor.status(await floor.do(floor.deeds.note, alert.id, text))
