"""A hall for forecasts: a day's events, made from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from queue_store.forecast import floor
from queue_store.forecast.floor import HallEvent, Layout, Waiting

NINE = 1_700_000_000.0
"""Some morning."""

LAYOUT = Layout(
    {"A": 240.0, "B": 540.0, "C": 900.0},
    {1: frozenset("A"), 2: frozenset("AB"), 3: frozenset("BC"), 4: frozenset("ABC")},
    cap=2,
)


def ticket(number: int, service: str, at: float, head_start: float = 0.0, for_counter: int | None = None) -> Waiting:
    """One who waits."""
    sent_at = None if for_counter is None else at
    return Waiting(number, service, at, at - head_start, at, head_start, for_counter, sent_at)


class Day:
    """A simulated hall: visitors come at random, counters call by the hall's own rule."""

    def __init__(self, seed: int, layout: Layout = LAYOUT, apart: float = 100.0) -> None:
        self.random = Random(seed)
        self.layout, self.apart = layout, apart

    def events(self, start: float, visitors: int, first: int = 1) -> Iterator[HallEvent]:
        """What happens from the opening to the last visit."""
        for number in self.layout.counters:
            yield floor.CounterState(start, number, "open")
        coming, free = start, dict.fromkeys(self.layout.counters, start)
        arrivals, given = [], [each for each in "AABBC" if each in self.layout.services]
        for number in range(first, first + visitors):
            coming += self.random.expovariate(1.0 / self.apart)
            head_start = 600.0 if self.random.random() < 0.15 else 0.0
            arrivals.append(
                ticket(
                    number,
                    self.random.choice(given),
                    coming,
                    head_start,
                )
            )
        yield from self._serve(arrivals, free)

    def _serve(self, arrivals: list[Waiting], free: dict[int, float]) -> Iterator[HallEvent]:
        found: list[tuple[float, int, HallEvent]] = [
            (each.entered_at, 0, floor.Entered(each.entered_at, each)) for each in arrivals
        ]
        left = list(arrivals)
        while left:
            counter = min(free, key=lambda number: (free[number], number))
            now = free[counter]
            mine = [each for each in left if each.service in self.layout.counters[counter]]
            if not mine:
                del free[counter]
                continue
            here = [each for each in mine if each.entered_at <= now]
            if not here:
                free[counter] = min(each.entered_at for each in mine) + 5.0
                continue
            chosen = min(here, key=lambda each: each.rank)
            left.remove(chosen)
            seconds = self.random.lognormvariate(0.0, 0.7) * self.layout.services[chosen.service] * 0.8
            found.append((now, 1, floor.Called(now, chosen.id, counter)))
            if self.random.random() < 0.06:
                found.append((now + 45.0, 2, floor.NoShow(now + 45.0, chosen.id)))
                free[counter] = now + 50.0
            else:
                found.append((now + seconds, 2, floor.Served(now + seconds, chosen.id, seconds)))
                free[counter] = now + seconds + self.random.uniform(5.0, 25.0)
        for _, _, event in sorted(found, key=lambda each: each[:2]):
            yield event
