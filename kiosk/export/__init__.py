"""Figures for people and programs outside the hall: rows, formats and the period they cover."""

from kiosk.export.calls import CALL_COLUMNS, call_record
from kiosk.export.formats import FORMATS, csv_cell, json_line, write_csv, write_jsonl
from kiosk.export.local import local_text
from kiosk.export.owed import OWED_COLUMNS, owed_record
from kiosk.export.period import BadTime, Period, read_period
from kiosk.export.waits import WAIT_COLUMNS, wait_record

__all__ = [
    "CALL_COLUMNS",
    "FORMATS",
    "OWED_COLUMNS",
    "WAIT_COLUMNS",
    "BadTime",
    "Period",
    "call_record",
    "csv_cell",
    "json_line",
    "local_text",
    "owed_record",
    "read_period",
    "wait_record",
    "write_csv",
    "write_jsonl",
]
