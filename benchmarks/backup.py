"""A backup of a large hall while eight desks work: what they notice of it, beside VACUUM INTO of the same file."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.measure import Figure, Findings, progress, quantile, table, times_of
from benchmarks.store import HALL, grow
from queue_store import Post, open_store

FORK = multiprocessing.get_context("fork")

DESKS = 8
RATE = 40.0
"""Acts a second of all desks together: three times what a busy hall makes, so that there is something to count."""

VISITS = {False: 900_000, True: 90_000}
"""Past visits that make a file of about 1 GB; of about 100 MB when it is to be quick."""


def desk(path: Path, number: int, stop: Any, told: Any) -> None:
    """Issue, call and finish at random moments; tells the milliseconds of each act."""
    store, post, choose = open_store(path, HALL), Post(number + 1, f"c{number}"), random.Random(number)
    taken: list[float] = []
    while not stop.is_set():
        time.sleep(choose.expovariate(RATE / DESKS))
        taken += times_of(lambda: store.issue("A"), 1)
        began = time.perf_counter()
        ticket = store.call_next(post)
        taken.append((time.perf_counter() - began) * 1000)
        if ticket is not None:
            store.finish(ticket.id, post)
    store.close()
    told.put(taken)


def beside(path: Path, deed: Callable[[], object]) -> tuple[list[float], float]:
    """What the acts of eight desks take while something else is done, and the seconds that takes."""
    stop, told = FORK.Event(), FORK.Queue()
    desks = [FORK.Process(target=desk, args=(path, number, stop, told)) for number in range(DESKS)]
    for process in desks:
        process.start()
    time.sleep(1)
    began = time.monotonic()
    deed()
    seconds = time.monotonic() - began
    stop.set()
    taken = [each for _ in desks for each in told.get(timeout=60)]
    for process in desks:
        process.join()
    return taken, seconds


def in_a_process(deed: Callable[[], object]) -> None:
    """Carry something out as `kiosk backup` does: in a process of its own that comes last."""

    def run() -> None:
        os.nice(10)
        deed()

    process = FORK.Process(target=run)
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError("The copy failed.")


def copied(path: Path, target: Path) -> None:
    """Our copy, looked through."""
    with closing(open_store(path, HALL)) as store:
        store.copies.make(target)


def vacuumed(path: Path, target: Path) -> None:
    """SQLite's own, not looked through."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def findings(folder: Path, quick: bool) -> Findings:
    """Nothing, our copy and VACUUM INTO in turns, so that the machine's moods hit all alike."""
    path, rounds = folder / "large.db", 2
    progress(f"backup: a file with {VISITS[quick]:,} past visits")
    grow(path, VISITS[quick])
    deeds: dict[str, Callable[[Path], object]] = {
        "nothing": lambda _: time.sleep(5 if quick else 20),
        "backup": lambda target: in_a_process(lambda: copied(path, target)),
        "VACUUM INTO": lambda target: in_a_process(lambda: vacuumed(path, target)),
    }
    taken: dict[str, list[float]] = {name: [] for name in deeds}
    seconds: dict[str, list[float]] = {name: [] for name in deeds}
    for turn in range(rounds):
        for number, (name, deed) in enumerate(deeds.items()):
            target = folder / f"copy{turn}{number}.db"
            progress(f"backup: {DESKS} desks beside {name}, turn {turn + 1}")
            acts, lasted = beside(path, lambda deed=deed, target=target: deed(target))  # type: ignore[misc]
            taken[name] += acts
            seconds[name].append(lasted)
            target.unlink(missing_ok=True)
    size = round(path.stat().st_size / 2**20)
    alone = taken["nothing"]
    return Findings(
        [
            Figure(
                f"acts of {DESKS} desks beside {name} / without, {part}, {size} MiB",
                quantile(taken[name], share), quantile(alone, share), 2 if name == "backup" and share < 1 else None,
            )
            for name in ("backup", "VACUUM INTO")
            for part, share in (("p50", 0.5), ("p99", 0.99), ("worst", 1.0))
        ]
        + [
            Figure(
                f"backup with a look through it / VACUUM INTO, {size} MiB",
                min(seconds["backup"]), min(seconds["VACUUM INTO"]), None, "s",
            )
        ]
    )  # fmt: skip


def main() -> None:
    """Measure in a temporary folder, or in the one given, on the disk that matters."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backup", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a file of 100 MB instead of 1 GB")
    parser.add_argument("--folder", type=Path, help="where to put the files; a temporary folder without it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        print(table(findings(Path(folder), asked.quick).figures))


if __name__ == "__main__":
    main()
