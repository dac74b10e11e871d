"""XLSX by XlsxWriter, row by row: real dates and numbers, no formula, and a sheet that says what each column is."""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO

from kiosk.export.columns import Column, Kind
from kiosk.export.shape import Page

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from kiosk.export.sheet import PagedSheet

MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel holds under its header: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3"""

_FORMATS = MappingProxyType(
    {Kind.TIME: "yyyy-mm-dd hh:mm:ss", Kind.DATE: "yyyy-mm-dd", Kind.CLOCK: "hh:mm:ss", Kind.NUMBER: "0.0##"}
)
_WIDTHS = MappingProxyType({Kind.TIME: 20, Kind.DATE: 11, Kind.CLOCK: 9})
_WIDEST = 60


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

    from kiosk.export.sheet import PagedSheet

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
            rows = _write_rows(book, book.add_worksheet(sheet, worksheet_class=PagedSheet), columns, pages)
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


def _write_rows(book: Workbook, sheet: PagedSheet, columns: Sequence[Column], pages: Iterable[Page]) -> int:
    _head(book, sheet, [column.name for column in columns])
    styles = [_style(book, column) for column in columns]
    widths = [_WIDTHS.get(column.kind, 0) for column in columns]
    row = 0
    for page in pages:
        if row == 0:
            widths = [max(width, *map(_width, values[:100])) for width, values in zip(widths, page, strict=True)]
        if row + len(page[0]) > MOST_ROWS:
            raise TooManyRows(row + len(page[0]))
        sheet.write_page(row + 1, columns, styles, page)
        row += len(page[0])
    for place, (width, column) in enumerate(zip(widths, columns, strict=True)):
        sheet.set_column(place, place, min(_WIDEST, max(width, _width(column.name) + 3) + 1))
    sheet.autofilter(0, 0, row, len(columns) - 1)
    return row


def _style(book: Workbook, column: Column) -> Format | None:
    shown = _FORMATS.get(column.kind)
    return book.add_format({"num_format": shown}) if shown else None


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
            sheet.write_string(number, place, text, wrapped)
    for place in range(len(rows[0])):
        widest = max(_width(row[place]) for row in rows)
        sheet.set_column(place, place, min(100 if place == len(rows[0]) - 1 else 30, widest + 2))


def _width(value: object) -> int:
    """How wide a value is in a spreadsheet, where hanzi take two places."""
    text = "" if value is None else str(value)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
