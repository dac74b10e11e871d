"""Bad luck with the file: one sentence each, and nothing is changed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from mere_user import mere_user
from sqlite_utils.utils import sqlite3
from store_hall import ANN, HALL, Clock

from queue_store import Post, QueueError, Store, StoreUnavailable, Visitor, open_store
from queue_store.engines.sqlite import connections, migrations


def test_a_stuck_writer_is_waited_for_and_then_named(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = store.issue("A")
    monkeypatch.setattr(connections, "LOCK_TIMEOUT", 0.3)
    stuck = sqlite3.connect(path, isolation_level=None)
    stuck.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="locked by another program") as failure:
        store.issue("A")
    assert failure.value.key == "locked"
    assert 0.3 <= time.monotonic() - began < 2
    assert [t.id for t in store.waiting()] == [ticket.id], "reading goes on"
    stuck.execute("ROLLBACK")
    stuck.close()
    assert store.issue("A").number == 2


def test_a_file_that_somebody_writes_to_is_opened_without_delay(path: Path) -> None:
    store = open_store(path, HALL)
    store.issue("A")
    store.close()
    stuck = sqlite3.connect(path, isolation_level=None)
    assert stuck.execute("UPDATE hall SET checked_on = '2026-01-01'").rowcount == 1
    stuck.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    open_store(path, HALL).close()
    assert time.monotonic() - began < connections.LOCK_TIMEOUT / 2
    stuck.close()


def test_the_patience_is_about_five_seconds() -> None:
    assert 4 <= connections.LOCK_TIMEOUT <= 6


def test_a_short_lock_is_not_noticed(store: Store, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, lambda: other.execute("ROLLBACK"))
    release.start()
    assert store.issue("A").label == "A001"
    release.join()
    other.close()


def test_a_read_only_file_can_be_read(store: Store, path: Path) -> None:
    store.issue("A")
    reader = open_store(f"file:{path}?mode=ro", HALL)
    assert len(reader.waiting()) == 1
    with pytest.raises(StoreUnavailable, match="read-only") as failure:
        reader.issue("A")
    assert failure.value.key == "read_only"
    reader.close()


def test_a_file_of_somebody_else(path: Path) -> None:
    open_store(path, HALL).close()
    path.chmod(0o444)
    with mere_user(), pytest.raises(StoreUnavailable, match="read-only") as failure:
        open_store(path, HALL).issue("A")
    assert failure.value.key == "read_only"


def test_a_full_disk(store: Store) -> None:
    first = store.issue("A")
    connection = store._ledger.engine._connections._mine().connection  # type: ignore[attr-defined]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")
    before = 1
    with pytest.raises(StoreUnavailable, match="is full") as failure:  # noqa: PT012
        for _ in range(2000):
            store.issue("A", visitor=Visitor(surname="x" * 40))
            before += 1
    assert failure.value.key == "disk_full"
    assert len(store.waiting()) == before
    connection.execute("PRAGMA max_page_count=1000000")
    assert store.issue("A").number == before + 1, "the refused number was not used up"
    assert store.ticket(first.id).label == "A001"


@pytest.mark.parametrize("content", [b"this is not a database at all" * 100, random.Random(1).randbytes(8192)])
def test_a_file_that_is_not_a_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="not a hall's database") as failure:
        open_store(path, HALL)
    assert failure.value.key == "not_a_database"
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE ticket (id INTEGER)")
    other.close()
    content = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="belongs to another program"):
        open_store(path, HALL)
    assert path.read_bytes() == content


def test_every_step_is_known_as_this_version() -> None:
    assert {step.name for step in migrations.migrations._migrations} == migrations.KNOWN_STEPS


def test_a_missing_folder_and_an_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="folder exists"):
        open_store(tmp_path / "no" / "hall.db", HALL)
    with pytest.raises(StoreUnavailable, match="mysql"):
        open_store("mysql://hall", HALL)


def test_a_damaged_file(store: Store, path: Path, tmp_path: Path) -> None:
    for _ in range(300):
        store.issue("A")
    store.close()
    broken = tmp_path / "broken.db"
    shutil.copy(path, broken)
    content = bytearray(broken.read_bytes())
    content[4096 * 2 :] = b"\x5a" * (len(content) - 4096 * 2)
    broken.write_bytes(content)
    with pytest.raises(StoreUnavailable):
        open_store(broken, HALL).waiting()


def test_paths_and_addresses_name_the_same_file(tmp_path: Path) -> None:
    odd = tmp_path / "hall #1 100% ?x.db"
    store = open_store(odd, HALL)
    store.issue("A")
    store.close()
    assert odd.exists()
    again = open_store(f"sqlite:///{odd}", HALL)
    assert (len(again.waiting()), again.path) == (1, str(odd))
    again.close()


def test_a_failed_act_changes_nothing(store: Store) -> None:
    ticket = store.issue("A", post=ANN)
    version = store.version()
    for act in (
        lambda: store.issue("nope"),
        lambda: store.start(ticket.id, ANN),
        lambda: store.transfer(ticket.id, ANN, service="nope"),
        lambda: store.transfer(ticket.id, ANN),
    ):
        with pytest.raises(Exception, match=r"\w"):
            act()
    assert store.version() == version
    assert store.ticket(ticket.id).state == "waiting"


@pytest.mark.parametrize(
    "act",
    [
        lambda s: s.ticket_by_token("\ud800"), lambda s: s.ticket(10**30), lambda s: s.events(-(10**30)),
        lambda s: s.journal.record(Post(1, "\udcff"), "export", {}), lambda s: s.issue("A", request_id="\udcff"),
        lambda s: s.waiting(limit=10**30), lambda s: s.journal.record(None, "\udcff", {}),
    ],
)  # fmt: skip
def test_values_that_no_database_holds_get_a_sentence(store: Store, act: Callable[[Store], object]) -> None:
    version = store.version()
    with pytest.raises(QueueError) as refusal:
        act(store)
    assert refusal.value.key in ("odd_value", "clerk_name", "program_id")
    assert store.version() == version
    assert store.issue("A").label == "A001"


def test_the_values_come_without_a_database() -> None:
    code = "import sys, queue_store; print('sqlite_utils' in sys.modules, 'sqlite3' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_threads_may_share_a_store(store: Store) -> None:
    labels: list[str] = []
    threads = [
        threading.Thread(target=lambda: labels.extend(store.issue("A").label for _ in range(25))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(labels) == [f"A{number:03d}" for number in range(1, 101)]


def test_a_thread_gives_its_connection_back(store: Store) -> None:
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    for _ in range(20):
        thread = threading.Thread(target=store.waiting)
        thread.start()
        thread.join()
    assert before == 0 or len(os.listdir("/proc/self/fd")) <= before + 2


def test_a_long_report_does_not_hinder_writing(store: Store, clock: Clock) -> None:
    for _ in range(5):
        store.issue("A")
    rows = store.wait_log(clock.now.replace(year=2000), clock.now.replace(year=2100))
    assert next(rows).label == "A001"
    store.issue("A")
    assert [row.label for row in rows] == ["A002", "A003", "A004", "A005"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("[/red]", "[/red]"),
        ("=1+1", "=1+1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\x1b[2J", "[2J"),
        ("a\x00b\u202ec", "abc"),
        ("张" * 10_000, "张" * 40),
        ("\x00" * 9_000 + "x", ""),
        ("👩‍👧 Ann", "👩‍👧 Ann"),
        ("单", "单"),
        ("尉迟", "尉迟"),
        ("\ud800x", "x"),
        ("Robert'); DROP TABLE ticket;--", "Robert'); DROP TABLE ticket;--"),
    ],
)
def test_odd_names_are_kept_as_words(store: Store, told: str, kept: str) -> None:
    ticket = store.issue("A", visitor=Visitor(surname=told, phone=told))
    assert store.ticket(ticket.id).visitor.surname == kept
    assert store.waiting()[0].visitor.phone == kept
    store.call_next(ANN)
    assert (
        store.park(ticket.id, ANN, reason=told).reason
        == told.replace("\x1b", "").replace("\x00", "").replace("\u202e", "").replace("\ud800", "")[:500]
        or len(told) > 4000
    )
