"""What a supervisor arranges for the day and directs: seen by every part of the store, and over with the day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, CAI, HALL, Clock

from queue_store import (
    NO_COUNTER,
    AlreadyTaken,
    CounterBusy,
    NotAllowed,
    Post,
    QueueError,
    State,
    Store,
    UnknownThing,
    open_store,
)

LEAD = Post(NO_COUNTER, "lead")
SECOND = Post(NO_COUNTER, "second")


def test_a_closed_service_takes_no_numbers_and_those_who_wait_are_served(store: Store) -> None:
    waiting = store.issue("B")
    store.directing.close_service("B", LEAD)
    for take in (lambda: store.issue("B"), lambda: store.book("B")):
        with pytest.raises(NotAllowed, match="closed B for today"):
            take()
    called = store.call_next(BOB)
    assert called is not None
    assert called.id == waiting.id
    store.directing.open_service("B", LEAD)
    assert store.issue("B").number == 2


def test_the_second_supervisor_is_told(store: Store) -> None:
    store.directing.close_service("B", LEAD)
    with pytest.raises(AlreadyTaken, match="lead closed B for today already"):
        store.directing.close_service("B", SECOND)
    store.directing.open_service("B", SECOND)
    with pytest.raises(AlreadyTaken, match="nobody closed it"):
        store.directing.open_service("B", LEAD)
    store.directing.move_counter(2, ("A", "B"), LEAD, seen=("B",))
    with pytest.raises(AlreadyTaken, match="it is A, B now"):
        store.directing.move_counter(2, ("A",), SECOND, seen=("B",))


def test_a_moved_counter_calls_what_it_gives_now(store: Store) -> None:
    account = store.issue("A")
    assert store.call_next(BOB) is None
    store.directing.move_counter(2, ("A",), LEAD, seen=("B",))
    assert store.why_next(BOB) is not None
    called = store.call_next(BOB)
    assert called is not None
    assert called.id == account.id
    assert store.count_at(2) == 0


def test_another_process_goes_by_it_at_once(path: Path, store: Store, clock: Clock) -> None:
    beside = open_store(path, HALL, clock=clock)
    store.issue("A")
    store.directing.move_counter(2, ("A",), LEAD, seen=("B",))
    assert beside.count_at(2) == 1
    assert beside.arranged.counters == {2: ("A",)}
    assert beside.hall == HALL, "the configuration is as it was"
    beside.close()


def test_it_is_over_with_the_day_and_when_it_is_taken_back(store: Store, clock: Clock) -> None:
    store.directing.close_service("B", LEAD)
    store.directing.move_counter(2, ("A",), LEAD, seen=("B",))
    clock.turn(hours=24)
    assert store.issue("B").number == 1
    assert store.count_at(2) == 1
    store.directing.move_counter(2, ("A", "B"), LEAD, seen=("B",))
    store.directing.move_counter(2, ("B",), LEAD, seen=("A", "B"))
    assert store.floor_view().arranged.counters == {}


def test_what_cannot_be_arranged_is_refused(store: Store) -> None:
    with pytest.raises(UnknownThing):
        store.directing.close_service("Z", LEAD)
    with pytest.raises(QueueError, match="at least one"):
        store.directing.move_counter(2, (), LEAD, seen=("B",))
    store.directing.move_counter(3, ("A",), LEAD, seen=("A", "B", "C"))
    with pytest.raises(NotAllowed, match="No other counter gives B"):
        store.directing.move_counter(2, ("A",), LEAD, seen=("B",))


def test_forecasts_know_a_moved_counter(store: Store) -> None:
    store.open_counter(BOB)
    store.issue("A")
    assert store.estimate("A").counters == 0
    store.directing.move_counter(2, ("A", "B"), LEAD, seen=("B",))
    assert store.estimate("A").counters == 1


def test_a_visitor_is_called_in_the_name_of_the_clerk_and_on_record_as_the_supervisors(store: Store) -> None:
    store.issue("A")
    chosen = store.issue("A")
    store.open_counter(ANN)
    called = store.directing.call(chosen.id, 1, LEAD, reason="catches a train")
    assert (called.counter, called.clerk, called.state) == (1, "ann", State.CALLED)
    [entry] = [entry for entry in store.changes(0) if entry.kind == "call"]
    assert (entry.clerk, entry.counter) == ("lead", NO_COUNTER)
    assert store.start(chosen.id, ANN).state is State.SERVING


def test_nobody_is_called_where_it_cannot_be(store: Store) -> None:
    first, second = store.issue("A"), store.issue("A")
    with pytest.raises(NotAllowed, match="Counter 1 is not open"):
        store.directing.call(first.id, 1, LEAD)
    store.open_counter(ANN)
    store.directing.call(first.id, 1, LEAD)
    with pytest.raises(CounterBusy):
        store.directing.call(second.id, 1, SECOND)
    store.open_counter(CAI)
    with pytest.raises(AlreadyTaken, match="already called to counter 1"):
        store.directing.call(first.id, 3, SECOND)
    store.pause(CAI)
    with pytest.raises(NotAllowed, match="Counter 3 is not open"):
        store.directing.call(second.id, 3, LEAD)


def test_a_transfer_is_taken_over(store: Store) -> None:
    ticket = store.issue("A")
    for post in (ANN, CAI):
        store.open_counter(post)
    store.transfer(ticket.id, ANN, counter=3)
    assert store.count_at(1) == 0
    sent = store.directing.send(ticket.id, None, LEAD)
    assert (sent.for_counter, sent.entered_at) == (None, ticket.entered_at)
    assert store.count_at(1) == 1
    store.directing.send(ticket.id, 1, LEAD)
    assert store.count_at(3) == 0
    with pytest.raises(NotAllowed, match="Counter 2 is not open"):
        store.directing.send(ticket.id, 2, LEAD)
    store.call_next(ANN)
    with pytest.raises(AlreadyTaken):
        store.directing.send(ticket.id, None, LEAD)
    store.finish(ticket.id, ANN)
    with pytest.raises(NotAllowed, match="does not wait any more"):
        store.directing.send(ticket.id, None, LEAD)


def test_who_ended_the_day_is_on_record(store: Store) -> None:
    store.issue("A")
    store.close_day(waiting="expire", post=LEAD)
    assert store.changes(0)[-1].clerk == "lead"


def test_a_view_counts_who_waits_for_whom(store: Store, clock: Clock) -> None:
    for post in (ANN, BOB):
        store.open_counter(post)
    first = store.issue("A")
    clock.turn(minutes=16)
    store.issue("A")
    sent = store.issue("B")
    store.transfer(sent.id, BOB, counter=3)
    view = store.floor_view()
    account = view.services[0]
    assert (account.service, account.waiting, account.over, account.open, account.giving) == ("A", 2, 1, 1, 2)
    assert account.longest_since == first.entered_at
    loads = {load.number: load for load in view.counters}
    assert [loads[number].callable for number in (1, 2, 3)] == [2, 0, 3]
    assert loads[1].free_since is not None
    assert [ticket.id for ticket in view.stranded] == [sent.id]
    clock.turn(minutes=16)
    later = store.floor_view()
    assert later.stranded == (), "the counters of its service call it by now"
    assert {load.number: load.callable for load in later.counters}[2] == 1
    assert later.services[0].longest(later.now) > timedelta(minutes=31)
