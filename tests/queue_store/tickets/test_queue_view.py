"""Everybody's place at once: what is kept of an earlier look is what a fresh look finds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from store_hall import ANN, Clock

from queue_store import State, Store, Ticket


def ids(tickets: Iterable[Ticket]) -> list[int]:
    return [ticket.id for ticket in tickets]


def test_it_holds_all_that_the_single_questions_answer(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    first, second, third, gone, booked = (store.issue("A") for _ in range(5))
    store.cancel(gone.token)
    store.call(first.id, ANN)
    store.start(first.id, ANN)
    store.park(first.id, ANN)
    store.call(second.id, ANN)
    view = store.queue_view({}, [gone.token, third.token, "0" * 26])
    assert ids(view.waiting) == ids(store.waiting())
    assert ids(view.serving) == ids(store.now_serving())
    assert ids(view.parked) == ids(store.parked())
    assert ids(view.recent_calls) == ids(store.recent_calls())
    assert [(each.counter, each.state) for each in view.counters] == [
        (each.counter, each.state) for each in store.counters()
    ]
    assert {token: ticket.state for token, ticket in view.asked.items()} == {gone.token: State.CANCELLED}
    assert view.business_day == store.business_day()
    assert view.day_began == store.day_bounds(view.business_day)[0]
    assert booked.id in {ticket.id for ticket in view.waiting}


def test_tickets_that_did_not_change_are_not_read_again(store: Store, clock: Clock) -> None:
    for _ in range(4):
        store.issue("A")
    known = {ticket.id: ticket for ticket in store.queue_view({}).waiting}
    later = store.issue("A")
    store.delay(next(iter(known.values())).token, minutes=5)
    clock.turn(minutes=1)
    called = store.call_next(ANN)
    assert called is not None
    view = store.queue_view(known)
    assert [ticket.id for ticket in view.waiting] == [ticket.id for ticket in store.waiting()]
    kept = [ticket for ticket in view.waiting if ticket is known.get(ticket.id)]
    assert len(kept) == 2
    assert {later.id, *known} == {ticket.id for ticket in view.waiting} | {called.id}


def test_a_visit_that_ended_yesterday_is_not_among_them(store: Store, clock: Clock) -> None:
    ended, open_still = store.issue("A"), store.issue("A")
    store.cancel(ended.token)
    clock.now += timedelta(days=1)
    view = store.queue_view({}, [ended.token, open_still.token])
    assert {token: ticket.state for token, ticket in view.asked.items()} == {open_still.token: State.LEFT_OVER}
