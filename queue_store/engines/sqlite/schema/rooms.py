"""Counters, messages, secrets, where the pages are served, and what forecasts have learned."""

from __future__ import annotations

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

LEARNED = """
CREATE TABLE learned (
    hall TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    form INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""
