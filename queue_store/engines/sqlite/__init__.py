"""SQLite."""

from queue_store.engines.sqlite.engine import SqliteEngine

__all__ = ["SqliteEngine"]
