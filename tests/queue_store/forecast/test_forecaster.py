"""What a forecast promises whatever happens in the hall."""

from __future__ import annotations

import json
from math import isfinite
from random import Random

import pytest
from forecast_hall import LAYOUT, NINE, Day, ticket
from hypothesis import given, settings
from hypothesis import strategies as st

from queue_store.forecast import floor
from queue_store.forecast.floor import HallEvent, Layout, Plan, Wait
from queue_store.forecast.forecaster import Forecaster

ALIKE = Layout({"A": 300.0}, {number: frozenset("A") for number in range(1, 7)}, cap=2)


def after(events: list[HallEvent], layout: Layout = LAYOUT) -> Forecaster:
    """A forecaster that saw these events."""
    made = Forecaster(layout)
    for event in events:
        made.apply(event)
    return made


def is_sound(wait: Wait) -> None:
    """A range that can be told, or none."""
    ends = (wait.low90, wait.low, wait.centre, wait.high, wait.high90)
    if None in ends:
        assert set(ends) == {None}
        assert wait.method == "none"
    else:
        numbers = [each for each in ends if each is not None]
        assert all(isfinite(each) and each >= 0.0 for each in numbers)
        assert numbers == sorted(numbers)
    assert wait.ahead >= 0
    assert not (wait.next and wait.ahead)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_whatever_happens_a_wait_can_be_told(seed: int) -> None:
    random, made, now = Random(seed), Forecaster(LAYOUT), NINE
    for number in range(80):
        now += random.choice([0.0, 0.0, -3.0, 5.0, 60.0, 400.0, 3600.0 * 9])
        made.apply(random_event(random, made, number, now))
        for wait in made.everybody(now + random.choice([0.0, 2.0, 100.0])).values():
            is_sound(wait)
        for service in LAYOUT.services:
            is_sound(made.newcomer(service, now))


def random_event(random: Random, made: Forecaster, number: int, now: float) -> HallEvent:
    """Some event, sensible or not."""
    someone = random.choice([each.id for each in made.waiting] or [number])
    anyone, counter = random.randint(0, number), random.choice(sorted(LAYOUT.counters))
    entering = ticket(number, random.choice("ABC"), now, random.choice([0.0, 600.0]), random.choice([None, None, 2]))
    return random.choice(
        [
            floor.Entered(now, entering),
            floor.Entered(now, entering),
            floor.Entered(now, entering, undone=True),
            floor.Moved(now, ticket(someone, "A", now)),
            floor.Called(now, someone, counter),
            floor.Called(now, anyone, None),
            floor.Served(now, anyone, random.choice([1.0, 300.0, 9 * 3600.0])),
            floor.NoShow(now, anyone),
            floor.Left(now, someone),
            floor.CutOff(now, someone, now - random.choice([0.0, 900.0, 9 * 3600.0])),
            floor.Aside(now, anyone),
            floor.Resumed(now, anyone, counter, ticket(anyone, "A", now)),
            floor.CounterState(now, counter, random.choice(["open", "open", "paused", "closed"]), now + 300.0),
            floor.Undone(now, anyone, None, random.choice([None, counter])),
            floor.Undone(now, anyone, ticket(anyone, "B", now)),
            floor.DayEnded(now),
            floor.LayoutChanged(now, LAYOUT),
        ]
    )


def test_a_restart_in_the_middle_changes_no_forecast() -> None:
    events = list(Day(1).events(NINE, 150))
    for cut in (7, 120, 333):
        made, started_again = after(events[:cut]), None
        started_again = Forecaster.load(LAYOUT, json.loads(json.dumps(made.dump())))
        for number, event in enumerate(events[cut:]):
            made.apply(event)
            started_again.apply(event)
            if number < 10 or number % 10 == 0:
                assert made.everybody(event.at) == started_again.everybody(event.at)
        assert made.dump() == started_again.dump()


def test_one_more_ahead_never_shortens_the_wait() -> None:
    events = list(Day(2, ALIKE).events(NINE, 60))
    for cut in range(20, 100, 10):
        now, waits = events[cut].at, []
        for ahead in range(8):
            made = after(events[:cut], ALIKE)
            for number in range(ahead):
                made.apply(floor.Entered(now, ticket(10_000 + number, "A", now)))
            waits.append(made.newcomer("A", now).centre or 0.0)
        assert waits == sorted(waits)


def test_one_more_counter_never_lengthens_the_wait() -> None:
    for waiting in (1, 3, 10, 40):
        waits = []
        for counters in range(1, 7):
            made = Forecaster(ALIKE)
            for number in range(1, counters + 1):
                made.apply(floor.CounterState(NINE, number, "open"))
            for number in range(waiting):
                made.apply(floor.Entered(NINE + number, ticket(number, "A", NINE + number)))
            waits.append(made.newcomer("A", NINE + 60.0).centre or 0.0)
        assert waits == sorted(waits, reverse=True)


def test_nothing_is_said_where_no_counter_is_open_or_will_be() -> None:
    made = Forecaster(LAYOUT)
    made.apply(floor.Entered(NINE, ticket(1, "A", NINE)))
    wait = made.wait_of(1, NINE)
    assert (wait.method, wait.centre, wait.counters, wait.next, wait.sure) == ("none", None, 0, False, False)
    coming = made.wait_of(1, NINE, Plan(comes={1: NINE + 900.0}))
    assert coming.centre is not None
    assert coming.centre > 899.0
    made.apply(floor.CounterState(NINE, 1, "open"))
    assert made.wait_of(1, NINE).next
    made.apply(floor.CounterState(NINE + 60.0, 1, "closed"))
    assert made.wait_of(1, NINE + 60.0).method == "none"


