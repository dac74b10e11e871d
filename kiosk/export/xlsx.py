"""XLSX by XlsxWriter, row by row: real dates and numbers, no formula, and a sheet that says what each column is."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO

from kiosk.export.columns import Column, Kind
from kiosk.export.formats import visible
from kiosk.export.shape import Page, days_since_1970, milliseconds_since_1970, seconds_since_midnight

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds under its header: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""

_LONGEST_CELL = 32_767
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_FORMATS = MappingProxyType(
    {Kind.TIME: "yyyy-mm-dd hh:mm:ss", Kind.DATE: "yyyy-mm-dd", Kind.CLOCK: "hh:mm:ss", Kind.NUMBER: "0.0##"}
)
_WIDTHS = MappingProxyType({Kind.TIME: 20, Kind.DATE: 11, Kind.CLOCK: 9})
_WIDEST = 60
_EPOCH = 25_569
"""1970-01-01 as Excel counts days."""


class TooManyRows(Exception):
    """More rows than a sheet of Excel holds; its argument is how many there are at least."""


def write_xlsx(
    stream: BinaryIO,
    columns: Sequence[Column],
    pages: Iterable[Page],
    *,
    sheet: str,
    explained: tuple[str, Sequence[Sequence[str]]],
    folder: Path | None = None,
) -> int:
    """Write a workbook; returns the number of rows.

    `explained` is the name and the rows of the sheet of definitions, its header first. Temporary files are put into
    `folder`. TooManyRows before a sheet is cut short.
    """
    from xlsxwriter import Workbook

    with tempfile.TemporaryDirectory(prefix=".xlsx-", dir=folder) as scratch:
        book = Workbook(
            stream,
            {
                "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                "strings_to_numbers": False, "tmpdir": scratch,
            },
        )  # fmt: skip
        book.use_zip64()
        try:
            rows = _write_rows(book, book.add_worksheet(sheet), columns, pages)
            _explain(book, *explained)
        except BaseException:
            _let_go(book)
            raise
        _finish(book)
    return rows


def _finish(book: Workbook) -> None:
    """Put the workbook together; XlsxWriter wraps what the disk reports."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise (cause if isinstance(cause, OSError) else error) from None
    finally:
        _let_go(book)


def _let_go(book: Workbook) -> None:
    """Close the files of a workbook that was given up, so that nothing tries to write it later."""
    book.fileclosed = True
    for sheet in book.worksheets():
        sheet.row_data_fh.close()


def _write_rows(book: Workbook, sheet: Worksheet, columns: Sequence[Column], pages: Iterable[Page]) -> int:
    _head(book, sheet, [column.name for column in columns])
    writers = [_writer(book, sheet, column) for column in columns]
    widths = [_WIDTHS.get(column.kind, 0) for column in columns]
    row = 0
    for page in pages:
        if row == 0:
            widths = [max(width, *map(_width, values[:100])) for width, values in zip(widths, page, strict=True)]
        if row + len(page[0]) > MOST_ROWS:
            raise TooManyRows(row + len(page[0]))
        for values in zip(*page, strict=True):
            row += 1
            for place, value in enumerate(values):
                if value is not None and value != "":
                    writers[place](row, place, value)
    for place, (width, column) in enumerate(zip(widths, columns, strict=True)):
        sheet.set_column(place, place, min(_WIDEST, max(width, _width(column.name) + 3) + 1))
    sheet.autofilter(0, 0, row, len(columns) - 1)
    return row


def _head(book: Workbook, sheet: Worksheet, names: Sequence[str]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)


def _explain(book: Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = book.add_worksheet(name)
    _head(book, sheet, rows[0])
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, row in enumerate(rows[1:], 1):
        for place, text in enumerate(row):
            sheet.write_string(number, place, _text(text), wrapped)
    for place in range(len(rows[0])):
        widest = max(_width(row[place]) for row in rows)
        sheet.set_column(place, place, min(100 if place == len(rows[0]) - 1 else 30, widest + 2))


def _text(value: str) -> str:
    return _NO_XML.sub("\ufffd", visible(value))[:_LONGEST_CELL]


_NUMBERS: Mapping[Kind, Callable[[Any], float]] = MappingProxyType(
    {
        Kind.TIME: lambda text: milliseconds_since_1970(text) / 86_400_000 + _EPOCH,
        Kind.DATE: lambda text: days_since_1970(text) + _EPOCH,
        Kind.CLOCK: lambda text: seconds_since_midnight(text) / 86_400,
    }
)


def _writer(book: Workbook, sheet: Worksheet, column: Column) -> Callable[[int, int, Any], object]:
    """What writes a value of this column into a cell."""
    if column.kind is Kind.TEXT:
        write = sheet.write_string
        return lambda row, place, value: write(row, place, _text(value))
    if column.kind is Kind.FLAG:
        write = sheet.write_boolean
        return lambda row, place, value: write(row, place, value)
    shown = _FORMATS.get(column.kind)
    style = book.add_format({"num_format": shown}) if shown else None
    number, put = _NUMBERS.get(column.kind), sheet.write_number
    if number is None:
        return lambda row, place, value: put(row, place, value, style)
    return lambda row, place, value: put(row, place, number(value), style)


def _width(value: object) -> int:
    """How wide a value is in a spreadsheet, where hanzi take two places."""
    text = "" if value is None else str(value)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
