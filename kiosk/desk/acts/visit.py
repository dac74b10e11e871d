"""A visit from the call to the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import no_apology_owed, nobody_here, nobody_to_call, not_called
from kiosk.desk.asking import pick
from kiosk.desk.owing import case_due
from kiosk.desk.rewording import reworded
from kiosk.desk.sentences import since_call
from kiosk.screens.act import TakenBack, act
from kiosk.text.days import day_text
from kiosk.widgets.dialogs import Choice
from queue_store import Outcome, Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_MOMENTS = {
    Outcome.REFERRED: "referred",
    Outcome.DECLINED: "declined",
    Outcome.COMPLAINT: "complaint_taken",
    Outcome.LEFT: "left",
}
"""Lines for the end of a visit; those of `finish` for every other outcome."""


_SAID = frozenset({Outcome.REFERRED, Outcome.DECLINED})
"""Ends of which the visitor is told what the clerk writes, aloud and on the phone."""


@act("next", why_not=nobody_to_call, taken_back=TakenBack.UNDO)
async def call_next(desk: DeskScreen) -> None:
    """Call the next visitor."""
    ticket = await desk.do(desk.store.call_next, desk.post)
    if ticket is None:
        desk.refuse(desk.words("desk.cannot.nobody"))
    else:
        desk.happened("called", ticket, moment="call")


@act("start", why_not=not_called, taken_back=TakenBack.UNDO)
async def start(desk: DeskScreen) -> None:
    """The visitor is here."""
    desk.happened("started", await desk.do(desk.store.start, desk.current.id, desk.post), moment="start")


@act("recall", why_not=not_called, taken_back=TakenBack.UNDO)
async def recall(desk: DeskScreen) -> None:
    """Call once more."""
    desk.happened("recalled", await desk.do(desk.store.recall, desk.current.id, desk.post), moment="recall")


@act("apologise", why_not=no_apology_owed, taken_back=TakenBack.UNDO)
async def apologise(desk: DeskScreen) -> None:
    """The apology was said (R04)."""
    await desk.do(desk.store.apologise, desk.current.id, desk.post)
    desk.status(desk.words("desk.happened.apologised"))


@act("no_show", why_not=not_called, taken_back=TakenBack.UNDO)
async def no_show(desk: DeskScreen) -> None:
    """The visitor did not come; asked twice when that is said earlier than the hall's rule has it."""
    ticket, words, rule = desk.current, desk.words, desk.station.config.calls
    since = since_call(ticket, desk.now)
    early = ticket.calls < rule.missed_after or since < rule.recall_after
    if early and not desk.missing.confirmed((ticket.id, ticket.calls)):
        ago = words.duration(since)
        said = {"label": ticket.label, "count": ticket.calls, "most": rule.missed_after, "ago": ago}
        desk.refuse(words("desk.came.sure", **said))
        return
    desk.happened("missed", await desk.do(desk.store.no_show, desk.current.id, desk.post), moment="no_show")


@act("park", why_not=nobody_here, taken_back=TakenBack.UNDO)
async def park(desk: DeskScreen) -> None:
    """The visitor steps aside (R11)."""
    desk.happened("parked", await desk.do(desk.store.park, desk.current.id, desk.post), moment="park")


@act("finish", why_not=nobody_here, taken_back=TakenBack.UNDO)
async def finish(desk: DeskScreen) -> None:
    """Ask how the visit went, end it, and put up the words that go with it."""
    ticket, words = desk.current, desk.words
    picked = await pick(
        desk,
        words("desk.finish.title", label=ticket.label),
        [
            Choice(
                outcome.value,
                words(f"common.outcome.{outcome}"),
                words(f"desk.finish.{outcome}.detail"),
                ask=words(f"desk.finish.{outcome}.ask"),
                needed=outcome in {Outcome.REFERRED, Outcome.DECLINED},
            )
            for outcome in Outcome
        ],
    )
    if picked is None:
        return
    outcome, text = Outcome(picked.id), picked.text
    name = words(f"common.outcome.{outcome}")
    if outcome in _SAID:
        said = await reworded(desk, name, text)
        if said is None:
            return
        text = said
    ended, named = await _end_visit(desk, ticket, outcome, text)
    desk.happened("finished", ended, moment=_MOMENTS.get(outcome, "finish"), named=named, outcome=name)


async def _end_visit(desk: DeskScreen, ticket: Ticket, outcome: Outcome, text: str) -> tuple[Ticket, dict[str, str]]:
    """End it; returns what its line names. A complaint becomes a case with a date in the same act (R46)."""
    end = partial(desk.store.finish, ticket.id, desk.post, outcome=outcome)
    if outcome is Outcome.COMPLAINT:
        due, config = case_due(desk.station.config, desk.now), desk.station.config
        what = text or desk.words("promises.complaint", label=ticket.label)
        ended = await desk.do(end, reason=text, case_due=due, case_what=what)
        return ended, {"due": day_text(desk.words, due.astimezone(config.zone).date())}
    ended = await desk.do(end, reason=text)
    return ended, {Outcome.REFERRED: {"where": text}, Outcome.DECLINED: {"reason": text}}.get(outcome, {})
