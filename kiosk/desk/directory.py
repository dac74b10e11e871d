"""What a clerk can look up about a service and the hall (R24, R43, R46, R60), and what letters find of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.hall import ContactConfig, HallConfig, Names, OfficeConfig, ServiceConfig
from kiosk.text.directory import contact_facts, matters_text, receiving_text
from kiosk.text.opening import hours_text
from kiosk.words import Words
from prompts import initials, spelling

_LEAST_INSIDE = 2
"""Letters from which a row is found by what stands in the middle of it."""


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One thing to look up."""

    section: str
    """What it is about, as a heading."""
    title: str
    """Empty where the heading says it."""
    rows: tuple[str, ...]
    of_hall: bool = False
    """About the hall, whatever the service."""

    def found_by(self, letters: str) -> bool:
        """Whether typed letters find it: by characters, pinyin or initials of its heading, title or rows."""
        wanted = "".join(letter for letter in letters.casefold() if letter.isalnum())
        return any(_matches(text, wanted) for text in (self.section, self.title, *self.rows) if text)


def _matches(text: str, wanted: str) -> bool:
    plain = "".join(letter for letter in text.casefold() if letter.isalnum())
    if plain.startswith(wanted) or initials(text).startswith(wanted) or spelling(text).startswith(wanted):
        return True
    inside = wanted in plain or wanted in initials(text) or wanted in spelling(text)
    return inside and (len(wanted) >= _LEAST_INSIDE or not wanted.isascii())


def directory_of(words: Words, config: HallConfig, code: str, today: date) -> tuple[DirectoryEntry, ...]:
    """Everything about one service, then about the hall; `code` is empty, or a dropped one, for the hall."""
    service = config.find_service(code)
    about = tuple(_service_entries(words, service)) if service else ()
    return (*about, *_contacts(words, config, code if service else None), *_hall_entries(words, config, today))


def found_in_directory(
    words: Words, config: HallConfig, code: str, today: date, letters: str
) -> tuple[DirectoryEntry, ...]:
    """What letters find: of the service at the counter first, then of the hall, then of its other services."""
    others = (
        entry
        for service in config.services
        if service.code != code
        for entry in _service_entries(words, service, named=True)
    )
    elsewhere = [office for office in config.offices if office not in config.offices_for(code)] if code else []
    everything = (
        *directory_of(words, config, code, today),
        *(_office(words, office) for office in elsewhere),
        *others,
    )
    return tuple(entry for entry in everything if entry.found_by(letters))


def _service_entries(words: Words, service: ServiceConfig, *, named: bool = False) -> Iterator[DirectoryEntry]:
    """What is known of a service; `named` puts its name before the headings."""
    name = service.names.say(words.language)

    def section(key: str) -> str:
        heading = words(key)
        return words("desk.directory.of", service=name, section=heading) if named else heading

    lists: tuple[tuple[str, Sequence[Names]], ...] = (
        ("desk.card.bring", service.materials),
        ("desk.card.forms", service.forms),
        ("desk.directory.refusals", service.refusals),
    )
    said = {key: tuple(f"- {each.say(words.language)}" for each in names) for key, names in lists if names}
    steps = tuple(f"{place}. {each.say(words.language)}" for place, each in enumerate(service.steps, 1))
    for key in ("desk.card.bring", "desk.card.forms"):
        if key in said:
            yield DirectoryEntry(section(key), "", said[key])
    if not named and not service.materials and not service.forms:
        yield DirectoryEntry(section("desk.card.bring"), "", (words("desk.card.nothing"),))
    if steps:
        yield DirectoryEntry(section("desk.directory.steps"), "", steps)
    for each in service.answers:
        question, answer = each.question.say(words.language), each.answer.say(words.language)
        yield DirectoryEntry(section("desk.directory.answers"), question, (answer,))
    if "desk.directory.refusals" in said:
        yield DirectoryEntry(section("desk.directory.refusals"), "", said["desk.directory.refusals"])


def _contacts(words: Words, config: HallConfig, code: str | None) -> Iterator[DirectoryEntry]:
    """Offices that a visitor of a service may be referred to, all of them where there is none; complaint channels."""
    offices = config.offices if code is None else config.offices_for(code)
    for office in offices:
        yield _office(words, office)
    for channel in config.complaints:
        yield _contact(words, words("desk.directory.complaints"), channel)


def _office(words: Words, office: OfficeConfig) -> DirectoryEntry:
    return _contact(words, words("desk.directory.offices"), office, (matters_text(words, office),))


def _contact(words: Words, section: str, contact: ContactConfig, first: Iterable[str] = ()) -> DirectoryEntry:
    rows = tuple(row for row in (*first, *contact_facts(words, contact)) if row)
    return DirectoryEntry(section, contact.names.say(words.language), rows, of_hall=True)


def _hall_entries(words: Words, config: HallConfig, today: date) -> Iterator[DirectoryEntry]:
    section = words("desk.directory.local")
    if hours := hours_text(config, words):
        yield DirectoryEntry(section, words("desk.directory.hours"), (hours,), of_hall=True)
    for each in config.local:
        name, text = each.names.say(words.language), each.text.say(words.language)
        yield DirectoryEntry(section, name, (text,), of_hall=True)
    if receiving := receiving_text(config, words, today):
        yield DirectoryEntry(section, words("desk.directory.receiving"), (receiving,), of_hall=True)
