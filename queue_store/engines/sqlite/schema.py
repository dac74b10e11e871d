"""SQL of the tables, indexes, triggers and views of a hall's database.

Every key begins with the hall. Rows that change carry `revision`, which is `seq` of the log entry that wrote them.
Free text about people stands in `free_text` alone; other rows point to it, so that it can be erased.
"""

from __future__ import annotations

_STATES = "'booked','waiting','called','serving','parked','finished','no_show','cancelled','expired','left_over'"
_OPEN = "'booked', 'waiting', 'called', 'serving', 'parked', 'left_over'"

HALL = """
CREATE TABLE hall (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 27),
    steady INTEGER NOT NULL,
    run TEXT NOT NULL,
    day TEXT NOT NULL CHECK (length(day) = 10),
    day_seq INTEGER NOT NULL,
    staffed_at TEXT,
    opened_on TEXT NOT NULL,
    checked_on TEXT NOT NULL,
    clock_ahead INTEGER NOT NULL,
    held_until TEXT NOT NULL,
    to_erase INTEGER NOT NULL CHECK (to_erase IN (0, 1))
) STRICT, WITHOUT ROWID
"""

LOG = """
CREATE TABLE log (
    hall TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    act INTEGER NOT NULL CHECK (act BETWEEN 1 AND seq),
    at TEXT NOT NULL CHECK (length(at) = 27),
    kind TEXT NOT NULL CHECK (kind <> ''),
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    ticket_id INTEGER,
    counter INTEGER,
    clerk TEXT,
    service TEXT,
    precedence INTEGER,
    changes TEXT,
    before TEXT,
    undoes INTEGER,
    PRIMARY KEY (hall, seq)
) STRICT, WITHOUT ROWID
"""

LOG_TRIGGERS = (
    "CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log "
    "BEGIN SELECT RAISE(ABORT, 'log rows are never changed'); END",
    "CREATE TRIGGER log_is_never_deleted BEFORE DELETE ON log "
    "BEGIN SELECT RAISE(ABORT, 'log rows are never deleted'); END",
    "CREATE TRIGGER log_is_never_replaced BEFORE INSERT ON log "
    "WHEN EXISTS (SELECT 1 FROM log WHERE hall = NEW.hall AND seq = NEW.seq) "
    "BEGIN SELECT RAISE(ABORT, 'log rows are never replaced'); END",
)

LOG_INDEXES = (
    "CREATE INDEX log_of_ticket ON log (hall, ticket_id, seq) WHERE ticket_id IS NOT NULL",
    "CREATE INDEX log_of_row ON log (hall, subject, key, seq) WHERE ticket_id IS NULL AND subject <> ''",
    "CREATE INDEX log_of_clerk ON log (hall, clerk, counter, seq) WHERE clerk IS NOT NULL",
    "CREATE INDEX log_calls ON log (hall, service, seq) WHERE kind = 'call'",
    "CREATE INDEX log_notes ON log (hall, kind, at) WHERE subject = ''",
    "CREATE INDEX log_counters ON log (hall, kind, at) WHERE subject = 'counter'",
    "CREATE UNIQUE INDEX log_undone_once ON log (hall, undoes) WHERE undoes IS NOT NULL",
)

FREE_TEXT = """
CREATE TABLE free_text (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    owner TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    day TEXT NOT NULL CHECK (length(day) = 10),
    text TEXT NOT NULL CHECK (text <> ''),
    PRIMARY KEY (hall, id)
) STRICT, WITHOUT ROWID
"""

FREE_TEXT_INDEX = "CREATE INDEX free_text_day ON free_text (hall, day)"

