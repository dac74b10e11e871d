"""Figures for people and programs outside the hall: one registry of tables, four formats, the period they cover."""

from kiosk.export.columns import Column, Kind, Table, Unit
from kiosk.export.copy import about_copy, copy_tables
from kiosk.export.formats import BINARY, FORMATS, PLAIN, csv_cell, json_line, write_csv, write_jsonl
from kiosk.export.local import local_text
from kiosk.export.owed import owed_rows
from kiosk.export.parquet import ParquetMissing, write_parquet
from kiosk.export.period import BadTime, Period, SkippedTime, read_period
from kiosk.export.registry import TABLES, definition, described, unit_name
from kiosk.export.shape import Page, shaped
from kiosk.export.xlsx import MOST_ROWS, TooManyRows, write_xlsx

__all__ = [
    "BINARY",
    "FORMATS",
    "MOST_ROWS",
    "PLAIN",
    "TABLES",
    "BadTime",
    "Column",
    "Kind",
    "Page",
    "ParquetMissing",
    "Period",
    "SkippedTime",
    "Table",
    "TooManyRows",
    "Unit",
    "about_copy",
    "copy_tables",
    "csv_cell",
    "definition",
    "described",
    "json_line",
    "local_text",
    "owed_rows",
    "read_period",
    "shaped",
    "unit_name",
    "write_csv",
    "write_jsonl",
    "write_parquet",
    "write_xlsx",
]
