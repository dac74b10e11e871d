"""CSV that spreadsheets open without running it, and JSON lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO

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
    if not isinstance(value, str):
        return str(value)
    shown = _CONTROL.sub(_picture, value)
    return f"'{shown}" if shown.startswith(_FORMULA) or shown != value else shown


def _picture(match: re.Match[str]) -> str:
    """Show a control character instead of sending it."""
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def json_line(record: Record) -> str:
    """Write a record as one line of JSON that is safe to print; reading it gives back every character."""
    text = json.dumps(record, ensure_ascii=False)
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_csv(stream: BinaryIO, columns: Sequence[str], records: Iterable[Record]) -> int:
    """Write CSV in UTF-8 with a byte order mark and CRLF, whatever the locale; returns the number of rows."""
    stream.write(_BOM)
    _write_row(stream, columns)
    count = 0
    for record in records:
        _write_row(stream, [csv_cell(record[column]) for column in columns])
        count += 1
    return count


def _write_row(stream: BinaryIO, cells: Sequence[str]) -> None:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(cells)
    stream.write(line.getvalue().encode("utf-8", "replace"))


def write_jsonl(stream: BinaryIO, columns: Sequence[str], records: Iterable[Record]) -> int:
    """Write one JSON object per line; returns the number of rows."""
    count = 0
    for record in records:
        line = json_line({column: record[column] for column in columns})
        stream.write(line.encode("utf-8", "replace") + b"\n")
        count += 1
    return count


Writer = Callable[[BinaryIO, Sequence[str], Iterable[Record]], int]

FORMATS: Mapping[str, Writer] = MappingProxyType[str, Writer]({"csv": write_csv, "jsonl": write_jsonl})
"""Formats by name."""
