"""Exports of a long history beside the sqlite3 shell and a plain Python program that write the same rows as CSV.

`python -m benchmarks.export [--quick]` alone, or as a part of `python -m benchmarks`. Where the sqlite3 shell is not
installed (the package `sqlite3` of Debian), the aims are held against the plain program: Python's sqlite3 and csv.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.measure import Figure, Findings, in_own_process, peak_megabytes, progress, table
from kiosk.cli.session import copy_example
from kiosk.hall import load_hall
from queue_store import Post, open_store
from queue_store.clock import to_text

ROWS, QUICK_ROWS = 1_000_000, 100_000
A_DAY = 3_000
"""Waits of a business day."""

MEMORY = 150.0
"""Megabytes that an export may take at its peak."""

AIMS = {"csv": 3.0, "jsonl": None, "xlsx": 12.0, "parquet": None}
_BEGAN = datetime(2025, 1, 2, 1, tzinfo=UTC)


_SAME_ROWS = (
    "SELECT w.*, (SELECT text FROM free_text AS f WHERE f.hall = w.hall AND f.id = w.reason_text) "
    "FROM wait_log AS w ORDER BY entered_at"
)
"""The rows of the log of waits, as SQLite gives them."""


def findings(folder: Path, quick: bool, rounds: int = 1) -> Findings:
    """Each format after the shell and the plain program, each in a process of its own, in seconds of the processor."""
    count = QUICK_ROWS if quick else ROWS
    progress(f"writing a history of {count:,} waits")
    hall = folder / "export-hall"
    copy_example(hall)
    _fill(hall, count)
    shell = shutil.which("sqlite3")
    if shell is None:
        progress("the sqlite3 shell is not installed: the aims are held against the plain program")
    measures: dict[str, Callable[[], dict[str, float]]] = (
        {} if shell is None else {"shell": lambda: _shell_csv(shell, folder, hall)}
    )
    for what in ("plain", *AIMS):
        measures[what] = lambda what=what: _measured(folder, what, hall)  # type: ignore[misc]
    found: dict[str, list[dict[str, float]]] = {what: [] for what in measures}
    for _ in range(rounds):
        for what, measure in measures.items():
            found[what].append(measure())
    return Findings(_figures(f"export of {count:,} waits as", found))


def _figures(label: str, found: dict[str, list[dict[str, float]]]) -> list[Figure]:
    """Medians of the rounds: seconds beside the shell and beside the plain program, and the peak of memory."""

    def middle(what: str, unit: str) -> float:
        return median(each[unit] for each in found[what])

    figures = []
    beside = [
        (what, name) for what, name in (("shell", "sqlite3 shell"), ("plain", "sqlite3 in Python")) if what in found
    ]
    for fmt, aim in AIMS.items():
        for what, name in beside:
            held = aim if what == beside[0][0] else None
            seconds = middle(fmt, "seconds"), middle(what, "seconds")
            figures.append(Figure(f"{label} {fmt} / {name} writing CSV", *seconds, held, "s"))
        figures.append(Figure(f"{label} {fmt}, peak memory", middle(fmt, "megabytes"), MEMORY, 1.0, "MB", limit=True))
    return figures


def _fill(hall: Path, count: int) -> None:
    """Finished visits, a few of them with what people wrote; written beside the store, which would take hours."""
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules(), clock=lambda: _BEGAN)
    store.open_counter(Post(1, "c01"))
    store.close()
    with sqlite3.connect(config.database_path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        columns = list(next(_tickets(config.id, 1)))
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO ticket ({', '.join(columns)}) VALUES ({marks})"
        connection.executemany(insert, (tuple(row.values()) for row in _tickets(config.id, count)))
        texts = (
            (config.id, number, "ticket", number, "2026-01-01", "缺一份材料,“复印件”") for number in range(0, count, 20)
        )
        connection.executemany("INSERT INTO free_text VALUES (?, ?, ?, ?, ?, ?)", texts)
        connection.execute("UPDATE hall SET last_id = ?", (count,))
        connection.execute("COMMIT")
    connection.close()


def _tickets(hall: str, count: int) -> Iterator[dict[str, Any]]:
    luck = random.Random(7)
    for number in range(count):
        day, place = divmod(number, A_DAY)
        entered = _BEGAN + timedelta(days=day, seconds=place * 9, microseconds=luck.randrange(10**6))
        called = entered + timedelta(seconds=luck.expovariate(1 / 600))
        started = called + timedelta(seconds=luck.uniform(5, 60))
        finished = started + timedelta(seconds=luck.expovariate(1 / 300))
        at, business_day = to_text(entered), (_BEGAN + timedelta(days=day)).date().isoformat()
        yield {
            "hall": hall, "id": number, "revision": number, "token": f"{number:026}", "series": "A",
            "number": place + 1, "label": f"A{place + 1:03}", "service": "ABCDE"[number % 5],
            "business_day": business_day, "leg_day": business_day, "state": "finished", "issued_at": at,
            "entered_at": at, "queue_at": at, "place_at": at, "called_at": to_text(called),
            "last_called_at": to_text(called), "started_at": to_text(started), "finished_at": to_text(finished),
            "counter": number % 9 + 1, "clerk": f"c{number % 30:02}", "responsible": f"c{number % 30:02}",
            "priority": "elder" if number % 11 == 0 else "", "calls": 1, "outcome": "done",
            "reason_text": number if number % 20 == 0 else None, "wait_limit": 900,
        }  # fmt: skip


def _measured(folder: Path, what: str, hall: Path) -> dict[str, float]:
    """Seconds and megabytes of one export in a process of its own."""
    target = folder / f"waits.{what}"
    found = in_own_process("export", what, str(hall), str(target), KIOSK_HALL=str(hall), KIOSK_LANGUAGE="en")
    target.unlink()
    return found


def _shell_csv(shell: str, folder: Path, hall: Path) -> dict[str, float]:
    """Seconds that the sqlite3 shell takes for the same rows."""
    target = folder / "waits.shell"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with target.open("wb") as stream:
        command = [shell, "-csv", "-header", str(load_hall(hall).database_path), _SAME_ROWS]
        subprocess.run(command, check=True, stdout=stream)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)
    progress(f"shell: {seconds} s, {target.stat().st_size / 1e6:.0f} MB")
    target.unlink()
    return {"seconds": seconds}


def _one(what: str, hall: Path, target: Path) -> None:
    began = time.process_time()
    if what == "plain":
        _plain_csv(hall, target)
    else:
        from kiosk.cli.root import cli

        words = ["export", "waits", "--since", "2025-01-01", "--until", "2100-01-01", "--output", str(target)]
        _run(cli, [*words, "--format", what])
    seconds = time.process_time() - began
    print(json.dumps({"seconds": round(seconds, 2), "megabytes": round(peak_megabytes(), 1)}))


def _run(cli: Any, words: list[str]) -> None:
    try:
        cli.main(words, prog_name="kiosk")
    except SystemExit as end:
        if end.code:
            raise


def _plain_csv(hall: Path, target: Path) -> None:
    connection = sqlite3.connect(load_hall(hall).database_path)
    with target.open("w", encoding="utf-8", newline="") as stream:
        rows = connection.execute(_SAME_ROWS)
        writer = csv.writer(stream)
        writer.writerow([column[0] for column in rows.description])
        writer.writerows(rows)
    connection.close()


def main() -> None:
    """Measure this part alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the rows")
    parser.add_argument("--folder", type=Path, help="where to put the files; a temporary folder without it")
    parser.add_argument("--rounds", type=int, default=1, help="the median of so many is printed")
    parser.add_argument("--one", nargs=3, metavar=("WHAT", "HALL", "TARGET"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        what, hall, target = asked.one
        _one(what, Path(hall), Path(target))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        print(table(findings(Path(folder), asked.quick, asked.rounds).figures))


if __name__ == "__main__":
    main()
