"""Who stands where just now: which open counters may call a ticket, and whom each of them would call next."""

from __future__ import annotations

from bisect import bisect_left
from heapq import merge

from queue_store.forecast.floor import Waiting
from queue_store.forecast.place import bound_to, gives, lifted
from queue_store.forecast.state import Floor, Line


class Standing:
    """One moment of a hall."""

    def __init__(self, hall: Floor, now: float) -> None:
        self._hall, self._now, self._staffed = hall, now, hall.staffed
        self._open = tuple(hall.open_counters)
        self._lines: dict[Line, list[Waiting]] = {}
        self._counters: dict[Line, tuple[int, ...]] = {}
        self._first: dict[int, Waiting | None] = {}
        self._entered: dict[str, list[tuple[float, int]]] = {}
        self._sharing: dict[str, tuple[int, tuple[Line, ...]]] = {}
        for ticket in hall.in_order():
            if not hall.held_for(ticket, now):
                self._lines.setdefault(self._line(ticket), []).append(ticket)
            self._entered.setdefault(ticket.service, []).append((ticket.entered_at, ticket.id))
        for entered in self._entered.values():
            entered.sort()

    def counters(self, ticket: Waiting) -> tuple[int, ...]:
        """Open counters that may call a ticket, ascending."""
        return self._called_by(self._line(ticket))

    def is_next(self, ticket: Waiting) -> bool:
        """Whether every open counter that may call a ticket would call it next, whatever the cap on precedence does.

        Never of one who asked for time that is not over.
        """
        if self._hall.held_for(ticket, self._now):
            return False
        counters = self.counters(ticket)
        waits = ticket.id in self._hall.waiting
        for number in counters:
            first = self._first_of(number)
            if first is None and not waits:
                continue
            if first is None or first.id != ticket.id:
                return False
            if ticket.head_start and self._hall.layout.cap and lifted(self._queue(number)) is not None:
                return False
        return bool(counters)

    def before(self, ticket: Waiting) -> int:
        """How many wait before a ticket for counters that could call it, were all of them open."""
        line = self._line(ticket)
        numbers = [number for number in self._hall.layout.counters if self._calls(number, line)]
        lines = [each for each in self._lines if any(self._calls(number, each) for number in numbers)]
        return sum(each.rank < ticket.rank for one in lines for each in self._lines[one])

    def shared(self, ticket: Waiting) -> tuple[int, int]:
        """Counters at work that give a ticket's service, and how many stand before it for any service of theirs."""
        counters, lines = self._shared(ticket.service)
        return counters, sum(bisect_left(self._lines[each], ticket.rank, key=_rank) for each in lines)

    def first_entered(self, ticket: Waiting, otherwise: float) -> float:
        """When the one who waits longest for the same service came, the ticket itself left out."""
        others = (at for at, number in self._entered.get(ticket.service, ()) if number != ticket.id)
        return min(otherwise, next(others, otherwise))

    def _shared(self, service: str) -> tuple[int, tuple[Line, ...]]:
        found = self._sharing.get(service)
        if found is None:
            layout, desks = self._hall.layout, self._hall.desks
            mine = [each for each in self._open if gives(layout, each, service) and not desks[each].is_left(self._now)]
            lines = tuple(
                line
                for line in self._lines
                if line[0] == service or any(gives(layout, number, line[0]) for number in mine)
            )
            found = self._sharing[service] = (len(mine), lines)
        return found

    def _line(self, ticket: Waiting) -> Line:
        return ticket.service, bound_to(self._hall.layout, self._staffed, ticket, self._now)

    def _calls(self, number: int, line: Line) -> bool:
        service, bound = line
        return bound == number or (bound is None and gives(self._hall.layout, number, service))

    def _called_by(self, line: Line) -> tuple[int, ...]:
        found = self._counters.get(line)
        if found is None:
            found = self._counters[line] = tuple(number for number in self._open if self._calls(number, line))
        return found

    def _first_of(self, number: int) -> Waiting | None:
        if number not in self._first:
            heads = (tickets[0] for line, tickets in self._lines.items() if self._calls(number, line))
            self._first[number] = min(heads, key=lambda each: each.rank, default=None)
        return self._first[number]

    def _queue(self, number: int) -> list[Waiting]:
        lines = (tickets for line, tickets in self._lines.items() if self._calls(number, line))
        return list(merge(*lines, key=lambda each: each.rank))


def _rank(ticket: Waiting) -> tuple[float, int]:
    return ticket.rank
