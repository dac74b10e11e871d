"""Tickets as a desk says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from unicodedata import combining, normalize

from kiosk.hall import HallConfig
from kiosk.languages import LANGUAGES
from kiosk.text.clerks import clerk_text
from kiosk.text.labels import labels_text
from kiosk.text.services import priority_name, service_name
from kiosk.widgets.typeset import clean
from kiosk.widgets.waiting_list import WaitingRow, WaitLevel
from kiosk.words import Words, load_words
from prompts import address, initials, surname_reading
from queue_store import Origin, State, Ticket, Why

_NEAR = 0.7
"""Share of the limit from which a wait is said to come near it."""


def minutes(words: Words, span: timedelta) -> str:
    """Say a wait in whole minutes, so that it does not flicker every second."""
    whole = int(span.total_seconds() // 60)
    if whole < 1:
        return words("desk.minutes.under_one")
    return words("desk.minutes.some", minutes=whole) if whole < 600 else words.duration(span)


def visitor_name(words: Words, ticket: Ticket) -> str:
    """How to address the visitor, the reading of an unusual surname with it (R12); nothing when they gave none."""
    visitor = ticket.visitor
    if not visitor.surname and not visitor.address:
        return ""
    name = clean(address(visitor.address, visitor.surname, words.language) or visitor.surname)
    reading = surname_reading(visitor.surname) if visitor.surname else None
    return f"{name} [{reading.pinyin}]" if reading and reading.unusual else name


def found_by(words: Words, ticket: Ticket, service: str) -> str:
    """What typing finds a visitor by: a short number, service and name, their initials, the reading without tones."""
    reading = surname_reading(ticket.visitor.surname) if ticket.visitor.surname else None
    plain = "".join(char for char in normalize("NFD", reading.pinyin) if not combining(char)) if reading else ""
    short = f"{ticket.series}{ticket.number} {ticket.series}{ticket.number:02}"
    name = visitor_name(words, ticket)
    return f"{short} {service} {name} {plain} {initials(service)} {initials(name)}"


def notes(words: Words, config: HallConfig, ticket: Ticket, *, origin: Origin | None = None) -> list[str]:
    """What to know of a visitor before they stand there; where they come from, when that is known, is said apart."""
    found = []
    if ticket.visitor.assistance:
        found.append(words("desk.note.assistance"))
    if ticket.priority:
        found.append(priority_name(config, ticket.priority, words.language))
    if ticket.returning and origin is None:
        found.append(words("desk.note.returning"))
    if ticket.visitor.language and ticket.visitor.language != config.language:
        found.append(language_name(ticket.visitor.language))
    if ticket.errands > 1:
        found.append(words("desk.note.errands", count=ticket.errands))
    return found


def language_name(language: str) -> str:
    """A language in its own words; one that has no catalogue by its tag."""
    return load_words(language)("language.name") if language in LANGUAGES else clean(language)


def note_line(words: Words, config: HallConfig, ticket: Ticket, origin: Origin | None) -> str:
    """Where the visitor comes from, from whom, and what was noted down with it."""
    reason = ticket.call_reason or ticket.reason
    if origin is None:
        return words("desk.note.reason", reason=reason) if reason else ""
    who = clerk_text(words, origin.counter, origin.clerk) if origin.counter is not None and origin.clerk else ""
    clock = words.clock(origin.at, config.zone)
    said = words(f"desk.origin.{origin.how}", counter=origin.counter or "", clerk=who, clock=clock)
    return words("desk.origin.noted", origin=said, note=reason) if reason else said


def waited(ticket: Ticket, now: datetime) -> timedelta:
    """The wait so far: the ticket's own once it was called, else up to now."""
    return ticket.waited(now) if ticket.state is State.WAITING else ticket.wait


