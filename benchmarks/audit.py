"""`kiosk audit verify` of a whole year: how long it takes, and that its memory does not grow with the year.

`python -m benchmarks.audit [--quick]` alone, or as a part of `python -m benchmarks`: fills a hall with a year of visits
whose log is a true chain, and looks through a tenth of it and through all of it, each in a process of its own, beside a
plain program that reads the entries with Python's sqlite3 and hashes them.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.measure import Figure, Findings, in_own_process, peak_megabytes, progress, table
from kiosk.cli.session import copy_example
from kiosk.hall import HallConfig, load_hall
from queue_store import Paper, Post, Visitor, open_store
from queue_store.chain import ENTRY, link
from queue_store.tickets.rows import to_json

VISITS = {False: 200_000, True: 20_000}
"""Visits of the year; fewer when it is to be quick."""

A_DAY = 560
FLAT = 1.5
"""Largest ratio of the memory for a year to that for a tenth of it."""

_OWN = ("ticket", "wait_told", "print_job", "phone_call")
_BEGAN = datetime(2025, 1, 2, 1, tzinfo=UTC)


def fill(config: HallConfig, visits: int) -> None:
    """A visit as the store writes it, with a wait that was told, a slip and a telephone call, written so many times."""
    clock = [_BEGAN]
    store = open_store(config.database_path, config.rules(), clock=lambda: clock[0])
    post = Post(1, "c01")
    store.open_counter(post)
    before = store.audit.head().seq
    ticket = store.issue("A", visitor=Visitor(language="en"), print_at="hall")
    store.forecast.tell(ticket.id, "slip")
    if job := store.prints.take("hall"):
        store.prints.printed(job)
    for act in (store.call, store.start, store.finish):
        clock[0] += timedelta(minutes=5)
        act(ticket.id, post)
    store.calls.hang_up(store.calls.ring(post).id, post)
    store.prints.ask(ticket.id, Paper.TOLD, station="hall")
    store.close()
    with sqlite3.connect(config.database_path, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("BEGIN")
        _write(connection, before, visits)
        connection.execute("COMMIT")
    connection.close()


def _write(connection: Any, before: int, visits: int) -> None:
    """Write the entries after a place in the log, and their rows, once more for each visit."""
    columns = ", ".join(ENTRY)
    entries = connection.execute(f"SELECT {columns} FROM log WHERE seq > ? ORDER BY seq", (before,)).fetchall()
    samples = [(name, *_rows(connection, name)) for name in _OWN]
    seq, head, last = connection.execute("SELECT seq, head, last_id FROM hall").fetchone()
    insert = f"INSERT INTO log ({columns}, hash) VALUES ({', '.join('?' * (len(ENTRY) + 1))})"
    for number in range(1, visits):
        other = {"number": number % A_DAY + 1, "label": f"A{number % A_DAY + 1:03}", "token": f"{number:026}"}
        day = (date(2025, 1, 2) + timedelta(days=number // A_DAY)).isoformat()
        other |= {"business_day": day, "leg_day": day}
        shift, revisions = last * number, {}
        for entry in entries:
            seq += 1
            written = tuple(_again(dict(zip(ENTRY, entry, strict=True)), seq, shift, other))
            head = link(head, written)
            connection.execute(insert, (*written, head))
            revisions[written[5], written[6]] = seq
        for name, names, rows in samples:
            for row in rows:
                values = _moved(dict(zip(names, row, strict=True)), shift, other)
                values["revision"] = revisions[name, to_json([values[key] for key in _KEYS[name]])]
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT INTO {name} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))
    connection.execute("UPDATE hall SET seq = ?, head = ?, last_id = ?", (seq, head, last * visits))


_KEYS = {"ticket": ("id",), "wait_told": ("id",), "print_job": ("ticket_id", "paper"), "phone_call": ("id",)}


def _rows(connection: Any, name: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    found = connection.execute(f"SELECT * FROM {name}")
    return [column[0] for column in found.description], found.fetchall()


def _moved(values: dict[str, Any], shift: int, other: dict[str, Any]) -> dict[str, Any]:
    """The columns of a row as those of another visit."""
    ids = {name: values[name] + shift for name in ("id", "ticket_id") if isinstance(values.get(name), int)}
    return values | ids | {name: value for name, value in other.items() if name in values}


def _again(entry: dict[str, Any], seq: int, shift: int, other: dict[str, Any]) -> Iterator[Any]:
    """The values of an entry about another visit."""
    number, *more = json.loads(entry["key"])
    changes = None if entry["changes"] is None else to_json(_moved(json.loads(entry["changes"]), shift, other))
    moved = {"seq": seq, "act": seq, "key": to_json([number + shift, *more]), "changes": changes}
    if entry["ticket_id"] is not None:
        moved["ticket_id"] = entry["ticket_id"] + shift
    yield from (entry | moved).values()


def findings(folder: Path, quick: bool) -> Findings:
    """A tenth of the year and all of it, each in a process of its own."""
    halls = []
    for count in (VISITS[quick] // 10, VISITS[quick]):
        hall = folder / f"audit-hall-{count}"
        copy_example(hall)
        progress(f"audit: writing the log of {count:,} visits")
        fill(load_hall(hall), count)
        halls.append(hall)
    bare = in_own_process("audit", "plain", str(halls[1]))
    tenth, year = (in_own_process("audit", "ours", str(hall)) for hall in halls)
    label = f"audit verify of {VISITS[quick]:,} visits, {year['entries']:,.0f} entries"
    return Findings(
        [
            Figure(f"{label} / sqlite3 and sha256", year["seconds"], bare["seconds"], None, "s"),
            Figure(f"{label}, peak memory / a tenth's", year["megabytes"], tenth["megabytes"], FLAT, "MB"),
        ]
    )


def one(what: str, hall: Path) -> None:
    """Look through one log in this process; print entries, seconds, and megabytes of memory at the peak."""
    config = load_hall(hall)
    began = time.perf_counter()
    entries = _plain(config) if what == "plain" else _ours(config)
    taken = {"entries": entries, "seconds": round(time.perf_counter() - began, 3)}
    print(json.dumps(taken | {"megabytes": round(peak_megabytes(), 1)}))


def _ours(config: HallConfig) -> int:
    store = open_store(config.database_path, config.rules(), clock=lambda: _BEGAN + timedelta(minutes=30))
    verdict = store.audit.verify()
    store.close()
    assert verdict.whole, verdict.tampered
    return verdict.head.seq


def _plain(config: HallConfig) -> int:
    """Read the entries as SQLite gives them, and hash each with the one before."""
    connection, head, count = sqlite3.connect(config.database_path), bytes(32), 0
    for *entry, _ in connection.execute(f"SELECT {', '.join(ENTRY)}, hash FROM log ORDER BY hall, seq"):
        head = sha256(head + json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()).digest()
        count += 1
    connection.close()
    return count


def main() -> None:
    """Measure this part alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the visits")
    parser.add_argument("--folder", type=Path, help="where to put the files; a temporary folder without it")
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "HALL"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        print(table(findings(Path(folder), asked.quick).figures))


if __name__ == "__main__":
    main()
