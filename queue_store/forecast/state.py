"""The hall as it stands: who waits, who is at which counter, what the last calls were. Folded from events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from math import inf
from typing import Any

from queue_store.forecast.floor import CounterMood, Layout, Waiting
from queue_store.forecast.place import Call, gives


@dataclass(frozen=True, slots=True)
class Seat:
    """A ticket at a counter, or aside."""

    ticket: Waiting
    since: float
    by_call: bool
    """Called to the counter; otherwise back from aside."""


@dataclass(slots=True)
class Desk:
    """A counter: what its clerk said last, whom it serves, since when it is free."""

    mood: CounterMood = "closed"
    since: float = 0.0
    back_at: float | None = None
    seat: Seat | None = None
    called_at: float = 0.0
    """When it last called somebody."""
    free_since: float = 0.0
    after_visit: bool = False
    """Free after a visit; otherwise since it was opened."""
    asked_since: float | None = None
    """Since when it is free and somebody waits whom it may call."""
    passed: int = 0
    """Visitors whom other counters called since it is free, and whom it might have called."""

    def wraps_up(self, now: float) -> bool:
        """Whether the clerk may still be busy with the visit that ended."""
        asked = now if self.asked_since is None else self.asked_since
        return self.after_visit and not self.passed and asked - self.free_since < _WRAP_UP

    def is_left(self, now: float) -> bool:
        """Whether the clerk seems to have left: free, and calls nobody."""
        if self.seat is not None:
            return False
        return self.passed >= _LEFT_PASSED or (self.asked_since is not None and now - self.asked_since > _LEFT_AFTER)


_ENDED = 200
_WRAP_UP = 120.0
_LEFT_AFTER, _LEFT_PASSED = 60.0, 5


Line = tuple[str, int | None]
"""Those who wait for the same: a service, and the counter to which they were sent."""


_CALLS_KEPT = 20
"""Calls of a service that are kept beyond those that the cap asks for, so that some may be undone."""


class Floor:
    """State of one hall."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.waiting: dict[int, Waiting] = {}
        self.desks: dict[int, Desk] = {number: Desk() for number in layout.counters}
        self.aside: dict[int, Seat] = {}
        self.ended: dict[int, Seat] = {}
        """The latest visits that ended today, should they be taken back or called again."""
        self.calls: dict[str, list[Call]] = {}
        self.called = 0
        self._callers: dict[int, tuple[int, str]] = {}
        self._lines: dict[Line, int] = {}
        """How many of each may be called; those who asked for time are not among them."""
        self._held: dict[int, Waiting] = {}
        self._seen = 0.0
        self.lead = 0.0
        """Seconds by which forecasts run ahead of the hall's time, which may have been set back while nobody waited."""

    @property
    def staffed(self) -> frozenset[int]:
        """Counters that are open or paused."""
        return frozenset(number for number, desk in self.desks.items() if desk.mood != "closed")

    @property
    def open_counters(self) -> list[int]:
        """Counters that are open, ascending."""
        return sorted(number for number, desk in self.desks.items() if desk.mood == "open")

    def in_order(self) -> Sequence[Waiting]:
        """Who waits, in the order of the queue."""
        return sorted(self.waiting.values(), key=lambda ticket: (ticket.queue_at, ticket.id))

    def enter(self, ticket: Waiting) -> None:
        """A ticket waits (again, or at another place)."""
        self.leave(ticket.id)
        self.aside.pop(ticket.id, None)
        self.waiting[ticket.id] = ticket
        if ticket.held_at(self._seen):
            self._held[ticket.id] = ticket
        else:
            self._stand(ticket)

    def pass_time(self, now: float) -> None:
        """Those whose time is over by now may be called."""
        self._seen = now - self.lead
        for ticket in [each for each in self._held.values() if not each.held_at(self._seen)]:
            del self._held[ticket.id]
            self._stand(ticket)

    def held_for(self, ticket: Waiting, now: float) -> float:
        """Seconds for which one who asked for time is not called yet; 0 for anybody else."""
        return 0.0 if ticket.not_before is None else max(0.0, ticket.not_before + self.lead - now)

    def next_hold_ends(self, now: float) -> float:
        """When, in the hall's time, the next of those who asked for time may be called; `inf` for nobody."""
        spans = (self.held_for(each, now) for each in self._held.values())
        return min((now - self.lead + each for each in spans if each), default=inf)

    def _stand(self, ticket: Waiting) -> None:
        line = (ticket.service, ticket.for_counter)
        self._lines[line] = self._lines.get(line, 0) + 1

    def leave(self, number: int) -> Waiting | None:
        """A ticket does not wait any more."""
        ticket = self.waiting.pop(number, None)
        if ticket is not None and self._held.pop(number, None) is None:
            line = (ticket.service, ticket.for_counter)
            self._lines[line] -= 1
            if not self._lines[line]:
                del self._lines[line]
        return ticket

    def desk(self, number: int) -> Desk:
        """A counter; one that the hall never had, or has no more, is kept as long as tickets are at it."""
        return self.desks.setdefault(number, Desk())

    def seat_of(self, number: int) -> tuple[int, Seat] | None:
        """The counter and seat of a ticket at a counter."""
        for counter, desk in self.desks.items():
            if desk.seat is not None and desk.seat.ticket.id == number:
                return counter, desk.seat
        return None

    def take_seat(self, counter: int, seat: Seat) -> None:
        """A ticket is at a counter; a counter at which somebody acts is open."""
        desk = self.desk(counter)
        desk.seat, desk.asked_since, desk.passed, desk.called_at = seat, None, 0, seat.since
        if desk.mood != "open":
            desk.mood, desk.since, desk.back_at = "open", seat.since, None

    def free(self, counter: int, at: float) -> None:
        """Nobody is at a counter any more."""
        desk = self.desk(counter)
        desk.seat, desk.free_since, desk.after_visit, desk.passed = None, at, True, 0

    def end(self, seat: Seat) -> None:
        """A visit ended."""
        self.ended[seat.ticket.id] = seat
        if len(self.ended) > _ENDED:
            del self.ended[next(iter(self.ended))]

    def note_call(self, ticket: Waiting) -> None:
        """A call, for the cap on precedence."""
        self.called += 1
        latest = self.calls.setdefault(ticket.service, [])
        latest.append(Call(self.called, ticket.head_start > 0))
        del latest[: -self.layout.cap - _CALLS_KEPT]
        self._callers[ticket.id] = (self.called, ticket.service)

    def take_call_back(self, number: int) -> None:
        """The last call of a ticket was undone."""
        made = self._callers.pop(number, None)
        if made is not None:
            call, service = made
            self.calls[service] = [each for each in self.calls.get(service, []) if each.number != call]

    def forget_calls(self) -> None:
        """The business day ended."""
        self.ended.clear()
        self.calls.clear()
        self._callers.clear()

    def wanted(self) -> set[str]:
        """Services for which somebody waits who may be called."""
        return {service for service, _ in self._lines}

    def deserted(self, service: str, now: float) -> bool:
        """Whether every open counter that gives a service seems to be left: free, and it calls nobody."""
        given = False
        for number, desk in self.desks.items():
            if desk.mood == "open" and gives(self.layout, number, service):
                given = True
                if not desk.is_left(now):
                    return False
        return given

    def asked(self, counter: int) -> bool:
        """Whether somebody waits whom a counter may call."""
        return any(
            bound == counter or (bound is None and gives(self.layout, counter, code)) for code, bound in self._lines
        )

    def dump(self) -> dict[str, Any]:
        """The whole state."""
        return {
            "waiting": [_values(each) for each in self.waiting.values()],
            "desks": {str(number): _desk_values(desk) for number, desk in self.desks.items()},
            "aside": [_seat_values(seat) for seat in self.aside.values()],
            "ended": [_seat_values(seat) for seat in self.ended.values()],
            "calls": {code: [[each.number, each.precedence] for each in made] for code, made in self.calls.items()},
            "called": self.called,
            "seen": self._seen,
            "callers": [[number, *made] for number, made in self._callers.items()],
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._seen = dump["seen"]
        for values in dump["waiting"]:
            self.enter(Waiting(*values))
        self.desks |= {int(number): _desk(values) for number, values in dump["desks"].items()}
        self.aside = {seat.ticket.id: seat for seat in map(_seat, dump["aside"])}
        self.ended = {seat.ticket.id: seat for seat in map(_seat, dump["ended"])}
        self.calls = {code: [Call(*each) for each in made] for code, made in dump["calls"].items()}
        self.called = dump["called"]
        self._callers = {number: (call, code) for number, call, code in dump["callers"]}


def _values(ticket: Waiting) -> list[Any]:
    return [getattr(ticket, each.name) for each in fields(ticket)]


def _seat_values(seat: Seat) -> list[Any]:
    return [_values(seat.ticket), seat.since, seat.by_call]


def _seat(values: list[Any]) -> Seat:
    return Seat(Waiting(*values[0]), values[1], values[2])


def _desk_values(desk: Desk) -> dict[str, Any]:
    return asdict(desk) | {"seat": None if desk.seat is None else _seat_values(desk.seat)}


def _desk(values: dict[str, Any]) -> Desk:
    seat = values["seat"]
    return Desk(**(values | {"seat": None if seat is None else _seat(seat)}))
