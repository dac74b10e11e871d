"""Tickets of a service hall: rules, order, waits and the database that keeps them."""

from queue_store.books.calls import PhoneCall
from queue_store.books.help import HelpCall
from queue_store.books.journal import JournalRow
from queue_store.books.lookups import Lookup
from queue_store.books.messages import HallMessage
from queue_store.books.owed import Owed, OwedKind, OwedState
from queue_store.books.prints import Paper, PrintJob, PrintState
from queue_store.books.sessions import StaffSession
from queue_store.books.staff import Colleague, Recovery, Role, SignedIn, Staff
from queue_store.books.told import Told
from queue_store.clock import BusinessDays, TimeSource
from queue_store.errors import (
    AlreadyTaken,
    CounterBusy,
    CounterTaken,
    NotAllowed,
    QueueError,
    StoreUnavailable,
    UnknownThing,
)
from queue_store.forecast.asking import WaitNow
from queue_store.forecast.score import Score, Scores
from queue_store.forecast.waits_told import WaitTold
from queue_store.forecast.whatif import WhatIf, share_below
from queue_store.health import Health
from queue_store.model import (
    ACTIVE,
    OPEN,
    ClockState,
    Counter,
    CounterStatus,
    Entry,
    Estimate,
    Event,
    Hall,
    Outcome,
    Post,
    PriorityClass,
    Returning,
    Service,
    State,
    Ticket,
    Verb,
    Visitor,
    Why,
)
from queue_store.reports.courtesy import CourtesyFigures
from queue_store.reports.visits import OutOfOrder, Rating
from queue_store.reports.waits import HallDay, WaitRow
from queue_store.schedule import Break, Holidays, Interval, Schedule, Shift, Span, Timetable
from queue_store.store import Store, engine_version, open_store
from queue_store.tickets.bookings import BookingsLeft
from queue_store.tickets.done import ActDone, ActsOfPost, Redone, Undone
from queue_store.tickets.fairness import Overtakes
from queue_store.tickets.origin import CameFrom, Origin
from queue_store.tickets.remote import Delay
from queue_store.typed import clerk_name
from queue_store.views import DeskView, HallView, QueueView

__all__ = [
    "ACTIVE",
    "OPEN",
    "ActDone",
    "ActsOfPost",
    "AlreadyTaken",
    "BookingsLeft",
    "Break",
    "BusinessDays",
    "CameFrom",
    "ClockState",
    "Colleague",
    "Counter",
    "CounterBusy",
    "CounterStatus",
    "CounterTaken",
    "CourtesyFigures",
    "Delay",
    "DeskView",
    "Entry",
    "Estimate",
    "Event",
    "Hall",
    "HallDay",
    "HallMessage",
    "HallView",
    "Health",
    "HelpCall",
    "Holidays",
    "Interval",
    "JournalRow",
    "Lookup",
    "NotAllowed",
    "Origin",
    "OutOfOrder",
    "Outcome",
    "Overtakes",
    "Owed",
    "OwedKind",
    "OwedState",
    "Paper",
    "PhoneCall",
    "Post",
    "PrintJob",
    "PrintState",
    "PriorityClass",
    "QueueError",
    "QueueView",
    "Rating",
    "Recovery",
    "Redone",
    "Returning",
    "Role",
    "Schedule",
    "Score",
    "Scores",
    "Service",
    "Shift",
    "SignedIn",
    "Span",
    "Staff",
    "StaffSession",
    "State",
    "Store",
    "StoreUnavailable",
    "Ticket",
    "TimeSource",
    "Timetable",
    "Told",
    "Undone",
    "UnknownThing",
    "Verb",
    "Visitor",
    "WaitNow",
    "WaitRow",
    "WaitTold",
    "WhatIf",
    "Why",
    "clerk_name",
    "engine_version",
    "open_store",
    "share_below",
]  # fmt: skip
