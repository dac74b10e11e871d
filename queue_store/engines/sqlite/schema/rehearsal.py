"""What each clerk rehearses; it is in no log, so that nothing but the clerk's own rehearsal tells of it."""

from __future__ import annotations

REHEARSAL = """
CREATE TABLE rehearsal (
    hall TEXT NOT NULL,
    clerk TEXT NOT NULL,
    card TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('learning', 'review', 'relearning')),
    step INTEGER CHECK (step >= 0),
    stability REAL NOT NULL CHECK (stability > 0),
    difficulty REAL NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
    due TEXT NOT NULL CHECK (length(due) = 27),
    reviewed_at TEXT NOT NULL CHECK (length(reviewed_at) = 27),
    PRIMARY KEY (hall, clerk, card),
    CHECK ((stage = 'review') = (step IS NULL))
) STRICT, WITHOUT ROWID
"""
