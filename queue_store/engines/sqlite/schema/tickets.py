"""Tickets with their legs, numbers taken from afar, and ratings."""

from __future__ import annotations

_STATES = "'booked','waiting','called','serving','parked','finished','no_show','cancelled','expired','left_over'"
_OPEN = "'booked', 'waiting', 'called', 'serving', 'parked', 'left_over'"

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
    leg_ended_at TEXT CHECK (length(leg_ended_at) = 27),
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
    way_text INTEGER,
    call_reason_text INTEGER,
    chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1)),
    wait_limit INTEGER NOT NULL,
    apology_due INTEGER NOT NULL DEFAULT 0 CHECK (apology_due IN (0, 1)),
    apology_said_at TEXT,
    void INTEGER NOT NULL DEFAULT 0 CHECK (void IN (0, 1)),
    delays INTEGER NOT NULL DEFAULT 0 CHECK (delays >= 0),
    not_before TEXT CHECK (length(not_before) = 27),
    asked INTEGER NOT NULL DEFAULT 0 CHECK (asked >= 0),
    asked_at TEXT CHECK (length(asked_at) = 27),
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
    "entered_at, not_before, asked, revision) WHERE state = 'waiting'",
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
    asked INTEGER NOT NULL,
    asked_at TEXT,
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
