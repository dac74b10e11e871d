"""One time: durations are right to the second whichever way the PC's clock jumps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_hall import ANN, CAI, HALL, MORNING, Clock, Machine

from queue_store import NotAllowed, Post, State, Store, open_store

SECOND = timedelta(seconds=1)
EVER = datetime(1990, 1, 1, tzinfo=UTC), datetime(2130, 1, 1, tzinfo=UTC)


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def hall(path: Path, machine: Machine) -> Iterator[Store]:
    store = open_store(path, HALL, clock=machine)
    yield store
    store.close()


def visit(store: Store, machine: Machine, post: Post = ANN, **wait: float) -> timedelta:
    """A visitor who waits so long; returns the wait on record."""
    ticket = store.issue("A")
    machine.pass_time(**wait)
    called = store.call(ticket.id, post)
    store.finish(ticket.id, post)
    return called.wait


@pytest.mark.parametrize("jump", [
    {"hours": 1}, {"hours": -1}, {"hours": 8}, {"hours": -8}, {"hours": 20}, {"hours": -20}, {"days": 30},
    {"days": -30}, {"days": 3650}, {"days": -9000}, {"seconds": 40}, {"seconds": -40},
])  # fmt: skip
def test_a_wait_across_a_jump_is_as_long_as_it_was(hall: Store, machine: Machine, jump: dict[str, float]) -> None:
    first = hall.issue("A")
    machine.pass_time(minutes=10)
    machine.set_clock(**jump)
    second = hall.issue("A")
    machine.pass_time(minutes=11)
    called = hall.call_next(ANN)
    assert called is not None
    assert (called.id, called.wait) == (first.id, timedelta(minutes=21))
    assert called.apology_due
    hall.finish(first.id, ANN)
    assert hall.ticket_by_label(second.label).id == second.id
    why, called = hall.why_next(ANN), hall.call_next(ANN)
    assert why is not None
    assert called is not None
    assert (why.ticket.wait, called.wait) == (timedelta(minutes=11),) * 2
    kinds = [entry.kind for entry in hall.changes(0)]
    assert "clock_jumped" in kinds
    assert hall.clock_state().differs
    assert abs(hall.clock_state().ahead - timedelta(**jump)) < SECOND


def test_a_clock_that_was_ahead_once_silences_no_apology(path: Path, clock: Clock) -> None:
    """With a clock that is only a function: one ticket an hour ahead, then nineteen that wait 21 minutes."""
    store = open_store(path, HALL, clock=clock)
    clock.turn(hours=1)
    store.issue("A")
    clock.turn(hours=-1)
    tickets = [store.issue("A").id for _ in range(19)]
    clock.turn(minutes=21)
    called = [store.call(ticket_id, post) for ticket_id, post in zip(tickets[:2], (ANN, CAI), strict=True)]
    assert all(ticket.apology_due for ticket in called)
    assert all(abs(ticket.wait - timedelta(minutes=21)) < SECOND for ticket in called)
    assert all(abs(store.ticket(number).wait - timedelta(minutes=21)) < SECOND for number in tickets[2:])
    store.close()


def test_the_pc_time_is_followed_when_nobody_is_in_the_hall(hall: Store, machine: Machine) -> None:
    """A PC whose clock is eight hours ahead when it starts, and is corrected before the first visitor."""
    machine.set_clock(hours=8)
    hall.open_counter(ANN)
    machine.pass_time(minutes=1)
    machine.set_clock(hours=-8)
    assert hall.clock_state().adopts
    ticket = hall.issue("A")
    assert ticket.issued_at == machine.wall
    assert not hall.clock_state().differs
    assert [entry.kind for entry in hall.changes(0)][-2:] == ["clock_followed", "issue"]


def test_another_day_is_followed_only_when_somebody_says_so(hall: Store, machine: Machine) -> None:
    ticket = hall.issue("A")
    machine.set_clock(days=2)
    hall.call_next(ANN)
    with pytest.raises(NotAllowed, match="in the hall"):
        hall.adopt_clock()
    hall.finish(ticket.id, ANN)
    assert hall.issue("B").business_day == date(2026, 3, 2)
    assert not hall.clock_state().adopts
    hall.cancel(hall.ticket_by_label("B001").token)
    hall.adopt_clock()
    assert hall.business_day() == date(2026, 3, 4)
    assert hall.issue("A").label == "A001"
    machine.set_clock(days=-2)
    hall.cancel(hall.ticket_by_label("A001").token)
    hall.adopt_clock()
    assert hall.issue("A").label == "A002", "the numbers of that day go on"


def test_a_clock_in_the_year_2000_after_a_power_cut(path: Path, hall: Store, machine: Machine) -> None:
    kept = hall.issue("A")
    hall.close()
    machine.start_again("second")
    machine.wall = datetime(2000, 1, 1, tzinfo=UTC)
    store = open_store(path, HALL, clock=machine)
    new = store.issue("A")
    assert (new.label, new.business_day) == ("A002", kept.business_day)
    machine.pass_time(minutes=20)
    assert store.ticket(kept.id).wait == timedelta(minutes=20)
    assert store.clock_state().differs
    store.close()


def test_the_time_that_the_machine_was_off_is_waiting_time(path: Path, hall: Store, machine: Machine) -> None:
    ticket = hall.issue("A")
    machine.pass_time(minutes=5)
    hall.close()
    machine.start_again("second", minutes=20)
    store = open_store(path, HALL, clock=machine)
    assert store.ticket(ticket.id).wait == timedelta(minutes=25)
    assert "clock_jumped" not in [entry.kind for entry in store.changes(0)]
    store.close()


def test_processes_with_clocks_read_at_other_moments_agree(path: Path, hall: Store, machine: Machine) -> None:
    hall.issue("A")
    other = open_store(path, HALL, clock=machine)
    machine.set_clock(hours=3)
    machine.pass_time(minutes=2)
    assert other.issue("A").issued_at == MORNING + timedelta(minutes=2)
    assert hall.now() == other.now() == MORNING + timedelta(minutes=2)
    other.close()


JUMPS = st.sampled_from([0, 45, -45, 600, -600, 7200, -7200, 86400, -86400, 40_000_000, -40_000_000])


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 1800), JUMPS), min_size=5, max_size=40),
    st.integers(0, 2**30),
)
@settings(max_examples=40, deadline=None)
def test_waits_are_those_of_the_order_of_real_time(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, int]], seed: int
) -> None:
    machine, choose = Machine(), random.Random(seed)
    path = tmp_path_factory.mktemp("hall") / "hall.db"
    store, waited, entered = open_store(path, HALL, clock=machine), {}, {}
    for step, pause, jump in steps:
        machine.pass_time(seconds=pause)
        machine.set_clock(seconds=jump)
        real = machine.steady
        if step == 0 or not entered:
            entered[store.issue("A").id] = real
        elif step == 1:
            called = store.call_next(ANN)
            if called is not None:
                waited[called.id] = real - entered.pop(called.id)
                store.finish(called.id, ANN)
        elif step == 2:
            chosen = choose.choice(list(entered))
            if store.ticket(chosen).state is State.WAITING:
                store.call(chosen, CAI)
                waited[chosen] = real - entered.pop(chosen)
                store.no_show(chosen, CAI)
        else:
            store.close()
            store = open_store(path, HALL, clock=machine)
    on_record = {row.ticket_id: row.wait_first_call for row in store.wait_log(*EVER) if row.called_at is not None}
    assert set(on_record) == set(waited)
    for ticket_id, microseconds in waited.items():
        assert on_record[ticket_id] == pytest.approx(microseconds / 1e6, abs=1)
    labels = [entry.changes["label"] for entry in store.changes(0, 10_000) if entry.kind == "issue" and entry.changes]
    days = {ticket_id: store.ticket(ticket_id).business_day for ticket_id in (*waited, *entered)}
    assert len({(label, day) for label, day in zip(labels, dict(sorted(days.items())).values(), strict=True)}) == len(
        labels
    )
    store.close()
