"""Somebody interrupts (R05): ask them to wait, watch the time, apologise when it took long."""

from __future__ import annotations

from datetime import datetime

from kiosk.desk import sentences
from kiosk.desk.verbs import DeskVerbs


class Interruption(DeskVerbs):
    """One key begins it, the same key ends it."""

    held_since: datetime | None = None
    """When somebody was asked to hold on."""
    _apologised = False

    def act_interrupt(self) -> None:
        """Ask somebody to hold on, or turn to them."""
        if self.held_since is None:
            self._begin()
        else:
            self._end(self.held_since)

    def _begin(self) -> None:
        self.held_since, self._apologised = self.station_app.now, False
        ticket = self.view.current
        data = {"ticket": ticket.id if ticket else None}
        self.attempt(lambda: self.station.store.record(self.post, "interruption_begun", data))
        self.show_aside("interruption", stranger=True)
        self.status(self.words("situations.holding"))

    def _end(self, since: datetime) -> None:
        spent, limit = self.station_app.now - since, self.station.config.limits.interruption
        late = spent > limit
        ticket = self.view.current
        data = {"ticket": ticket.id if ticket else None, "seconds": round(spent.total_seconds()), "apology_due": late}
        self.attempt(lambda: self.station.store.record(self.post, "interruption_ended", data))
        self.held_since = None
        if self.shown.moment.startswith("interruption"):
            self.act_back()
        key = "situations.held_late" if late else "situations.held"
        self.status(self.words(key, spent=sentences.stopwatch(spent)))

    def watch_interruption(self) -> None:
        """Put up the apology once the hall's limit is passed, whatever is on screen."""
        if self.held_since is None or self._apologised:
            return
        if self.station_app.now - self.held_since > self.station.config.limits.interruption:
            self._apologised = True
            self.show_aside("interruption_back", stranger=True, late=True)

    def beside(self) -> list[str]:
        if self.held_since is None:
            return super().beside()
        spent, limit = self.station_app.now - self.held_since, self.station.config.limits.interruption
        key = "situations.strip_late" if spent > limit else "situations.strip"
        strip = self.words(key, spent=sentences.stopwatch(spent), limit=sentences.stopwatch(limit))
        return [strip, *super().beside()]
