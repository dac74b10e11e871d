"""The people who work in a hall, their PINs and their sessions."""

from __future__ import annotations

STAFF = """
CREATE TABLE staff (
    hall TEXT NOT NULL,
    id TEXT NOT NULL CHECK (id <> ''),
    revision INTEGER NOT NULL,
    number INTEGER NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clerk', 'supervisor', 'auditor')),
    person_text INTEGER,
    changed_by TEXT NOT NULL,
    added_at TEXT NOT NULL CHECK (length(added_at) = 27),
    removed_at TEXT CHECK (length(removed_at) = 27),
    signed_in_at TEXT CHECK (length(signed_in_at) = 27),
    signed_in_on TEXT NOT NULL,
    PRIMARY KEY (hall, id)
) STRICT, WITHOUT ROWID
"""

PIN = """
CREATE TABLE pin (
    hall TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    hash TEXT NOT NULL CHECK (hash <> ''),
    long INTEGER NOT NULL CHECK (long IN (0, 1)),
    set_at TEXT NOT NULL CHECK (length(set_at) = 27),
    wrong INTEGER NOT NULL CHECK (wrong >= 0),
    wrong_at TEXT CHECK (length(wrong_at) = 27),
    PRIMARY KEY (hall, staff_id),
    FOREIGN KEY (hall, staff_id) REFERENCES staff (hall, id)
) STRICT, WITHOUT ROWID
"""

STAFF_SESSION = """
CREATE TABLE staff_session (
    hall TEXT NOT NULL,
    token_hash TEXT NOT NULL CHECK (length(token_hash) = 64),
    staff_id TEXT NOT NULL,
    expires_at TEXT NOT NULL CHECK (length(expires_at) = 27),
    PRIMARY KEY (hall, token_hash),
    FOREIGN KEY (hall, staff_id) REFERENCES staff (hall, id)
) STRICT, WITHOUT ROWID
"""
