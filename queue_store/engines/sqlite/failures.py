"""What SQLite reports, as one clear sentence each."""

from __future__ import annotations

import re

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.engines.engine import Conflict
from queue_store.engines.sqlite.schema import CONSTRAINTS
from queue_store.errors import QueueError, StoreUnavailable

_SIGNS = (
    ("locked", "locked", "The database {path} is locked by another program. Close that program, then try again."),
    ("busy", "locked", "The database {path} is locked by another program. Close that program, then try again."),
    ("readonly", "read_only", "The database {path} is read-only. Allow this user to write the file and its folder."),
    ("disk is full", "disk_full", "The disk with the database {path} is full. Free some space, then try again."),
    ("not a database", "not_a_database", "{path} is not a hall's database. Choose another file or move it away."),
    ("too many open files", "too_many_files", "This program has too many files open. Close it and start it again."),
    ("disk I/O", "disk_error", "The disk with the database {path} reports an error. Check the disk and the file."),
)

DAMAGED = ("damaged", "The database {path} is damaged. Stop, keep the file and restore the last backup.")
"""Key and sentence for whatever shows that the bytes are not what was written."""


def is_locked(error: Exception) -> bool:
    """Whether another connection is in the way for the moment."""
    return isinstance(error, sqlite3.OperationalError) and ("locked" in str(error) or "busy" in str(error))


def unavailable(error: Exception, path: str) -> StoreUnavailable:
    """The sentence for an error of SQLite, or for values that no hall's database holds."""
    text = str(error)
    for sign, key, sentence in _SIGNS:
        if sign in text:
            return StoreUnavailable(key, sentence, path=path)
    bytes_differ = any(sign in text for sign in ("malformed", "no such", "Could not decode"))
    if bytes_differ or not isinstance(error, sqlite3.OperationalError):
        return StoreUnavailable(*DAMAGED, path=path)
    return StoreUnavailable("database_error", "The database {path} cannot be used: {error}.", path=path, error=text)


def conflict(error: Exception) -> Conflict:
    """Which rule of the database refused a row."""
    found = re.search(r"UNIQUE constraint failed: (.+)", str(error))
    return Conflict(CONSTRAINTS.get(found[1], "") if found else "", str(error))


def odd_value(error: Exception) -> QueueError:
    """The sentence for a value that no database can hold."""
    return QueueError("odd_value", "This cannot be stored: {error}. Write it differently.", error=error)