def wait_level(ticket: Ticket, now: datetime, expected: datetime | None = None) -> WaitLevel:
    """A wait against its limit; `expected` is when the visitor will probably be called."""
    wait = waited(ticket, now)
    if wait > ticket.limit:
        return WaitLevel.OVER
    if expected is not None and expected > ticket.late_at:
        return WaitLevel.LATE
    return WaitLevel.NEAR if wait >= ticket.limit * _NEAR else WaitLevel.FINE


def waiting_row(
    words: Words, config: HallConfig, ticket: Ticket, now: datetime, expected: datetime | None = None
) -> WaitingRow:
    """A waiting ticket as the list shows it; `expected` as for `wait_level`."""
    held = ticket.held_at(now)
    level = WaitLevel.FINE if held else wait_level(ticket, now, expected)
    name = visitor_name(words, ticket)
    clock = words.clock(ticket.not_before, config.zone) if held and ticket.not_before else ""
    until = [words("desk.held.until", clock=clock)] if clock else []
    return WaitingRow(
        id=ticket.id,
        label=ticket.label,
        service=service_name(config, ticket.service, words.language),
        wait=minutes(words, waited(ticket, now)),
        level=level,
        state=words("desk.held.state" if held else f"desk.patience.{level}"),
        notes="  ".join([*until, *([name] if name else []), *notes(words, config, ticket)]),
    )


def held_text(words: Words, config: HallConfig, held: Sequence[Ticket]) -> str:
    """Who asked for time, and until when."""
    clocks = {each.label: words.clock(each.not_before, config.zone) for each in held if each.not_before}
    return words("common.list.comma").join(
        words("desk.held.who", label=label, clock=clock) for label, clock in clocks.items()
    )


def state_line(words: Words, config: HallConfig, ticket: Ticket) -> str:
    """State, service and how often it was called."""
    service = service_name(config, ticket.service, words.language)
    state = words(f"common.state.{ticket.state}")
    if ticket.state is State.CALLED and ticket.calls > 1:
        state = words("desk.called_times", state=state, count=ticket.calls)
    return words("desk.state_line", state=state, service=service)


def since_call(ticket: Ticket, now: datetime) -> timedelta:
    """Time since a visitor was called last; never negative."""
    return max(timedelta(), now - ticket.last_called_at) if ticket.last_called_at else timedelta()


def wait_line(words: Words, ticket: Ticket, now: datetime) -> str:
    """The wait and its limit, with the word that says how it stands."""
    level = wait_level(ticket, now)
    said = level is WaitLevel.OVER and ticket.apology_said_at is not None
    return words(
        "desk.wait_line",
        wait=minutes(words, ticket.wait),
        limit=minutes(words, ticket.limit),
        state=words(f"desk.patience.{'said' if said else level}"),
    )


def clock_line(words: Words, spent: timedelta, target: timedelta) -> str:
    """Service time against its target (R30)."""
    key = "desk.clock.over" if spent > target else "desk.clock.within"
    return words(key, spent=stopwatch(spent), target=stopwatch(target))


def stopwatch(span: timedelta) -> str:
    """Minutes and seconds, as 03:20."""
    seconds = max(0, int(span.total_seconds()))
    return f"{seconds // 60:02}:{seconds % 60:02}"


def spent(ticket: Ticket, now: datetime) -> timedelta:
    """Time in service so far; never negative, whatever the clock did."""
    return max(timedelta(), (ticket.finished_at or now) - ticket.started_at) if ticket.started_at else timedelta()


def why_sentence(words: Words, config: HallConfig, why: Why) -> str:
    """Why a ticket is next, in the language on screen; the store's own sentence for a rule without words."""
    key = f"desk.why.{why.rule}"
    if key not in words:
        return clean(why.sentence)
    ticket = why.ticket
    priority = priority_name(config, ticket.priority, words.language)
    return clean(words(key, label=ticket.label, wait=minutes(words, ticket.wait), priority=priority))


def left_over_text(words: Words, tickets: Sequence[Ticket]) -> str:
    """Name the visits of earlier days that are still open."""
    return words("desk.left_over.named", count=len(tickets), labels=labels_text(words, tickets))
