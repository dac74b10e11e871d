"""The morning after every kind of evening: a day ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, BOSS, CAI, HALL, MORNING, Clock

from queue_store import QueueError, State, Store, Visitor, open_store

TUESDAY = date(2026, 3, 3)


def evening(store: Store, clock: Clock) -> dict[str, int]:
    """Nobody closes anything: one of every state, open counters, a telephone call, a call for help."""
    store.open_counter(ANN)
    ids = {}
    for name, post in (("missed", ANN), ("parked", ANN), ("serving", ANN), ("called", CAI)):
        ids[name] = store.issue("A", visitor=Visitor(surname="Li")).id
        store.call(ids[name], post)
        if name != "called":
            store.start(ids[name], post) if name != "missed" else store.no_show(ids[name], post)
        if name == "parked":
            store.park(ids[name], post)
    ids["waiting"] = store.issue("A").id
    ids["priority"] = store.issue("A", visitor=Visitor(priority="old")).id
    ids["sent"] = store.transfer(store.issue("A").id, CAI, counter=4).id
    ids["booked"] = store.book("A").id
    store.calls.ring(ANN)
    store.help.call(ANN)
    clock.now = MORNING + timedelta(days=1)
    return ids


def states(store: Store, ids: dict[str, int]) -> dict[str, State]:
    return {name: store.ticket(number).state for name, number in ids.items()}


@pytest.mark.parametrize("rule", ["ask", "expire", "carry_over"])
def test_nothing_of_yesterday_is_called_as_todays(path: Path, clock: Clock, rule: str) -> None:
    store = open_store(path, replace(HALL, leftovers=rule), clock=clock)
    ids = evening(store, clock)
    found = states(store, ids)
    assert found["serving"] is State.EXPIRED, "a visit left open blocks no counter"
    assert found["missed"] is State.NO_SHOW
    assert store.now_serving() == []
    assert {status.state for status in store.counters()} == {"closed"}
    assert store.calls.open() == []
    assert store.help.open() == []
    today = store.issue("A")
    if rule == "carry_over":
        kept = {"called", "waiting", "priority", "sent", "parked"}
        assert {name for name, state in found.items() if state is State.WAITING} == kept
        assert found["booked"] is State.EXPIRED
        assert today.label not in {store.ticket(number).label for name, number in ids.items() if name in kept}
    else:
        assert store.call_next(ANN) is not None
        assert store.now_serving()[0].id == today.id
        assert {found[name] for name in ids if name not in ("serving", "missed", "booked")} == {
            State.LEFT_OVER if rule == "ask" else State.EXPIRED
        }
    assert len({ticket.label for ticket in (*store.waiting(), *store.now_serving())}) == len(
        (*store.waiting(), *store.now_serving())
    )
    store.close()


@pytest.mark.parametrize("answer", ["expire", "carry_over"])
def test_the_hall_is_asked_once_and_answers_once(store: Store, clock: Clock, answer: str) -> None:
    ids = evening(store, clock)
    asked = {ticket.id for ticket in store.desk_view(ANN).left_over}
    assert asked == {ids[name] for name in ("parked", "called", "waiting", "priority", "sent")}
    today = store.issue("A")
    assert {ticket.id for ticket in store.close_day(waiting=answer)} == asked
    assert store.desk_view(ANN).left_over == ()
    assert store.ticket(today.id).state is State.WAITING, "those who came today are left alone"
    if answer == "carry_over":
        labels = [ticket.label for ticket in store.waiting()]
        assert len(set(labels)) == len(labels)
        assert store.waiting()[-1].id == today.id, "they keep their place"
        assert all(ticket.wait < timedelta(minutes=1) for ticket in store.waiting())


def test_nobody_answers_for_a_day(store: Store, clock: Clock) -> None:
    ids = evening(store, clock)
    assert store.desk_view(ANN).left_over
    clock.turn(days=1)
    assert set(states(store, ids).values()) == {State.EXPIRED, State.NO_SHOW}


def test_a_left_over_visitor_who_is_there_checks_in_again(store: Store, clock: Clock) -> None:
    ids = evening(store, clock)
    clock.turn(minutes=5)
    store.issue("A")
    back = store.check_in(ids["waiting"], post=ANN)
    assert (back.state, back.legs, back.wait < timedelta(minutes=1)) == (State.WAITING, 2, True)
    assert store.waiting()[0].id == back.id, "the place is kept"


@pytest.mark.parametrize("kind", ["issued", "booked"])
def test_who_checks_in_again_holds_a_label_of_their_own(path: Path, clock: Clock, kind: str) -> None:
    store = open_store(path, replace(HALL, bookings_kept=timedelta(days=2)), clock=clock)
    left = store.issue("A") if kind == "issued" else store.book("A")
    clock.turn(days=1)
    today = store.issue("A")
    assert today.label == left.label
    assert store.check_in(left.token).label == f"{left.label}-02"
    labels = [ticket.label for ticket in store.waiting()]
    assert len(set(labels)) == 2
    store.close()


def test_who_checks_in_before_anybody_else_keeps_the_number(store: Store, clock: Clock) -> None:
    left = store.issue("A")
    clock.turn(days=1)
    assert store.check_in(left.token).label == left.label
    assert store.issue("A").label != left.label


def test_the_wait_of_those_carried_over_begins_with_the_first_open_counter(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, leftovers="carry_over"), clock=clock)
    ids = evening(store, clock)
    clock.now = MORNING + timedelta(hours=20)
    assert store.ticket(ids["waiting"]).state is State.WAITING
    clock.now = MORNING + timedelta(days=1)
    store.open_counter(BOB)
    clock.turn(minutes=3)
    called = store.call_next(ANN)
    assert called is not None
    assert timedelta(minutes=2) < called.wait < timedelta(minutes=4)
    assert not called.apology_due
    store.close()


def test_a_hall_that_works_through_the_cutover_goes_on(store: Store, clock: Clock) -> None:
    clock.now = MORNING + timedelta(hours=18, minutes=50)
    first, second = store.issue("A", post=BOSS), store.issue("A", post=BOSS)
    store.call_next(ANN)
    clock.turn(minutes=20)
    assert store.business_day() == TUESDAY
    assert store.start(first.id, ANN).state is State.SERVING
    assert store.counters()[0].clerk == "ann"
    assert store.issue("A").label == "A003", "two in the hall never hold the same label"
    store.finish(first.id, ANN)
    called = store.call_next(ANN)
    assert called is not None
    assert called.id == second.id
    assert called.wait > timedelta(minutes=20)


def test_what_is_carried_over_in_the_evening_waits_for_the_morning(store: Store, clock: Clock) -> None:
    store.issue("A")
    [carried] = store.close_day(waiting="carry_over")
    assert carried.state is State.LEFT_OVER
    assert store.call_next(ANN) is None
    assert store.desk_view(ANN).left_over == (), "it was answered already"
    clock.turn(days=1)
    called = store.call_next(ANN)
    assert called is not None
    assert (called.label, called.business_day) == ("A001", TUESDAY)


def test_a_day_to_come_is_not_closed(store: Store) -> None:
    ticket = store.issue("A")
    with pytest.raises(QueueError, match="2099-01-01 has not come yet") as refusal:
        store.close_day(waiting="carry_over", day=date(2099, 1, 1))
    assert refusal.value.key == "day_to_come"
    assert store.ticket(ticket.id).state is State.WAITING


def test_a_visit_left_open_does_not_spoil_the_forecast(store: Store, clock: Clock) -> None:
    for _ in range(6):
        ticket = store.issue("A")
        store.call_next(ANN)
        store.start(ticket.id, ANN)
        clock.turn(minutes=4)
        store.finish(ticket.id, ANN)
    left = store.issue("A")
    store.call_next(ANN)
    store.start(left.id, ANN)
    clock.turn(days=1)
    store.open_counter(ANN)
    told = store.estimate("A")
    assert told.high is not None
    assert told.high <= timedelta(minutes=5)
    assert store.estimate("A").counters == 1, "counters left open overnight are not counted"


def test_the_version_tells_that_a_day_is_over(store: Store, clock: Clock) -> None:
    store.issue("A")
    store.waiting()
    before = store.version()
    assert store.version() == before
    clock.turn(days=1)
    assert store.version() != before
    assert store.waiting() == []
