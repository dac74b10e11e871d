"""SQLite."""

from queue_store.engines.sqlite.copies import change_copy, opened_copy, read_copy
from queue_store.engines.sqlite.engine import SqliteEngine, library_version
from queue_store.engines.sqlite.replacing import replace_file

__all__ = ["SqliteEngine", "change_copy", "library_version", "opened_copy", "read_copy", "replace_file"]
