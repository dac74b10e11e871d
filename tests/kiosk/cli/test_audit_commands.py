"""`kiosk audit`: the head of the log, and what a look through it says in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlite_utils.utils import sqlite3

from queue_store.chain import ENTRY, link

Kiosk = Callable[..., Result]


@pytest.fixture
def used(kiosk: Kiosk, hall: Path) -> Path:
    """The database of a hall with a few entries."""
    kiosk("issue", "A")
    kiosk("next", "--counter", "1")
    kiosk("issue", "A")
    return hall / "hall.db"


def tamper(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("DROP TRIGGER log_is_never_changed")
    connection.execute("DROP TRIGGER log_is_never_deleted")
    connection.execute(statement)
    connection.close()


def test_a_whole_log_is_said_to_be_whole_and_its_head_is_known_again(
    kiosk: Kiosk, data: Callable[..., list[dict[str, Any]]], used: Path
) -> None:
    head, line = kiosk("audit", "head").stdout.splitlines()
    assert len(head) == 64
    kiosk("issue", "A")
    told = kiosk("audit", "verify", "--head", head).stdout
    assert told.startswith(f"The head {head} is that of entry ")
    assert "The log is whole." in told
    assert line.split()[1] in told
    [record] = data("audit", "verify", "--head", head[:20])
    assert record["whole"] is True
    assert record["known_heads"] == {head[:20]: int(line.split()[1])}


def test_a_new_hall_has_no_head(kiosk: Kiosk, hall: Path) -> None:
    assert kiosk("audit", "head").stdout == "Nothing happened in this hall yet.\n"
    assert "The log is whole. Entries: 0." in kiosk("audit", "verify").stdout


def test_what_was_changed_or_removed_is_named_and_the_exit_code_tells(kiosk: Kiosk, used: Path) -> None:
    head = kiosk("audit", "head").stdout.split()[0]
    tamper(used, "UPDATE log SET clerk = 'somebody' WHERE kind = 'call'")
    told = kiosk("audit", "verify", code=1).stdout
    assert "(call, 20" in told
    assert "is not what was written there" in told
    assert "Entries that do not fit: 1" in told
    connection = sqlite3.connect(used, isolation_level=None)
    connection.execute("DELETE FROM log WHERE kind = 'call'")
    connection.close()
    assert "is missing." in kiosk("audit", "verify", code=1).stdout
    record = json.loads(kiosk("audit", "verify", "--head", head, "--json", code=1).stdout)
    assert (record["tampered"], record["first"][0]["how"], record["unknown_heads"]) == (1, "missing", [])


def test_an_unknown_head_and_what_is_none(kiosk: Kiosk, used: Path) -> None:
    assert f"No entry has the head {'a' * 64}" in kiosk("audit", "verify", "--head", "a" * 64, code=1).stdout
    assert "is no head of a log" in kiosk("audit", "verify", "--head", "nonsense", code=1).stderr


def test_a_row_that_the_log_does_not_know_is_named(kiosk: Kiosk, used: Path) -> None:
    tamper(used, "UPDATE ticket SET called_at = entered_at WHERE state = 'called'")
    told = kiosk("audit", "verify", code=1).stdout
    assert "The row ticket 1 is not what the log says" in told
    assert "Entries that do not fit: 1" in told


def test_a_log_that_was_hashed_anew_is_found_by_the_backups(kiosk: Kiosk, used: Path) -> None:
    """Whoever did it knew how the chain is made, and took the backup's note out; nobody has to give a head."""
    kiosk("backup")
    assert kiosk("audit", "verify").exit_code == 0
    tamper(used, "DELETE FROM log WHERE kind = 'backup_made'")
    connection = sqlite3.connect(used, isolation_level=None)
    connection.execute("UPDATE log SET clerk = 'somebody' WHERE kind = 'call'")
    head, columns = bytes(32), ", ".join(ENTRY)
    for row in connection.execute(f"SELECT {columns} FROM log ORDER BY seq").fetchall():
        head = link(head, row)
        connection.execute("UPDATE log SET hash = ? WHERE seq = ?", (head, row[1]))
    connection.execute("UPDATE hall SET head = ?, seq = (SELECT max(seq) FROM log)", (head,))
    connection.close()
    [backup] = (used.parent / "backups").glob("antai-*")
    told = kiosk("audit", "verify", code=1).stdout
    assert f"The log of the backup {backup} is not the beginning of this one" in told
    assert "The log is whole." in told


def test_backups_of_a_log_that_was_given_up_by_going_back_are_no_strangers(kiosk: Kiosk, used: Path) -> None:
    for _ in range(3):
        kiosk("issue", "A")
        kiosk("backup")
    first, *_ = sorted((used.parent / "backups").glob("antai-*"))
    kiosk("restore", str(first))
    kiosk("issue", "A")
    kiosk("backup")
    assert "The log is whole." in kiosk("audit", "verify").stdout
