"""The lines of a desk in the clerk's language and in that of a visitor who speaks another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kiosk.desk.apology import owed_apology
from kiosk.desk.asking import pick
from kiosk.desk.said import Said, values_in
from kiosk.desk.sentences import language_name
from kiosk.hall import HallConfig, ServiceConfig
from kiosk.widgets.dialogs import Choice
from prompts import Part, Spoken, UnknownMoment
from queue_store import Ticket

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen
    from kiosk.screens.acting import ActingScreen


def other_language(config: HallConfig, ticket: Ticket | None, clerks: str) -> str:
    """The language of a visitor where the hall offers it and it is not the clerk's; empty otherwise."""
    language = ticket.visitor.language if ticket else ""
    return language if language in config.languages and language != clerks else ""


async def ask_language(screen: ActingScreen[Any], ticket: Ticket | None) -> str:
    """The visitor's language where it is not the clerk's, else the one that the clerk picks; empty to go back."""
    config, words = screen.station.config, screen.words
    if known := other_language(config, ticket, words.language):
        return known
    others = [each for each in config.languages if each != words.language]
    if len(others) == 1:
        return others[0]
    picked = await pick(screen, words("desk.turned.which"), [Choice(each, language_name(each)) for each in others])
    return picked.id if picked else ""


def lines_in(desk: DeskScreen, language: str) -> tuple[Spoken, ...]:
    """The lines that are up, as a language says them; none where it has none.

    What was typed in the clerk's language is left out in another one: plain words are said in its place.
    """
    shown, clerks = desk.shown, desk.words.language
    ticket = None if shown.to_another else shown.ticket
    fields = dict(shown.fields)
    if isinstance(form := fields.get("form"), str) and desk.service is not None:
        fields["form"] = _form(desk.service, form, clerks, desk.station.config.languages)
    values = values_in(fields, language, written_in=clerks)
    try:
        lines = desk.station_app.lines(
            desk.moment, ticket, desk.post, late=shown.late, beat=shown.beat, language=language, **values
        )
    except UnknownMoment:
        return ()
    if shown.brief:
        lines = tuple(line for line in lines if line.part is Part.MAIN)
    return (*owed_apology(desk, lines, language), *lines)


def _form(service: ServiceConfig, name: str, clerks: str, languages: Sequence[str]) -> Said | str:
    """A form known by its name in the clerk's language, in all languages."""
    form = next((each for each in service.forms if each.say(clerks) == name), None)
    return Said(tuple((language, form.say(language)) for language in languages)) if form else name


def beside(lines: Sequence[Spoken], foreign: Sequence[Spoken]) -> Mapping[Part, str]:
    """What stands in the visitor's language under each line of the clerk's; nothing where they are the same words."""
    own = {line.part: line.say for line in lines}
    return {line.part: line.say for line in foreign if own.get(line.part, "") not in ("", line.say)}
