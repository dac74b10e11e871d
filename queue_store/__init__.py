"""Tickets of a service hall: rules, order, waits and the database that keeps them."""

from queue_store.alerting import FORESEEN, SEEN, FloorLimits, conditions, foreseen, unsettled
from queue_store.arranged import NOTHING_ARRANGED, Arranged
from queue_store.books.alerts import Alert, Condition
from queue_store.books.audit import Head, Tampered, Tampering, Verdict
from queue_store.books.beats import ALIVE_EVERY, StoppedScreen
from queue_store.books.calls import PhoneCall
from queue_store.books.help import HelpCall
from queue_store.books.journal import JournalRow
from queue_store.books.lookups import Lookup
from queue_store.books.messages import HallMessage
from queue_store.books.owed import Owed, OwedKind, OwedState
from queue_store.books.prints import Paper, PrintJob, PrintState
from queue_store.books.rehearsal import Rehearsed, Stage
from queue_store.books.sessions import StaffSession
from queue_store.books.staff import Colleague, Recovery, Role, SignedIn, Staff
from queue_store.books.told import Told
from queue_store.clock import BusinessDays, TimeSource
from queue_store.copies import CopyFigures, last_numbers, look_at_copy, replace_database
from queue_store.copying import CopyColumn, CopyTable, write_copy
from queue_store.errors import (
    AlreadyTaken,
    CounterBusy,
    CounterTaken,
    NotAllowed,
    QueueError,
    StoreUnavailable,
    UnknownThing,
)
from queue_store.floor_view import CounterLoad, FloorView, ServiceQueue
from queue_store.forecast.asking import WaitNow
from queue_store.forecast.breach import ServiceOutlook
from queue_store.forecast.score import Score, Scores
from queue_store.forecast.waits_told import WaitTold
from queue_store.forecast.whatif import WhatIf, share_below
from queue_store.hall import Counter, Hall, PriorityClass, Returning, Service
from queue_store.health import Health
from queue_store.model import (
    ACTIVE,
    NO_COUNTER,
    OPEN,
    ClockState,
    CounterStatus,
    Entry,
    Estimate,
    Event,
    Outcome,
    Post,
    State,
    Ticket,
    Verb,
    Visitor,
    Why,
)
from queue_store.program import program_version
from queue_store.reports.courtesy import CourtesyFigures
from queue_store.reports.hall_day import HallDay
from queue_store.reports.metrics import LEG_METRICS, RANKS, WITHIN, Figures, Metric, Scope, Unit
from queue_store.reports.period import PeriodFigures
from queue_store.reports.staffing import Staffing
from queue_store.reports.told import RATING_METRICS, TOLD_METRICS
from queue_store.reports.visits import OutOfOrder, Rating
from queue_store.reports.waits import WaitRow
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
    "ALIVE_EVERY",
    "FORESEEN",
    "LEG_METRICS",
    "NOTHING_ARRANGED",
    "NO_COUNTER",
    "OPEN",
    "RANKS",
    "RATING_METRICS",
    "SEEN",
    "TOLD_METRICS",
    "WITHIN",
    "ActDone",
    "ActsOfPost",
    "Alert",
    "AlreadyTaken",
    "Arranged",
    "BookingsLeft",
    "Break",
    "BusinessDays",
    "CameFrom",
    "ClockState",
    "Colleague",
    "Condition",
    "CopyColumn",
    "CopyFigures",
    "CopyTable",
    "Counter",
    "CounterBusy",
    "CounterLoad",
    "CounterStatus",
    "CounterTaken",
    "CourtesyFigures",
    "Delay",
    "DeskView",
    "Entry",
    "Estimate",
    "Event",
    "Figures",
    "FloorLimits",
    "FloorView",
    "Hall",
    "HallDay",
    "HallMessage",
    "HallView",
    "Head",
    "Health",
    "HelpCall",
    "Holidays",
    "Interval",
    "JournalRow",
    "Lookup",
    "Metric",
    "NotAllowed",
    "Origin",
    "OutOfOrder",
    "Outcome",
    "Overtakes",
    "Owed",
    "OwedKind",
    "OwedState",
    "Paper",
    "PeriodFigures",
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
    "Rehearsed",
    "Returning",
    "Role",
    "Schedule",
    "Scope",
    "Score",
    "Scores",
    "Service",
    "ServiceOutlook",
    "ServiceQueue",
    "Shift",
    "SignedIn",
    "Span",
    "Staff",
    "StaffSession",
    "Staffing",
    "Stage",
    "State",
    "StoppedScreen",
    "Store",
    "StoreUnavailable",
    "Tampered",
    "Tampering",
    "Ticket",
    "TimeSource",
    "Timetable",
    "Told",
    "Undone",
    "Unit",
    "UnknownThing",
    "Verb",
    "Verdict",
    "Visitor",
    "WaitNow",
    "WaitRow",
    "WaitTold",
    "WhatIf",
    "Why",
    "clerk_name",
    "conditions",
    "engine_version",
    "foreseen",
    "last_numbers",
    "look_at_copy",
    "open_store",
    "program_version",
    "replace_database",
    "share_below",
    "unsettled",
    "write_copy",
]  # fmt: skip
