"""Alerts: who sees to one, until when it is left alone, what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.floor.asking import pick
from kiosk.screens.act import TakenBack, act
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.floor.screen import FloorScreen

_MINUTES = (5, 10, 15, 30, 60)
_CAME_OF_IT = ("opened", "moved", "spoke", "nothing")


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
    if alert.taken_by == floor.post.clerk:
        await floor.do(floor.store.alerts.give_back, alert.id, floor.post)
        floor.status(floor.words("floor.done.given_back"))
    else:
        await floor.do(floor.store.alerts.take, alert.id, floor.post)
        floor.status(floor.words("floor.done.taken"))


@act("snooze", "s", area="floor", why_not=_none_standing, taken_back=TakenBack.SAME_KEY)
async def snooze(floor: FloorScreen) -> None:
    """Let the alert rest for some minutes; it stays in the list."""
    alert, words = floor.alert, floor.words
    if alert is None:
        return
    choices = [Choice(str(minutes), words("floor.snooze.for", minutes=minutes)) for minutes in _MINUTES]
    picked = await pick(floor, words("floor.snooze.title"), choices)
    if picked is not None:
        until = floor.station_app.now + timedelta(minutes=int(picked.id))
        await floor.do(floor.store.alerts.snooze, alert.id, floor.post, until)
        floor.status(words("floor.done.snoozed", clock=words.clock(until, floor.station.config.zone)))


@act("note", "o", area="floor", why_not=_none, taken_back=TakenBack.SAME_KEY)
async def note(floor: FloorScreen) -> None:
    """Write down what came of the alert, also of one that is over."""
    alert, words = floor.alert, floor.words
    if alert is None:
        return
    choices = [Choice(id, words(f"floor.note.{id}")) for id in _CAME_OF_IT]
    choices.append(Choice("other", words("floor.note.other"), ask=words("floor.note.ask"), needed=True))
    picked = await pick(floor, words("floor.note.title"), choices)
    if picked is not None:
        text = picked.text or words(f"floor.note.{picked.id}")
        await floor.do(floor.store.alerts.note, alert.id, floor.post, text)
        floor.status(words("floor.done.noted"))
