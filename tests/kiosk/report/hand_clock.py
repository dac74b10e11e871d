"""A clock for the hall of the report's tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
        """Nine o'clock on a Tuesday in the hall."""

    def __call__(self) -> datetime:
        return self.now

    def set(self, minutes: float) -> None:
        """So many minutes after nine."""
        self.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC) + timedelta(minutes=minutes)
