"""What a supervisor arranged for a day, the alerts of the floor, and the signs of life of screens."""

from __future__ import annotations

ARRANGED = """
CREATE TABLE arranged (
    hall TEXT NOT NULL,
    day TEXT NOT NULL CHECK (length(day) = 10),
    kind TEXT NOT NULL CHECK (kind IN ('service', 'counter')),
    subject TEXT NOT NULL,
    revision INTEGER NOT NULL,
    services TEXT NOT NULL,
    at TEXT NOT NULL CHECK (length(at) = 27),
    clerk TEXT NOT NULL,
    PRIMARY KEY (hall, day, kind, subject)
) STRICT, WITHOUT ROWID
"""

FLOOR_ALERT = """
CREATE TABLE floor_alert (
    hall TEXT NOT NULL,
    id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    facts TEXT NOT NULL,
    raised_at TEXT NOT NULL CHECK (length(raised_at) = 27),
    cleared_at TEXT CHECK (length(cleared_at) = 27),
    taken_by TEXT,
    taken_at TEXT CHECK (length(taken_at) = 27),
    snoozed_until TEXT CHECK (length(snoozed_until) = 27),
    noted_by TEXT,
    note_text INTEGER,
    PRIMARY KEY (hall, id),
    CHECK ((taken_by IS NULL) = (taken_at IS NULL))
) STRICT, WITHOUT ROWID
"""

FLOOR_ALERT_INDEXES = (
    "CREATE UNIQUE INDEX floor_alert_open ON floor_alert (hall, kind, subject) WHERE cleared_at IS NULL",
    "CREATE INDEX floor_alert_raised ON floor_alert (hall, raised_at)",
)

BEAT = """
CREATE TABLE beat (
    hall TEXT NOT NULL,
    station TEXT NOT NULL,
    kind TEXT NOT NULL,
    began_at TEXT NOT NULL CHECK (length(began_at) = 27),
    at TEXT NOT NULL CHECK (length(at) = 27),
    PRIMARY KEY (hall, station)
) STRICT, WITHOUT ROWID
"""
