"""SQL of the tables, indexes and views, as the steps of `migrations` made them: never changed, only added to."""

from __future__ import annotations


def append_only(table: str) -> tuple[str, str]:
    """Triggers that keep the rows of a table as they were written."""
    return (
        f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END",
        f"CREATE TRIGGER {table}_is_never_deleted BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} rows are never deleted'); END",
    )


_STATES = "'booked','waiting','called','serving','parked','finished','no_show','cancelled','expired'"

TICKET = f"""
CREATE TABLE ticket (
    id INTEGER PRIMARY KEY,
    hall TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE CHECK (length(token) = 26),
    request_id TEXT,
    series TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    label TEXT NOT NULL,
    service TEXT NOT NULL,
    business_day TEXT NOT NULL CHECK (length(business_day) = 10),
    state TEXT NOT NULL CHECK (state IN ({_STATES})),
    issued_at TEXT NOT NULL CHECK (length(issued_at) = 27),
    entered_at TEXT NOT NULL CHECK (length(entered_at) = 27),
    queue_at TEXT NOT NULL CHECK (length(queue_at) = 27),
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
    reason TEXT NOT NULL DEFAULT '',
    wait_limit INTEGER NOT NULL,
    apology_due INTEGER NOT NULL DEFAULT 0 CHECK (apology_due IN (0, 1)),
    apology_said_at TEXT,
    void INTEGER NOT NULL DEFAULT 0 CHECK (void IN (0, 1)),
    CHECK (state NOT IN ('called','serving') OR (counter IS NOT NULL AND clerk IS NOT NULL AND called_at IS NOT NULL)),
    CHECK (state <> 'waiting' OR counter IS NULL)
) STRICT
"""