TICKET = f"""
CREATE TABLE ticket (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    token TEXT NOT NULL CHECK (length(token) = 26),
    request_id TEXT,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    label TEXT NOT NULL,
    service TEXT NOT NULL,
    business_day TEXT NOT NULL CHECK (length(business_day) = 10),
    leg_day TEXT NOT NULL CHECK (length(leg_day) = 10),
    state TEXT NOT NULL CHECK (state IN ({_STATES})),
    issued_at TEXT NOT NULL CHECK (length(issued_at) = 27),
    entered_at TEXT NOT NULL CHECK (length(entered_at) = 27),
    queue_at TEXT NOT NULL CHECK (length(queue_at) = 27),
    place_at TEXT NOT NULL CHECK (length(place_at) = 27),
    called_at TEXT,
    last_called_at TEXT,
    started_at TEXT,
    parked_at TEXT,
    finished_at TEXT,
    away INTEGER NOT NULL DEFAULT 0 CHECK (away >= 0),
    counter INTEGER,
    clerk TEXT,
    responsible TEXT,
    for_counter INTEGER,
    sent_at TEXT,
    priority TEXT NOT NULL DEFAULT '',
    head_start INTEGER NOT NULL DEFAULT 0 CHECK (head_start >= 0),
    errands INTEGER NOT NULL DEFAULT 1 CHECK (errands >= 1),
    assistance INTEGER NOT NULL DEFAULT 0 CHECK (assistance IN (0, 1)),
    language TEXT NOT NULL DEFAULT '',
    calls INTEGER NOT NULL DEFAULT 0 CHECK (calls >= 0),
    legs INTEGER NOT NULL DEFAULT 1 CHECK (legs >= 0),
    returning_visitor INTEGER NOT NULL DEFAULT 0 CHECK (returning_visitor IN (0, 1)),
    carried_to TEXT,
    outcome TEXT CHECK (outcome IN ('done','referred','declined','complaint','left')),
    person_text INTEGER,
    reason_text INTEGER,
    call_reason_text INTEGER,
    chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)),
    wait_limit INTEGER NOT NULL,
    apology_due INTEGER NOT NULL DEFAULT 0 CHECK (apology_due IN (0, 1)),
    apology_said_at TEXT,
    void INTEGER NOT NULL DEFAULT 0 CHECK (void IN (0, 1)),
    delays INTEGER NOT NULL DEFAULT 0 CHECK (delays >= 0),
    not_before TEXT CHECK (length(not_before) = 27),
    kept_until TEXT CHECK (length(kept_until) = 27),
    rejoins INTEGER NOT NULL DEFAULT 0 CHECK (rejoins >= 0),
    PRIMARY KEY (hall, id),
    CHECK (state NOT IN ('called','serving') OR (counter IS NOT NULL AND clerk IS NOT NULL AND called_at IS NOT NULL)),
    CHECK (state <> 'waiting' OR counter IS NULL),
    CHECK ((finished_at IS NULL) = (state IN ({_OPEN}))),
    CHECK (place_at >= queue_at)
) STRICT, WITHOUT ROWID
"""

TICKET_INDEXES = (
    "CREATE UNIQUE INDEX ticket_token ON ticket (hall, token)",
    "CREATE UNIQUE INDEX ticket_label ON ticket (hall, business_day, series, number)",
    "CREATE UNIQUE INDEX ticket_request ON ticket (hall, request_id) WHERE request_id IS NOT NULL AND void = 0",
    "CREATE UNIQUE INDEX ticket_active ON ticket (hall, counter) WHERE state IN ('called', 'serving')",
    "CREATE INDEX ticket_waiting ON ticket (hall, queue_at, id, service, for_counter, sent_at, head_start, place_at, "
    "entered_at, not_before, revision) WHERE state = 'waiting'",
    "CREATE INDEX ticket_held ON ticket (hall, not_before) WHERE state = 'waiting' AND not_before IS NOT NULL",
    "CREATE INDEX ticket_parked ON ticket (hall, counter) WHERE state = 'parked'",
    "CREATE INDEX ticket_booked ON ticket (hall, kept_until) WHERE state = 'booked'",
    "CREATE INDEX ticket_left_over ON ticket (hall, business_day) WHERE state = 'left_over'",
    "CREATE INDEX ticket_open ON ticket (hall, label) WHERE finished_at IS NULL",
    "CREATE INDEX ticket_responsible ON ticket (hall, responsible) "
    "WHERE responsible IS NOT NULL AND finished_at IS NULL",
    "CREATE INDEX ticket_entered ON ticket (hall, entered_at)",
    "CREATE INDEX ticket_leg_day ON ticket (hall, leg_day)",
    "CREATE INDEX ticket_called ON ticket (hall, last_called_at) WHERE last_called_at IS NOT NULL",
    "CREATE INDEX ticket_missed ON ticket (hall, last_called_at) WHERE state = 'no_show'",
    "CREATE INDEX ticket_served ON ticket (hall, service, finished_at) WHERE state = 'finished'",
)

