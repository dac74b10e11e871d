"""Lines opened by hand: situations (R13-R24, R28, R46), the steps of a visit (R07-R09), an interruption (R05)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.desk import sentences
from kiosk.desk.acts.conditions import no_lines_by_hand, nowhere_to_go_on
from kiosk.desk.fact import ask_fact
from kiosk.desk.habits import EXCHANGE_DONE, LINE_SHOWN, MEMORY, by_use, weights
from kiosk.desk.owing import case_due
from kiosk.desk.said import Value, said
from kiosk.desk.situation_list import Entry, SituationDialog, SituationLabels
from kiosk.desk.told_screen import ToldScreen
from kiosk.hall import Names, ServiceConfig
from kiosk.screens.act import LEAFING, TakenBack, act
from kiosk.text.days import day_text
from kiosk.text.directory import complaint_channels
from kiosk.words import Words
from prompts import Kind, Moment

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_BY_HAND = (Kind.SITUATION, Kind.FLOW, Kind.SHIFT)
"""The telephone has a screen of its own."""
_BY_FORM = frozenset({"form", "form_read"})
_ASKED = {
    "forbidden": "reason",
    "declined": "reason",
    "outside_duty": "where",
    "referred": "where",
    "next_step": "where",
    "complaint": "where",
    "complaint_taken": "where",
    "local_info": "local",
}
"""What the clerk is asked for when a situation is opened; Enter alone leaves it out, and the plain words are said."""
_OF_A_COMPLAINT = frozenset({"complaint", "complaint_taken"})
"""Situations that name the hall's complaint channels (R46)."""


@act("situations", area="situations")
async def situations(desk: DeskScreen) -> None:
    """Let the clerk find a situation, put up its lines, and remember that this clerk used it."""
    words = desk.words
    labels = SituationLabels(
        words("situations.title"), words("situations.find"), words("situations.keys"), words("situations.nothing")
    )
    rows = await desk.do(desk.store.journal.rows, desk.now - MEMORY, desk.now + MEMORY, LINE_SHOWN)
    script = desk.station.courtesy(words.language).script
    moments = [moment for kind in _BY_HAND for moment in script.moments(kind)]
    ordered = by_use(moments, weights(rows, desk.post.clerk, desk.now))
    entries = [entry for moment in ordered for entry in _entries_of(desk, moment)]

    def found(letters: str) -> list[Entry]:
        return [entry for moment in script.find(letters) for entry in _entries_of(desk, moment)]

    picked = await desk.ask(SituationDialog(entries, found, labels))
    if picked is None:
        return
    moment, ticket = picked.moment, desk.view.current
    if moment.id == "missing_papers" and ticket is not None:
        desk.app.push_screen(ToldScreen(desk, ticket))
        return
    known = _known_fields(desk, moment)
    fact = _ASKED.get(moment.id, "")
    asked = await ask_fact(desk, moment, "" if fact in known else fact, ticket.service if ticket else "")
    if asked is None:
        return
    desk.prompt.open_by_hand(moment.id, ticket, {**known, **dict(picked.fields), **asked})
    key = "situations.opened_exchange" if desk.beats > 1 else "situations.opened"
    key = "situations.opened_provocation" if moment.id == "provocation" else key
    desk.status(words(key, title=moment.title, count=desk.beats))
    desk.repaint()
    data = {"moment": moment.id, "rules": list(moment.rules), "ticket": ticket.id if ticket else None}
    data["steps"] = desk.script.beats(moment.id)
    await desk.do(desk.store.journal.record, desk.post, LINE_SHOWN, data)


def _entries_of(desk: DeskScreen, moment: Moment) -> list[Entry]:
    """A situation as it is listed; a form is listed by each name it has in this service (R08)."""
    if moment.kind not in _BY_HAND:
        return []
    forms = desk.service.forms if moment.id in _BY_FORM and desk.service else ()
    names = [form.say(desk.words.language) for form in forms]
    return [Entry(moment, name, (("form", name),)) for name in names] or [Entry(moment)]


def _known_fields(desk: DeskScreen, moment: Moment) -> dict[str, Value]:
    """What lines may name that follows from the hall's rules and directory, the service and what was promised."""
    config, fields = desk.station.config, dict[str, Value]()
    if due := _promised(desk) if moment.id == "promise" else case_due(config, desk.now):
        day = due.astimezone(config.zone).date()
        fields["due"] = said(config, lambda words: day_text(words, day))
    if (service := desk.service) and service.materials:
        fields["materials"] = said(config, lambda words: _listed(words, service.materials))
    if moment.id in _OF_A_COMPLAINT and config.complaints:
        fields["where"] = said(config, lambda words: complaint_channels(config, words))
    return fields