VISITOR = """
CREATE TABLE visitor (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket (id),
    surname TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL
) STRICT
"""

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
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    leg INTEGER NOT NULL,
    hall TEXT NOT NULL,
    service TEXT NOT NULL,
    business_day TEXT NOT NULL,
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
    reason TEXT NOT NULL,
    wait_limit INTEGER NOT NULL,
    apology_due INTEGER NOT NULL,
    apology_said_at TEXT,
    PRIMARY KEY (ticket_id, leg)
) STRICT, WITHOUT ROWID
"""

EVENT = """
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    hall TEXT NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    at TEXT NOT NULL CHECK (length(at) = 27),
    verb TEXT NOT NULL,
    counter INTEGER,
    clerk TEXT,
    service TEXT NOT NULL,
    precedence INTEGER NOT NULL,
    changes TEXT NOT NULL,
    before TEXT NOT NULL,
    undoes INTEGER REFERENCES event (id)
) STRICT
"""

INDEXES = (
    "CREATE UNIQUE INDEX ticket_label ON ticket (hall, business_day, series, number)",
    "CREATE UNIQUE INDEX ticket_request ON ticket (hall, request_id) WHERE request_id IS NOT NULL",
    "CREATE UNIQUE INDEX ticket_active ON ticket (hall, counter) WHERE state IN ('called', 'serving')",
    "CREATE INDEX ticket_waiting ON ticket (hall, queue_at, id, service, for_counter, head_start) "
    "WHERE state = 'waiting'",
    "CREATE INDEX ticket_parked ON ticket (hall, id) WHERE state = 'parked'",
    "CREATE INDEX ticket_booked ON ticket (hall, business_day) WHERE state = 'booked'",
    "CREATE INDEX ticket_responsible ON ticket (hall, responsible) "
    "WHERE responsible IS NOT NULL AND state IN ('waiting', 'called', 'serving', 'parked')",
    "CREATE INDEX ticket_entered ON ticket (hall, entered_at)",
    "CREATE INDEX ticket_called ON ticket (hall, last_called_at) WHERE last_called_at IS NOT NULL",
    "CREATE INDEX ticket_served ON ticket (hall, service, finished_at) WHERE state = 'finished'",
    "CREATE INDEX leg_entered ON leg (hall, entered_at)",
    "CREATE INDEX event_of_ticket ON event (ticket_id)",
    "CREATE INDEX event_of_clerk ON event (hall, clerk, counter, id) WHERE clerk IS NOT NULL",
    "CREATE INDEX event_calls ON event (hall, service, id) WHERE verb = 'call'",
    "CREATE UNIQUE INDEX event_undone_once ON event (undoes) WHERE undoes IS NOT NULL",
)

COUNTER = """
CREATE TABLE counter (
    hall TEXT NOT NULL,
    number INTEGER NOT NULL,
    clerk TEXT,
    state TEXT NOT NULL CHECK (state IN ('open', 'paused', 'closed')),
    since TEXT NOT NULL,
    PRIMARY KEY (hall, number)
) STRICT, WITHOUT ROWID
"""

JOURNAL = """
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    hall TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 27),
    kind TEXT NOT NULL,
    counter INTEGER,
    clerk TEXT,
    data TEXT NOT NULL
) STRICT
"""

JOURNAL_INDEX = "CREATE INDEX journal_at ON journal (hall, at)"


def _wait(until: str) -> str:
    """Seconds from entering the queue, never negative."""
    return f"max(0.0, round((julianday({until}) - julianday(entered_at)) * 86400.0, 3))"


WAIT_LOG = f"""
CREATE VIEW wait_log AS
SELECT
    hall, ticket_id, label, service, business_day, leg, entered_at, called_at, last_called_at, started_at, ended_at,
    CASE WHEN called_at IS NOT NULL THEN {_wait("called_at")}
         WHEN ended_at IS NOT NULL THEN {_wait("ended_at")}
         ELSE {_wait("'now'")} END AS wait_first_call,
    CASE WHEN last_called_at IS NOT NULL THEN {_wait("last_called_at")} END AS wait_last_call,
    CASE WHEN started_at IS NOT NULL THEN {_wait("started_at")} END AS wait_start,
    CASE WHEN called_at IS NULL THEN 1 ELSE 0 END AS lower_bound,
    wait_limit,
    CASE WHEN called_at IS NOT NULL THEN {_wait("called_at")} > wait_limit
         WHEN ended_at IS NOT NULL THEN {_wait("ended_at")} > wait_limit
         ELSE {_wait("'now'")} > wait_limit END AS over_limit,
    apology_due, apology_said_at, state, outcome, counter, clerk, responsible, priority, calls, errands,
    returning_visitor, away, reason
FROM (
    SELECT hall, id AS ticket_id, label, service, business_day, legs AS leg, entered_at, called_at, last_called_at,
        started_at, finished_at AS ended_at, wait_limit, apology_due, apology_said_at, state, outcome, counter, clerk,
        responsible, priority, calls, errands, returning_visitor, away, reason
    FROM ticket WHERE void = 0 AND legs > 0
    UNION ALL
    SELECT l.hall, l.ticket_id, t.label, l.service, l.business_day, l.leg, l.entered_at, l.called_at, l.last_called_at,
        l.started_at, l.ended_at, l.wait_limit, l.apology_due, l.apology_said_at, l.state, l.outcome, l.counter,
        l.clerk, t.responsible, t.priority, l.calls, t.errands, l.returning_visitor, l.away, l.reason
    FROM leg AS l JOIN ticket AS t ON t.id = l.ticket_id WHERE t.void = 0
)
"""

HALL_DAY = """
CREATE VIEW hall_day AS
SELECT
    hall, business_day,
    sum(leg = 1) AS issued,
    count(*) AS waits,
    sum(called_at IS NOT NULL) AS called,
    sum(state = 'finished') AS finished,
    sum(state = 'no_show') AS no_show,
    sum(state = 'cancelled') AS left_queue,
    sum(state = 'expired') AS expired,
    sum(state IN ('waiting', 'called', 'serving', 'parked')) AS still_open,
    round(avg(CASE WHEN called_at IS NOT NULL THEN wait_first_call END), 1) AS wait_mean,
    max(CASE WHEN called_at IS NOT NULL THEN wait_first_call END) AS wait_longest,
    sum(over_limit) AS over_limit,
    sum(apology_due) AS apologies_due,
    sum(apology_due = 1 AND apology_said_at IS NOT NULL) AS apologies_said
