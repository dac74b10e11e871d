"""The counter itself: the supervisor is asked to come, the counter pauses, the clerk leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import cannot_pause
from kiosk.desk.asking import pick
from kiosk.desk.helping import answers, nobody_comes, who_can_come
from kiosk.desk.rewording import reworded
from kiosk.desk.view import is_paused
from kiosk.screens.act import TakenBack, act
from kiosk.text.coming_back import BadClock, back_text, full_minute, read_back
from kiosk.widgets.dialogs import Choice

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_PAUSE_REASONS = ("short", "papers", "system", "calm", "meal")
_RETURNS = (5, 10, 15, 30)
"""Minutes after which a clerk is back, to choose from."""


@act("supervisor", area="situations", taken_back=TakenBack.SAME_KEY)
async def supervisor(desk: DeskScreen) -> None:
    """Ask for the supervisor; who can come answers with the same key, who asked takes it back (R21).

    Where nobody can come it says so at once, and whom to turn to; nothing is left standing that nobody answers.
    """
    words, view, post, config = desk.words, desk.view, desk.post, desk.station.config
    mine = next((call for call in view.help_calls if call.counter == post.counter), None)
    others = [call for call in view.help_calls if call is not mine] if answers(config, post.counter) else []
    open_call = mine or next(iter(others), None)
    if open_call is not None:
        await desk.do(desk.store.help.settle, post, open_call.id)
        key = "situations.withdrawn" if open_call is mine else "situations.coming"
        desk.status(words(key, counter=open_call.counter))
        return
    if not who_can_come(config, view, post):
        desk.refuse(nobody_comes(words, config, view, post, desk.now))
        return
    moment, label = desk.prompt.shown.moment, view.current.label if view.current else ""
    await desk.do(desk.store.help.call, post, label=label, moment=moment)
    if moment != "provocation":
        desk.prompt.open_by_hand("escalate", view.current)
    desk.status(words("situations.called"))


@act("pause", why_not=cannot_pause, taken_back=TakenBack.SAME_KEY)
async def pause(desk: DeskScreen) -> None:
    """Pause with a reason that nobody else sees (R42) and a return that all do; pressed again, open the counter."""
    words = desk.words
    if is_paused(desk.view):
        await desk.do(desk.store.unpause, desk.post)
        desk.prompt.put_up("unpause")
        desk.status(words("desk.happened.unpaused"))
        return
    reasons = [Choice(id, words(f"desk.pause.reason.{id}")) for id in _PAUSE_REASONS]
    reasons.append(Choice("other", words("desk.other"), ask=words("desk.pause.ask"), needed=True))
    picked = await pick(desk, words("desk.pause.title"), reasons)
    if picked is None:
        return
    reason = await reworded(desk, words("desk.pause.title"), picked.text) if picked.text else picked.id
    if reason is None:
        return
    await desk.do(desk.store.pause, desk.post, reason)
    desk.prompt.put_up("pause")
    desk.status(words("desk.happened.paused"))
    if back_at := await _planned_return(desk):
        status = await desk.do(desk.store.pause, desk.post, reason, back_at)
        back = back_text(desk.station.config, words, status, desk.now)
        desk.status(words("desk.happened.paused_back", back=back))


async def _planned_return(desk: DeskScreen) -> datetime | None:
    """When the clerk will be back; None when that is not said. The counter is paused already: nobody waits for it."""
    config, words = desk.station.config, desk.words
    times = {str(minutes): full_minute(desk.now + timedelta(minutes=minutes)) for minutes in _RETURNS}
    choices = [
        Choice("", words("desk.pause.back_unsaid"), key="0"),
        *(
            Choice(minutes, words("desk.pause.back_in", minutes=minutes), words.clock(at, config.zone), key=str(place))
            for place, (minutes, at) in enumerate(times.items(), 1)
        ),
        Choice("other", words("desk.pause.back_other"), ask=words("desk.pause.back_ask"), needed=True, key="5"),
    ]
    title = words("desk.pause.back_title")
    while (picked := await pick(desk, title, choices)) is not None:
        if picked.id != "other":
            return times.get(picked.id)
        try:
            return read_back(picked.text, config, desk.now)
        except BadClock as error:
            title = error.sentence(words)
    return None


@act("leave", taken_back=TakenBack.ASKED_FIRST)
async def leave(desk: DeskScreen) -> None:
    """Close the counter and go, when asked twice; a counter with a visitor stays open."""
    if not desk.leaving.confirmed():
        current = desk.view.current
        if current is None:
            calls = desk.words("desk.leave.calls", count=len(desk.view.calls)) if desk.view.calls else ""
            desk.prompt.open_by_hand("sign_out", None)
            desk.refuse(calls + desk.words("desk.leave.sure", counter=desk.post.counter))
        else:
            desk.refuse(desk.words("desk.leave.busy", label=current.label))
        return
    desk.station_app.leave()
