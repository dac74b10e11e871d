"""The tables, indexes and views of the SQLite file, step by step.

Steps are only added, never changed: files out there were made by the earlier ones. Rules that must hold whatever
the program does are written as constraints here.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from queue_store.engines.sqlite.schema import (
    BOOKING,
    BOOKING_INDEXES,
    COUNTER,
    DELAYS,
    EVENT,
    HALL_DAY,
    INDEXES,
    JOURNAL,
    JOURNAL_INDEX,
    LEG,
    MESSAGE,
    OWED,
    OWED_INDEXES,
    PHONE_CALL,
    PHONE_INDEXES,
    RATING,
    RATING_INDEX,
    SECOND_VISIT,
    SECOND_VISIT_INDEX,
    SECRET,
    SERIES,
    TICKET,
    TOLD,
    VISITOR,
    WAIT_LOG,
    append_only,
)

migrations = Migrations("queue_store")


@migrations()
def m001_tickets(db: Database) -> None:
    """Tickets, their closed legs, their events, and the numbers used."""
    for statement in (TICKET, VISITOR, SERIES, LEG, EVENT, *INDEXES, *append_only("event")):
        db.execute(statement)


@migrations()
def m002_counters_and_journal(db: Database) -> None:
    """Who staffs which counter, and what else happened."""
    for statement in (COUNTER, JOURNAL, JOURNAL_INDEX, *append_only("journal")):
        db.execute(statement)


@migrations()
def m003_views(db: Database) -> None:
    """The wait log and the figures of a day, for any tool that reads SQLite."""
    db.execute(WAIT_LOG)
    db.execute(HALL_DAY)


@migrations()
def m004_remote(db: Database) -> None:
    """What a visitor does from afar, and what the hall tells everybody."""
    for statement in (DELAYS, BOOKING, *BOOKING_INDEXES, RATING, RATING_INDEX, MESSAGE, SECRET):
        db.execute(statement)


@migrations()
def m005_desk_book(db: Database) -> None:
    """What the hall owes, what visitors were told, and the telephone."""
    for statement in (OWED, *OWED_INDEXES, TOLD, SECOND_VISIT, SECOND_VISIT_INDEX, PHONE_CALL, *PHONE_INDEXES):
        db.execute(statement)


@migrations()
def m006_legs_by_day(db: Database) -> None:
    """Figures of one day without looking at the legs of all."""
    db.execute("CREATE INDEX leg_day ON leg (hall, business_day)")


@migrations()
def m007_covering_queue(db: Database) -> None:
    """Count who came earlier from the index of the queue alone."""
    db.execute("DROP INDEX ticket_waiting")
    db.execute(
        "CREATE INDEX ticket_waiting ON ticket "
        "(hall, queue_at, id, service, for_counter, head_start, entered_at) WHERE state = 'waiting'"
    )


KNOWN_STEPS = frozenset(
    {
        "m001_tickets",
        "m002_counters_and_journal",
        "m003_views",
        "m004_remote",
        "m005_desk_book",
        "m006_legs_by_day",
        "m007_covering_queue",
    }
)
"""Steps of this version; a file with any other was made by a newer one."""
