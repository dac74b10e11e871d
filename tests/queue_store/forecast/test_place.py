"""The place told is the order in which the hall really calls."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_hall import HALL, Clock

from queue_store import Counter, Hall, Post, Service, Store, Visitor, open_store

CODES = "ABCD"
SERVICES = tuple(Service(code, code, timedelta(minutes=4 + 3 * at)) for at, code in enumerate(CODES))
PRIORITY = st.sampled_from(["", "", "", "old", "infant"])
ARRIVAL = st.tuples(st.sampled_from(CODES), PRIORITY, st.floats(0, 12))
SOME = st.sets(st.sampled_from(CODES), min_size=1)
QUICKLY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@contextmanager
def opened(hall: Hall) -> Iterator[tuple[Store, Clock]]:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        store = open_store(Path(folder) / "hall.db", hall, clock=clock)
        yield store, clock
        store.close()


def hall_of(counters: tuple[Counter, ...], cap: int) -> Hall:
    return replace(HALL, services=SERVICES, counters=counters, priority_cap=cap)


def fill(store: Store, clock: Clock, arrivals: list[tuple[str, str, float]], steps: list[tuple[int, int]]) -> None:
    """People who come; a few of them step back, are sent to counter 1, or missed their call and rejoined."""
    post = Post(9, "boss")
    given_here = sorted({code for counter in store.hall.counters for code in counter.services})
    for code, priority, minutes in arrivals:
        clock.turn(minutes=minutes)
        store.issue(code, visitor=Visitor(priority=priority))
    for which, how in steps:
        waiting = store.waiting()
        if not waiting:
            return
        ticket = waiting[which % len(waiting)]
        if how == 0:
            if ticket.delays < HALL.max_delays:
                store.delay(ticket.token, places=1 + which % 20)
        elif how == 1:
            store.transfer(ticket.id, post, counter=1)
        elif how == 2:
            store.transfer(ticket.id, post, service=given_here[which % len(given_here)])
        else:
            store.call(ticket.id, post)
            store.no_show(ticket.id, post)
            clock.turn(minutes=2)
            store.rejoin(ticket.id)
    if any(status.counter == 9 and status.state == "open" for status in store.counters()):
        store.close_counter(post)


def called_in_order(store: Store, clock: Clock, posts: list[Post]) -> list[int]:
    """Everybody is called, the counters taking turns."""
    order: list[int] = []
    while True:
        before = len(order)
        for post in posts:
            clock.turn(seconds=7)
            ticket = store.call_next(post)
            if ticket is not None:
                order.append(ticket.id)
                store.finish(ticket.id, post)
        if len(order) == before:
            return order


STEPS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 3)), max_size=4)


@QUICKLY
@given(some=SOME, others=SOME, cap=st.integers(0, 3), arrivals=st.lists(ARRIVAL, max_size=14), steps=STEPS)
def test_with_one_open_counter_the_place_is_exact(
    some: set[str], others: set[str], cap: int, arrivals: list[tuple[str, str, float]], steps: list[tuple[int, int]]
) -> None:
    hall = hall_of((Counter(1, tuple(sorted(some))), Counter(2, tuple(sorted(others | some))), Counter(9, ())), cap)
    with opened(hall) as (store, clock):
        fill(store, clock, arrivals, steps)
        store.open_counter(Post(1, "ann"))
        told = {ticket.id: store.ahead_of(ticket.id) for ticket in store.waiting_at(1)}
        nexts = {number for number in told if store.estimate("A", visitor_id=number).next}
        order = called_in_order(store, clock, [Post(1, "ann")])
        assert {number: order.index(number) for number in told} == told
        assert nexts <= set(order[:1])


@QUICKLY
@given(
    some=SOME, counters=st.integers(2, 4), cap=st.integers(0, 3), arrivals=st.lists(ARRIVAL, max_size=14), steps=STEPS
)
def test_with_counters_that_are_all_alike_the_place_is_exact(
    some: set[str], counters: int, cap: int, arrivals: list[tuple[str, str, float]], steps: list[tuple[int, int]]
) -> None:
    steps = [(which, how) for which, how in steps if how != 1]
    alike = tuple(Counter(number, tuple(sorted(some))) for number in range(1, counters + 1))
    posts = [Post(counter.number, f"c{counter.number}") for counter in alike]
    with opened(hall_of((*alike, Counter(9, ())), cap)) as (store, clock):
        fill(store, clock, arrivals, steps)
        for post in posts:
            store.open_counter(post)
        told = {ticket.id: store.ahead_of(ticket.id) for ticket in store.waiting_at(1)}
        order = called_in_order(store, clock, posts)
        assert {number: order.index(number) for number in told} == told


@QUICKLY
@given(
    gives=st.lists(SOME, min_size=2, max_size=4), cap=st.integers(0, 3),
    arrivals=st.lists(ARRIVAL, min_size=1, max_size=12),
    steps=STEPS, first=st.integers(0, 3),
)  # fmt: skip
def test_who_is_told_to_be_next_is_next_whichever_counter_calls(
    gives: list[set[str]],
    cap: int,
    arrivals: list[tuple[str, str, float]],
    steps: list[tuple[int, int]],
    first: int,
) -> None:
    counters = tuple(Counter(number, tuple(sorted(some))) for number, some in enumerate(gives, 1))
    with opened(hall_of((*counters, Counter(9, ())), cap)) as (store, clock):
        fill(store, clock, arrivals, steps)
        posts = [Post(counter.number, f"c{counter.number}") for counter in counters]
        for post in posts:
            store.open_counter(post)
        waits = store.forecast.waits()
        caller = posts[first % len(posts)]
        mine = {ticket.id for ticket in store.waiting_at(caller.counter)}
        told_next = {number for number, wait in waits.items() if wait.estimate.next and number in mine}
        called = store.call_next(caller)
        if told_next:
            assert called is not None
            assert told_next == {called.id}
