"""What the hall owes the visitor of a ticket by a time, as far as a calendar may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.hall import HallConfig
from kiosk.text.days import day_text
from kiosk.words import Words
from queue_store import OwedKind, State, Store, Ticket

_FIRST_WAIT = (State.BOOKED, State.WAITING, State.CALLED)
"""States in which nobody has promised anything yet, unless the visitor was served before."""
_CHECK_IN_AHEAD = timedelta(minutes=15)
"""Time to reach the hall before a number taken from afar lapses."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that is owed by a time."""

    id: int
    at: datetime
    """Aware."""
    line: str
    """What the page says of it."""
    title: str
    """What a calendar says of it. Calendars are copied to other people's servers, so it does not say what was promised
    in the clerk's words, nor where the page of the ticket is."""
    note: str
    """What to do then."""
    ahead: timedelta = timedelta()
    """How long before it the alarm sounds."""


def reminders_of(ticket: Ticket, config: HallConfig, words: Words, store: Store) -> list[Reminder]:
    """Return what is owed to the visitor and not settled, the soonest first."""
    if ticket.state is State.BOOKED and ticket.kept_until is not None:
        return [_reminder(0, "check_in", ticket.kept_until, ticket, config, words, _CHECK_IN_AHEAD)]
    if ticket.state in _FIRST_WAIT and ticket.legs <= 1:
        return []
    found = [
        _reminder(owed.id, kind.value, owed.due, ticket, config, words)
        for kind in (OwedKind.PROMISE, OwedKind.CASE)
        for owed in store.owed.rows(kind)
        if owed.ticket_id == ticket.id and owed.due is not None
    ]
    return sorted(found, key=lambda reminder: reminder.at)


def _reminder(
    number: int,
    kind: str,
    at: datetime,
    ticket: Ticket,
    config: HallConfig,
    words: Words,
    ahead: timedelta = timedelta(),
) -> Reminder:
    what, hall = words(f"web.reminder.{kind}"), config.name.say(words.language)
    day, clock = day_text(words, at.astimezone(config.zone).date()), words.clock(at, config.zone)
    line = words("web.reminder.line", day=day, clock=clock, what=what)
    title = words("web.reminder.title", hall=hall, what=what, label=ticket.label)
    return Reminder(number, at, line, title, words(f"web.reminder.note.{kind}", label=ticket.label), ahead)
