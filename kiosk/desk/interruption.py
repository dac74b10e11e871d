"""Somebody interrupts (R05): since when they have been asked to wait, and whether that took too long."""

from __future__ import annotations

from datetime import datetime, timedelta

GONE_AFTER = timedelta(minutes=30)
"""Who was asked to hold on and nobody turned to has left by then."""


class Interruption:
    """Nobody, or somebody who was asked to hold on."""

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit
        self.since: datetime | None = None
        """When they were asked to hold on; None when nobody was."""
        self._turned_at: datetime | None = None
        """When the clerk turned to them; None before and after that."""
        self._apology_shown = False

    def begin(self, now: datetime) -> None:
        """Somebody is asked to hold on."""
        self.since, self._apology_shown = now, False

    def lapses(self, now: datetime) -> bool:
        """Forget somebody who must have left, as over a break or a night; True when somebody was."""
        gone = self.lasted(now) >= GONE_AFTER
        if gone:
            self.since = None
        return gone

    def turn_to(self, now: datetime) -> None:
        """The clerk turns to them."""
        self.since, self._turned_at = None, now

    def kept_the_visitor(self, now: datetime) -> bool:
        """The clerk turns back; whether that kept the visitor at the counter waiting longer than the hall allows."""
        turned_at, self._turned_at = self._turned_at, None
        return turned_at is not None and now - turned_at > self._limit

    def lasted(self, now: datetime) -> timedelta:
        """How long they have waited."""
        return now - self.since if self.since else timedelta()

    def is_late(self, now: datetime) -> bool:
        """Whether they have waited longer than the hall allows."""
        return self.lasted(now) > self._limit

    def apology_comes_up(self, now: datetime) -> bool:
        """Whether the apology is to be put up now; True once for each interruption."""
        if self.since is None or self._apology_shown or not self.is_late(now):
            return False
        self._apology_shown = True
        return True