def _listed(words: Words, names: Sequence[Names]) -> str:
    return words("common.counters.separator").join(each.say(words.language) for each in names)


def _promised(desk: DeskScreen) -> datetime | None:
    """By when the visitor at the counter was promised an answer last."""
    ticket = desk.view.current
    made = [owed for owed in desk.view.owed if ticket and owed.ticket_id == ticket.id and owed.due is not None]
    return max(made, key=lambda owed: owed.made_at).due if made else None


@act("back", "escape", "Esc", area="situations", why_not=no_lines_by_hand, local=True)
def back(desk: DeskScreen) -> None:
    """Return to the lines that were up before."""
    desk.prompt.go_back()


def visit_steps(service: ServiceConfig | None, language: str) -> list[tuple[str, str]]:
    """Steps of a visit that have lines, in order, each with the form it hands over (R07-R09)."""
    steps = [("start", "")]
    if service is None or service.materials:
        steps.append(("papers", ""))
    steps += [("form", form.say(language)) for form in service.forms] if service else []
    if service is not None and service.cash:
        steps.append(("cash", ""))
    if service is None or service.materials:
        steps.append(("papers_back", ""))
    return steps


@act("onward", also="right", repeat_gap=LEAFING, area="situations", why_not=nowhere_to_go_on)
async def onward(desk: DeskScreen) -> None:
    """Go on to the next step of the exchange that is up, else to the lines of the next step of this visit."""
    if desk.beats == 1:
        _step(desk, 1)
    elif _turn(desk, 1) and desk.shown.beat == desk.beats:
        ticket, moment = desk.view.current, desk.moment
        data = {"moment": moment, "ticket": ticket.id if ticket else None}
        await desk.do(desk.store.journal.record, desk.post, EXCHANGE_DONE, data)


@act("backward", also="left", repeat_gap=LEAFING, area="situations", why_not=nowhere_to_go_on, local=True)
def backward(desk: DeskScreen) -> None:
    """Go back to the step before."""
    if desk.beats == 1:
        _step(desk, -1)
    else:
        _turn(desk, -1)


def _turn(desk: DeskScreen, by: int) -> bool:
    """Turn to another step of the exchange; False when there is none."""
    beat, beats = desk.shown.beat + by, desk.beats
    if not 1 <= beat <= beats:
        desk.status(desk.words("situations.exchange_over" if by > 0 else "situations.first_step"))
        return False
    desk.prompt.turn_to(beat)
    title = desk.script.moment(desk.moment).title
    desk.status(desk.words("situations.exchange", title=title, place=beat, count=beats))
    return True


def _step(desk: DeskScreen, by: int) -> None:
    steps, shown = visit_steps(desk.service, desk.words.language), desk.prompt.shown
    here = (shown.moment, dict(shown.fields).get("form", ""))
    place = steps.index(here) + by if here in steps else 0
    if not 0 <= place < len(steps):
        desk.status(desk.words("situations.last_step" if by > 0 else "situations.first_step"))
        return
    moment, form = steps[place]
    desk.prompt.put_up(moment, desk.view.current, {"form": form} if form else {})
    title = desk.station.courtesy(desk.words.language).script.moment(moment).title
    desk.status(desk.words("situations.step", title=title, place=place + 1, count=len(steps)))


@act("interrupt", area="situations", taken_back=TakenBack.SAME_KEY)
async def interrupt(desk: DeskScreen) -> None:
    """Somebody interrupts: ask them to hold on; pressed again, turn to them, with an apology when it took long."""
    held, ticket = desk.interruption, desk.view.current
    visit = ticket.id if ticket else None
    if held.since is None:
        held.begin(desk.now)
        desk.prompt.open_by_hand("interruption", ticket, to_another=True)
        desk.status(desk.words("situations.holding"))
        desk.repaint()
        await desk.do(desk.store.journal.record, desk.post, "interruption_begun", {"ticket": visit})
        return
    spent, late = held.lasted(desk.now), held.is_late(desk.now)
    data = {"ticket": visit, "seconds": round(spent.total_seconds()), "apology_due": late}
    await desk.do(desk.store.journal.record, desk.post, "interruption_ended", data)
    held.end()
    if desk.prompt.shown.moment.startswith("interruption"):
        desk.prompt.go_back()
    key = "situations.held_late" if late else "situations.held"
    desk.status(desk.words(key, spent=sentences.stopwatch(spent)))
