"""Real processes on one file: nobody is called twice, nothing acknowledged is lost, nobody sees an error."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections import Counter as Tally
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3
from store_hall import HALL, Clock, replays

from queue_store import (
    SEEN,
    AlreadyTaken,
    Counter,
    CounterBusy,
    FloorLimits,
    Hall,
    Post,
    Service,
    Store,
    WaitTold,
    conditions,
    open_store,
)
from queue_store.engines.sqlite.connections import LOCK_TIMEOUT
from queue_store.reports import counter_hours, event_rows, windows

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="forks"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

FORK = multiprocessing.get_context("fork") if sys.platform != "win32" else multiprocessing.get_context()

BUSY = Hall(
    id="busy",
    timezone="Asia/Shanghai",
    services=tuple(Service(code, code, HALL.services[0].target) for code in "AB"),
    counters=tuple(Counter(number, ("A", "B")) for number in range(1, 9)),
)


def run(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Do `work(i)` in `count` processes that begin together; returns their results, raises what they raised."""
    barrier = FORK.Barrier(count)
    queue: Any = FORK.Queue()

    def child(number: int) -> None:
        try:
            barrier.wait(30)
            queue.put(("ok", work(number)))
        except BaseException as error:
            queue.put(("error", "".join(traceback.format_exception(error))))

    children = [FORK.Process(target=child, args=(number,)) for number in range(count)]
    for process in children:
        process.start()
    results = [queue.get(timeout=120) for _ in children]
    for process in children:
        process.join(30)
    assert [value for kind, value in results if kind == "error"] == []
    return [value for _, value in results]


def every_ticket_replays(store: Store) -> None:
    with store._ledger.look() as look:
        ids = [row[0] for row in look.rows("SELECT id FROM ticket ORDER BY id")]
    for ticket_id in ids:
        replays(store, ticket_id)


def integrity(path: Path) -> str:
    connection = sqlite3.connect(path)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()


