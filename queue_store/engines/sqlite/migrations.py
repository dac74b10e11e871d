"""Steps that bring an older file up to date, in order. Until version 1.0 the first step may be rewritten."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from queue_store.engines.sqlite.schema import EVERYTHING
from queue_store.engines.sqlite.schema.statistics import STATISTICS

migrations = Migrations("queue_store")


@migrations()
def m001_hall(db: Database) -> None:
    """Everything."""
    for statement in EVERYTHING:
        db.execute(statement)
    db.execute("ANALYZE")
    db.execute("DELETE FROM sqlite_stat1")
    for table, indexes in STATISTICS.items():
        for index, numbers in indexes.items():
            db.execute("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, numbers))
    db.execute("ANALYZE sqlite_schema")


KNOWN_STEPS = frozenset({"m001_hall"})
"""Steps of this version; a file with any other was made by a newer one."""
