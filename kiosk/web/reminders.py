"""What the hall owes the visitor of a ticket by a time, as far as a calendar may know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.hall import HallConfig
from kiosk.text.days import day_text
from kiosk.words import Words
from queue_store import OwedKind, State, Store, Ticket

_FIRST_WAIT = (State.BOOKED, State.WAITING, State.CALLED)
"""States in which nobody has promised anything yet, unless the visitor was served before."""


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


def reminders_of(ticket: Ticket, config: HallConfig, words: Words, store: Store) -> list[Reminder]:
    """Return what is owed to the visitor and not settled, the soonest first."""
    if ticket.state in _FIRST_WAIT and ticket.legs <= 1:
        return []
    hall = config.name.say(words.language)
    found = []
    for kind in (OwedKind.PROMISE, OwedKind.CASE):
        what = words(f"web.reminder.{kind}")
        title = words("web.reminder.title", hall=hall, what=what, label=ticket.label)
        for owed in store.owed.rows(kind):
            if owed.ticket_id == ticket.id and owed.due is not None:
                day = day_text(words, owed.due.astimezone(config.zone).date())
                clock = words.clock(owed.due, config.zone)
                line = words("web.reminder.line", day=day, clock=clock, what=what)
                found.append(Reminder(owed.id, owed.due, line, title))
    return sorted(found, key=lambda reminder: reminder.at)
