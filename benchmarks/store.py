"""The store beside bare SQLite that makes the same commits with the same pragmas."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.measure import Figure, quantile, times_of
from queue_store import Counter, Hall, Post, Service, Store, open_store

FORK = multiprocessing.get_context("fork")

HALL = Hall(
    id="bench",
    timezone="Asia/Shanghai",
    services=tuple(Service(code, code, timedelta(minutes=5)) for code in "AB"),
    counters=tuple(Counter(number, ("A", "B")) for number in range(1, 9)),
)

POST = Post(1, "c1")


def bare(path: Path) -> Any:
    """A connection with the store's pragmas and one small table."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-8000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (id INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL)")
    connection.execute("PRAGMA busy_timeout=0")
    return connection


def bare_commit(connection: Any) -> Callable[[], object]:
    """One single-statement commit."""
    return lambda: connection.execute("INSERT INTO bare (at, what) VALUES (?, ?)", ("2026-03-02T01:00:00Z", "x" * 40))


def patient_commit(connection: Any) -> Callable[[], object]:
    """The same in an IMMEDIATE transaction with short jittered retry."""
    insert = bare_commit(connection)

    def commit() -> None:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError:
                time.sleep(random.uniform(0.0005, 0.0015))
        insert()
        connection.execute("COMMIT")

    return commit


def served(store: Store, post: Post) -> Callable[[], float]:
    """Call the next one and finish; the milliseconds of the call alone."""

    def act() -> float:
        began = time.perf_counter()
        ticket = store.call_next(post)
        taken = (time.perf_counter() - began) * 1000
        if ticket is not None:
            store.finish(ticket.id, post)
        return taken

    return act


