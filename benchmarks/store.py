"""The store beside bare SQLite that makes the same commits with the same pragmas."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.measure import Figure, Findings, progress, quantile, times_of
from queue_store import Counter, Hall, Post, PriorityClass, Service, Store, Visitor, open_store

FORK = multiprocessing.get_context("fork")

HALL = Hall(
    id="bench",
    timezone="Asia/Shanghai",
    services=tuple(Service(code, code, timedelta(minutes=5)) for code in "AB"),
    counters=tuple(Counter(number, ("A", "B")) for number in range(1, 9)),
    priorities=(PriorityClass("old", timedelta(minutes=20)),),
)

POST = Post(1, "c1")


def bare(path: Path) -> Any:
    """A connection with the store's pragmas and one small table."""
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-8000",
        "temp_store=MEMORY",
        "secure_delete=ON",
    ):
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


@dataclass(frozen=True, slots=True)
class Load:
    """How hard a hall works."""

    name: str
    rate: float
    """Acts a second of all sixteen processes together; 0 for as fast as they can."""
    seconds: float
    p50: float | None
    p999: float | None
    """Aims for the ratios."""


def crowd(work: Callable[[int], list[float]]) -> list[float]:
    """What sixteen processes measured at once."""
    queue: Any = FORK.Queue()
    barrier = FORK.Barrier(16)

    def child(number: int) -> None:
        barrier.wait()
        try:
            queue.put(work(number))
        except Exception as error:
            queue.put(repr(error))
            raise

    children = [FORK.Process(target=child, args=(number,)) for number in range(16)]
    for process in children:
        process.start()
    taken: list[float] = []
    for _ in children:
        found = queue.get(timeout=300)
        if isinstance(found, str):
            raise RuntimeError(f"A process of the crowd ended: {found}")
        taken += found
    for process in children:
        process.join()
    return taken


def paced(load: Load, number: int, act: Callable[[], float]) -> list[float]:
    """What an act takes, time after time, at random moments that make the load's rate."""
    choose, taken = random.Random(number), []
    ends = time.monotonic() + load.seconds
    while time.monotonic() < ends:
        if load.rate:
            time.sleep(choose.expovariate(load.rate / 16))
        taken.append(act())
    return taken


def timed(act: Callable[[], object]) -> Callable[[], float]:
    """The milliseconds of each act."""
    return lambda: times_of(act, 1)[0]


def callers(store: Store, post: Post) -> Callable[[], float]:
    """Call the next one, then finish: one act and one commit each time, as a writer beside it makes."""
    called = [ticket.id for ticket in store.now_serving() if ticket.counter == post.counter]

    def act() -> None:
        if called:
            store.finish(called.pop(), post)
        elif ticket := store.call_next(post):
            called.append(ticket.id)

    return timed(act)


def together(folder: Path, load: Load, rounds: int) -> list[Figure]:
    """Eight processes issuing and eight calling and finishing, and sixteen bare writers, in turns."""
    ours, theirs = folder / f"{load.name}.db", folder / f"{load.name}_bare.db"
    open_store(ours, HALL).close()
    bare(theirs).close()

    def hall(number: int) -> list[float]:
        store = open_store(ours, HALL)
        if number < 8:
            return paced(load, number, timed(lambda: store.issue("AB"[number % 2])))
        return paced(load, number, callers(store, Post(number - 7, f"c{number}")))

    def writers(number: int) -> list[float]:
        return paced(load, number, timed(patient_commit(bare(theirs))))

    taken: list[float] = []
    beside: list[float] = []
    for turn in range(rounds):
        progress(f"store: 8+8 processes, {load.name}, {load.seconds:g} s each, turn {turn + 1}")
        taken += crowd(hall)
        beside += crowd(writers)
    what = f"8+8 processes, {load.name}"
    return [
        Figure(f"{what}, p50 of {len(taken)}", quantile(taken, 0.5), quantile(beside, 0.5), load.p50),
        Figure(f"{what}, p99.9", quantile(taken, 0.999), quantile(beside, 0.999), load.p999),
        Figure(f"{what}, worst", max(taken), max(beside)),
    ]


_AT = "strftime('%Y-%m-%dT%H:%M:%S', '2010-01-01', '+' || n || ' minutes') || '.000000Z'"
_NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?) "


