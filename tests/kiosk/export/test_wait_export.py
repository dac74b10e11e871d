"""The wait log as files: golden copies, and nothing in them that a spreadsheet or a terminal would run."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli.root import cli
from kiosk.export import Column, Kind, csv_cell, json_line, write_csv, write_jsonl
from queue_store import Store

GOLDEN = Path(__file__).parent / "golden"
DAY = ("export", "waits", "--since", "2026-03-10", "--until", "2026-03-10")


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("fmt", ["csv", "jsonl"])
def test_golden_files(fmt: str) -> None:
    result = CliRunner().invoke(cli, [*DAY, "--format", fmt])
    assert result.exit_code == 0, result.output
    assert result.stdout_bytes == (GOLDEN / f"waits.{fmt}").read_bytes()
    assert result.stderr == ""


@pytest.mark.usefixtures("morning")
def test_a_spreadsheet_reads_the_file_back(tmp_path: Path) -> None:
    file = tmp_path / "等候.csv"
    result = CliRunner().invoke(cli, [*DAY, "--output", str(file)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Rows written: 5. Times are UTC, local columns those of Asia/Shanghai.\n"
    assert file.read_bytes().startswith(b"\xef\xbb\xbflabel,leg,")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    assert [(row["label"], row["leg"]) for row in rows] == [
        ("A001", "1"),
        ("B001", "1"),
        ("C001", "1"),
        ("C001", "2"),
        ("D001", "1"),
    ]
    assert rows[1]["clerk"] == "'=cmd|' /C calc'!A0"
    assert (rows[1]["over_limit"], rows[1]["apology_due"], rows[1]["apology_said"]) == ("true", "true", "true")
    assert rows[0]["entered_at"] == "2026-03-10T01:00:00.000Z"
    parts = ("local_date", "local_weekday", "local_hour", "local_time")
    assert [rows[2][part] for part in parts] == ["2026-03-10", "2", "9", "09:16:50"]
    assert (rows[0]["wait_first_call"], rows[0]["wait_first_call_min"]) == ("120.25", "2.0042")
    assert {row["time_zone"] for row in rows} == {"Asia/Shanghai"}
    assert not any(cell.startswith(("=", "+", "-", "@")) or "\x1b" in cell for row in rows for cell in row.values())
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["等候.csv"]


@pytest.mark.usefixtures("morning")
def test_json_keeps_every_character_without_sending_it(tmp_path: Path) -> None:
    lines = CliRunner().invoke(cli, [*DAY, "--format", "jsonl"]).stdout.splitlines()
    assert not any("\x1b" in line for line in lines)
    assert json.loads(lines[1])["reason"] == "=1+1"
    assert json.loads(lines[1])["wait_first_call"] > json.loads(lines[1])["wait_limit"]


@pytest.mark.usefixtures("morning")
def test_names_stay_inside() -> None:
    for fmt in ("csv", "jsonl"):
        text = CliRunner().invoke(cli, [*DAY, "--format", fmt]).stdout
        assert "尉迟" not in text
        assert "[/red]" not in text


@pytest.mark.usefixtures("morning")
def test_an_export_is_on_record(store: Store) -> None:
    CliRunner().invoke(cli, [*DAY, "--clerk", "boss"])
    (row,) = store.journal.rows(datetime(2026, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), "export")
    assert row.data == {
        "what": "waits",
        "since": "2026-03-09T20:00:00+00:00",
        "until": "2026-03-10T20:00:00+00:00",
        "format": "csv",
        "by": "boss",
        "persons": ["reason", "clerk", "responsible", "call_reason"],
    }


@pytest.mark.usefixtures("morning")
def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, [*DAY, "--output", str(tmp_path / "no" / "file.csv")])
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr
    taken = tmp_path / "taken"
    taken.mkdir()
    assert CliRunner().invoke(cli, [*DAY, "--output", str(taken)]).exit_code == 2


def test_export_and_day_figures_agree_on_who_belongs_to_a_day(store: Store, clock) -> None:
    """One in the evening, one after midnight, one after the cut-over at four: the first two are one business day."""
    for hours in (14, 2.5, 3):
        clock.pass_by(hours=hours)
        store.issue("A")
    shown = json.loads(CliRunner().invoke(cli, ["day", "show", "--day", "2026-03-10", "--json"]).stdout)
    rows = CliRunner().invoke(cli, [*DAY, "--format", "jsonl"]).stdout.splitlines()
    assert len(rows) == shown["issued"] == 2
    assert {json.loads(row)["business_day"] for row in rows} == {"2026-03-10"}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5", "'-5"),
        ("@sum", "'@sum"),
        ("＝1", "'＝1"),
        ("\t=1", "'␉=1"),
        ("a\rb", "'a␍b"),
        ("\x1b[2J", "'␛[2J"),
        ("a\u202eb", "'a\ufffdb"),
        ("[/red]", "[/red]"),
        ("<script>", "<script>"),
        ("单", "单"),
        ("🙂", "🙂"),
        ("", ""),
        (None, ""),
        (True, "true"),
        (-5, "-5"),
        (0.25, "0.25"),
    ],
)
def test_cells(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_cells_with_quotes_commas_and_broken_letters_survive() -> None:
    stream = io.BytesIO()
    columns = [Column("a", Kind.TEXT), Column("b", Kind.TEXT)]
    assert write_csv(stream, columns, [[['x,"y"'], ["\ud800"]]]) == 1
    assert stream.getvalue() == b'\xef\xbb\xbfa,b\r\n"x,""y""",?\r\n'
    stream = io.BytesIO()
    assert write_jsonl(stream, columns, []) == 0
    assert stream.getvalue() == b""


def test_json_lines_are_one_line_and_read_back() -> None:
    record = {"a": "\x1b\n\x85\u2028\x7f\u202e单🙂"}
    line = json_line(record)
    assert line.isprintable()
    assert len(line.splitlines()) == 1
    assert json.loads(line) == record