SERIES = """
CREATE TABLE series (
    hall TEXT NOT NULL,
    business_day TEXT NOT NULL,
    series TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (hall, business_day, series)
) STRICT, WITHOUT ROWID
"""

LEG = """
CREATE TABLE leg (
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    leg INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    service TEXT NOT NULL,
    leg_day TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    called_at TEXT,
    last_called_at TEXT,
    started_at TEXT,
    ended_at TEXT NOT NULL,
    ended_by TEXT NOT NULL,
    state TEXT NOT NULL,
    away INTEGER NOT NULL,
    counter INTEGER,
    clerk TEXT,
    calls INTEGER NOT NULL,
    returning_visitor INTEGER NOT NULL,
    outcome TEXT,
    reason_text INTEGER,
    call_reason_text INTEGER,
    chosen INTEGER NOT NULL,
    wait_limit INTEGER NOT NULL,
    apology_due INTEGER NOT NULL,
    apology_said_at TEXT,
    PRIMARY KEY (hall, ticket_id, leg),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id)
) STRICT, WITHOUT ROWID
"""

LEG_INDEXES = (
    "CREATE INDEX leg_entered ON leg (hall, entered_at)",
    "CREATE INDEX leg_of_day ON leg (hall, leg_day)",
)

COUNTER = """
CREATE TABLE counter (
    hall TEXT NOT NULL,
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    clerk TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'closed')),
    since TEXT NOT NULL,
    terminal TEXT NOT NULL DEFAULT '',
    reason_text INTEGER,
    back_at TEXT,
    PRIMARY KEY (hall, number),
    CHECK ((state = 'closed') = (clerk IS NULL)),
    CHECK (state = 'paused' OR back_at IS NULL)
) STRICT, WITHOUT ROWID
"""

BOOKING = """
CREATE TABLE booking (
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    business_day TEXT NOT NULL,
    device TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (hall, ticket_id),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id)
) STRICT, WITHOUT ROWID
"""

BOOKING_INDEXES = (
    "CREATE INDEX booking_day ON booking (hall, business_day)",
    "CREATE INDEX booking_device ON booking (hall, device) WHERE device <> ''",
)

RATING = """
CREATE TABLE rating (
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words_text INTEGER,
    PRIMARY KEY (hall, ticket_id),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id)
) STRICT, WITHOUT ROWID
"""

RATING_INDEX = "CREATE INDEX rating_at ON rating (hall, at)"

MESSAGE = """
CREATE TABLE message (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    set_at TEXT NOT NULL,
    cleared_at TEXT,
    PRIMARY KEY (hall, id)
) STRICT, WITHOUT ROWID
"""

MESSAGE_INDEX = "CREATE INDEX message_up ON message (hall, id) WHERE cleared_at IS NULL"

SECRET = """
CREATE TABLE secret (
    hall TEXT NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (hall, name)
) STRICT, WITHOUT ROWID
"""

