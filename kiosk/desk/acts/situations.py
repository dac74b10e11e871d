"""Lines opened by hand: situations (R13-R24, R28, R46), and single steps of a visit (R07-R09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from kiosk.desk.acts.conditions import no_lines_by_hand
from kiosk.desk.asking import expect_visitor
from kiosk.desk.cash import ask_amount, ask_cash
from kiosk.desk.fact import ask_fact
from kiosk.desk.habits import LINE_SHOWN, MEMORY, by_use, weights
from kiosk.desk.overtaken import ask_overtaken
from kiosk.desk.owing import case_due
from kiosk.desk.said import Value, said
from kiosk.desk.situation_list import Entry, SituationDialog, SituationLabels
from kiosk.desk.told_screen import ToldScreen
from kiosk.hall import Names
from kiosk.screens.act import act
from kiosk.text.days import day_text
from kiosk.text.directory import complaint_channels
from kiosk.words import Words
from prompts import LANGUAGES, Kind, Moment, load_script

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_BY_FORM = frozenset({"form", "form_read"})
_STEPS = _BY_FORM | {"papers", "sign", "cash", "papers_back"}
"""Steps of a visit that a clerk may want at another place of it; whatever else happens brings its lines by itself."""
_ELSEWHERE = frozenset({Kind.PHONE, Kind.NOTICE})
"""Lines of the telephone stand on its own screen, notices are no words to say."""
_ASKED = {
    "forbidden": "reason",
    "outside_duty": "where",
    "next_step": "where",
    "complaint": "where",
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
    listed = [moment for moment in script.moments() if _is_listed(moment)]
    moments = sorted(listed, key=lambda moment: moment.kind is not Kind.SITUATION)
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
    asked = await _ask(desk, moment, known)
    if asked is None:
        return
    await expect_visitor(desk, ticket)
    desk.prompt.open_by_hand(moment.id, ticket, {**known, **dict(picked.fields), **asked})
    key = "situations.opened_exchange" if desk.beats > 1 else "situations.opened"
    key = "situations.opened_provocation" if moment.id == "provocation" else key
    desk.status(words(key, title=moment.title, count=desk.beats))
    desk.repaint()
    data = {"moment": moment.id, "rules": list(moment.rules), "ticket": ticket.id if ticket else None}
    data["steps"] = desk.script.beats(moment.id)
    await desk.do(desk.store.journal.record, desk.post, LINE_SHOWN, data)


async def _ask(desk: DeskScreen, moment: Moment, known: Mapping[str, Value]) -> Mapping[str, Value] | None:
    """Ask for what the lines name and only the clerk or the store knows; None when the clerk goes back."""
    if moment.id == "why_later":
        return await ask_overtaken(desk, desk.words("situations.overtaken.who"))
    if moment.id == "cash_out":
        return await ask_amount(desk, moment.title)
    if moment.id == "cash":
        return await ask_cash(desk, moment.title)
    fact = _ASKED.get(moment.id, "")
    return await ask_fact(desk, moment, "" if fact in known else fact, desk.service.code if desk.service else "")


def _is_listed(moment: Moment) -> bool:
    """Situations, steps of a visit, and whatever the hall has written besides the shipped book."""
    if moment.kind is Kind.SITUATION or moment.id in _STEPS:
        return True
    return moment.kind not in _ELSEWHERE and moment.id not in _shipped()


@lru_cache(maxsize=1)
def _shipped() -> frozenset[str]:
    """Ids of the moments that come with the program."""
    return frozenset(moment.id for moment in load_script(LANGUAGES[0]).moments())


def _entries_of(desk: DeskScreen, moment: Moment) -> list[Entry]:
    """A situation as it is listed; a form is listed by each name it has in this service (R08)."""
    if not _is_listed(moment):
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
