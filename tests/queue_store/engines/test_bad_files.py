"""Damaged, moved and closed: the right sentence each, never another error, and no process dies."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import threading
from collections import Counter as Tally
from datetime import timedelta
from pathlib import Path

import pytest
from mere_user import mere_user
from store_hall import ANN, HALL, Clock

from queue_store import Post, QueueError, Store, StoreUnavailable, Visitor, open_store


def use(path: Path) -> str:
    """Open and use a hall as a day would; the key of what was refused first."""
    try:
        store = open_store(path, HALL)
    except QueueError as error:
        return error.key
    acts = (
        lambda: store.issue("A", visitor=Visitor(surname="Li")), lambda: store.call_next(ANN), lambda: store.undo(ANN),
        store.waiting, store.hall_day, lambda: store.changes(0, 5000), lambda: store.desk_view(ANN),
        lambda: list(store.wait_log(store.now() - timedelta(days=9000), store.now())), store.forget,
        store.forecast.waits,
        lambda: store.health().faults and None, store.owed.rows,
    )  # fmt: skip
    key = "sound"
    for act in acts:
        try:
            act()
        except QueueError as error:
            key = error.key if key == "sound" else key
    store.close()
    return key


def test_a_hundred_damaged_files_get_a_sentence_each(tmp_path: Path, clock: Clock) -> None:
    whole = tmp_path / "whole.db"
    store = open_store(whole, HALL, clock=clock)
    for number in range(120):
        ticket = store.issue("AB"[number % 2], visitor=Visitor(surname="王"))
        store.call(ticket.id, ANN)
        store.finish(ticket.id, ANN)
        store.owed.promise(ANN, "call", clock.now)
    store.close()
    content, choose, keys = whole.read_bytes(), random.Random(7), Tally[str]()
    for number in range(100):
        damaged = bytearray(content)
        kind = number % 4
        if kind == 0:
            for _ in range(choose.choice((1, 20, 400))):
                damaged[choose.randrange(len(damaged))] = choose.randrange(256)
        elif kind == 1:
            page = choose.randrange(len(damaged) // 4096) * 4096
            damaged[page : page + 4096] = choose.choice((bytes(4096), choose.randbytes(4096), b"\xff" * 4096))
        elif kind == 2:
            del damaged[choose.randrange(len(damaged)) :]
        else:
            begin = choose.randrange(4096, len(damaged) - 600)
            damaged[begin : begin + 500] = choose.randbytes(500)
        file = tmp_path / f"{number}.db"
        file.write_bytes(damaged)
        keys[use(file)] += 1
        file.unlink()
    assert set(keys) <= {
        "sound", "damaged", "not_a_database", "foreign_file", "other_version", "disk_error", "unknown_ticket",
        "nothing_to_undo", "counter_busy", "not_allowed", "changed_since",
    }, keys  # fmt: skip
    assert keys["damaged"] + keys["not_a_database"] > 50, keys
    assert keys["other_version"] <= 1, "a text of the schema that was hit, and can still be read"


def test_a_file_moved_away_under_a_running_store(store: Store, path: Path) -> None:
    store.issue("A")
    path.rename(path.with_name("elsewhere.db"))
    for act in (lambda: store.issue("A"), store.version):
        with pytest.raises(StoreUnavailable, match="moved away") as refusal:
            act()
        assert refusal.value.key == "moved"
    other = open_store(path, HALL)
    assert other.issue("A").label == "A001"
    with pytest.raises(StoreUnavailable, match="moved away"):
        store.issue("A")
    other.close()


def test_after_close_every_use_is_refused(path: Path) -> None:
    store = open_store(path, HALL)
    store.issue("A")
    rows = store.wait_log(store.now() - timedelta(days=1), store.now() + timedelta(days=1))
    store.close()
    store.close()
    for act in (lambda: store.issue("A"), store.waiting, store.version, lambda: next(rows)):
        with pytest.raises(StoreUnavailable, match="closed") as refusal:
            act()
        assert refusal.value.key == "closed"


def test_acts_and_looks_do_not_nest(store: Store) -> None:
    for outer in (store._ledger.act, store._ledger.look):
        with outer() as look, pytest.raises(RuntimeError, match="do not nest"):  # noqa: PT012
            look.row("SELECT 1")
            store.waiting()
        assert store.issue("A").state == "waiting", "the store goes on"


def test_an_error_between_begin_and_the_deed_leaves_nothing_behind(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(store._ledger), "_begin", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            store.issue("A")
    assert store.issue("A").label == "A001"


CLOSING = """
import sys, threading
sys.path[:0] = [sys.argv[2]]
from store_hall import HALL
from queue_store import Post, QueueError, StoreUnavailable, open_store
def work(number):
    ready.wait()
    try:
        while True:
            store.issue("A")
            store.waiting()
            store.version()
            store.call_next(Post(number % 3 + 1, f"c{number}"))
    except StoreUnavailable as error:
        assert error.key == "closed", error
    except QueueError:
        pass
for turn in range(10):
    store = open_store(f"{sys.argv[1]}-{turn}.db", HALL)
    ready = threading.Barrier(9)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads: thread.start()
    ready.wait()
    store.close()
    for thread in threads: thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
print("ended")
"""


def test_close_beside_eight_threads_fifty_times(tmp_path: Path) -> None:
    here = str(Path(__file__).parent.parent)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", CLOSING, str(tmp_path / f"{number}"), here],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(5)
    ]
    for process in running:
        out, errors = process.communicate(timeout=120)
        assert (process.returncode, out.strip()) == (0, "ended"), errors


def test_a_folder_that_is_missing_and_one_without_rights_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="folder exists") as missing:
        open_store(tmp_path / "no" / "hall.db", HALL)
    assert missing.value.key == "cannot_open"
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    with mere_user(), pytest.raises(StoreUnavailable) as refused:
        open_store(closed / "hall.db", HALL)
    assert refused.value.key == "no_rights"


def test_too_many_open_files_is_not_called_a_missing_folder(tmp_path: Path) -> None:
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    held = []
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (120, limit[1]))
        while True:
            try:
                held.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                break
        with pytest.raises(StoreUnavailable) as refusal:
            open_store(tmp_path / "hall.db", HALL)
    finally:
        for number in held:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
    assert refusal.value.key == "too_many_files"


def test_a_lost_wal_is_not_a_new_hall(path: Path, tmp_path: Path) -> None:
    """Power lost with the WAL: what the main file holds is still this hall, never silently an empty one."""
    store = open_store(path, HALL)
    store.issue("A")
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    store.close()
    again = open_store(copy, HALL)
    assert again.waiting() == []
    again.close()


def test_threads_use_a_store_that_is_being_read_for_long(store: Store, clock: Clock) -> None:
    for _ in range(20):
        store.issue("A")
    rows = store.wait_log(clock.now - timedelta(days=1), clock.now + timedelta(days=1))
    next(rows)
    served: list[str] = []
    thread = threading.Thread(target=lambda: served.append(str(store.call_next(Post(1, "ann")))))
    thread.start()
    thread.join(10)
    assert served
    assert len(list(rows)) == 19
