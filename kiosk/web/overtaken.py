"""Why later arrivals were called earlier: kept per watched ticket, and asked again only when such a call was made."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

from kiosk.web.snapshot import Snapshot
from queue_store import Overtakes, State, Ticket

_LATELY = 120.0
"""Seconds for which a page that was opened is kept up to date without a stream."""


class Overtaking:
    """What is known, and what has to be asked again."""

    def __init__(self) -> None:
        self.known: dict[int, Overtakes] = {}
        """Overtakes by ticket id, for tickets whose page is open."""
        self.outdated: set[int] = set()
        """Tickets to ask about again."""
        self._looked: dict[str, float] = {}

    def look(self, ticket: Ticket, overtakes: Overtakes) -> None:
        """Keep what was asked for a page that was just opened, which may open a stream or be asked for again."""
        self.known[ticket.id] = overtakes
        self._looked[ticket.token] = time.monotonic()

    def looked(self) -> list[str]:
        """Tokens of the pages that were opened lately."""
        since = time.monotonic() - _LATELY
        self._looked = {token: at for token, at in self._looked.items() if at > since}
        return list(self._looked)

    def note(self, old: Snapshot | None, new: Snapshot, watched: Iterable[Ticket]) -> None:
        """Mark the watched tickets that a call made or undone since the old snapshot may have passed."""
        latest = _latest_passing(old, new)
        waiting = {ticket.id: ticket for ticket in watched if ticket.state is State.WAITING}
        self.known = {each: value for each, value in self.known.items() if each in waiting}
        self.outdated.intersection_update(waiting)
        for each, ticket in waiting.items():
            counters = (counter.number for counter in new.config.counters_for(ticket.service))
            passed = any(latest.get(counter, ticket.entered_at) > ticket.entered_at for counter in counters)
            if each not in self.known or passed:
                self.outdated.add(each)


def _latest_passing(old: Snapshot | None, new: Snapshot) -> dict[int, datetime]:
    """Return, by counter, when the latest of those entered the queue whose call is new or was undone."""
    if old is None:
        return {}
    changed = [new.called[key] for key in new.called.keys() - old.called.keys()]
    changed += [old.called[key] for key in old.called.keys() - new.called.keys()]
    latest: dict[int, datetime] = {}
    for ticket in changed:
        counter = ticket.counter or 0
        latest[counter] = max(ticket.entered_at, latest.get(counter, ticket.entered_at))
    return latest
