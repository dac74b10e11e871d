"""A visitor who speaks another language reads the line on the clerk's own screen, and points at an answer."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from kiosk.desk.languages import ask_language, lines_in
from kiosk.desk.sentences import language_name
from kiosk.desk.turned import Answer, TurnedCard, TurnedScreen
from kiosk.screens.act import act
from kiosk.words import load_words
from prompts import Spoken

if TYPE_CHECKING:
    from kiosk.desk.screen import DeskScreen

_ANSWERS = ("yes", "no", "again", "write", "somebody")
"""Answers that fit every line, in the order in which they are likely."""
_QUOTES = '“”「」"'


def _one_language(desk: DeskScreen) -> str:
    return "" if len(desk.station.config.languages) > 1 else "desk.cannot.turn"


@act("turn", why_not=_one_language)
async def turn(desk: DeskScreen) -> None:
    """Show the line in the visitor's language, which is asked for where the ticket does not know it."""
    words = desk.words
    language = await ask_language(desk, desk.visitor)
    if not language:
        return
    lines = lines_in(desk, language)
    if not lines:
        desk.refuse(words("desk.turned.no_line", language=language_name(language)))
        return
    await desk.ask(TurnedScreen(_card(desk, language, lines)))


def _card(desk: DeskScreen, language: str, lines: tuple[Spoken, ...]) -> TurnedCard:
    clerks, visitors = desk.words, load_words(language)
    ticket = desk.visitor
    heading = "  ".join(filter(None, (ticket.label if ticket else "", desk.station.config.name.say(language))))
    likely = [
        Answer(theirs.likely.strip(_QUOTES), ours.likely.strip(_QUOTES) if ours else "")
        for theirs, ours in zip_longest(lines, lines_in(desk, clerks.language))
        if theirs and theirs.likely
    ]
    usual = [Answer(visitors(f"desk.turned.{id}"), clerks(f"desk.turned.{id}")) for id in _ANSWERS]
    return TurnedCard(
        heading=heading,
        sentences=tuple(line.say for line in lines),
        point=visitors("desk.turned.point"),
        answers=(*likely, *usual),
        back=clerks("desk.turned.back"),
    )
