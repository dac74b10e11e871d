"""SQLite."""

from queue_store.engines.sqlite.copies import opened_copy
from queue_store.engines.sqlite.engine import SqliteEngine, library_version
from queue_store.engines.sqlite.replacing import replace_file

__all__ = ["SqliteEngine", "library_version", "opened_copy", "replace_file"]
