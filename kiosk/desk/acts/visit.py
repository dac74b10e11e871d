"""A visit from the call to the end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import no_apology_owed, nobody_here, nobody_to_call, not_called
from kiosk.desk.asking import expect_visitor, pick
from kiosk.desk.fact import Given, is_offered, offered_fact
from kiosk.desk.owing import case_due
from kiosk.desk.rewording import reworded
from kiosk.desk.said import Value, said
from kiosk.desk.sentences import since_call
from kiosk.screens.act import TakenBack, act
from kiosk.text.days import day_text
from kiosk.text.directory import complaint_channels
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
_SAID = {Outcome.REFERRED: "where", Outcome.DECLINED: "reason"}
"""Ends of which the visitor is told what the clerk gives, aloud and on the phone, and what lines call it."""


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
    choices = [_ending(desk, ticket, outcome) for outcome in Outcome]
    picked = await pick(desk, words("desk.finish.title", label=ticket.label), choices)
    if picked is None:
        return
    outcome = Outcome(picked.id)
    given = await _given(desk, ticket, outcome, picked.text)
    way = await _way_out(desk, ticket, outcome) if given is not None else None
    if given is None or way is None:
        return
    ended, named = await _end_visit(desk, ticket, outcome, given, way)
    name, moment = words(f"common.outcome.{outcome}"), _MOMENTS.get(outcome, "finish")
    led = outcome is Outcome.COMPLAINT and (ticket.id, "complaint") in desk.exchanges_led
    desk.happened("finished", ended, moment=moment, named=named, brief=led, outcome=name)


def _ending(desk: DeskScreen, ticket: Ticket, outcome: Outcome) -> Choice:
    """One way to end a visit, with what is asked for it; what the directory has is offered in a list of its own."""
    words, fact = desk.words, _SAID.get(outcome, "")
    ask = "" if is_offered(words, desk.station.config, fact, ticket.service) else words(f"desk.finish.{outcome}.ask")
    name, detail = words(f"common.outcome.{outcome}"), words(f"desk.finish.{outcome}.detail")
    return Choice(outcome.value, name, detail, ask=ask, needed=outcome in _SAID)


async def _given(desk: DeskScreen, ticket: Ticket, outcome: Outcome, text: str) -> Given | None:
    """What goes with the end of a visit: where to, why not, or the clerk's words; None to go back."""
    fact = _SAID.get(outcome)
    if fact is None:
        return Given(text, {})
    asked = desk.words(f"desk.finish.{outcome}.ask")
    if is_offered(desk.words, desk.station.config, fact, ticket.service):
        return await offered_fact(desk, asked, fact, ticket.service)
    kept = await reworded(desk, asked, text)
    return None if kept is None else Given(kept, {fact: kept})


async def _way_out(desk: DeskScreen, ticket: Ticket, outcome: Outcome) -> Given | None:
    """What a visitor who is declined can do instead (R28), nothing for every other end; None to go back."""
    if outcome is not Outcome.DECLINED:
        return Given("", {})
    await expect_visitor(desk, ticket)
    return await offered_fact(desk, desk.words("situations.fact.way"), "way", ticket.service, needed=False)


async def _end_visit(
    desk: DeskScreen, ticket: Ticket, outcome: Outcome, given: Given, way: Given
) -> tuple[Ticket, Mapping[str, Value]]:
    """End it; returns what its line names. A complaint becomes a case with a date in the same act (R46)."""
    end = partial(desk.store.finish, ticket.id, desk.post, outcome=outcome)
    if outcome is not Outcome.COMPLAINT:
        return await desk.do(end, reason=given.text, way=way.text), {**given.values, **way.values}
    config = desk.station.config
    due = case_due(config, desk.now)
    what = given.text or desk.words("promises.complaint", label=ticket.label)
    ended = await desk.do(end, reason=given.text, case_due=due, case_what=what)
    day = due.astimezone(config.zone).date()
    values = {
        "due": said(config, lambda words: day_text(words, day)),
        "where": said(config, lambda words: complaint_channels(config, words)),
    }
    return ended, values