def grow(path: Path, tickets: int) -> None:
    """Give a file a history of finished tickets, half of them with precedence, each with three entries in the log."""
    store = open_store(path, HALL)
    store.journal.record(None, "begun", {})
    store.close()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    connection.execute(
        f"{_NUMBERS}INSERT INTO ticket (hall, id, revision, token, series, number, label, service, business_day, "
        "leg_day, state, issued_at, entered_at, queue_at, place_at, called_at, last_called_at, started_at, "
        "finished_at, counter, clerk, responsible, priority, head_start, calls, outcome, wait_limit) "
        "SELECT 'bench', n, n * 3 + 10, printf('%026d', n), series, n, series || n, series, day, day, "
        "CASE n % 20 WHEN 0 THEN 'no_show' ELSE 'finished' END, at, at, at, at, at, at, at, at, 1, 'c1', 'c1', "
        "CASE n % 2 WHEN 0 THEN 'old' ELSE '' END, CASE n % 2 WHEN 0 THEN 1200 ELSE 0 END, 1, 'done', 900 "
        f"FROM (SELECT n, substr('AB', n % 2 + 1, 1) AS series, {_AT} AS at, date('2010-01-01', '+' || (n / 1000) || "
        "' days') AS day FROM number)",
        (tickets,),
    )
    for place, verb in enumerate(("issue", "call", "finish")):
        connection.execute(
            "INSERT INTO log (hall, seq, act, at, kind, subject, key, ticket_id, counter, clerk, service, precedence, "
            "changes, before, hash) SELECT 'bench', id * 3 + 10 + ?1, id * 3 + 10 + ?1, issued_at, ?2, 'ticket', "
            "'[' || id || ']', id, 1, 'c1', service, head_start > 0, '{}', '{}', zeroblob(32) FROM ticket",
            (place, verb),
        )
    past = tickets * 3 + 20
    connection.execute("UPDATE hall SET seq = ?1, day_seq = ?1, last_id = ?1, head = zeroblob(32)", (past,))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


PRECEDENCE = Visitor(priority="old")


def a_round(store: Store) -> dict[str, list[float]]:
    """What each question and verb takes in a hall with people of both kinds."""
    for number in range(10):
        store.issue("AB"[number % 2], visitor=PRECEDENCE if number % 2 else Visitor())
    taken: dict[str, list[float]] = {}

    def measure(name: str, act: Callable[[], object]) -> None:
        taken.setdefault(name, []).extend(times_of(act, 1))

    for number in range(10):
        measure("why_next", lambda: store.why_next(POST))
        measure("call_next", lambda: store.call_next(POST))
        measure("undo", lambda: store.undo(POST))
        ticket = store.call_next(POST)
        assert ticket is not None
        measure("missed", lambda: store.missed(POST.counter))
        measure("desk_view", lambda: store.desk_view(POST, 20))
        if number % 3:
            store.finish(ticket.id, POST)
        else:
            store.no_show(ticket.id, POST)
    return taken


def history(folder: Path, rounds: int, sizes: tuple[int, ...]) -> list[Figure]:
    """The same acts with no past and with a long one, in turns."""
    stores = {}
    for size in (0, *sizes):
        progress(f"store: a history of {size:,} tickets")
        grow(folder / f"past{size}.db", size) if size else open_store(folder / "past0.db", HALL).close()
        stores[size] = open_store(folder / f"past{size}.db", HALL)
    taken: dict[int, dict[str, list[float]]] = {size: {} for size in stores}
    for _ in range(rounds):
        for size, store in stores.items():
            for name, times in a_round(store).items():
                taken[size].setdefault(name, []).extend(times)
    for store in stores.values():
        store.close()
    return [
        Figure(
            f"{name} with {size:,} past tickets / none, p50", quantile(times, 0.5), quantile(taken[0][name], 0.5), 1.2
        )
        for size in sizes
        for name, times in taken[size].items()
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
    return Figure("change seen by another process, p95, one 50 ms poll", quantile(delays, 0.95), 50, 1.1, limit=True)


def findings(folder: Path, quick: bool) -> Findings:
    """Everything about the store."""
    count = 500 if quick else 3000
    sizes = (20_000,) if quick else (100_000, 1_000_000)
    loads = (
        Load("140 acts a second", 140, 4 if quick else 20, 2, 1.1),
        Load("a busy hall's 14", 14, 4 if quick else 45, 2, 1.1),
        Load("as fast as they can", 0, 1.5 if quick else 10, None, None),
    )
    progress(f"store: {count} acts alone")
    figures = alone(folder, count)
    for load in loads:
        figures += together(folder, load, 1 if quick else 2)
    figures += history(folder, 15 if quick else 60, sizes)
    progress("store: a change seen by another process")
    return Findings([*figures, seen(folder, 20 if quick else 100)])
