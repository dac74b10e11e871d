"""What forecasts promise once a hall has taught them, whatever it taught."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from math import inf, isfinite
from typing import Any

from forecast_hall import NINE, Day, ticket
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_store.forecast import floor
from queue_store.forecast.drain import Drained
from queue_store.forecast.floor import Layout, Wait
from queue_store.forecast.forecaster import Forecaster

ALIKE = Layout({"A": 300.0}, {number: frozenset("A") for number in range(1, 7)}, cap=2)
SHARED = Layout({"A": 240.0, "B": 540.0}, {1: frozenset("A"), 2: frozenset("AB"), 3: frozenset("AB")}, cap=2)
LAYOUTS = {"alike": ALIKE, "shared": SHARED}
ROOM = {"alike": 1.0, "shared": 1.02}
"""Where counters share services, one more may change who is called where, and so lengthen a single wait a little."""
SEEDS = st.integers(0, 5)
PART = st.floats(0.1, 1.0)
SLOWLY = settings(max_examples=25, deadline=None)


@cache
def taught(name: str, seed: int, part: float) -> str:
    """A forecaster in the middle of its second day, dumped."""
    layout = LAYOUTS[name]
    made = Forecaster(layout)
    for day in range(2):
        events = list(Day(seed + 50 * day, layout, 40.0 + 15.0 * seed).events(NINE + day * 86400.0, 60, 1 + 1000 * day))
        for event in events if not day else events[: max(20, int(part * len(events)))]:
            made.apply(event)
        if not day:
            for number in layout.counters:
                made.apply(floor.CounterState(event.at + 60.0, number, "closed"))
            made.apply(floor.DayEnded(event.at + 61.0))
    return json.dumps(made.dump())


def hall(name: str, seed: int, part: float) -> tuple[Forecaster, float]:
    """A forecaster that was taught, and its time."""
    dump: dict[str, Any] = json.loads(taught(name, seed, round(part, 1)))
    return Forecaster.load(LAYOUTS[name], dump), dump["now"]


def centre(wait: Wait) -> float:
    """Seconds; never, where nothing can be said. The range is sound."""
    if wait.centre is None or wait.low is None or wait.high is None:
        return inf
    assert isfinite(wait.high)
    assert 0.0 <= wait.low <= wait.centre <= wait.high
    return wait.centre


@SLOWLY
@given(SEEDS, PART, st.sampled_from(sorted(LAYOUTS)), st.integers(1, 12))
def test_one_more_ahead_never_shortens_a_learned_wait(seed: int, part: float, name: str, ahead: int) -> None:
    made, now = hall(name, seed, part)
    waits = []
    for number in range(ahead):
        waits.append(centre(made.newcomer("A", now)))
        made.apply(floor.Entered(now, ticket(90_000 + number, "A", now), undone=True))
    assert waits == sorted(waits)


@SLOWLY
@given(SEEDS, PART, st.sampled_from(sorted(LAYOUTS)), st.integers(0, 20))
def test_one_more_counter_never_lengthens_a_learned_wait(seed: int, part: float, name: str, waiting: int) -> None:
    made, now = hall(name, seed, part)
    for number in LAYOUTS[name].counters:
        made.apply(floor.CounterState(now, number, "closed"))
    for number in range(waiting):
        made.apply(floor.Entered(now, ticket(90_000 + number, "A", now), undone=True))
    waits = []
    for number in LAYOUTS[name].counters:
        made.apply(floor.CounterState(now, number, "open"))
        waits.append(centre(made.newcomer("A", now)))
    for fewer, more in pairwise(waits):
        assert more <= fewer * ROOM[name]


def test_who_waits_although_counters_are_free_waits_for_the_first_that_is_ready() -> None:
    never, late, soon = [inf] * 4, [0.0, 0.0, 0.0, 100.0], [0.0, 20.0, 30.0, 40.0]
    drained = Drained({}, {}, {}, {}, {1: late, 2: soon, 3: never})
    assert drained.first_of([3], 1.0) == []
    assert drained.first_of([2], 1.0) == [20.0, 30.0, 40.0]
    assert drained.first_of([2], 25.0) == [30.0, 30.0, 40.0], "quantiles of as many shares as there are replications"
    both = drained.first_of([1, 2, 3], 1.0)
    assert min(both) == 20.0
    assert drained.first_of([1, 2], 1.0) == both


def test_a_crowd_that_enters_is_forecast_together() -> None:
    made = Forecaster(ALIKE)
    for number in ALIKE.counters:
        made.apply(floor.CounterState(NINE, number, "open"))
    for number in range(100):
        made.apply(floor.Entered(NINE + number, ticket(number, "A", NINE + number)))
        dump = made.dump()
        assert len(dump["told"]) + len(dump["entered"]) == number + 1
        assert len(dump["entered"]) <= (number + 1) // 5
    moments = {at for _, at, *_ in made.dump()["told"]}
    assert len(moments) < 25
    made.apply(floor.Called(NINE + 100.0, 99, 1))
    assert 99 not in made.dump()["entered"]


def test_a_restart_in_a_crowd_learns_the_same() -> None:
    events = list(Day(1, ALIKE, 12.0).events(NINE, 60))
    made, started_again, not_yet = Forecaster(ALIKE), None, 0
    for at, event in enumerate(events):
        made.apply(event)
        if started_again is not None:
            started_again.apply(event)
        if at % 10 == 9:
            dump = json.loads(json.dumps(made.dump()))
            not_yet += bool(dump["entered"])
            assert started_again is None or started_again.dump() == made.dump()
            started_again = Forecaster.load(ALIKE, dump)
    assert not_yet > 3, "some had entered the crowd and were not forecast yet"
