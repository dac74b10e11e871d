"""CSV that spreadsheets open without running it, and JSON lines; by name with the two others, XLSX and Parquet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
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


@lru_cache(maxsize=4096)
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
    """Write CSV in UTF-8 with a byte order mark and CRLF, whatever the locale; returns the number of rows."""
    stream.write(_BOM)
    lines = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="")
    try:
        writer = csv.writer(lines)
        writer.writerow([column.name for column in columns])
        count = 0
        for page in pages:
            writer.writerows(zip(*map(_cells, columns, page), strict=True))
            count += len(page[0])
        lines.flush()
        return count
    finally:
        lines.detach()


_FLAGS = {True: "true", False: "false", None: ""}


def _cells(column: Column, values: Values) -> Values:
    """The values of a column as cells; numbers and times can hold nothing that a spreadsheet would run."""
    if column.kind is Kind.TEXT:
        return ["" if value is None else _text_cell(value) for value in values]
    return [_FLAGS[value] for value in values] if column.kind is Kind.FLAG else values


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
