"""The whole queue at one moment: read once per change, however many phones watch."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.hall import HallConfig
from queue_store import OPEN, CounterStatus, Estimate, State, Store, Ticket, UnknownThing

_FEW = 50
"""Up to so many tickets are read one by one."""
_AGAIN = 5
"""Ended tickets that are read again for each snapshot."""
_CALLS_COMPARED = 50
"""Calls looked at to see who was called since the last snapshot."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the pages show, as of one moment."""

    at: datetime
    version: int
    day: date
    """Business day."""
    tickets: Mapping[str, Ticket]
    """Tickets that wait, are at a counter or stepped aside, and those that were asked for, by token."""
    ahead: Mapping[int, int]
    """People of the same service before a waiting ticket, by ticket id."""
    waiting: Mapping[str, int]
    """How many wait, by service."""
    estimates: Mapping[str, Estimate]
    """Wait told to a newcomer, by service."""
    counters: tuple[CounterStatus, ...]
    notices: tuple[str, ...]
    """Messages of the hall to everybody in it."""
    called: Mapping[tuple[int, int], Ticket]
    """Latest calls, by ticket and leg."""
    calls: tuple[Ticket, ...]
    """Calls of the day, newest first: all that are not answered yet, and the last ones that are."""

    marks: Mapping[int, tuple[int, Ticket]]
    """Tickets that wait, by id, with the mark under which they were read."""
    turn: int = 0
    """Grows with each snapshot: which of the ended tickets are read again."""
    texts: dict[tuple[str, str], str] = field(default_factory=dict, compare=False)
    """Texts that many pages share, by language and service, kept while this snapshot is shown."""

    def open_counters(self, config: HallConfig, service: str) -> list[int]:
        """Numbers of the counters that serve a service now."""
        serving = {counter.number for counter in config.counters_for(service)}
        return [status.counter for status in self.counters if status.counter in serving and status.state == "open"]


def read_snapshot(
    store: Store, config: HallConfig, now: datetime, asked: Collection[str] = (), old: Snapshot | None = None
) -> Snapshot:
    """Read the queue at `now`, and the tickets of `asked` tokens that are in none of its lists; of `old` what holds."""
    version = store.version()
    marks = _read_waiting(store, old.marks if old else {})
    waiting = [ticket for _, ticket in marks.values()]
    serving = store.now_serving()
    tickets = {ticket.token: ticket for ticket in (*waiting, *store.parked(), *serving)}
    tickets |= _read_asked(store, [token for token in asked if token not in tickets], old)
    ahead: dict[int, int] = {}
    count: Count[str] = Count()
    for ticket in waiting:
        ahead[ticket.id] = count[ticket.service]
        count[ticket.service] += 1
    unanswered = [ticket for ticket in serving if ticket.state is State.CALLED]
    recent = store.recent_calls(max(config.board.calls, _CALLS_COMPARED))
    calls = {ticket.id: ticket for ticket in (*recent[: config.board.calls], *unanswered)}
    return Snapshot(
        at=now,
        version=version,
        day=store.business_day(),
        tickets=tickets,
        ahead=ahead,
        waiting=count,
        estimates=_estimates(store, config),
        counters=tuple(store.counters()),
        marks=marks,
        turn=old.turn + _AGAIN if old else 0,
        notices=tuple(message.text for message in store.messages.up()),
        called={(ticket.id, ticket.legs): ticket for ticket in (*recent, *serving) if ticket.called_at},
        calls=tuple(sorted(calls.values(), key=_last_called, reverse=True)),
    )


def _read_waiting(store: Store, known: Mapping[int, tuple[int, Ticket]]) -> dict[int, tuple[int, Ticket]]:
    """Read who waits, in the order of the queue; tickets that did not change are those already known."""
    order = store.waiting_marks()
    fresh = {number for number, mark in order if number not in known or known[number][0] != mark}
    if len(fresh) > _FEW:
        read = {ticket.id: ticket for ticket in store.waiting()}
    else:
        read = {number: store.ticket(number) for number in fresh}
    marks = {}
    for number, mark in order:
        ticket = read.get(number) if number in fresh else known[number][1]
        if ticket is not None and ticket.state is State.WAITING:
            marks[number] = (mark, ticket)
    return marks


def _read_asked(store: Store, tokens: Collection[str], old: Snapshot | None) -> dict[str, Ticket]:
    """Read tickets that are in no list. Those that had ended stay as they were: one that goes on is in a list again.

    A few of them are read all the same, in turn, so that the pages of a whole day cost no more than those few.
    """
    known = old.tickets if old else {}
    ended = [token for token in tokens if (ticket := known.get(token)) and ticket.state not in OPEN]
    turn = old.turn if old and ended else 0
    again = {ended[(turn + place) % len(ended)] for place in range(min(_AGAIN, len(ended)))}
    kept = set(ended) - again
    read = {token: known[token] if token in kept else store.ticket_by_token(token) for token in tokens}
    return {token: ticket for token, ticket in read.items() if ticket is not None}


def _estimates(store: Store, config: HallConfig) -> dict[str, Estimate]:
    """The wait told to a newcomer, by service; none for a service that the store is about to learn of."""
    estimates = {}
    for service in config.services:
        with suppress(UnknownThing):
            estimates[service.code] = store.estimate(service.code)
    return estimates


def _last_called(ticket: Ticket) -> datetime:
    return ticket.last_called_at or ticket.issued_at
