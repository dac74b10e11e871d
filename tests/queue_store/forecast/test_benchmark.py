"""The benchmark reads records, forecasts without peeking and prints its table."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

ROOT = Path(__file__).parents[3]
COLUMNS = ("day", "arrived_at", "service", "priority", "called_at", "served_at", "finished_at", "counter", "outcome")
NINE = 9 * 3600

Row = tuple[str | int, ...]


def a_day(day: str, seed: int, counters: int = 3) -> list[Row]:
    """Fifty visitors who are served in order; one in ten leaves before."""
    random, at, found = Random(seed), NINE, []
    free = [NINE] * counters
    for number in range(50):
        at += random.randint(10, 160)
        service = random.choice("AB")
        if number % 10 == 9:
            found.append((day, at, service, 0, "", "", at + 30, "", "abandoned"))
            continue
        counter = min(range(counters), key=free.__getitem__)
        called = max(at, free[counter])
        free[counter] = called + random.randint(60, 500)
        found.append((day, at, service, 0, called, called, free[counter], f"C{counter}", "served"))
        free[counter] += 12
    return found


def write(path: Path, rows: list[Row]) -> Path:
    """A gzipped file of records."""
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([COLUMNS, *rows])
    return path


def run(path: Path, *more: str) -> str:
    """What the benchmark prints."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.forecast", str(path), *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def told(path: Path) -> list[str]:
    """What was told to everybody, in order."""
    script = (
        "import sys; from pathlib import Path; from benchmarks.forecast import read, replay\n"
        "for each in replay(read(Path(sys.argv[1])), False): print(each.day, each.wait, each.formulas)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_the_table_names_who_waited_and_every_formula(tmp_path: Path) -> None:
    path = write(tmp_path / "hall.csv.gz", [row for day in (1, 2, 3) for row in a_day(f"2026-03-0{day}", day)])
    for more in ((), ("--cold",), ("--from", "2026-03-02")):
        printed = run(path, *more)
        arrivals = 100 if "--from" in more else 150
        assert f"{arrivals} arrivals, {arrivals * 9 // 10} called, {arrivals // 10} left before" in printed
        for name in ("who waited", "all called", "forecast", "(ahead+1) x service / counters", "QL", "HOL", "LES"):
            assert name in printed
        assert printed.count("80 % range: coverage") == printed.count("90 % range: coverage") == 2
        assert "a forecast took p50" in printed


def test_without_counters_the_formula_to_beat_is_ten_minutes_for_each_ahead(tmp_path: Path) -> None:
    rows = [(*row[:6], "", "", row[8]) if row[4] else row for row in a_day("2026-03-01", 1)]
    printed = run(write(tmp_path / "hall.csv.gz", rows)).splitlines()
    ratios = [line.split()[-4] for line in printed if line.startswith("ahead x 10 min / counters")]
    assert ratios == ["1.000", "1.000"], "of those who waited and of all who were called"


@pytest.mark.parametrize("named", [True, False])
def test_a_shuffled_future_changes_no_forecast_made_before(tmp_path: Path, named: bool) -> None:
    days = [a_day(f"2026-03-0{day}", day) for day in (1, 2)]
    if not named:
        days = [[(*row[:7], "", row[8]) for row in day] for day in days]
    rows = [row for day in days for row in day]
    cut = int(days[1][25][1])
    other = [row for row in rows if row[0] == "2026-03-01" or int(row[1]) < cut]
    before = len(other)
    other = [_unknown_after(row, cut) if row[0] == "2026-03-02" else row for row in other]
    name = "C0" if named else ""
    other += [
        ("2026-03-02", cut + 7 * each, "A", 0, cut + 900 + each, "", cut + 999 + each, name, "served")
        for each in range(40)
    ]
    first = told(write(tmp_path / "first.csv.gz", rows))
    second = told(write(tmp_path / "second.csv.gz", other))
    assert first[:before] == second[:before]
    assert first[before:] != second[before:]


def _unknown_after(row: Row, cut: int) -> Row:
    """What happens to a visitor after the cut is another story."""
    day, arrived, service, priority, called, served, finished, counter, outcome = row
    if called == "" or int(called) < cut:
        later = finished if int(finished) < cut else cut + 5000
        return day, arrived, service, priority, called, served, later, counter, outcome
    return day, arrived, service, priority, cut + 3000, cut + 3000, cut + 4000, "C1" if counter else "", outcome
