"""Numbers from afar: kept until a time that is told, free again afterwards, and not to be hoarded."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from store_hall import ANN, HALL, MORNING, Clock, replays

from queue_store import NotAllowed, Schedule, Span, State, Store, Verb, open_store


def key_of(refusal: pytest.ExceptionInfo[NotAllowed]) -> str:
    return refusal.value.key


def test_a_number_is_kept_until_a_time_and_then_lapses(store: Store, clock: Clock) -> None:
    booked = store.book("A", device="phone")
    assert booked.kept_until is not None
    assert booked.kept_until - booked.issued_at == HALL.bookings_kept
    assert store.lapse_bookings() == []
    clock.now = booked.kept_until
    with pytest.raises(NotAllowed) as late:
        store.check_in(booked.token)
    assert (key_of(late), late.value.fields["until"]) == ("booking_over", "10:00")
    assert store.ticket(booked.id).state is State.BOOKED
    [lapsed] = store.lapse_bookings()
    assert (lapsed.id, lapsed.state, lapsed.finished_at) == (booked.id, State.EXPIRED, booked.kept_until)
    assert store.lapse_bookings() == []
    assert [event.verb for event in store.events(booked.id)] == [Verb.BOOK, Verb.EXPIRE]
    replays(store, booked.id)
    assert store.book("A", device="phone").label == "A002", "the device may take another one"


def test_who_checked_in_in_time_is_not_touched(store: Store, clock: Clock) -> None:
    booked = store.book("A")
    clock.turn(minutes=59)
    store.check_in(booked.token)
    clock.turn(minutes=5)
    assert store.lapse_bookings() == []
    called = store.call_next(ANN)
    assert called is not None
    assert called.id == booked.id


def test_a_number_is_kept_from_opening_and_not_beyond_closing(path: Path, clock: Clock) -> None:
    hours = (Span(time(9, 30), time(11)),)
    store = open_store(path, replace(HALL, schedule=Schedule(week=(hours,) * 7)), clock=clock)
    early = store.book("A").kept_until
    assert early == MORNING + timedelta(minutes=90)
    clock.now = MORNING + timedelta(minutes=100)
    assert store.book("A").kept_until == MORNING + timedelta(minutes=120)
    store.close()


def test_lapsed_and_returned_numbers_are_free_again(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, bookings_per_day=2), clock=clock)
    first = store.book("A")
    clock.turn(minutes=10)
    second = store.book("A")
    left = store.bookings_left()
    assert (left.free, left.here, left.again_at) == (0, 0, first.kept_until)
    with pytest.raises(NotAllowed) as full:
        store.book("A")
    assert key_of(full) == "bookings_full"
    store.cancel(second.token)
    assert store.bookings_left().free == 1
    third = store.book("A")
    clock.turn(minutes=50)
    assert store.bookings_left().free == 1, "before anybody has ended the one that lapsed"
    fourth = store.book("A")
    assert store.ticket(first.id).state is State.EXPIRED
    for each in (third, fourth):
        store.check_in(each.token)
        assert store.bookings_left().free == 0
    assert store.bookings_left().again_at is None, "one that was used is used for the day"
    store.cancel(third.token)
    with pytest.raises(NotAllowed):
        store.book("A")
    store.close()


def test_one_source_takes_a_share_and_more_as_its_visitors_come(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, bookings_per_day=40), clock=clock)
    own = [store.book("A", source="wifi") for _ in range(10)]
    with pytest.raises(NotAllowed) as refusal:
        store.book("A", source="wifi")
    assert (key_of(refusal), refusal.value.fields["again"]) == ("source_full", "10:00")
    left = store.bookings_left("wifi")
    assert (left.free, left.here, left.again_at) == (30, 0, own[0].kept_until)
    assert store.bookings_left("home").here == 7
    store.book("A", source="home")
    store.check_in(own[0].token)
    assert store.bookings_left("wifi").here >= 1
    store.book("A", source="wifi")
    store.cancel(own[1].token)
    store.book("A", source="wifi")
    for each in own[2:]:
        store.check_in(each.token)
    assert store.bookings_left("wifi").here >= 10, "a whole hall behind one address goes on"
    store.close()


def test_a_source_may_take_a_few_however_few_are_left(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, bookings_per_day=4), clock=clock)
    assert store.bookings_left("x").here == 3
    for _ in range(3):
        store.book("A", source="x")
    with pytest.raises(NotAllowed) as refusal:
        store.book("A", source="x")
    assert key_of(refusal) == "source_full"
    store.book("A", source="y")
    store.close()


def test_the_source_stays_out_of_the_log_and_is_forgotten(store: Store, clock: Clock) -> None:
    store.book("A", device="d" * 64, source="s" * 64)
    assert "s" * 64 not in "".join(str(entry.changes) for entry in store.changes(0))
    clock.turn(days=3)
    store.forget()
    with store._ledger.look() as look:
        assert look.rows("SELECT device, source FROM booking") == [("", "")]


def book_one(path: Path, source: str, results: multiprocessing.Queue[str]) -> None:
    store = open_store(path, replace(HALL, bookings_per_day=5))
    try:
        results.put(store.book("A", source=source).label)
    except NotAllowed as refusal:
        results.put(refusal.key)
    finally:
        store.close()


def test_processes_that_want_the_last_numbers_share_them(path: Path) -> None:
    open_store(path, HALL).close()
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    processes = [context.Process(target=book_one, args=(path, f"s{at % 2}", results)) for at in range(8)]
    for each in processes:
        each.start()
    found = sorted(results.get(timeout=60) for _ in processes)
    for each in processes:
        each.join()
    assert len([each for each in found if each.startswith("A0")]) == 5
    assert len({each for each in found if each.startswith("A0")}) == 5
    assert set(found) <= {f"A00{at}" for at in range(1, 6)} | {"bookings_full", "source_full"}
