"""The same rows in every format: read back by the programs that people use, with the same numbers and texts."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from programs import program

from kiosk.cli.root import cli
from kiosk.export import (
    TABLES,
    Column,
    Kind,
    Page,
    TooManyRows,
    write_csv,
    write_jsonl,
    write_parquet,
    write_xlsx,
    xlsx,
)
from kiosk.export.formats import visible

DAY = ("--since", "2026-03-10", "--until", "2026-03-10")
NASTY = (
    "=cmd|' /C calc'!A0", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", 'say "hi", twice',
    '"at first', "two\r\nlines", "nul\x00nul", "\x1b[2J",
    "half \ud83d of one", "a\u202eb", "http://example.org", "  spaces ", "0012", "_x0041_", "\ufffe", "尉迟🙂", "'",
    "1e5", "2026-01-01", "TRUE",
)  # fmt: skip
COLUMNS = [Column("said", Kind.TEXT), Column("count", Kind.WHOLE)]


def pages(texts: list[str | None]) -> list[list[Any]]:
    return [[texts, list(range(len(texts)))]] if texts else []


def as_csv(texts: list[str | None]) -> list[str]:
    stream = io.BytesIO()
    write_csv(stream, COLUMNS, pages(texts))
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"), newline="")))
    assert [int(row["count"]) for row in rows] == list(range(len(texts)))
    return [row["said"] for row in rows]


def as_json(texts: list[str | None]) -> list[str]:
    stream = io.BytesIO()
    write_jsonl(stream, COLUMNS, pages(texts))
    return [json.loads(line)["said"] for line in stream.getvalue().decode().split("\n")[:-1]]


def as_workbook(stream: BinaryIO, columns: Sequence[Column], made: Iterable[Page]) -> int:
    return write_xlsx(stream, columns, made, sheet="waits", explained=("notes", [("a", "b", "c")]))


def workbook(texts: list[str | None]) -> Any:
    stream = io.BytesIO()
    write_xlsx(stream, COLUMNS, pages(texts), sheet="waits", explained=("notes", [("a", "b", "c")]))
    return openpyxl.load_workbook(io.BytesIO(stream.getvalue()))


def as_xlsx(texts: list[str | None]) -> list[str]:
    """Excel itself turns `_x005F_` back into `_`; openpyxl leaves that to its callers."""
    return [unescape(row[0].value or "") for row in workbook(texts)["waits"].iter_rows(min_row=2)]


def as_parquet(texts: list[str | None], folder: Path) -> list[str]:
    file = folder / "x.parquet"
    with file.open("wb") as stream:
        write_parquet(stream, COLUMNS, pages(texts))
    return [
        said for (said,) in duckdb.execute("SELECT said FROM read_parquet(?) ORDER BY count", [str(file)]).fetchall()
    ]


def whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def test_nasty_texts_in_every_format(tmp_path: Path) -> None:
    texts = list(NASTY)
    assert as_json(texts) == [whole(text) for text in texts]
    assert as_parquet(texts, tmp_path) == [whole(text) for text in texts]
    assert as_xlsx(texts) == [re.sub("[\ud800-\udfff\ufffe]", "\ufffd", visible(text)) for text in texts]
    cells = as_csv(texts)
    assert [cell.removeprefix("'") for cell in cells] == [whole(visible(text)).removeprefix("'") for text in texts]
    obeyed = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert not [cell for cell in cells if cell.startswith(obeyed) or re.search("[\\x00-\\x1f\\x7f]", cell)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_comes_back(texts: list[str | None]) -> None:
    said = [text or "" for text in texts]
    assert as_json(texts) == [whole(text) for text in said]
    shown = [re.sub("[\ud800-\udfff\ufffe\uffff]", "\ufffd", visible(text)) for text in said]
    assert as_xlsx(texts) == shown
    written = [whole(visible(text)) for text in said]
    assert all(cell in (text, f"'{text}") for cell, text in zip(as_csv(texts), written, strict=True))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_comes_back_from_parquet(tmp_path_factory: pytest.TempPathFactory, texts: list[str | None]) -> None:
    said = [whole(text or "") for text in texts]
    assert as_parquet(texts, tmp_path_factory.mktemp("p")) == said


@pytest.mark.parametrize("cells", [0, 1])
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(cells: int) -> None:
    sheet = workbook(list(NASTY))["waits"]
    values = [row[cells] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in values} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in values)


def exported(tmp_path: Path, name: str, ending: str, period: tuple[str, ...] = DAY) -> Path:
    file = tmp_path / f"{name}.{ending}"
    result = CliRunner().invoke(cli, ["export", name, *period, "--output", str(file)])
    assert result.exit_code == 0, result.output
    return file


def plain(value: object) -> object:
    """A value as JSON has it, whatever type a format gave it."""
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{round(moment.microsecond / 1000):03}Z"
    if isinstance(value, date | time):
        return value.isoformat()
    return value


@pytest.mark.usefixtures("morning")
@pytest.mark.parametrize("name", ["waits", "visits", "events", "counters"])
def test_numbers_are_the_same_in_every_format(name: str, tmp_path: Path) -> None:
    period = ("--since", "2026-03-10", "--until", "2026-03-10T09:40")
    lines = exported(tmp_path, name, "jsonl", period).read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    assert told
    text = exported(tmp_path, name, "csv", period).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row, record in zip(rows, told, strict=True):
        for column, value in record.items():
            cell = row[column].removeprefix("'")
            if isinstance(value, bool) or value is None:
                assert cell == {True: "true", False: "false", None: ""}[value]
            elif isinstance(value, int | float):
                assert float(cell) == value
            else:
                assert cell == visible(value)
    sheet = openpyxl.load_workbook(exported(tmp_path, name, "xlsx", period))[name]
    for cells, record in zip(sheet.iter_rows(min_row=2), told, strict=True):
        dates = {cell.column: cell.value.date() for cell in cells if cell.number_format == "yyyy-mm-dd" and cell.value}
        found = [plain(dates.get(cell.column, cell.value)) for cell in cells]
        assert found == [(visible(value) or None) if isinstance(value, str) else value for value in record.values()]
    assert [cell.value for cell in sheet[1]] == list(told[0])
    file = exported(tmp_path, name, "parquet", period)
    moments = [column.name for column in TABLES[name].columns if column.kind is Kind.TIME]
    since_1970 = ", ".join(f'epoch_ms("{column}") AS "{column}"' for column in moments)
    query = duckdb.execute(f"SELECT * REPLACE ({since_1970}) FROM read_parquet(?)", [str(file)])
    columns = [description[0] for description in query.description or []]
    for values, record in zip(query.fetchall(), told, strict=True):
        found = {column: plain(value) for column, value in zip(columns, values, strict=True)}
        assert found == record | {name: milliseconds(record[name]) for name in moments}
    types = dict(duckdb.execute("SELECT name, type FROM parquet_schema(?)", [str(file)]).fetchall())
    assert {types[name] for name in moments} == {"INT64"}
    assert types["local_date"] == "INT32"


def milliseconds(text: str | None) -> int | None:
    return None if text is None else round(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.usefixtures("morning")
def test_a_workbook_is_ready_to_be_worked_with(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(tmp_path, "waits", "xlsx"))
    sheet = book["waits"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(6, sheet.max_column).coordinate}"
    by_name = {cell.value: cell for cell in sheet[1]}
    entered = sheet.cell(2, by_name["entered_at"].column)
    assert entered.is_date
    assert entered.value == datetime(2026, 3, 10, 1)
    assert entered.number_format == "yyyy-mm-dd hh:mm:ss"
    assert sheet.cell(2, by_name["lower_bound"].column).value is False
    widths = [(group.min, group.max, group.width) for group in sheet.column_dimensions.values()]
    for name, cell in by_name.items():
        assert next(width for first, last, width in widths if first <= cell.column <= last) > len(str(name))
    told = {row[0]: row[2] for row in book["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert set(by_name) <= told.keys()
    assert told["wait_first_call"].startswith("from entry to the first call")
    assert told["From, UTC"] == "2026-03-09T20:00:00+00:00"


@pytest.mark.usefixtures("morning")
def test_definitions_are_in_the_language_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "zh-Hans")
    book = openpyxl.load_workbook(exported(tmp_path, "waits", "xlsx"))
    assert book.sheetnames == ["waits", "说明"]
    assert ("lower_bound", "", "从未叫到，至少等了这么久") in list(book["说明"].iter_rows(values_only=True))


@pytest.mark.usefixtures("morning")
def test_libreoffice_opens_a_workbook(tmp_path: Path) -> None:
    file = exported(tmp_path, "waits", "xlsx")
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    convert = [program("soffice"), home, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path / "out")]
    subprocess.run([*convert, str(file)], check=True, capture_output=True, timeout=120)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "out" / "waits.csv").read_text(encoding="utf-8"))))
    assert [row["label"] for row in rows] == ["A001", "B001", "C001", "C001", "D001"]
    assert rows[1]["clerk"] == "=cmd|' /C calc'!A0"
    assert [row["wait_first_call"] for row in rows] == ["120.25", "800.25", "60", "240", "1200"]
    assert rows[0]["entered_at"] == "2026-03-10 01:00:00"


@pytest.mark.parametrize("write", [write_csv, write_jsonl, as_workbook])
def test_memory_does_not_grow_with_the_rows(write: Callable[..., object], tmp_path: Path) -> None:
    def peak(count: int) -> int:
        made = ([[f"{page}:{number:200}" for number in range(2000)], list(range(2000))] for page in range(count))
        with (tmp_path / "long").open("wb") as stream:
            tracemalloc.start()
            write(stream, COLUMNS, made)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    few, many = peak(3), peak(18)
    assert many < 1.25 * few


def test_a_sheet_is_never_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    stream = io.BytesIO()
    with pytest.raises(TooManyRows) as refused:
        write_xlsx(
            stream, COLUMNS, [*pages(["a", "b"]), *pages(["c", "d"])], sheet="x", explained=("y", [("a", "b", "c")])
        )
    assert refused.value.args == (4,)


@pytest.mark.usefixtures("morning")
def test_more_rows_than_a_sheet_holds_are_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.cli.export.MOST_ROWS", 4)
    file = tmp_path / "waits.xlsx"
    result = CliRunner().invoke(cli, ["export", "waits", *DAY, "--output", str(file)])
    assert result.exit_code == 1
    assert result.stderr == (
        "These are at least 5 rows; a sheet of Excel holds 4. Choose a shorter time, or csv or parquet.\n"
    )
    assert not file.exists()


@pytest.mark.usefixtures("morning")
def test_parquet_without_its_libraries_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arro3.io", None)
    result = CliRunner().invoke(cli, ["export", "waits", *DAY, "--output", str(tmp_path / "waits.parquet")])
    assert result.exit_code == 1
    assert result.stderr.startswith("Parquet needs two more libraries: pip install 'reception-kiosk[parquet]'.")
    assert list(tmp_path.glob("*.parquet")) == list(tmp_path.glob(".*.tmp")) == []


@pytest.mark.usefixtures("hall")
def test_an_empty_period_gives_a_header_and_says_so(tmp_path: Path) -> None:
    for ending in ("csv", "jsonl", "xlsx", "parquet"):
        file = tmp_path / f"x.{ending}"
        result = CliRunner().invoke(cli, ["export", "waits", "--since", "2020-01", "--output", str(file)])
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.startswith("Nothing was on record in this time")
    assert len((tmp_path / "x.csv").read_bytes().splitlines()) == 1
    assert openpyxl.load_workbook(tmp_path / "x.xlsx")["waits"].max_row == 1
    assert duckdb.execute("SELECT count(*) FROM read_parquet(?)", [str(tmp_path / "x.parquet")]).fetchall() == [(0,)]
