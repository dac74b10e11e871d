"""CSV that spreadsheets open without running it, and JSON lines; by name with the two others, XLSX and Parquet."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO

from kiosk.export.columns import Column, Kind
from kiosk.export.shape import Page, Values

Record = Mapping[str, object]

_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheets take for a formula, full-width ones included."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal, a spreadsheet or a reader of lines would obey."""

_BOM = b"\xef\xbb\xbf"


def csv_cell(value: object) -> str:
    """Write a value so that a spreadsheet shows it and runs nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text_cell(value) if isinstance(value, str) else str(value)


def _text_cell(value: str) -> str:
    shown = visible(value)
    return f"'{shown}" if shown.startswith(_FORMULA) or shown != value else shown


def visible(text: str) -> str:
    """A text with pictures of control characters instead of them."""
    return _CONTROL.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    """Show a control character instead of sending it."""
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


_encode = json.JSONEncoder(ensure_ascii=False).encode


def json_line(record: Record) -> str:
    """Write a record as one line of JSON that is safe to print; reading it gives back every character."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", _encode(record))


def write_csv(stream: BinaryIO, columns: Sequence[Column], pages: Iterable[Page]) -> int:
    """Write CSV (RFC 4180) in UTF-8 with a byte order mark, whatever the locale; returns the number of rows.

    Lines are joined here: Python's `csv` looks through every cell for what has to be quoted, which only texts can hold,
    and takes half as long again.
    """
    texts = _Texts()
    stream.write(_BOM + (",".join(column.name for column in columns) + "\r\n").encode())
    count = 0
    for page in pages:
        cells = [_cells(column, values, texts) for column, values in zip(columns, page, strict=True)]
        lines = [",".join(row) + "\r\n" for row in zip(*cells, strict=True)]
        stream.write("".join(lines).encode("utf-8", "replace"))
        count += len(lines)
    return count


class _Texts(dict[str | None, str]):
    """Cells of texts, the latest ones kept: codes come again and again."""

    def __missing__(self, value: str | None) -> str:
        if len(self) >= _MOST_CELLS:
            self.clear()
        cell = self[value] = _quoted(csv_cell(value))
        return cell


_MOST_CELLS = 4096
_FLAGS = {True: "true", False: "false", None: ""}


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell or "," in cell else cell


def _cells(column: Column, values: Values, texts: _Texts) -> Iterable[str]:
    """The values of a column as cells; numbers and times can hold nothing that a spreadsheet would run."""
    match column.kind:
        case Kind.TEXT:
            return map(texts.__getitem__, values)
        case Kind.FLAG:
            return map(_FLAGS.__getitem__, values)
        case Kind.WHOLE | Kind.NUMBER:
            return ["" if value is None else repr(value) for value in values]
    return [value or "" for value in values]


def write_jsonl(stream: BinaryIO, columns: Sequence[Column], pages: Iterable[Page]) -> int:
    """Write one JSON object per line; returns the number of rows."""
    names = [column.name for column in columns]
    count = 0
    for page in pages:
        lines = [json_line(dict(zip(names, row, strict=True))) + "\n" for row in zip(*page, strict=True)]
        stream.write("".join(lines).encode("utf-8", "replace"))
        count += len(lines)
    return count


FORMATS = ("csv", "jsonl", "xlsx", "parquet")
"""Formats by name, which is what files of them end with."""

BINARY = frozenset({"xlsx", "parquet"})
"""Formats that no terminal can show."""

Writer = Callable[[BinaryIO, Sequence[Column], Iterable[Page]], int]

PLAIN: Mapping[str, Writer] = MappingProxyType({"csv": write_csv, "jsonl": write_jsonl})
"""Formats that are text."""
