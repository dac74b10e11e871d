"""What a day would have been with other counters, against the same day lived again with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random

import pytest
from store_hall import HALL, MORNING, Clock

from queue_store import Counter, Hall, Post, Service, Store, UnknownThing, Visitor, open_store
from queue_store.forecast.whatif import share_below

TODAY = date(2026, 3, 2)


@dataclass(frozen=True)
class Comer:
    """Somebody who comes, and how long the visit takes whoever serves it; seconds from the morning."""

    at: float
    service: str
    priority: str
    takes: float


def comers(seed: int, many: int) -> list[Comer]:
    choose, at, found = Random(seed), 0.0, []
    for _ in range(many):
        at += choose.expovariate(1 / 75)
        service = choose.choice("AAB")
        takes = choose.lognormvariate(5.0 if service == "A" else 5.6, 0.5)
        found.append(Comer(at, service, choose.choice(["", "", "", "", "old"]), takes))
    return found


def hall_with(counters: dict[int, tuple[str, ...]]) -> Hall:
    services = (Service("A", "A", timedelta(minutes=3)), Service("B", "B", timedelta(minutes=5)))
    return replace(HALL, services=services, counters=tuple(Counter(*each) for each in counters.items()))


def lived(path: Path, people: list[Comer], counters: dict[int, tuple[str, ...]], opened: dict[int, float]) -> Store:
    """A day in a store: people come at their times, every free counter calls ten seconds after it became free."""
    clock = Clock()
    store = open_store(path, hall_with(counters), clock=clock)
    due: list[tuple[float, int, int, Comer | None]] = []
    numbers, idle, visits = count(), set[int](), dict[int, Comer]()
    for comer in people:
        heappush(due, (comer.at, next(numbers), 0, comer))
    for number, at in opened.items():
        heappush(due, (at, next(numbers), number, None))

    def call(number: int, at: float) -> None:
        ticket = store.call_next(Post(number, f"c{number}"))
        if ticket is None:
            idle.add(number)
            return
        idle.discard(number)
        heappush(due, (at + visits[ticket.id].takes, next(numbers), -number, None))

    while due:
        at, _, number, comer = heappop(due)
        clock.now = max(clock.now, MORNING + timedelta(seconds=at))
        if comer is not None:
            visits[store.issue(comer.service, visitor=Visitor(priority=comer.priority)).id] = comer
        elif number < 0:
            served = next(each for each in store.now_serving() if each.counter == -number)
            store.finish(served.id, Post(-number, f"c{-number}"))
            heappush(due, (at + 10.0, next(numbers), -number + 1000, None))
        elif number < 1000:
            store.open_counter(Post(number, f"c{number}"))
            call(number, at)
        else:
            call(number - 1000, at)
        for free in sorted(idle):
            call(free, at)
    return store


def waits(store: Store, since: datetime, service: str | None) -> list[float]:
    day = store.day_bounds(TODAY)
    rows = store.wait_log(*day)
    return sorted(r.wait_first_call for r in rows if r.entered_at >= since and service in (None, r.service))


TWO = {1: ("A", "B"), 2: ("A",)}


@pytest.mark.parametrize("seed", range(5))
def test_one_more_counter_is_foreseen_as_it_comes_out(tmp_path: Path, seed: int) -> None:
    people, from_second = comers(seed, 90), 45 * 60.0
    since = MORNING + timedelta(seconds=from_second)
    as_it_was = lived(tmp_path / "was.db", people, TWO, {1: 0.0, 2: 0.0})
    changed = lived(tmp_path / "is.db", people, {**TWO, 3: ("B",)}, {1: 0.0, 2: 0.0, 3: from_second})
    found = as_it_was.forecast.what_if(TODAY, 1, "B", since)
    assert found.really == pytest.approx(waits(as_it_was, since, "B"), abs=0.1)
    assert found.before == pytest.approx(found.really, abs=30)
    truly = waits(changed, since, "B")
    for share in (0.5, 0.9):
        told, came = share_below(found.after, share), share_below(truly, share)
        assert told is not None
        assert came is not None
        assert told == pytest.approx(came, rel=0.1, abs=30)
    assert share_below(found.after, 0.9) < share_below(found.before, 0.9)  # type: ignore[operator]


def test_one_counter_less_makes_all_wait_longer(tmp_path: Path) -> None:
    people = comers(7, 60)
    as_it_was = lived(tmp_path / "was.db", people, TWO, {1: 0.0, 2: 0.0})
    alone = lived(tmp_path / "is.db", people, {1: ("A", "B")}, {1: 0.0})
    found = as_it_was.forecast.what_if(TODAY, -1, "A")
    truly = waits(alone, MORNING, "A")
    assert share_below(found.after, 0.5) == pytest.approx(share_below(truly, 0.5), rel=0.1, abs=30)


def test_a_day_on_which_nobody_came_has_no_waits(tmp_path: Path) -> None:
    store = open_store(tmp_path / "hall.db", HALL, clock=Clock())
    found = store.forecast.what_if(TODAY, 1)
    assert (found.really, found.before, found.after) == ([], [], [])
    assert share_below(found.after, 0.5) is None
    with pytest.raises(UnknownThing, match="no service Z"):
        store.forecast.what_if(TODAY, 1, "Z")
