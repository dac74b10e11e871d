"""What a line names and only the clerk knows: picked from the directory or typed, left out when not given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from kiosk.desk.asking import pick
from kiosk.desk.form import Field, FormDialog, Verdict
from kiosk.desk.rewording import remark_on, reworded
from kiosk.desk.said import Said, Value, said
from kiosk.hall import HallConfig, Names, OfficeConfig
from kiosk.text.directory import contact_text, matters_text
from kiosk.text.opening import hours_text
from kiosk.text.ways import ways_out
from kiosk.widgets.dialogs import Choice
from kiosk.widgets.typeset import shorten
from kiosk.words import Words, load_words
from prompts import Moment

if TYPE_CHECKING:
    from kiosk.screens.acting import ActingScreen

_OTHER = "other"
_NOTHING = "nothing"
_MOST_DIGITS = 9
_NAME, _ROW = 40, 60
"""Cells of a name in the list at most, and of the name with what stands beside it: one line of 80 columns."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was picked or typed."""

    text: str
    """As the log keeps it: something of the directory by its words in the hall's own language."""
    values: Mapping[str, Value]
    """What lines name of it."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """Something of the directory that can be given."""

    given: Given
    label: str
    detail: str = ""


def _offers(words: Words, config: HallConfig, fact: str, code: str) -> list[_Offer]:
    """What the directory has for a placeholder; `code` is the service at the counter, empty for none."""
    if fact == "reason":
        service = config.find_service(code)
        return [_refusal(words, config, each) for each in service.refusals] if service else []
    if fact == "local":
        return _local(words, config)
    if fact == "way":
        return _ways(words, config, code)
    if fact != "where":
        return []
    first = config.offices_for(code) if code else ()
    return [_office(words, config, each) for each in (*first, *(o for o in config.offices if o not in first))]


def _local(words: Words, config: HallConfig) -> list[_Offer]:
    """The opening hours, and what the hall says of its surroundings (R60)."""
    offers = []
    if any(config.hours.week):
        value = said(config, lambda spoken: spoken("desk.directory.open", hours=hours_text(config, spoken)))
        text = value.in_language(config.language)
        offers.append(_Offer(Given(text, {"local": value}), words("desk.directory.hours"), hours_text(config, words)))
    for each in config.local:
        value = Said(tuple((language, each.text.say(language)) for language in config.languages))
        given = Given(each.text.say(config.language), {"local": value})
        offers.append(_Offer(given, each.names.say(words.language), each.text.say(words.language)))
    return offers


def _ways(words: Words, config: HallConfig, code: str) -> list[_Offer]:
    """What a visitor can do who was declined."""
    languages = config.languages
    spoken = zip(*(ways_out(config, load_words(language), code) for language in languages), strict=True)
    offers = []
    for label, texts in zip(ways_out(config, words, code), spoken, strict=True):
        value = Said(tuple(zip(languages, texts, strict=True)))
        offers.append(_Offer(Given(value.in_language(config.language), {"way": value}), label))
    return offers


def _beside(offer: _Offer) -> str:
    """As much of the detail as the name leaves room for."""
    return shorten(offer.detail, _ROW - min(_NAME, cell_len(offer.label)))


def _refusal(words: Words, config: HallConfig, reason: Names) -> _Offer:
    value = Said(tuple((language, reason.say(language)) for language in config.languages))
    return _Offer(Given(reason.say(config.language), {"reason": value}), reason.say(words.language))


def _office(words: Words, config: HallConfig, office: OfficeConfig) -> _Offer:
    values = {
        "where": said(config, lambda spoken: office.names.say(spoken.language)),
        "contact": said(config, lambda spoken: contact_text(spoken, office)),
    }
    known_for = matters_text(words, office) or contact_text(words, office)
    return _Offer(Given(office.names.say(config.language), values), office.names.say(words.language), known_for)


def is_offered(words: Words, config: HallConfig, fact: str, code: str) -> bool:
    """Tell whether the directory has anything for a placeholder."""
    return bool(_offers(words, config, fact, code))


async def ask_fact(screen: ActingScreen[Any], moment: Moment, fact: str, code: str = "") -> Mapping[str, Value] | None:
    """Ask for the value of a placeholder; empty when there is none to ask for or it is left out, None to go back.

    What the directory has is offered first. What is typed and sounds wrong to a visitor is said at once, with better
    words; a second Enter takes it all the same.
    """
    if not fact:
        return {}
    words = screen.words
    if offers := _offers(words, screen.station.config, fact, code):
        given = await _picked(screen, moment.title, fact, offers, needed=False)
        return None if given is None else given.values
    field = Field("fact", words(f"situations.fact.{fact}"), words("situations.fact.hint"))

    def look(written: Mapping[str, str]) -> Verdict:
        return Verdict(remark=remark_on(screen, written["fact"]))

    written = await screen.ask(FormDialog(moment.title, [field], look, words("promises.ask.keys")))
    if written is None:
        return None
    return {fact: written["fact"]} if written["fact"] else {}


async def offered_fact(
    screen: ActingScreen[Any], title: str, fact: str, code: str, *, needed: bool = True
) -> Given | None:
    """Let the clerk pick what there is for a placeholder, or type something else; None to go back.

    What is not `needed` is left out by Enter alone: nothing is said that nobody chose.
    """
    offers = _offers(screen.words, screen.station.config, fact, code)
    return await _picked(screen, title, fact, offers, needed=needed, left_out=not needed)


async def _picked(
    screen: ActingScreen[Any], title: str, fact: str, offers: Sequence[_Offer], *, needed: bool, left_out: bool = False
) -> Given | None:
    words = screen.words
    choices = [Choice(_NOTHING, words("situations.fact.nothing"), key="")] if left_out else []
    choices += [
        Choice(str(place), offer.label, _beside(offer), key=str(place) if place <= _MOST_DIGITS else "")
        for place, offer in enumerate(offers, 1)
    ]
    ask = words(f"situations.fact.{fact}")
    choices.append(Choice(_OTHER, words("situations.fact.other"), ask=ask, needed=needed, key="0"))
    found = await pick(screen, title, choices)
    if found is None:
        return None
    if found.id == _NOTHING:
        return Given("", {})
    if found.id != _OTHER:
        return offers[int(found.id) - 1].given
    text = await reworded(screen, title, found.text)
    if text is None:
        return None
    return Given(text, {fact: text} if text else {})
