"""How many of those who wait now are called before a ticket, and whether it is next."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median_low

from queue_store.forecast.drain import Drained
from queue_store.forecast.floor import Waiting
from queue_store.forecast.place import bound_to, cap_reached, gives, lifted
from queue_store.forecast.state import Floor

_RUNS = 25
"""Runs of a drain over which a place is the median."""


@dataclass(slots=True)
class _Queue:
    """Those who wait for the same service and the same counter, in order."""

    openly: frozenset[int]
    """Open counters that may call them."""
    staffed: frozenset[int]
    """Open and paused counters that may."""
    tickets: list[Waiting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """See `floor.Wait`."""

    ahead: int
    sure: bool
    next: bool
    counters: tuple[int, ...]
    """Open counters that may call the ticket."""


class Places:
    """The places in one state of a hall."""

    def __init__(self, hall: Floor, now: float) -> None:
        self._hall, self._now = hall, now
        self._staffed = hall.staffed
        self._openly = frozenset(hall.open_counters)
        self._queues: dict[tuple[str, int | None], _Queue] = {}
        self._counts: dict[int, int] = {}
        for ticket in hall.in_order():
            self._queue(ticket).tickets.append(ticket)

    def of(self, ticket: Waiting, drained: Drained) -> Place:
        """The place of a ticket, waiting or not."""
        queue = self._queue(ticket)
        counters, there = queue.openly, queue.staffed
        if counters:
            shared = [each for each in self._queues.values() if each.tickets and each.openly & counters]
            alike = all(each.staffed == there for each in shared)
        else:
            counters = there = self._configured(ticket)
            around = [(each, self._configured(each.tickets[0])) for each in self._queues.values() if each.tickets]
            shared = [each for each, numbers in around if numbers & counters]
            alike = all(numbers == counters for _, numbers in around if numbers & counters)
        ahead = sum(bisect_left(each.tickets, ticket.rank, key=lambda other: other.rank) for each in shared)
        sure = alike and bool(queue.openly)
        precedence = self._hall.layout.cap and any(each.head_start for one in shared for each in one.tickets)
        if alike and (precedence or (ticket.head_start and self._hall.layout.cap)):
            ahead = self._before_under_cap(ticket, shared, min(counters, default=0))
            sure = sure and len({self._hall.layout.counters.get(number) for number in there}) == 1
        elif not alike and queue.openly:
            ahead = self._in_the_drain(ticket, queue, drained, ahead)
        return Place(ahead, sure, self._is_next(ticket, queue), tuple(sorted(queue.openly)))

    def stands(self, ticket: Waiting, counters: frozenset[int]) -> tuple[int, float]:
        """How many stand before a ticket at its counters, and since when the first of its own line does."""
        queue, ahead, first = self._queue(ticket), 0, self._now
        for each in self._queues.values():
            own = each is queue
            if each.tickets and (own or each.openly & counters):
                ahead += bisect_left(each.tickets, ticket.rank, key=lambda other: other.rank)
                if own and each.tickets[0].rank < ticket.rank:
                    first = each.tickets[0].entered_at
        return ahead, first

    def _in_the_drain(self, ticket: Waiting, queue: _Queue, drained: Drained, otherwise: int) -> int:
        """The median over the runs of a drain of how many the ticket's counters call before it."""
        if not self._counts:
            self._counts = self._count(drained)
        if ticket.id in self._counts:
            return self._counts[ticket.id]
        return otherwise if ticket.head_start else drained.called_before_newcomer(queue.openly)

    def _count(self, drained: Drained) -> dict[int, int]:
        """How many are called before each by counters that may call it, in the median over the runs."""
        queues = [each for each in self._queues.values() if each.tickets]
        heard_by = {number: [at for at, each in enumerate(queues) if number in each.openly] for number in self._openly}
        home = {ticket.id: at for at, each in enumerate(queues) for ticket in each.tickets}
        order = {number: at for at, number in enumerate(drained.called)}
        counts: dict[int, list[int]] = {number: [] for number in home}
        for run in range(min(_RUNS, len(next(iter(drained.called.values()), ())))):
            before = [0] * len(queues)
            in_time = sorted(home, key=lambda number: (drained.called[number][run], order[number]))
            for number in in_time:
                counts[number].append(before[home[number]])
                caller = drained.caller[number][run]
                for at in heard_by.get(caller, ()) if caller is not None else ():
                    before[at] += 1
        return {number: median_low(each) for number, each in counts.items() if each}

    def _queue(self, ticket: Waiting) -> _Queue:
        bound = bound_to(self._hall.layout, self._staffed, ticket, self._now)
        key = (ticket.service, bound)
        if key not in self._queues:
            staffed = frozenset(
                number
                for number in self._staffed
                if number == bound or (bound is None and gives(self._hall.layout, number, ticket.service))
            )
            self._queues[key] = _Queue(staffed & self._openly, staffed)
        return self._queues[key]

    def _configured(self, ticket: Waiting) -> frozenset[int]:
        layout = self._hall.layout
        bound = bound_to(layout, self._staffed, ticket, self._now)
        if bound is not None:
            return frozenset({bound})
        return frozenset(number for number in layout.counters if gives(layout, number, ticket.service))

    def _before_under_cap(self, ticket: Waiting, shared: Sequence[_Queue], counter: int) -> int:
        """How many are called before a ticket by counters that are alike, when the cap on precedence is heeded."""
        layout = self._hall.layout
        left = sorted((each for queue in shared for each in queue.tickets), key=lambda each: each.rank)
        if all(each.id != ticket.id for each in left):
            insort(left, ticket, key=lambda each: each.rank)
        run = layout.cap if cap_reached(layout, counter, self._hall.calls) else self._run(counter)
        for count in range(len(left)):
            chosen = (lifted(left) if left[0].head_start and run >= layout.cap else None) or left[0]
            if chosen.id == ticket.id:
                return count
            run = run + 1 if chosen.head_start else 0
            left.remove(chosen)
        return len(left)

    def _run(self, counter: int) -> int:
        """How many of the last calls at a counter's services were with precedence, one after another."""
        services = self._hall.layout.counters.get(counter, ())
        calls = sorted(
            (call for service in services for call in self._hall.calls.get(service, ())), key=lambda c: c.number
        )
        count = 0
        for call in reversed(calls):
            if not call.precedence:
                break
            count += 1
        return count

    def _is_next(self, ticket: Waiting, queue: _Queue) -> bool:
        """Whether every open counter that may call the ticket calls it next, whatever the cap does."""
        for number in queue.openly:
            mine = [each for each in self._queues.values() if number in each.openly and each.tickets]
            if any(each.tickets[0].rank < ticket.rank for each in mine):
                return False
            if ticket.head_start and self._hall.layout.cap:
                everybody = sorted((each for one in mine for each in one.tickets), key=lambda each: each.rank)
                if lifted([ticket, *(each for each in everybody if each.id != ticket.id)]) is not None:
                    return False
        return bool(queue.openly)