FROM wait_log
GROUP BY hall, business_day
"""

DELAYS = "ALTER TABLE ticket ADD COLUMN delays INTEGER NOT NULL DEFAULT 0"

BOOKING = """
CREATE TABLE booking (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket (id),
    hall TEXT NOT NULL,
    business_day TEXT NOT NULL,
    device TEXT NOT NULL
) STRICT
"""

BOOKING_INDEXES = (
    "CREATE INDEX booking_day ON booking (hall, business_day)",
    "CREATE INDEX booking_device ON booking (hall, device) WHERE device <> ''",
)

RATING = """
CREATE TABLE rating (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket (id),
    hall TEXT NOT NULL,
    at TEXT NOT NULL,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words TEXT NOT NULL
) STRICT
"""

RATING_INDEX = "CREATE INDEX rating_at ON rating (hall, at)"

MESSAGE = """
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    hall TEXT NOT NULL,
    text TEXT NOT NULL,
    set_at TEXT NOT NULL,
    cleared_at TEXT
) STRICT
"""

SECRET = """
CREATE TABLE secret (
    hall TEXT NOT NULL,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (hall, name)
) STRICT, WITHOUT ROWID
"""

OWED = """
CREATE TABLE owed (
    id INTEGER PRIMARY KEY,
    hall TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('promise', 'case', 'duty', 'handover')),
    what TEXT NOT NULL,
    whom TEXT NOT NULL,
    due TEXT CHECK (length(due) = 27),
    state TEXT NOT NULL CHECK (state IN ('open', 'settled', 'withdrawn', 'void')),
    ticket_id INTEGER REFERENCES ticket (id),
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    made_at TEXT NOT NULL,
    settled_at TEXT,
    settled_by TEXT,
    note TEXT NOT NULL DEFAULT '',
    CHECK (due IS NOT NULL OR kind = 'handover'),
    CHECK ((state IN ('settled', 'withdrawn')) = (settled_at IS NOT NULL))
) STRICT
"""

OWED_INDEXES = (
    "CREATE INDEX owed_open ON owed (hall, due) WHERE state = 'open'",
    "CREATE INDEX owed_due ON owed (hall, kind, due)",
)

TOLD = """
CREATE TABLE told (
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    material TEXT NOT NULL,
    hall TEXT NOT NULL,
    at TEXT NOT NULL,
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    PRIMARY KEY (ticket_id, material)
) STRICT, WITHOUT ROWID
"""

SECOND_VISIT = """
CREATE TABLE second_visit (
    ticket_id INTEGER PRIMARY KEY REFERENCES ticket (id),
    hall TEXT NOT NULL,
    at TEXT NOT NULL,
    missing TEXT NOT NULL,
    was_told INTEGER NOT NULL CHECK (was_told IN (0, 1))
) STRICT
"""

SECOND_VISIT_INDEX = "CREATE INDEX second_visit_at ON second_visit (hall, at)"

PHONE_CALL = """
CREATE TABLE phone_call (
    id INTEGER PRIMARY KEY,
    hall TEXT NOT NULL,
    counter INTEGER NOT NULL,
    clerk TEXT NOT NULL,
    outbound INTEGER NOT NULL CHECK (outbound IN (0, 1)),
    opened_at TEXT NOT NULL,
    answered_at TEXT,
    rings INTEGER CHECK (rings >= 0),
    ended_at TEXT,
    note TEXT NOT NULL DEFAULT '',
    left_open INTEGER NOT NULL DEFAULT 0 CHECK (left_open IN (0, 1))
) STRICT
"""

PHONE_INDEXES = (
    "CREATE INDEX phone_call_opened ON phone_call (hall, opened_at)",
    "CREATE INDEX phone_call_open ON phone_call (hall, opened_at) WHERE ended_at IS NULL",
)
