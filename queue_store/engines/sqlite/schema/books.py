"""What is kept beside the queue: what is owed and told, calls, waits told, papers to print."""

from __future__ import annotations

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

TOLD_INDEX = "CREATE INDEX told_missing ON told (hall, ticket_id) WHERE missing = 1"

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
