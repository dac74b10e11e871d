"""The hall itself, its log, which is never changed, and the free text that can be erased."""

from __future__ import annotations

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
    to_erase INTEGER NOT NULL CHECK (to_erase IN (0, 1)),
    head BLOB NOT NULL CHECK (length(head) = 32)
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
    hash BLOB NOT NULL CHECK (length(hash) = 32),
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