def test_lunch_in_five_minutes_is_in_the_wait() -> None:
    made = Forecaster(Layout({"A": 240.0}, {1: frozenset("A")}))
    made.apply(floor.CounterState(NINE, 1, "open"))
    for number in range(6):
        made.apply(floor.Entered(NINE + number, ticket(number, "A", NINE + number)))
    now = NINE + 10.0
    lunch = Plan(away={1: ((now + 300.0, now + 300.0 + 3600.0),)})
    before, after_lunch = made.wait_of(5, now), made.wait_of(5, now, lunch)
    assert before.centre is not None
    assert after_lunch.centre is not None
    assert after_lunch.centre > before.centre + 2400.0
    assert (made.wait_of(0, now).centre or 0.0) < 300.0


def test_a_pause_ends_when_the_clerk_said() -> None:
    made = Forecaster(Layout({"A": 240.0}, {1: frozenset("A")}))
    made.apply(floor.CounterState(NINE, 1, "open"))
    made.apply(floor.Entered(NINE, ticket(1, "A", NINE)))
    made.apply(floor.CounterState(NINE, 1, "paused", back_at=NINE + 1200.0))
    wait = made.wait_of(1, NINE)
    assert wait.centre is not None
    assert 1100.0 < wait.centre < 1300.0


def test_a_visit_left_open_for_nine_hours_teaches_nothing() -> None:
    events = list(Day(3).events(NINE, 60))
    made, other = after(events), after(events)
    end = events[-1].at
    for each in (made, other):
        each.apply(floor.Entered(end, ticket(900, "A", end)))
        each.apply(floor.Called(end, 900, 1))
    made.apply(floor.Served(end + 240.0, 900, 240.0))
    other.apply(floor.Served(end + 9 * 3600.0, 900, 9 * 3600.0))
    later = end + 10 * 3600.0
    for each in (made, other):
        each.apply(floor.Entered(later, ticket(901, "A", later)))
    assert (other.newcomer("A", later).basis.service_seconds) <= 1.1 * made.newcomer("A", later).basis.service_seconds


def test_an_undone_visit_teaches_nothing() -> None:
    events = list(Day(4).events(NINE, 40))
    made, end = after(events), events[-1].at
    made.apply(floor.Entered(end, ticket(900, "A", end)))
    made.apply(floor.Called(end + 5.0, 900, 1))
    made.apply(floor.Served(end + 10.0, 900, 5.0))
    made.apply(floor.Undone(end + 15.0, 900, None, 1))
    made.apply(floor.Served(end + 300.0, 900, 295.0))
    other = after(events)
    other.apply(floor.Entered(end, ticket(900, "A", end)))
    other.apply(floor.Called(end + 5.0, 900, 1))
    other.apply(floor.Served(end + 300.0, 900, 295.0))
    for each in (made, other):
        each.apply(floor.CounterState(end + 600.0, 2, "open"))
    expected = other.newcomer("A", end + 600.0).basis.service_seconds
    assert made.newcomer("A", end + 600.0).basis.service_seconds == pytest.approx(expected)


def test_an_undone_call_puts_the_visitor_back() -> None:
    made = Forecaster(LAYOUT)
    made.apply(floor.CounterState(NINE, 1, "open"))
    waiting = ticket(1, "A", NINE)
    made.apply(floor.Entered(NINE, waiting))
    before = made.wait_of(1, NINE + 20.0)
    made.apply(floor.Called(NINE + 10.0, 1, 1))
    made.apply(floor.Undone(NINE + 20.0, 1, waiting))
    assert [each.id for each in made.waiting] == [1]
    assert made.wait_of(1, NINE + 20.0).next
    assert made.wait_of(1, NINE + 20.0).ahead == before.ahead


def test_shared_counters_count_everybody_they_call_before() -> None:
    made = Forecaster(Layout({"A": 300.0, "B": 300.0}, {1: frozenset("AB")}))
    made.apply(floor.CounterState(NINE, 1, "open"))
    for number in range(6):
        made.apply(floor.Entered(NINE + number, ticket(number, "B", NINE + number)))
    made.apply(floor.Entered(NINE + 10.0, ticket(6, "A", NINE + 10.0)))
    wait = made.wait_of(6, NINE + 10.0)
    assert (wait.ahead, wait.sure, wait.next) == (6, True, False)


def test_next_is_not_said_where_the_cap_may_lift_another() -> None:
    made = Forecaster(ALIKE)
    made.apply(floor.CounterState(NINE, 1, "open"))
    made.apply(floor.Entered(NINE, ticket(1, "A", NINE)))
    made.apply(floor.Entered(NINE + 5.0, ticket(2, "A", NINE + 5.0, head_start=600.0)))
    wait = made.wait_of(2, NINE + 6.0)
    assert (wait.ahead, wait.next) == (0, False)


def test_the_range_holds_four_times_in_five() -> None:
    """Two quiet weeks of a simulated hall; the first day is not scored."""
    made, inside, total = Forecaster(LAYOUT), 0, 0
    told: dict[int, tuple[float, Wait]] = {}
    for day in range(8):
        start = NINE + day * 86400.0
        for event in Day(100 + day, apart=75.0).events(start, 130, first=1000 * day):
            made.apply(event)
            if isinstance(event, floor.Entered):
                told[event.ticket.id] = (event.at, made.wait_of(event.ticket.id, event.at))
            elif isinstance(event, floor.Called) and day:
                at, wait = told[event.id]
                if event.at > at and wait.low is not None and wait.high is not None:
                    total += 1
                    inside += wait.low <= event.at - at <= wait.high
        for number in LAYOUT.counters:
            made.apply(floor.CounterState(event.at + 60.0, number, "closed"))
        made.apply(floor.DayEnded(event.at + 61.0))
    assert total > 500
    assert 0.74 < inside / total < 0.86
