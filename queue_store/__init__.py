"""Tickets of a service hall: rules, order, waits and the database that keeps them."""

from queue_store.books.calls import PhoneCall
from queue_store.books.counters import JournalRow
from queue_store.books.messages import HallMessage
from queue_store.books.owed import Owed, OwedKind, OwedState
from queue_store.books.told import Told
from queue_store.errors import AlreadyTaken, CounterBusy, NotAllowed, QueueError, StoreUnavailable, UnknownThing
from queue_store.model import (
    ACTIVE,
    OPEN,
    Counter,
    CounterStatus,
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
from queue_store.reports.waits import HallDay, WaitRow
from queue_store.store import Store, open_store
from queue_store.tickets.remote import Delay, Overtakes, Rating

__all__ = [
    "ACTIVE",
    "OPEN",
    "AlreadyTaken",
    "Counter",
    "CounterBusy",
    "CounterStatus",
    "CourtesyFigures",
    "Delay",
    "Estimate",
    "Event",
    "Hall",
    "HallDay",
    "HallMessage",
    "JournalRow",
    "NotAllowed",
    "Outcome",
    "Overtakes",
    "Owed",
    "OwedKind",
    "OwedState",
    "PhoneCall",
    "Post",
    "PriorityClass",
    "QueueError",
    "Rating",
    "Returning",
    "Service",
    "State",
    "Store",
    "StoreUnavailable",
    "Ticket",
    "Told",
    "UnknownThing",
    "Verb",
    "Visitor",
    "WaitRow",
    "Why",
    "open_store",
]