PAGES = """
CREATE TABLE pages (
    hall TEXT NOT NULL PRIMARY KEY,
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

OWED = """
CREATE TABLE owed (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('promise', 'case', 'duty', 'handover')),
    what_text INTEGER NOT NULL,
    whom_text INTEGER,
    due TEXT CHECK (length(due) = 27),
    state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'withdrawn')),
    ticket_id INTEGER,
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    made_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by TEXT,
    note_text INTEGER,
    PRIMARY KEY (hall, id),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id),
    CHECK (due IS NOT NULL OR kind = 'handover'),
    CHECK ((state = 'open') = (settled_at IS NULL))
) STRICT, WITHOUT ROWID
"""

OWED_INDEXES = (
    "CREATE INDEX owed_open ON owed (hall, due) WHERE state = 'open'",
    "CREATE INDEX owed_due ON owed (hall, kind, due)",
)

TOLD = """
CREATE TABLE told (
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    material TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    told INTEGER NOT NULL CHECK (told IN (0, 1)),
    missing INTEGER NOT NULL CHECK (missing IN (0, 1)),
    PRIMARY KEY (hall, ticket_id, material),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id)
) STRICT, WITHOUT ROWID
"""

SECOND_VISIT = """
CREATE TABLE second_visit (
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    missing_text INTEGER,
    was_told INTEGER NOT NULL CHECK (was_told IN (0, 1)),
    PRIMARY KEY (hall, ticket_id),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id)
) STRICT, WITHOUT ROWID
"""

SECOND_VISIT_INDEX = "CREATE INDEX second_visit_at ON second_visit (hall, at)"

PHONE_CALL = """
CREATE TABLE phone_call (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    outbound INTEGER NOT NULL CHECK (outbound IN (0, 1)),
    opened_at TEXT NOT NULL,
    answered_at TEXT,
    rings INTEGER CHECK (rings >= 0),
    ended_at TEXT,
    note_text INTEGER,
    left_open INTEGER NOT NULL CHECK (left_open IN (0, 1)),
    PRIMARY KEY (hall, id)
) STRICT, WITHOUT ROWID
"""

PHONE_INDEXES = (
    "CREATE INDEX phone_call_opened ON phone_call (hall, opened_at)",
    "CREATE INDEX phone_call_open ON phone_call (hall, opened_at) WHERE ended_at IS NULL",
)

HELP_CALL = """
CREATE TABLE help_call (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    at TEXT NOT NULL,
    label TEXT NOT NULL,
    moment TEXT NOT NULL,
    settled_at TEXT,
    settled_by TEXT,
    PRIMARY KEY (hall, id)
) STRICT, WITHOUT ROWID
"""

HELP_INDEXES = (
    "CREATE INDEX help_call_open ON help_call (hall, id) WHERE settled_at IS NULL",
    "CREATE INDEX help_call_settled ON help_call (hall, settled_at) WHERE settled_at IS NOT NULL",
)


WAIT_TOLD = """
CREATE TABLE wait_told (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL,
    leg INTEGER NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 27),
    shown TEXT NOT NULL,
    service TEXT NOT NULL,
    ahead INTEGER NOT NULL CHECK (ahead >= 0),
    sure INTEGER NOT NULL CHECK (sure IN (0, 1)),
    counters INTEGER NOT NULL,
    low REAL CHECK (low >= 0),
    centre REAL CHECK (centre >= low),
    high REAL CHECK (high >= centre),
    method TEXT NOT NULL,
    because TEXT NOT NULL,
    basis TEXT NOT NULL,
    PRIMARY KEY (hall, id),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id),
    CHECK ((low IS NULL) = (high IS NULL) AND (low IS NULL) = (centre IS NULL))
) STRICT, WITHOUT ROWID
"""

WAIT_TOLD_INDEXES = (
    "CREATE INDEX wait_told_ticket ON wait_told (hall, ticket_id, leg, id)",
    "CREATE INDEX wait_told_at ON wait_told (hall, at)",
)

PRINT_JOB = """
CREATE TABLE print_job (
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL,
    paper TEXT NOT NULL CHECK (paper IN ('ticket', 'missing', 'told')),
    revision INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed')),
    asked_at TEXT NOT NULL CHECK (length(asked_at) = 27),
    since TEXT NOT NULL CHECK (length(since) = 27),
    station TEXT NOT NULL,
    times INTEGER NOT NULL CHECK (times > 0),
    reason TEXT NOT NULL,
    PRIMARY KEY (hall, ticket_id, paper),
    FOREIGN KEY (hall, ticket_id) REFERENCES ticket (hall, id),
    CHECK ((state = 'failed') = (reason <> ''))
) STRICT, WITHOUT ROWID
"""

PRINT_JOB_INDEXES = (
    "CREATE INDEX print_job_open ON print_job (hall, asked_at) WHERE state IN ('queued', 'printing')",
    "CREATE INDEX print_job_failed ON print_job (hall, since) WHERE state = 'failed'",
)

LEARNED = """
CREATE TABLE learned (
    hall TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    form INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""


def _micros(column: str) -> str:
    """Microseconds since 1970 of a time as text, exactly."""
    return f"(CAST(strftime('%s', {column}) AS INTEGER) * 1000000 + CAST(substr({column}, 21, 6) AS INTEGER))"


_NOW = "(SELECT at FROM hall WHERE id = waits.hall)"


def _wait(until: str) -> str:
    """Microseconds from entering the queue, never negative."""
    return f"max(0, {_micros(until)} - {_micros('entered_at')})"


WAIT_LOG = f"""
CREATE VIEW wait_log AS
SELECT
    hall, ticket_id, label, service, business_day, leg_day, leg, entered_at, called_at, last_called_at, started_at,
    ended_at, first_call / 1e6 AS wait_first_call,
    CASE WHEN last_called_at IS NOT NULL THEN {_wait("last_called_at")} / 1e6 END AS wait_last_call,
    CASE WHEN started_at IS NOT NULL THEN {_wait("started_at")} / 1e6 END AS wait_start,
    CASE WHEN called_at IS NULL THEN 1 ELSE 0 END AS lower_bound,
    wait_limit, CASE WHEN first_call > wait_limit * 1000000 THEN 1 ELSE 0 END AS over_limit,
    CASE WHEN state = 'no_show' THEN 0 ELSE apology_due END AS apology_due, apology_said_at, state, outcome, counter,
    clerk, responsible, priority, calls, errands, returning_visitor, away, chosen, reason_text, call_reason_text
FROM (
    SELECT *, CASE WHEN called_at IS NOT NULL THEN {_wait("called_at")}
                   WHEN ended_at IS NOT NULL THEN {_wait("ended_at")}
                   ELSE {_wait(_NOW)} END AS first_call
    FROM (
        SELECT hall, id AS ticket_id, label, service, business_day, leg_day, legs AS leg, entered_at, called_at,
            last_called_at, started_at, finished_at AS ended_at, wait_limit, apology_due, apology_said_at, state,
            outcome, counter, clerk, responsible, priority, calls, errands, returning_visitor, away, chosen,
            reason_text, call_reason_text
        FROM ticket WHERE void = 0 AND legs > 0
        UNION ALL
        SELECT l.hall, l.ticket_id, t.label, l.service, t.business_day, l.leg_day, l.leg, l.entered_at, l.called_at,
            l.last_called_at, l.started_at, l.ended_at, l.wait_limit, l.apology_due, l.apology_said_at, l.state,
            l.outcome, l.counter, l.clerk, t.responsible, t.priority, l.calls, t.errands, l.returning_visitor, l.away,
            l.chosen, l.reason_text, l.call_reason_text
        FROM leg AS l JOIN ticket AS t ON t.hall = l.hall AND t.id = l.ticket_id WHERE t.void = 0
    ) AS waits
)
"""

CONSTRAINTS = {
    "ticket.hall, ticket.counter": "ticket_active",
    "ticket.hall, ticket.business_day, ticket.series, ticket.number": "ticket_label",
    "ticket.hall, ticket.request_id": "ticket_request",
    "ticket.hall, ticket.token": "ticket_token",
    "rating.hall, rating.ticket_id": "rating",
}
"""Rules that the database keeps, by the columns that SQLite names when it refuses a row."""

STATISTICS = {
    "booking": {"booking": "50000 50000 1", "booking_day": "50000 50000 100", "booking_device": "100 100 1"},
    "free_text": {"free_text": "5000 5000 1", "free_text_day": "5000 5000 1000"},
    "help_call": {"help_call": "10000 10000 1", "help_call_open": "2 2 1", "help_call_settled": "10000 10000 1"},
    "leg": {"leg": "200000 200000 2 1", "leg_entered": "200000 200000 1", "leg_of_day": "200000 200000 300"},
    "log": {
        "log": "5000000 5000000 1",
        "log_of_ticket": "4000000 4000000 4 1",
        "log_of_row": "1000000 1000000 100000 4 1",
        "log_of_clerk": "4000000 4000000 200000 100000 1",
        "log_calls": "1000000 1000000 100000 1",
        "log_notes": "500000 500000 20000 1",
        "log_counters": "50000 50000 10000 1",
        "log_undone_once": "50000 50000 1",
    },
    "message": {"message": "10000 10000 1", "message_up": "2 2 1"},
    "owed": {"owed": "50000 50000 1", "owed_open": "50 50 1", "owed_due": "50000 50000 12000 1"},
    "phone_call": {
        "phone_call": "100000 100000 1", "phone_call_opened": "100000 100000 1", "phone_call_open": "4 4 1",
    },
    "print_job": {
        "print_job": "1000000 1000000 1 1", "print_job_open": "2 2 1", "print_job_failed": "5000 5000 1",
    },
    "rating": {"rating": "50000 50000 1", "rating_at": "50000 50000 1"},
    "second_visit": {"second_visit": "50000 50000 1", "second_visit_at": "50000 50000 1"},
    "ticket": {
        "ticket": "1000000 1000000 1",
        "ticket_token": "1000000 1000000 1",
        "ticket_label": "1000000 1000000 1000 200 1",
        "ticket_request": "500000 500000 1",
        "ticket_active": "20 20 1",
        "ticket_waiting": "100 100 1 1 1 1 1 1 1 1 1 1",
        "ticket_held": "2 2 1",
        "ticket_parked": "10 10 2",
        "ticket_booked": "50 50 1",
        "ticket_left_over": "10 10 5",
        "ticket_open": "150 150 1",
        "ticket_responsible": "30 30 5",
        "ticket_entered": "1000000 1000000 1",
        "ticket_leg_day": "1000000 1000000 1000",
        "ticket_called": "900000 900000 1",
        "ticket_missed": "50000 50000 1",
        "ticket_served": "800000 800000 100000 1",
    },
    "told": {"told": "500000 500000 3 1"},
    "wait_told": {
        "wait_told": "2000000 2000000 1",
        "wait_told_ticket": "2000000 2000000 2 2 1",
        "wait_told_at": "2000000 2000000 1",
    },
}  # fmt: skip
"""What SQLite would find by ANALYZE in a hall after a few years: rows, and rows for each value of the first column, of
the first two, and so on. Without it SQLite takes a hall for ten rows and reads all of them, not a small index."""


EVERYTHING = (
    HALL, LOG, *LOG_TRIGGERS, *LOG_INDEXES, FREE_TEXT, FREE_TEXT_INDEX, TICKET, *TICKET_INDEXES, SERIES, LEG,
    *LEG_INDEXES, COUNTER, BOOKING, *BOOKING_INDEXES, RATING, RATING_INDEX, MESSAGE, MESSAGE_INDEX, SECRET, PAGES,
    OWED, *OWED_INDEXES, TOLD, SECOND_VISIT, SECOND_VISIT_INDEX, PHONE_CALL, *PHONE_INDEXES, HELP_CALL, *HELP_INDEXES,
    WAIT_TOLD, *WAIT_TOLD_INDEXES, PRINT_JOB, *PRINT_JOB_INDEXES, LEARNED, WAIT_LOG,
)  # fmt: skip
"""Every statement, in the order in which they can be carried out."""