def alone(folder: Path, count: int) -> list[Figure]:
    """One process: issuing and calling, in turns with the bare commit so that the machine's moods hit all alike."""
    store, connection = open_store(folder / "alone.db", HALL), bare(folder / "bare.db")
    commit, call = bare_commit(connection), served(store, POST)
    issues, calls, commits = [], [], []
    for _ in range(count // 50):
        issues += times_of(lambda: store.issue("A"), 50)
        commits += times_of(commit, 50)
        calls += [call() for _ in range(50)]
    store.close()
    connection.close()
    return [
        Figure("issue alone, p50 / bare commit", quantile(issues, 0.5), quantile(commits, 0.5), 3),
        Figure("call_next alone, p50 / bare commit", quantile(calls, 0.5), quantile(commits, 0.5), 3),
    ]


def crowd(work: Callable[[int], list[float]]) -> list[float]:
    """What sixteen processes measured at once."""
    queue: Any = FORK.Queue()
    barrier = FORK.Barrier(16)

    def child(number: int) -> None:
        barrier.wait()
        queue.put(work(number))

    children = [FORK.Process(target=child, args=(number,)) for number in range(16)]
    for process in children:
        process.start()
    taken = [value for _ in children for value in queue.get(timeout=120)]
    for process in children:
        process.join()
    return taken


def together(folder: Path, count: int) -> list[Figure]:
    """Eight processes issuing and eight calling, and sixteen bare writers, in turns."""
    open_store(folder / "crowd.db", HALL).close()
    bare(folder / "crowd_bare.db").close()

    def ours(number: int) -> list[float]:
        store = open_store(folder / "crowd.db", HALL)
        if number < 8:
            return times_of(lambda: store.issue("AB"[number % 2]), count)
        call = served(store, Post(number - 7, f"c{number}"))
        return [call() for _ in range(count // 2)]

    def theirs(number: int) -> list[float]:
        return times_of(patient_commit(bare(folder / "crowd_bare.db")), count)

    taken: list[float] = []
    beside: list[float] = []
    for _ in range(4):
        taken += crowd(ours)
        beside += crowd(theirs)
    return [
        Figure("8 issuing + 8 calling, p99.9 / 16 bare writers", quantile(taken, 0.999), quantile(beside, 0.999), 1),
        Figure("8 issuing + 8 calling, worst / 16 bare writers", max(taken), max(beside), 1),
    ]


def grow(path: Path, tickets: int) -> None:
    """Give a file a history of finished tickets, each with three events, written in bulk."""
    open_store(path, HALL).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    began = datetime(2020, 1, 1, 1, tzinfo=UTC)

    def rows() -> Any:
        for number in range(1, tickets + 1):
            at = (began + timedelta(minutes=number)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
            day = (began - timedelta(days=number // 1000)).date().isoformat()
            service = "AB"[number % 2]
            yield (number, "bench", f"{number:026d}", service, number, service, day, "finished", at, at, at, at, at)

    connection.executemany(
        "INSERT INTO ticket (id, hall, token, series, number, label, service, business_day, state, issued_at, "
        "entered_at, queue_at, called_at, last_called_at, started_at, finished_at, counter, clerk, calls, outcome, "
        "wait_limit) VALUES (?1, ?2, ?3, ?4, ?5, ?4 || ?5, ?6, ?7, ?8, ?9, ?9, ?9, ?10, ?11, ?12, ?13, 1, 'c1', 1, "
        "'done', 900)",
        rows(),
    )
    for verb in ("issue", "call", "finish"):
        connection.execute(
            "INSERT INTO event (hall, ticket_id, at, verb, counter, clerk, service, precedence, changes, before) "
            "SELECT hall, id, issued_at, ?, 1, 'c1', service, 0, '{}', '{}' FROM ticket",
            (verb,),
        )
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def questions(store: Store) -> Callable[[], object]:
    """What a desk asks at every change."""
    return lambda: (
        store.waiting_at(POST.counter, 20),
        store.why_next(POST),
        store.now_serving(),
        store.parked(),
        store.recent_calls(9),
        store.counts(),
        store.counters(),
        store.estimate("A"),
        store.responsibilities(POST.clerk),
        store.open_tickets_of_past_days(),
    )


def history(folder: Path, count: int, sizes: tuple[int, ...]) -> list[Figure]:
    """Calling with a short and a long past, in turns."""
    stores = []
    for size in sizes:
        grow(folder / f"past{size}.db", size)
        stores.append(open_store(folder / f"past{size}.db", HALL))
    taken: list[list[float]] = [[] for _ in sizes]
    asked: list[list[float]] = [[] for _ in sizes]
    for _ in range(count // 50):
        for store, times, answers in zip(stores, taken, asked, strict=True):
            for _ in range(50):
                store.issue("A")
            answers += times_of(questions(store), 10)
            call = served(store, POST)
            times += [call() for _ in range(50)]
    for store in stores:
        store.close()
    return [
        Figure(f"{what} p50 with {size:,} past tickets / {sizes[0]}", quantile(times, 0.5), quantile(all_[0], 0.5), 1.2)
        for what, all_ in (("call_next", taken), ("what a desk asks", asked))
        for size, times in zip(sizes[1:], all_[1:], strict=True)
    ]


def seen(folder: Path, count: int) -> Figure:
    """From a commit in another process to the poll that sees it; one poll is 50 ms."""
    path = folder / "seen.db"
    store = open_store(path, HALL)
    queue: Any = FORK.Queue()

    def writer() -> None:
        other = open_store(path, HALL)
        for _ in range(count):
            time.sleep(random.uniform(0.06, 0.12))
            other.issue("A")
            queue.put(time.monotonic())

    process = FORK.Process(target=writer)
    process.start()
    delays: list[float] = []
    version = store.version()
    while len(delays) < count:
        time.sleep(0.05)
        if store.version() != version:
            now, version = time.monotonic(), store.version()
            delays.append((now - queue.get()) * 1000)
    process.join()
    store.close()
    return Figure("change seen by another process, p95 / one 50 ms poll", quantile(delays, 0.95), 50, 1.1)


def figures(folder: Path, quick: bool) -> list[Figure]:
    """Everything about the store."""
    count = 500 if quick else 3000
    sizes = (100, 20_000) if quick else (100, 100_000, 1_000_000)
    return [
        *alone(folder, count),
        *together(folder, 50 if quick else 250),
        *history(folder, count, sizes),
        seen(folder, 20 if quick else 100),
    ]
