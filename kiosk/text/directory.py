"""The hall's directory in words: whom to turn to, where that is, and when somebody answers there."""

from __future__ import annotations

from datetime import date, timedelta

from kiosk.hall import ContactConfig, HallConfig, OfficeConfig
from kiosk.hall.plans import weekday_numbers
from kiosk.text.days import day_text
from kiosk.text.week import hours_on_days
from kiosk.words import Words
from queue_store import Outcome, Ticket


def telephone_text(words: Words, contact: ContactConfig) -> str:
    """Say the telephone number; empty where there is none."""
    return words("common.contact.telephone", telephone=contact.telephone) if contact.telephone else ""


def contact_hours(words: Words, contact: ContactConfig) -> str:
    """Say when somebody answers; empty where the hall does not say."""
    return hours_on_days(words, weekday_numbers(contact.days), contact.hours)


def contact_facts(words: Words, contact: ContactConfig) -> list[str]:
    """Place, telephone and hours, those of them that the hall says."""
    place = contact.place.say(words.language) if contact.place else ""
    return [fact for fact in (place, telephone_text(words, contact), contact_hours(words, contact)) if fact]


def contact_text(words: Words, contact: ContactConfig) -> str:
    """Place, telephone and hours as one phrase to say or to read."""
    return words("common.contact.separator").join(contact_facts(words, contact))


def named_contact(words: Words, contact: ContactConfig) -> str:
    """Name, place, telephone and hours as one phrase."""
    name = contact.names.say(words.language)
    return words("common.contact.named", name=name, contact=contact_text(words, contact))


def matters_text(words: Words, office: OfficeConfig) -> str:
    """Say what is done at an office; empty where the hall does not say."""
    matters = words("common.list.semicolon").join(each.say(words.language) for each in office.matters)
    return words("common.contact.matters", matters=matters) if matters else ""


def complaint_channels(config: HallConfig, words: Words) -> str:
    """Say where a complaint can be taken besides the counter, each with its telephone, else its place (R46)."""
    said = []
    for each in config.complaints:
        name, place = each.names.say(words.language), each.place.say(words.language) if each.place else ""
        if each.telephone:
            said.append(words("common.contact.by_telephone", name=name, telephone=each.telephone))
        else:
            said.append(words("common.contact.named", name=name, contact=place))
    return words.either(said)


def receiving_text(config: HallConfig, words: Words, today: date) -> str:
    """Say who receives next on a manager's day, and when (R64); empty where the hall does not say."""
    for service in config.services:
        if not any(each.service == service.code for each in config.rota):
            continue
        day = config.next_day_of(service.code, today - timedelta(days=1))
        if day and (found := config.receiving_on(service.code, day)):
            return words("common.receiving", day=day_text(words, day), name=found.names.say(words.language))
    return ""


def office_named(config: HallConfig, words: Words, name: str) -> str:
    """Say an office known by its name in the hall's own language, with its facts; any other name as it is."""
    office = config.find_office(name)
    return named_contact(words, office) if office else name


def places_to_turn_to(config: HallConfig, words: Words, ticket: Ticket) -> list[str]:
    """Say for a paper where a visitor goes besides: to the office referred to, else to those that the service needs."""
    if ticket.outcome is Outcome.REFERRED and ticket.reason:
        return [office_named(config, words, ticket.reason)]
    return [named_contact(words, each) for each in config.offices_for(ticket.service) if each.services]


def refusal_named(config: HallConfig, code: str, reason: str, language: str) -> str:
    """Say a reason known by its words in the hall's own language; any other as it was written."""
    service = config.find_service(code)
    known = {each.say(config.language): each.say(language) for each in service.refusals} if service else {}
    return known.get(reason, reason)
