"""Who was called before whom, found in one pass over legs in the order of entering."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from queue_store.reports.waits import WaitRow

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Waiter:
    row: WaitRow
    overtakes: int = 0


class Overtaking:
    """The queues of one business day, replayed.

    A leg is overtaken by each leg that entered a queue later and was called before it, at a counter that gives its
    service. `finish` ends the day: legs of different business days do not overtake each other.
    """

    def __init__(self, services_of: Callable[[int], tuple[str, ...]]) -> None:
        self._services_of = services_of
        """Which services a counter gives, by its number."""
        self._queues: dict[str, dict[int, _Waiter]] = {}
        self._leaving: list[tuple[datetime, int]] = []
        """When each is gone, by the first call or the end without one; of two at once, the one that came first."""
        self._waiters: dict[int, _Waiter] = {}
        self._number = count()

    def add(self, row: WaitRow) -> Iterator[tuple[WaitRow, int]]:
        """Let the next leg enter; yields those that are gone by then and were overtaken, with how often."""
        yield from self._until(row.entered_at)
        number = next(self._number)
        self._waiters[number] = self._queues.setdefault(row.service, {})[number] = _Waiter(row)
        heapq.heappush(self._leaving, (row.called_at or row.ended_at or _NEVER, number))

    def finish(self) -> Iterator[tuple[WaitRow, int]]:
        """End the day; yields the rest of those that were overtaken."""
        yield from self._until(_NEVER)
        self._queues.clear()

    def _until(self, moment: datetime) -> Iterator[tuple[WaitRow, int]]:
        while self._leaving and self._leaving[0][0] <= moment:
            _, number = heapq.heappop(self._leaving)
            waiter = self._waiters.pop(number)
            if waiter.row.called_at is not None:
                self._pass_by(waiter)
            del self._queues[waiter.row.service][number]
            if waiter.overtakes:
                yield waiter.row, waiter.overtakes

    def _pass_by(self, called: _Waiter) -> None:
        """Count for everybody who entered before and still waits."""
        entered_at, counter = called.row.entered_at, called.row.counter
        for service in () if counter is None else self._services_of(counter):
            for waiter in self._queues.get(service, {}).values():
                if waiter.row.entered_at >= entered_at:
                    break
                waiter.overtakes += 1
