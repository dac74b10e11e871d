"""A file that another version of the program made is refused as that, never called damaged, and left as it is."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3
from store_hall import HALL

from queue_store import StoreUnavailable, look_at_copy, open_store, program_version
from queue_store.engines.sqlite import schema


def alter(path: Path, *statements: str) -> bytes:
    """Make a hall's file into one of another version; what it holds then."""
    store = open_store(path, HALL)
    store.issue("A")
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for each in statements:
            connection.execute(each)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA journal_mode=WAL")
    return path.read_bytes()


STEP = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('{}', '{}', 'later')"
LATER = STEP.format("queue_store", "m999_x")
OTHER = (
    ("ALTER TABLE ticket DROP COLUMN leg_ended_at",),
    ("ALTER TABLE pin RENAME COLUMN long TO many",),
    ("DROP TABLE rehearsal",),
    ("DROP INDEX " + next(sql.split()[3] for sql in schema.EVERYTHING if "UNIQUE INDEX" in sql),),
    ("UPDATE _sqlite_migrations SET name = 'm001_reception' WHERE migration_set = 'queue_store'",),
)


@pytest.mark.parametrize("statements", OTHER)
def test_tables_of_another_version_are_called_that_and_not_damaged(path: Path, statements: tuple[str, ...]) -> None:
    if "DROP COLUMN" in statements[0]:  # the view that reads the column would be in the way
        statements = ("DROP VIEW wait_log", *statements)
    content = alter(path, *statements)
    for use in (lambda: open_store(path, HALL), lambda: look_at_copy(path, HALL.id)):
        with pytest.raises(StoreUnavailable, match=r"made by another version .* Nothing was changed in it") as refusal:
            use()
        assert refusal.value.key == "other_version"
        assert path.read_bytes() == content
        assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_steps_that_are_not_known_here_are_a_newer_versions(path: Path) -> None:
    content = alter(path, LATER)
    with pytest.raises(StoreUnavailable, match=r"newer version .* Update the program") as refusal:
        open_store(path, HALL)
    assert (refusal.value.key, path.read_bytes()) == ("newer_version", content)


@pytest.mark.parametrize("change", [LATER, "ALTER TABLE pin RENAME COLUMN long TO many"])
def test_the_version_that_made_it_is_named_where_it_is_known(path: Path, change: str) -> None:
    alter(path, change, STEP.format("program", "7.2.0"))
    with pytest.raises(StoreUnavailable, match=r"by version 7\.2\.0 of this program") as refusal:
        open_store(path, HALL)
    assert refusal.value.key == "made_by_version"
    assert refusal.value.fields["own"] == program_version()


def test_what_a_technician_added_or_dropped_beside_the_tables_is_no_other_version(path: Path) -> None:
    dropped = [f"DROP TRIGGER {sql.split()[2]}" for sql in schema.LOG_TRIGGERS]
    dropped.append("DROP INDEX " + next(sql.split()[2] for sql in schema.EVERYTHING if sql.startswith("CREATE INDEX")))
    added = ("CREATE INDEX own_look ON ticket (label)", "CREATE VIEW own_view AS SELECT label FROM ticket")
    alter(path, *added, *dropped)
    store = open_store(path, HALL)
    assert store.issue("A").label == "A002"
    store.close()


def test_a_damaged_file_whose_tables_differ_stays_damaged(path: Path) -> None:
    """The page with the end of the schema was lost, and with it some tables: quick_check finds the pages of those."""
    content = bytearray(alter(path))
    page = content.index(b"CREATE TABLE rehearsal") // 4096 * 4096
    content[page : page + 4096] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable) as refusal:
        open_store(path, HALL)
    assert refusal.value.key == "damaged"