def test_eight_issue_and_eight_call_at_once(path: Path) -> None:
    open_store(path, BUSY).close()
    each = 100
    still_issuing: Any = FORK.Value("i", 8)

    def work(number: int) -> list[tuple[str, int]]:
        store = open_store(path, BUSY)
        if number < 8:
            issued = [(t.series, t.number) for t in (store.issue("AB"[i % 2]) for i in range(each))]
            with still_issuing:
                still_issuing.value -= 1
            return issued
        post, called = Post(number - 7, f"c{number}"), []
        while True:
            last_look = still_issuing.value == 0
            ticket = store.call_next(post)
            if ticket is not None:
                store.start(ticket.id, post)
                store.finish(ticket.id, post)
                called.append((ticket.series, ticket.number))
            elif last_look:
                return called
            else:
                time.sleep(0.005)

    results = run(16, work)
    store = open_store(path, BUSY)
    tickets = store.wait_log(Clock().now.replace(year=2000), Clock().now.replace(year=2100))
    calls = [(row.label[0], int(row.label[1:])) for row in tickets if row.state == "finished" and row.calls == 1]
    everything = {(series, number) for series in "AB" for number in range(1, 8 * each // 2 + 1)}
    tally = Tally(place for result in results for place in result)
    assert set(tally) == everything, "no gap, none lost"
    assert set(tally.values()) == {2}, "each issued once and called once"
    assert sorted(calls) == sorted(everything)
    with store._ledger.engine.read() as session:
        order = session.rows("SELECT series, number FROM ticket ORDER BY series, queue_at, id")
    assert order == sorted(order), "a lower number never stands behind a higher one"
    every_ticket_replays(store)
    store.close()


def test_clerks_racing_for_the_same_tickets_get_a_sentence(path: Path) -> None:
    store = open_store(path, BUSY)
    ids = [store.issue("A").id for _ in range(60)]
    store.close()

    def work(number: int) -> list[int]:
        store, post, mine = open_store(path, BUSY), Post(number + 1, f"c{number}"), []
        for ticket_id in ids:
            try:
                store.call(ticket_id, post)
            except (AlreadyTaken, CounterBusy):
                continue
            except Exception as error:
                if getattr(error, "key", "") != "not_allowed":
                    raise
                continue
            mine.append(ticket_id)
            store.finish(ticket_id, post)
        return mine

    taken = [ticket_id for mine in run(4, work) for ticket_id in mine]
    assert sorted(taken) == ids


def test_four_processes_create_the_same_file_twenty_times(tmp_path: Path) -> None:
    def work(number: int) -> list[str]:
        labels = []
        for turn in range(20):
            meet.wait(30)
            store = open_store(tmp_path / f"new{turn}.db", BUSY)
            labels.append(store.issue("A").label)
            store.close()
        return labels

    meet = FORK.Barrier(4)
    results = run(4, work)
    for turn in range(20):
        assert sorted(labels[turn] for labels in results) == ["A001", "A002", "A003", "A004"]
        assert integrity(tmp_path / f"new{turn}.db") == "ok"


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.9])
def test_what_was_acknowledged_survives_kill_9(path: Path, tmp_path: Path, seconds: float) -> None:
    open_store(path, BUSY).close()

    def work(number: int) -> None:
        store, post = open_store(path, BUSY), Post(number + 1, f"c{number}")
        with open(tmp_path / f"told{number}", "ab", buffering=0) as told:
            while True:
                ticket = store.issue("A", request_id=f"{number}-{time.monotonic_ns()}")
                told.write(f"issued {ticket.id} {ticket.label}\n".encode())
                called = store.call_next(post)
                if called is not None:
                    told.write(f"called {called.id} {called.label}\n".encode())
                    store.finish(called.id, post)
                    told.write(f"finished {called.id} {called.label}\n".encode())

    writers = [FORK.Process(target=work, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    deadline = time.monotonic() + 30
    while not any(file.stat().st_size for file in tmp_path.glob("told*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(seconds)
    for writer in writers:
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
    for writer in writers:
        writer.join(30)
    store = open_store(path, BUSY)
    lines = [line.split() for file in tmp_path.glob("told*") for line in file.read_text().splitlines()]
    assert lines
    for act, ticket_id, label in lines:
        ticket = store.ticket(int(ticket_id))
        assert ticket.label == label
        assert act == "issued" or ticket.calls == 1
        assert act != "finished" or ticket.state == "finished"
    with store._ledger.engine.read() as session:
        numbers = [row[0] for row in session.rows("SELECT number FROM ticket ORDER BY number")]
    assert numbers == list(range(1, len(numbers) + 1))
    every_ticket_replays(store)
    assert store.audit.verify().whole, "the chain ends with what was committed last"
    assert store.issue("A").number == len(numbers) + 1
    store.close()
    assert integrity(path) == "ok"


def test_a_repeated_request_makes_no_second_ticket(path: Path) -> None:
    open_store(path, BUSY).close()

    def work(number: int) -> list[int]:
        store = open_store(path, BUSY)
        return [store.issue("AB"[number % 2], request_id=f"r{turn}").id for turn in range(50)]

    assert len({tuple(result) for result in run(4, work)}) == 1
    store = open_store(path, BUSY)
    assert len(store.waiting()) == 50
    store.close()


def test_other_processes_changes_show_in_the_version(path: Path) -> None:
    store = open_store(path, BUSY)
    seen = [store.version()]
    store.issue("A")
    seen.append(store.version())
    run(1, lambda number: open_store(path, BUSY).issue("A").label)
    seen.append(store.version())
    assert len(set(seen)) == 3
    store.waiting()
    store.why_next(Post(1, "c"))
    assert store.version() == seen[-1], "reading changes nothing"
    store.close()


def test_what_is_written_beside_the_queue_wakes_nobody_up(path: Path) -> None:
    """Waits told to phones and signs of life come all the time: screens would read the hall again for nothing."""
    store, other = open_store(path, BUSY), open_store(path, BUSY)
    waiting = [other.issue("A") for _ in range(3)]
    seen = store.version()
    waits = other.forecast.waits()
    told = [WaitTold(t.id, 1, "phone", "A", waits[t.id].estimate, waits[t.id].basis) for t in waiting]
    other.forecast.note_told(told)
    other.beats.beat("pages", "front")
    assert len(other.changes(0)) > len(waiting), "they are in the log"
    assert store.version() == seen
    other.cancel(waiting[0].token)
    assert store.version() != seen
    assert other.version() == store.version()
    store.close()
    other.close()


def test_programs_that_keep_the_alerts_together_raise_and_clear_each_once(tmp_path: Path) -> None:
    path, clock = tmp_path / "hall.db", Clock()
    store = open_store(path, BUSY, clock=clock)
    for _ in range(3):
        store.issue("A")
    clock.turn(minutes=20)

    def settle(_: int) -> None:
        mine = open_store(path, BUSY, clock=clock)
        mine.alerts.settle(list(conditions(mine.floor_view(), FloorLimits(queue=2))), SEEN)
        mine.close()

    run(4, settle)
    raised = [(alert.kind, alert.subject) for alert in store.floor_view().alerts]
    assert raised == [("wait", "A"), ("queue", "A"), ("unserved", "A")]
    while (ticket := store.call_next(Post(1, "c1"))) is not None:
        store.finish(ticket.id, Post(1, "c1"))
    clock.turn(minutes=2)
    run(4, settle)
    kinds = Tally(entry.kind for entry in store.changes(0))
    assert (kinds["alert_raised"], kinds["alert_cleared"]) == (3, 3)
    store.close()


def test_exports_beside_writing_desks_agree_and_keep_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two desks serve one visitor after the other while all tables are read, some rows at a time, again and again."""
    path = tmp_path / "hall.db"
    store, beside = open_store(path, BUSY), open_store(path, BUSY)
    store.issue("A")
    going, slowest = FORK.Event(), FORK.Queue()

    def serve(number: int) -> None:
        mine, post, longest = open_store(path, BUSY), Post(number, f"c{number}"), 0.0
        while going.is_set():
            began = time.monotonic()
            mine.issue("AB"[number % 2])
            ticket = mine.call_next(post)
            if ticket is not None:
                mine.finish(ticket.id, post)
            longest = max(longest, time.monotonic() - began)
        mine.close()
        slowest.put(longest)

    going.set()
    desks = [FORK.Process(target=serve, args=(number,)) for number in (1, 2)]
    for desk in desks:
        desk.start()
    for module in (windows, event_rows, counter_hours):
        monkeypatch.setattr(module, "PAGE", 3)
    moved = 0
    try:
        for _ in range(4):
            while store.changes(moved + 30, limit=1) == []:
                assert all(desk.is_alive() for desk in desks)
            moved = store.audit.head().seq
            with store.frozen():
                tables = {name: _rows(store, name) for name in ("waits", "events", "visits", "counters")}
                seq = store.audit.head().seq
                while beside.audit.head().seq == seq:  # until the desks went on
                    assert all(desk.is_alive() for desk in desks)
            visits, waits = ({row["visit"]: row for row in tables[name]} for name in ("visits", "waits"))
            assert visits.keys() == waits.keys()
            assert [row["state"] for row in visits.values()] == [waits[visit]["state"] for visit in visits]
            assert [row["seq"] for row in tables["events"]] == list(range(1, seq + 1))
            finished = sum(row["state"] == "finished" for row in visits.values())
            assert finished == sum(row["visits"] for row in tables["counters"])
            assert finished == sum(row["kind"] == "finish" for row in tables["events"])
    finally:
        going.clear()
        for desk in desks:
            desk.join(30)
    assert [desk.exitcode for desk in desks] == [0, 0]
    assert max(slowest.get(timeout=10) for _ in desks) < LOCK_TIMEOUT
    store.issue("A")
    beside.close()
    store.close()


def _rows(store: Store, name: str) -> list[dict[str, Any]]:
    columns, ever = store.tables.columns(name), (store.tables.began(), datetime(2100, 1, 1, tzinfo=UTC))
    return [dict(zip(columns, row, strict=True)) for page in store.tables.pages(name, *ever) for row in page]
