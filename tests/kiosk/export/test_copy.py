"""The copy for other tools: the same figures under the same names, and nothing that points to a person."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlite_utils.utils import sqlite3

from kiosk.cli.root import cli
from kiosk.export import TABLES
from queue_store import Post, Store, Visitor

SAID = {
    "surname": "尉迟恭", "address": "尉迟老先生", "phone": "13912345678", "park": "去取身份证复印件",
    "transfer": "接着办燃气过户", "decline": "房产证不在手边", "call_reason": "带着新生儿", "pause": "去给孩子喂奶",
    "owed": "补寄发票给住户", "whom": "住在六栋的人", "settled": "发票已经寄出", "phone_note": "厨房闻到煤气味",
    "rating": "那位柜员很耐心", "missing": "户口本的副页", "message": "今天下午停电一小时", "device": "device-1f2e3d",
    "source": "source-9a8b7c", "request": "request-5d4c3b", "terminal": "terminal-front-left",
    "clerk": "王建国", "colleague": "李秀英",
}  # fmt: skip
"""Something of every kind that must not leave the hall with the copy."""


@pytest.fixture
def secrets(store: Store, clock: Any) -> list[str]:
    """A day in which everything was said; returns what must not be found."""
    wang, li = Post(3, SAID["clerk"]), Post(5, SAID["colleague"])
    store.open_counter(wang, terminal=SAID["terminal"])
    store.messages.put_up(SAID["message"])
    visitor = Visitor(surname=SAID["surname"], address=SAID["address"], phone=SAID["phone"])
    ticket = store.issue("A", visitor=visitor, request_id=SAID["request"])
    booked = store.book("A", device=SAID["device"], source=SAID["source"])
    clock.pass_by(minutes=20)
    store.call(ticket.id, wang, reason=SAID["call_reason"])
    store.start(ticket.id, wang)
    store.park(ticket.id, wang, reason=SAID["park"])
    store.resume(ticket.id, wang)
    store.told.second_visit(ticket.id, wang, missing=SAID["missing"], was_told=False)
    store.transfer(ticket.id, wang, counter=5, note=SAID["transfer"])
    store.call_next(li)
    store.start(ticket.id, li)
    store.finish(ticket.id, li, reason=SAID["decline"])
    store.rate(ticket.token, 2, SAID["rating"])
    owed = store.owed.promise(wang, SAID["owed"], clock.now + timedelta(days=1), whom=SAID["whom"])
    store.owed.settle(owed.id, li, note=SAID["settled"])
    call = store.calls.ring(wang)
    store.calls.answer(call.id, wang, rings=2)
    store.calls.note(call.id, wang, SAID["phone_note"])
    store.calls.hang_up(call.id, wang)
    store.help.call(wang)
    store.pause(wang, SAID["pause"])
    store.close_counter(wang)
    store.close_counter(li)
    return [*SAID.values(), ticket.token, booked.token, store.secret("pages").hex()]


def copied(file: Path, *words: str) -> Any:
    result = CliRunner().invoke(cli, ["export", "db", str(file), *words])
    assert result.exit_code == 0, result.output
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    return connection


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_nothing_of_a_person_is_in_the_bytes(
    language: str, secrets: list[str], store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", language)
    file = tmp_path / "figures.db"
    connection = copied(file)
    assert connection.execute("PRAGMA freelist_count").fetchone()[0] == 0
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    connection.close()
    held = file.read_bytes()
    assert [said for said in secrets if said.encode() in held or said.encode("utf-16-le") in held] == []
    assert store.secret("pages") not in held
    assert b"clerk-1" in held


def test_only_tables_of_the_registry_are_in_it(secrets: list[str], tmp_path: Path) -> None:
    connection = copied(tmp_path / "figures.db")
    found = {
        (kind, name) for kind, name in connection.execute("SELECT type, name FROM sqlite_schema WHERE type <> 'index'")
    }
    views = {("view", name) for name in TABLES}
    assert found == views | {("table", f"{name}_rows") for name in TABLES} | {
        ("table", "about"),
        ("table", "definitions"),
    }
    connection.close()


def test_views_have_the_columns_and_figures_of_the_exports(secrets: list[str], tmp_path: Path) -> None:
    connection = copied(tmp_path / "figures.db")
    period = ("--since", "2026-03-10", "--until", "2026-03-10T09:21")
    for table in TABLES.values():
        lines = CliRunner().invoke(cli, ["export", table.command, *period, "--format", "jsonl"]).stdout.splitlines()
        rows = connection.execute(f"SELECT * FROM {table.name} WHERE {table.at} < '2026-03-10T01:21'").fetchall()
        lines = lines[: len(rows)] if table.name == "events" else lines  # that it was exported is an event too
        assert len(rows) == len(lines)
        columns = [description[0] for description in connection.execute(f"SELECT * FROM {table.name}").description]
        assert columns == list(table.names)
        told = {column.name for column in table.columns if not column.person}
        for row, line in zip(rows, lines, strict=True):
            record = json.loads(line)
            assert {name: row[name] for name in told} == {name: record[name] for name in told}
            assert all(row[column.name] is None for column in table.columns if column.written)
    connection.close()


def test_no_column_is_a_word_of_sql(secrets: list[str], tmp_path: Path) -> None:
    connection = copied(tmp_path / "figures.db")
    for table in TABLES.values():
        connection.execute(f"SELECT {', '.join(table.names)} FROM {table.name}")
    connection.close()


def test_clerks_have_one_other_name_each(secrets: list[str], tmp_path: Path) -> None:
    connection = copied(tmp_path / "figures.db")
    visits = connection.execute("SELECT clerk, responsible FROM visits WHERE state = 'finished'").fetchall()
    [owed] = connection.execute("SELECT clerk, settled_by FROM promises").fetchall()
    assert [tuple(row) for row in visits] == [(owed["settled_by"], owed["clerk"])]
    assert {owed["clerk"], owed["settled_by"]} == {"clerk-1", "clerk-2"}
    connection.close()


def test_views_say_what_their_columns_hold(secrets: list[str], tmp_path: Path) -> None:
    connection = copied(tmp_path / "figures.db")
    [sql] = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'waits'").fetchone()
    for name in TABLES["waits"].names:
        assert re.search(rf'AS "{name}",? -- \w', sql), name
    assert '"wait_first_call" / 60.0, 4) AS "wait_first_call_min"' in sql
    defined = connection.execute("SELECT definition, unit FROM definitions WHERE column_name = 'wait_start'").fetchone()
    assert tuple(defined) == ("from entry to the start of serving, less the time asked for", "seconds")
    about = dict(connection.execute("SELECT name, value FROM about").fetchall())
    assert about["time_zone"] == "Asia/Shanghai"
    connection.close()


def test_a_copy_of_a_period_and_one_over_another(secrets: list[str], tmp_path: Path) -> None:
    file = tmp_path / "figures.db"
    everything = copied(file)
    assert everything.execute("SELECT count(*) FROM waits").fetchone()[0] == 2
    everything.close()
    nothing = copied(file, "--since", "2026-02")
    assert nothing.execute("SELECT count(*) FROM waits").fetchone()[0] == 0
    nothing.close()
    assert {entry.name for entry in tmp_path.iterdir()} == {"hall", "figures.db"}


def test_the_halls_own_database_is_not_copied_over(secrets: list[str], hall: Path) -> None:
    result = CliRunner().invoke(cli, ["export", "db", str(hall / "hall.db")])
    assert result.exit_code == 1
    assert "is what the hall itself lives on" in result.stderr


SMALL = """
import resource
from kiosk.__main__ import main
from kiosk.cli import export_copy
def on_a_small_disk(file, target_path=export_copy.target_path):
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))
    return target_path(file)
export_copy.target_path = on_a_small_disk
main()
"""


def test_a_full_disk_leaves_no_half_copy(secrets: list[str], tmp_path: Path) -> None:
    file = tmp_path / "figures.db"
    file.write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", SMALL, "export", "db", str(file)], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 1, run.stderr
    assert run.stderr.startswith(f"{file} cannot be written: ")
    assert len(run.stderr.splitlines()) == 1
    assert file.read_bytes() == b"old"
    assert {entry.name for entry in tmp_path.iterdir()} == {"hall", "figures.db"}


def test_a_folder_that_is_not_there_is_said(secrets: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["export", "db", str(tmp_path / "no" / "figures.db")])
    assert result.exit_code == 1
    assert "figures.db cannot be written: No such file or directory." in result.stderr
