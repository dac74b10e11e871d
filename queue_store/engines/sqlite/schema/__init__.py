"""SQL of the tables, indexes, triggers and views of a hall's database.

Every key begins with the hall. Rows that change carry `revision`, which is `seq` of the log entry that wrote them.
Free text about people stands in `free_text` alone; other rows point to it, so that it can be erased.
"""

from __future__ import annotations

from queue_store.engines.sqlite.schema.books import (
    HELP_CALL,
    HELP_INDEXES,
    OWED,
    OWED_INDEXES,
    PHONE_CALL,
    PHONE_INDEXES,
    PRINT_JOB,
    PRINT_JOB_INDEXES,
    SECOND_VISIT,
    SECOND_VISIT_INDEX,
    TOLD,
    TOLD_INDEX,
    WAIT_TOLD,
    WAIT_TOLD_INDEXES,
)  # fmt: skip
from queue_store.engines.sqlite.schema.floor import ARRANGED, BEAT, FLOOR_ALERT, FLOOR_ALERT_INDEXES
from queue_store.engines.sqlite.schema.log import (
    FREE_TEXT,
    FREE_TEXT_INDEX,
    HALL,
    LOG,
    LOG_INDEXES,
    LOG_TRIGGERS,
)  # fmt: skip
from queue_store.engines.sqlite.schema.rehearsal import REHEARSAL
from queue_store.engines.sqlite.schema.rooms import COUNTER, LEARNED, MESSAGE, MESSAGE_INDEX, PAGES, SECRET
from queue_store.engines.sqlite.schema.staff import PIN, STAFF, STAFF_SESSION
from queue_store.engines.sqlite.schema.tickets import (
    BOOKING,
    BOOKING_INDEXES,
    LEG,
    LEG_INDEXES,
    RATING,
    RATING_INDEX,
    SERIES,
    TICKET,
    TICKET_INDEXES,
)  # fmt: skip
from queue_store.engines.sqlite.schema.wait_log import WAIT_LOG

APPLICATION_ID = 0x51484C32
"""Marks a file as a hall's database."""

CONSTRAINTS = {
    "ticket.hall, ticket.counter": "ticket_active",
    "ticket.hall, ticket.business_day, ticket.series, ticket.number": "ticket_label",
    "ticket.hall, ticket.request_id": "ticket_request",
    "ticket.hall, ticket.token": "ticket_token",
    "rating.hall, rating.ticket_id": "rating",
}
"""Rules that the database keeps, by the columns that SQLite names when it refuses a row."""

EVERYTHING = (
    HALL, LOG, *LOG_TRIGGERS, *LOG_INDEXES, FREE_TEXT, FREE_TEXT_INDEX, TICKET, *TICKET_INDEXES, SERIES, LEG,
    *LEG_INDEXES, COUNTER, BOOKING, *BOOKING_INDEXES, RATING, RATING_INDEX, MESSAGE, MESSAGE_INDEX, SECRET, PAGES,
    OWED, *OWED_INDEXES, TOLD, TOLD_INDEX, SECOND_VISIT, SECOND_VISIT_INDEX, PHONE_CALL, *PHONE_INDEXES, HELP_CALL,
    *HELP_INDEXES,
    WAIT_TOLD, *WAIT_TOLD_INDEXES, PRINT_JOB, *PRINT_JOB_INDEXES, STAFF, PIN, STAFF_SESSION, LEARNED,
    REHEARSAL, WAIT_LOG, ARRANGED, FLOOR_ALERT, *FLOOR_ALERT_INDEXES, BEAT,
)  # fmt: skip
"""Every statement, in the order in which they can be carried out."""
