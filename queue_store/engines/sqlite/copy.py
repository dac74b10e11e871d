"""A copy of figures as an SQLite file that Datasette, sqlite-utils or any SQL client can open."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from queue_store.copying import CopyColumn, CopyTable

_SIGNS = (("disk is full", errno.ENOSPC), ("disk I/O", errno.EIO))

_ABOUT = """
CREATE TABLE about (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

_DEFINITIONS = """
CREATE TABLE definitions (
    table_name TEXT NOT NULL,
    place INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    unit TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (table_name, place)
) STRICT, WITHOUT ROWID
"""


def fill(path: str, tables: Sequence[CopyTable], about: Sequence[tuple[str, str]]) -> int:
    """Fill the file, which is empty; returns the number of rows."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.execute("BEGIN")
            connection.execute(_ABOUT)
            connection.executemany("INSERT INTO about VALUES (?, ?)", about)
            connection.execute(_DEFINITIONS)
            rows = sum(_fill_table(connection, table) for table in tables)
            connection.execute("COMMIT")
            return rows
    except sqlite3.OperationalError as error:
        raise _failure(error, path) from error


def _failure(error: Exception, path: str) -> Exception:
    """What the disk reports, as other files that are written report it."""
    number = next((number for sign, number in _SIGNS if sign in str(error)), None)
    return error if number is None else OSError(number, os.strerror(number), path)


def _fill_table(connection: Any, table: CopyTable) -> int:
    kept = table.kept
    columns = ",\n".join(f"    {_name(column.name)} {column.sql_type}" for column in kept)
    rows = _name(f"{table.name}_rows")
    connection.execute(f"CREATE TABLE {rows} (\n{columns}\n) STRICT")
    insert = f"INSERT INTO {rows} VALUES ({', '.join('?' * len(kept))})"
    count = 0
    for page in table.pages():
        connection.executemany(insert, page)
        count += len(page)
    connection.execute(f"CREATE INDEX {_name(f'{table.name}_by_day')} ON {rows} ({_name(table.by_day)})")
    connection.execute(_view(table))
    connection.executemany(
        "INSERT INTO definitions VALUES (?, ?, ?, ?, ?)",
        [(table.name, place, each.name, each.unit, each.explained) for place, each in enumerate(table.columns, 1)],
    )
    return count


def _view(table: CopyTable) -> str:
    """The view with what each column holds, as whoever asks for its SQL sees it."""
    last = len(table.columns) - 1
    lines = [f"CREATE VIEW {_name(table.name)} AS", f"-- {_comment(table.explained)}", "SELECT"]
    for place, column in enumerate(table.columns):
        comma = "" if place == last else ","
        lines.append(f"    {_value(column)} AS {_name(column.name)}{comma} -- {_comment(column.comment)}")
    return "\n".join([*lines, f"FROM {_name(f'{table.name}_rows')}"])


def _value(column: CopyColumn) -> str:
    if column.left_out:
        return "NULL"
    if column.fixed is not None:
        return "'" + column.fixed.replace("'", "''") + "'"
    if column.minutes_of:
        return f"round({_name(column.minutes_of)} / 60.0, 4)"
    return _name(column.name)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _comment(text: str) -> str:
    return " ".join(text.split())
