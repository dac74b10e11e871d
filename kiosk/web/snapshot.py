"""The whole queue at one moment: read once per change, however many phones watch."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from kiosk.hall import HallConfig
from queue_store import OPEN, CounterStatus, State, Store, Ticket

_AGAIN = 5
"""Ended tickets that are read again for each snapshot."""
_CALLS_COMPARED = 50
"""Calls looked at to see who was called since the last snapshot."""


class Beside(NamedTuple):
    """What a ticket's page says that is not the ticket's own."""

    rated: bool
    """The visitor has rated the visit."""
    missing: tuple[str, ...]
    """Papers that are missing for it."""
    story: tuple[str, ...]
    """The way the visit took, in sentences."""
    reminders: tuple[str, ...]
    """What is owed to the visitor by a time, in sentences."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the pages show, as of one moment."""

    version: int
    config: HallConfig
    """The hall whose limits the tickets were read with."""
    day: date
    """Business day."""
    day_began: datetime
    tickets: Mapping[str, Ticket]
    """Tickets that wait, are at a counter or stepped aside, and those that were asked for, by token."""
    counters: tuple[CounterStatus, ...]
    notices: tuple[str, ...]
    """Messages of the hall to everybody in it."""
    called: Mapping[tuple[int, int], Ticket]
    """Latest calls, by ticket and leg."""
    calls: tuple[Ticket, ...]
    """Calls of the day, newest first: all that are not answered yet, and the last ones that are."""
    queue: Mapping[int, Ticket]
    """Tickets that wait, by id."""
    lacking: frozenset[int] = frozenset()
    """Ids of those who wait for whom papers are missing; others may be among them."""
    turn: int = 0
    """Grows with each snapshot: which of the ended tickets are read again."""
    texts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict, compare=False)
    """Texts that many pages share, by language and service, kept while this snapshot is shown."""

    guidance: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict, compare=False)
    """What the pages of a service say alike, by language and service, kept in the same way."""

    beside: dict[tuple[int, int, str], Beside] = field(default_factory=dict, compare=False)
    """What pages that were asked for say beside, by ticket, revision and language, kept in the same way."""

    def open_counters(self, config: HallConfig, service: str) -> list[int]:
        """Numbers of the counters that serve a service now."""
        return [status.counter for status in self.serving(config, service) if status.state == "open"]

    def serving(self, config: HallConfig, service: str) -> list[CounterStatus]:
        """The counters that serve a service, open or not."""
        numbers = {counter.number for counter in config.counters_for(service)}
        return [status for status in self.counters if status.counter in numbers]


def read_snapshot(
    store: Store, config: HallConfig, asked: Collection[str] = (), old: Snapshot | None = None
) -> Snapshot:
    """Read the queue, and the tickets of `asked` tokens that are in none of its lists; of `old` what holds."""
    version = store.version()
    kept = _kept(asked, old) if old else {}
    tokens = [token for token in asked if token not in kept]
    known = old.queue if old and old.config is config else {}
    view = store.queue_view(known, tokens, calls=max(config.board.calls, _CALLS_COMPARED))
    config = config.as_arranged(store.arranged)
    listed = {ticket.token: ticket for ticket in (*view.waiting, *view.parked, *view.serving)}
    unanswered = [ticket for ticket in view.serving if ticket.state is State.CALLED]
    calls = {ticket.id: ticket for ticket in (*view.recent_calls[: config.board.calls], *unanswered)}
    return Snapshot(
        version=version,
        config=config,
        day=view.business_day,
        day_began=view.day_began,
        tickets={**kept, **view.asked, **listed},
        counters=view.counters,
        queue={ticket.id: ticket for ticket in view.waiting},
        lacking=view.lacking,
        turn=old.turn + _AGAIN if old else 0,
        notices=tuple(message.text for message in view.messages),
        called={(ticket.id, ticket.legs): ticket for ticket in (*view.recent_calls, *view.serving) if ticket.called_at},
        calls=tuple(sorted(calls.values(), key=_last_called, reverse=True)),
    )


def _kept(asked: Collection[str], old: Snapshot) -> dict[str, Ticket]:
    """Tickets of ended visits, which stay as they were: one that goes on is in a list again.

    A few of them are left out in turn, to be read all the same: the pages of a whole day cost no more than those few.
    """
    ended = [token for token in asked if (ticket := old.tickets.get(token)) and ticket.state not in OPEN]
    again = {ended[(old.turn + place) % len(ended)] for place in range(min(_AGAIN, len(ended)))}
    return {token: old.tickets[token] for token in ended if token not in again}


def _last_called(ticket: Ticket) -> datetime:
    return ticket.last_called_at or ticket.issued_at
