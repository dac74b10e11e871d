"""`kiosk promises` and `kiosk courtesy`."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.hall import load_hall
from queue_store import Post, Store, open_store

POST = Post(3, "c07")


@pytest.fixture
def store(hall: Path) -> Store:
    config = load_hall(hall)
    return open_store(config.database_path, config.rules())


def test_lists_what_is_owed_the_soonest_first(kiosk, store: Store) -> None:
    now = datetime.now(UTC)
    store.owed.promise(POST, "second", now + timedelta(days=2), whom="A002")
    store.owed.promise(POST, "first", now - timedelta(hours=1), whom="A001")
    store.owed.hand_over(POST, "note")
    lines = kiosk("promises").stdout.splitlines()
    assert [line.split()[-3:-2] or line for line in lines][:2] == [["first"], ["second"]]
    assert "late" in lines[0]
    assert len(kiosk("promises", "--overdue").stdout.splitlines()) == 1
    assert "note" in kiosk("promises", "--kind", "handover").stdout
    assert "逾期" in kiosk("--language", "zh-CN", "promises").stdout


def test_what_is_settled_is_listed_with_all(data, store: Store) -> None:
    owed = store.owed.promise(POST, "x", datetime.now(UTC) + timedelta(days=2))
    store.owed.settle(owed.id, POST)
    assert data("promises") == []
    assert [row["state"] for row in data("promises", "--all")] == ["settled"]


def test_exports_formulas_as_text_and_records_that_it_did(kiosk, store: Store, tmp_path: Path) -> None:
    store.owed.promise(POST, "=cmd|' /C calc'!A0", datetime.now(UTC) + timedelta(days=2), whom="@x")
    file = tmp_path / "owed.csv"
    kiosk("promises", "--output", str(file))
    [row] = csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))
    assert row["what"] == "'=cmd|' /C calc'!A0"
    assert row["whom"] == "'@x"
    lines = kiosk("promises", "--format", "jsonl").stdout.splitlines()
    assert json.loads(lines[0])["kind"] == "promise"
    long_ago = datetime.now(UTC) - timedelta(days=1)
    exports = store.journal.rows(long_ago, long_ago + timedelta(days=2), "export")
    assert [row.data["what"] for row in exports] == ["promises", "promises"]


def test_courtesy_prints_sums_with_definitions(kiosk, data) -> None:
    kiosk("issue", "B")
    shown = kiosk("courtesy", "--since", "2026-01-01", "--until", "2100-01-01").stdout
    assert "nobody is scored" in shown
    assert "Told-once rate: 1 less second visits divided by visits" in shown
    [record] = data("courtesy", "--since", "2026-01-01", "--until", "2100-01-01")
    assert record["visits"] == 0
    assert record["told_once_rate"] is None
    assert "clerk" not in record


def test_courtesy_of_one_person_is_refused(kiosk) -> None:
    refused = kiosk("courtesy", "--since", "2026-01-01", "--until", "2026-02-01", "--clerk", "c07", code=1)
    assert "own counter only" in refused.stderr


def test_telephone_calls_are_exported_like_visits(kiosk, store: Store) -> None:
    call = store.calls.ring(POST)
    store.calls.answer(call.id, POST, rings=5)
    store.calls.note(call.id, POST, "+86 leak")
    store.calls.hang_up(call.id, POST)
    since, until = "2026-01-01", "2100-01-01"
    [row] = csv.DictReader(io.StringIO(kiosk("export", "calls", "--since", since, "--until", until).stdout))
    assert (row["rings"], row["apology_due"], row["outbound"], row["left_open"]) == ("5", "true", "false", "false")
    assert row["note"] == "'+86 leak"
    lines = kiosk("export", "calls", "--since", since, "--until", until, "--format", "jsonl").stdout.splitlines()
    assert 0 <= json.loads(lines[0])["talked"] < 1
