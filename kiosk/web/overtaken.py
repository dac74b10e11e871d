"""Why later arrivals were called earlier: kept for all who wait, and asked again only when such a call was made."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime

from kiosk.web.snapshot import Snapshot
from queue_store import Overtakes, Ticket


class Overtaking:
    """What is known, and what has to be asked again; pages are opened without asking."""

    def __init__(self) -> None:
        self.known: dict[int, Overtakes] = {}
        """Overtakes by ticket id, of those who wait; of the outdated as they were before the newest calls."""
        self.outdated: set[int] = set()
        """Those to ask about again."""

    def newest(self, ticket: Ticket) -> Overtakes | None:
        """What holds now; None when that has to be asked."""
        return None if ticket.id in self.outdated else self.known.get(ticket.id)

    def keep(self, found: Mapping[int, Overtakes]) -> None:
        """Take in what was asked."""
        self.known.update(found)
        self.outdated.difference_update(found)

    def due(self, first: Container[int], most: int) -> list[int]:
        """The next tickets to ask about, those of `first` first."""
        return sorted(self.outdated, key=lambda each: each not in first)[:most]

    def note(self, old: Snapshot | None, new: Snapshot) -> None:
        """Mark those whom a call made or undone since the old snapshot may have passed, and those who came."""
        latest = _latest_passing(old, new)
        self.known = {each: value for each, value in self.known.items() if each in new.queue}
        self.outdated.intersection_update(new.queue)
        for each, ticket in new.queue.items():
            if each not in self.known or (ticket.service in latest and latest[ticket.service] > ticket.entered_at):
                self.outdated.add(each)


def _latest_passing(old: Snapshot | None, new: Snapshot) -> dict[str, datetime]:
    """Return, by service, when the latest of those entered the queue whose call by its counters is new or undone."""
    if old is None:
        return {}
    changed = [new.called[key] for key in new.called.keys() - old.called.keys()]
    changed += [old.called[key] for key in old.called.keys() - new.called.keys()]
    latest: dict[str, datetime] = {}
    for service in new.config.services:
        counters = {counter.number for counter in new.config.counters_for(service.code)}
        if entered := [ticket.entered_at for ticket in changed if ticket.counter in counters]:
            latest[service.code] = max(entered)
    return latest
