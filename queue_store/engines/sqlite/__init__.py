"""SQLite."""

from queue_store.engines.sqlite.engine import SqliteEngine, library_version

__all__ = ["SqliteEngine", "library_version"]
