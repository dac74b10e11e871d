"""Which program made a file, and which version of this one; what this version cannot use is refused and left as it is.

A file is of use to this version when no step was taken with it that is not known here and, once all known steps were
taken, its tables, views and rules are those of the schema. Beside the steps stand the versions that took them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from queue_store.engines.sqlite.failures import DAMAGED
from queue_store.engines.sqlite.migrations import KNOWN_STEPS, migrations
from queue_store.engines.sqlite.schema import APPLICATION_ID, EVERYTHING
from queue_store.errors import StoreUnavailable
from queue_store.program import program_version

_STEPS = migrations.migrations_table
_PROGRAM = "program"
"""Where sqlite-utils keeps the name of a set of steps: these are the versions."""


def refuse_foreign(connection: Any, path: str) -> set[str]:
    """Refuse another program's file, or one with steps that are not known; returns those taken, none in a new file."""
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if mark != APPLICATION_ID and (mark != 0 or tables):
        raise StoreUnavailable(
            "foreign_file", "{path} belongs to another program. Choose another file for the hall.", path=path
        )
    if not tables:
        return set()
    steps = set(_names(connection, migrations.name)) if {"hall", _STEPS} <= tables else set()
    if not steps:
        raise StoreUnavailable(*DAMAGED, path=path)
    if steps > KNOWN_STEPS:
        raise _made_by(connection, path) or StoreUnavailable(
            "newer_version",
            "The database {path} was made by a newer version of this program. Nothing was changed in it. Update the "
            "program.",
            path=path,
        )
    if not steps <= KNOWN_STEPS:
        raise _other_version(connection, path)
    return steps


def is_behind(connection: Any, path: str) -> bool:
    """Whether steps are to be taken; refuses what is of no use here, in all else as `refuse_foreign` does.

    A file with which all known steps were taken, and whose tables are not what they lead to here, is another version's;
    or it is damaged: only then every page is looked at. What makes it quick, or keeps others off, may be missing.
    """
    if refuse_foreign(connection, path) != KNOWN_STEPS:
        return True
    there = {_plain(sql) for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")}
    if _schema() <= there:
        return False
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise StoreUnavailable(*DAMAGED, path=path)
    raise _other_version(connection, path)


def note_version(connection: Any) -> None:
    """Write down that this version took the steps that were pending."""
    connection.execute(
        f"INSERT OR IGNORE INTO {_STEPS} (migration_set, name, applied_at) VALUES (?, ?, ?)",
        (_PROGRAM, program_version(), str(datetime.now(UTC))),
    )


def _other_version(connection: Any, path: str) -> StoreUnavailable:
    return _made_by(connection, path) or StoreUnavailable(
        "other_version",
        "The database {path} was made by another version of this program, and this one cannot use it. Nothing was "
        "changed in it. Use the version that made it, or move the file away to begin with a new one.",
        path=path,
    )


def _made_by(connection: Any, path: str) -> StoreUnavailable | None:
    """The refusal that names the version; None where it is not known, or has the number of this one."""
    own, versions = program_version(), _names(connection, _PROGRAM)
    if not versions or versions[-1] == own:
        return None
    return StoreUnavailable(
        "made_by_version",
        "The database {path} was made by version {made} of this program, and version {own} cannot use it. Nothing was "
        "changed in it. Use version {made}, or move the file away to begin with a new one.",
        path=path,
        made=versions[-1],
        own=own,
    )


def _names(connection: Any, of: str) -> list[str]:
    """What stands in a set of steps, the last one last."""
    found = connection.execute(f"SELECT name FROM {_STEPS} WHERE migration_set = ? ORDER BY id", (of,))
    return [str(name) for (name,) in found]


@cache
def _schema() -> frozenset[str]:
    """What the known steps lead to, as far as this version could do nothing without it."""
    return frozenset(
        plain for plain in map(_plain, EVERYTHING) if not plain.startswith(("CREATE INDEX", "CREATE TRIGGER"))
    )


def _plain(sql: str) -> str:
    return " ".join(sql.split())
