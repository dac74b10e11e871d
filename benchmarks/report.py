"""A report of a whole year of a big hall: how long it takes, and that its memory does not grow with the year.

`python -m benchmarks.report [--quick] [--visits N]` alone, or as a part of `python -m benchmarks`: fills a hall with a
year of visits, straight into its tables, and measures in processes of their own how long the report of a week and that
of the year take, beside a plain program that reads the same waits with Python's sqlite3.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from benchmarks.measure import Figure, Findings, in_own_process, peak_megabytes, progress, table
from kiosk.cli.session import copy_example
from kiosk.hall import HallConfig, load_hall
from kiosk.report import Days, Report, pages
from kiosk.words import load_words
from queue_store import Post, open_store
from queue_store.clock import to_text
from queue_store.engines.engine import Session

FIRST = date(2025, 1, 1)
DAYS = 365
VISITS = {False: 500_000, True: 50_000}
"""Visits of the year; fewer when it is to be quick."""

FLAT = 1.5
"""Largest ratio of what a year takes of memory, or of paper, to what a week takes."""

_TICKET = (
    "hall, id, revision, token, series, number, label, service, business_day, leg_day, state, issued_at, entered_at, "
    "queue_at, place_at, called_at, last_called_at, started_at, finished_at, counter, clerk, calls, wait_limit, "
    "apology_due, outcome"
)
_TOLD = (
    "hall, id, revision, ticket_id, leg, at, shown, service, ahead, sure, counters, low, centre, high, method, "
    "because, basis"
)


def fill(config: HallConfig, visits: int) -> None:
    """Write a year of visits, each with a wait that was told and its entries in the log, and who sat at the counters.

    The chain of the log is left out: nothing that is measured here reads it.
    """
    clock = [datetime(2025, 1, 1, 0, 0, tzinfo=UTC)]
    store = open_store(config.database_path, config.rules(), clock=lambda: clock[0])
    ticket = store.issue("A")
    store.open_counter(Post(1, "c01"))
    store.forecast.tell(ticket.id, "slip")
    with store._ledger.look() as look:
        ((basis,), (seq,)) = look.rows("SELECT basis FROM wait_told UNION ALL SELECT seq FROM hall")
    rng, services = Random(7), [service.code for service in config.services]
    a_day = visits // DAYS
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        opens = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
        closes = opens + timedelta(hours=9)
        entries = [*_staff(opens, "counter_opened", "open"), *_staff(closes, "counter_closed", "closed")]
        entries.append((to_text(opens + timedelta(hours=19, minutes=29)), "day_ended", "", "[]", None, None, "{}"))
        with store._ledger.engine.write() as session:
            for place in range(a_day):
                ticket_id = number * a_day + place + 1000
                entries += _write_visit(session, config.id, ticket_id, place, day, opens, rng, services, basis)
            seq = _write_log(session, config.id, seq, entries)
    clock[0] = datetime(2026, 1, 2, tzinfo=UTC)
    store.close_day(waiting="expire")
    store.close()


def _staff(at: datetime, kind: str, state: str) -> list[tuple[Any, ...]]:
    """Six counters are opened, or closed."""
    changes = json.dumps({"state": state, "clerk": "c01"})
    return [(to_text(at), kind, "counter", f"[{counter}]", None, counter, changes) for counter in range(1, 7)]


def _write_log(session: Session, hall: str, seq: int, entries: list[tuple[Any, ...]]) -> int:
    """Write the entries of a day in the order of their times; returns the place of the last one."""
    for at, kind, subject, key, ticket_id, counter, changes in sorted(entries, key=lambda entry: entry[0]):
        seq += 1
        clerk = "c01" if counter else None
        session.run(
            "INSERT INTO log (hall, seq, act, at, kind, subject, key, ticket_id, counter, clerk, changes, hash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (hall, seq, seq, at, kind, subject, key, ticket_id, counter, clerk, changes, bytes(32)),
        )
    session.run("UPDATE hall SET seq = ? WHERE id = ?", (seq, hall))
    return seq


def _write_visit(
    session: Session, hall: str, number: int, place: int, day: date, opens: datetime, rng: Random,
    services: list[str], basis: str,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """Write a visit, and the wait that was told; returns its entries for the log."""
    came = opens + timedelta(seconds=rng.uniform(0, 9 * 3600))
    wait = rng.expovariate(1 / 500)
    called = came + timedelta(seconds=wait)
    started = called + timedelta(seconds=25)
    ended = started + timedelta(seconds=rng.expovariate(1 / 300))
    service, left, counter = rng.choice(services), rng.random() < 0.04, 1 + place % 6
    at, entered = to_text(called), to_text(came)
    session.run(
        f"INSERT INTO ticket ({_TICKET}) VALUES ({', '.join('?' * 25)})",
        (
            hall, number, 1, f"{number:026}", "Z", place + 1, f"Z{place + 1:03}", service, str(day), str(day),
            "cancelled" if left else "finished", entered, entered, entered, entered, None if left else at,
            None if left else at, None if left else to_text(started), at if left else to_text(ended),
            None if left else counter, None if left else "c01", 0 if left else 1, 900, int(wait > 900),
            "left" if left else "done",
        ),
    )  # fmt: skip
    low, high = wait * rng.uniform(0.3, 0.9), wait * rng.uniform(1.0, 2.0)
    session.run(
        f"INSERT INTO wait_told ({_TOLD}) VALUES ({', '.join('?' * 17)})",
        (
            hall, number + 10**7, 1, number, 1, entered, "slip", service, 3, 0, 4, low, (low + high) / 2, high,
            "drain", "", basis,
        ),
    )  # fmt: skip
    steps: list[tuple[str, datetime, str, int | None]] = [("issue", came, "waiting", None)]
    if left:
        steps.append(("cancel", called, "cancelled", None))
    else:
        steps += [("call", called, "called", counter), ("start", started, "serving", counter)]
        steps.append(("finish", ended, "finished", counter))
    return [
        (to_text(when), kind, "ticket", f"[{number}]", number, post, json.dumps({"state": state, "counter": post}))
        for kind, when, state, post in steps
    ]


def findings(folder: Path, quick: bool, visits: int | None = None) -> Findings:
    """The report of a week and of the year, each in a process of its own."""
    count = visits or VISITS[quick]
    hall = folder / "report-hall"
    copy_example(hall)
    progress(f"report: writing a year of {count:,} visits")
    fill(load_hall(hall), count)
    bare, week, year = (in_own_process("report", what, str(hall)) for what in ("plain", "week", "year"))
    label = f"report of a year of {count:,} visits"
    return Findings(
        [
            Figure(f"{label} / sqlite3 reading its waits", year["seconds"], bare["seconds"], None, "s"),
            Figure(f"{label}, its figures / sqlite3", year["figures"], bare["seconds"], None, "s"),
            Figure(f"{label}, peak memory / a week's", year["megabytes"], week["megabytes"], FLAT, "MB"),
            Figure(f"{label}, the file / a week's", year["kilobytes"], week["kilobytes"], FLAT, "KB"),
        ]
    )


def one(hall: Path, what: str) -> None:
    """Make one report in this process, and print seconds, kilobytes of the file and megabytes of memory at the peak."""
    config = load_hall(hall)
    began = time.perf_counter()
    taken = _plain(config) if what == "plain" else _report(config, what)
    taken["seconds"] = time.perf_counter() - began
    taken["megabytes"] = peak_megabytes()
    print(json.dumps({name: round(value, 3) for name, value in taken.items()}))


def _plain(config: HallConfig) -> dict[str, float]:
    """Read every wait of the year as SQLite gives it."""
    connection = sqlite3.connect(config.database_path)
    for _ in connection.execute("SELECT * FROM wait_log ORDER BY entered_at"):
        pass
    connection.close()
    return {}


def _report(config: HallConfig, what: str) -> dict[str, float]:
    store = open_store(config.database_path, config.rules(), clock=lambda: datetime(2026, 1, 3, tzinfo=UTC))
    week = Days("week", date(2025, 6, 2), date(2025, 6, 8))
    days = week if what == "week" else Days("span", FIRST, FIRST + timedelta(days=DAYS - 1))
    began = time.perf_counter()
    now = store.reports.period(days.first, days.last)
    figures = time.perf_counter() - began
    before = store.reports.period(days.before().first, days.before().last)
    report = Report(config, load_words("en"), days, now, before, "kiosk", store.audit.head())
    size = sum(len(piece.encode()) for piece in pages(report))
    store.close()
    return {"figures": figures, "kilobytes": size / 1024}


def main() -> None:
    """Measure this part alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the visits")
    parser.add_argument("--visits", type=int, help="how many visits the year has")
    parser.add_argument("--folder", type=Path, help="where to put the files; a temporary folder without it")
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "HALL"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(Path(asked.one[1]), asked.one[0])
        return
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        print(table(findings(Path(folder), asked.quick, asked.visits).figures))


if __name__ == "__main__":
    main()
