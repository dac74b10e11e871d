"""What is told on days that do not go as usual: through the store, as every screen asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, CAI, HALL, MORNING, Clock, Machine

from queue_store import Break, Estimate, Schedule, Span, Store, open_store

MINUTE = timedelta(minutes=1)
TODAY = date(2026, 3, 2)
"""A Monday; it is nine o'clock in the hall."""


def ends(estimate: Estimate) -> tuple[timedelta, timedelta, timedelta]:
    """Low end, middle and high end of a wait that can be told."""
    found = estimate.ends
    assert found is not None
    assert timedelta() <= found[0] <= found[1] <= found[2]
    return found


def serve(store: Store, clock: Clock, visits: int, minutes: float = 5) -> None:
    """Visits to counter 1, one after the other."""
    for _ in range(visits):
        ticket = store.issue("A")
        store.call(ticket.id, ANN)
        clock.turn(minutes=minutes)
        store.finish(ticket.id, ANN)


def scheduled(path: Path, clock: Clock, schedule: Schedule) -> Store:
    """The hall with a timetable, counter 1 open and three who wait for it."""
    store = open_store(path, replace(HALL, schedule=schedule), clock=clock)
    store.open_counter(ANN)
    for _ in range(3):
        store.issue("A")
    return store


def test_while_all_counters_close_no_wait_is_told(store: Store, clock: Clock) -> None:
    for post in (ANN, CAI):
        store.open_counter(post)
    waiting = [store.issue("A") for _ in range(4)]
    with_two = ends(store.estimate("A"))
    store.close_counter(ANN)
    clock.turn(seconds=10)
    with_one = store.estimate("A", visitor_id=waiting[-1].id)
    assert with_one.counters == 1
    assert ends(store.estimate("A"))[1] > with_two[1]
    store.close_counter(CAI)
    for number, ticket in enumerate(waiting):
        told = store.estimate("A", visitor_id=ticket.id)
        assert (told.ends, told.counters, told.next, told.sure) == (None, 0, False, False)
        assert told.ahead == number
    store.open_counter(CAI)
    assert store.estimate("A", visitor_id=waiting[0].id).next
    ends(store.estimate("A", visitor_id=waiting[-1].id))


def test_a_service_that_was_never_served_is_told_by_its_configured_time(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    store.open_counter(BOB)
    serve(store, clock, 12)
    for _ in range(3):
        store.issue("B")
    clock.turn(seconds=5)
    low, _, high = ends(store.estimate("B"))
    assert timedelta(minutes=5) < high < timedelta(minutes=120), "ten minutes each, three of them ahead"
    assert low < timedelta(minutes=40)


def test_a_visit_of_nine_hours_does_not_spoil_the_next_day(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    serve(store, clock, 20)
    usual = [store.issue("A") for _ in range(3)]
    before = ends(store.estimate("A"))
    for ticket in usual:
        store.cancel(ticket.token)
    left_open = store.issue("A")
    store.call(left_open.id, ANN)
    clock.turn(hours=2)
    ends(store.estimate("A"))
    clock.turn(hours=7)
    store.finish(left_open.id, ANN)
    clock.turn(hours=14)
    store.open_counter(ANN)
    serve(store, clock, 1)
    for _ in range(3):
        store.issue("A")
    after = ends(store.estimate("A"))
    assert after[1] < 1.5 * before[1]
    assert after[2] < 2 * before[2]


@pytest.mark.parametrize("jump", [{"hours": 3}, {"hours": -3}, {"days": 400}])
def test_a_jump_of_the_clock_is_no_wait(path: Path, jump: dict[str, float]) -> None:
    machine = Machine()
    store = open_store(path, HALL, clock=machine)
    store.open_counter(ANN)
    for _ in range(12):
        ticket = store.issue("A")
        store.call(ticket.id, ANN)
        machine.pass_time(minutes=5)
        store.finish(ticket.id, ANN)
    waiting = [store.issue("A") for _ in range(3)]
    machine.pass_time(seconds=1)
    before = ends(store.estimate("A", visitor_id=waiting[-1].id))
    machine.set_clock(**jump)
    machine.pass_time(seconds=1)
    after = store.estimate("A", visitor_id=waiting[-1].id)
    assert after.ahead == 2
    assert abs(ends(after)[1] - before[1]) < MINUTE
    assert abs(ends(after)[2] - before[2]) < 2 * MINUTE
    store.close()


def test_lunch_in_five_minutes_is_told_and_who_comes_before_it_is_not_held_up(path: Path, clock: Clock) -> None:
    lunch = Schedule(breaks=(Break(Span(time(9, 5), time(10, 5)), (1,)),))
    store, plain = scheduled(path, clock, lunch), scheduled(path.with_name("plain.db"), Clock(), Schedule())
    clock.turn(seconds=10)
    with_lunch = [store.estimate("A", visitor_id=ticket.id) for ticket in store.waiting()]
    without = [plain.estimate("A", visitor_id=ticket.id) for ticket in plain.waiting()]
    assert ends(with_lunch[0])[1] < timedelta(minutes=5)
    assert ends(with_lunch[2])[1] > timedelta(minutes=50)
    assert ends(without[2])[1] < timedelta(minutes=30)
    assert [each.ahead for each in with_lunch] == [0, 1, 2]
    store.close()
    plain.close()


def test_closing_in_five_minutes_is_told_to_whom_it_may_reach(path: Path, clock: Clock) -> None:
    early = Schedule(week=((Span(time(8, 0), time(9, 5)),),) * 7)
    store = scheduled(path, clock, early)
    clock.turn(seconds=10)
    told = [store.estimate("A", visitor_id=ticket.id) for ticket in store.waiting()]
    assert told[2].closes_at == MORNING + timedelta(minutes=5)
    assert ends(told[2])[1] < timedelta(minutes=30), "those who are in the hall are served after closing"
    store.call_next(ANN)
    store.finish(store.now_serving()[0].id, ANN)
    assert store.estimate("A", visitor_id=store.waiting()[0].id).next
    store.close()


def test_a_holiday_tomorrow_changes_nothing_today(path: Path, clock: Clock) -> None:
    week = ((Span(time(8, 0), time(17, 0)),),) * 7
    tomorrow = TODAY + timedelta(days=1)
    usual = scheduled(path.with_name("usual.db"), Clock(), Schedule(week=week))
    store = scheduled(path, clock, Schedule(week=week, special=((tomorrow, ()),)))
    for each in (store, usual):
        assert each.estimate("A").closes_at is None, "everybody is reached long before five o'clock"
    assert store.estimate("A").ends == usual.estimate("A").ends
    store.close()
    usual.close()
