"""A counter is its clerk's until released, taken over by name, or left unattended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from store_hall import ANN, BOB, CAI, HALL, Clock

from queue_store import CounterTaken, Post, QueueError, Store

EVE = Post(1, "eve")


@pytest.fixture
def taken(store: Store) -> int:
    """Ann has counter 1 open and serves somebody."""
    store.open_counter(ANN, terminal="left")
    ticket = store.issue("A")
    store.issue("A")
    store.call_next(ANN)
    return ticket.id


ACTS: dict[str, Callable[[Store, int], object]] = {
    "open_counter": lambda s, i: s.open_counter(EVE),
    "call_next": lambda s, i: s.call_next(EVE),
    "call": lambda s, i: s.call(i, EVE),
    "recall": lambda s, i: s.recall(i, EVE),
    "start": lambda s, i: s.start(i, EVE),
    "park": lambda s, i: s.park(i, EVE),
    "no_show": lambda s, i: s.no_show(i, EVE),
    "finish": lambda s, i: s.finish(i, EVE),
    "transfer": lambda s, i: s.transfer(i, EVE, service="B"),
    "apologise": lambda s, i: s.apologise(i, EVE),
    "pause": lambda s, i: s.pause(EVE),
    "unpause": lambda s, i: s.unpause(EVE),
    "close_counter": lambda s, i: s.close_counter(EVE),
    "undo": lambda s, i: s.undo(EVE),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_store_refuses_everybody_else(store: Store, taken: int, name: str) -> None:
    before = store.changes(0), store.version()
    with pytest.raises(CounterTaken, match="Counter 1 is open by ann") as refusal:
        ACTS[name](store, taken)
    assert refusal.value.key == "counter_taken"
    assert (refusal.value.fields["clerk"], refusal.value.fields["counter"]) == ("ann", 1)
    assert (store.changes(0), store.version()) == before


def test_taking_over_by_name(store: Store, taken: int) -> None:
    status = store.open_counter(EVE, terminal="right", take_over=True)
    assert (status.clerk, status.terminal) == ("eve", "right")
    assert status.ticket is not None
    assert store.finish(taken, EVE).clerk == "ann", "who called stays on record"
    with pytest.raises(CounterTaken, match="eve"):
        store.call_next(ANN)
    assert store.changes(0)[-2].kind == "counter_taken_over"


def test_a_released_counter_is_anybodys(store: Store, taken: int) -> None:
    store.finish(taken, ANN)
    store.close_counter(ANN)
    assert store.call_next(EVE) is not None


def test_a_counter_left_unattended_is_anybodys(store: Store, clock: Clock, taken: int) -> None:
    store.finish(taken, ANN)
    clock.now += HALL.unattended - timedelta(minutes=1)
    with pytest.raises(CounterTaken):
        store.call_next(EVE)
    store.told.tell(taken, ANN, ["deed"])
    clock.turn(minutes=30)
    with pytest.raises(CounterTaken):
        store.call_next(EVE)
    clock.now += HALL.unattended
    assert store.call_next(EVE) is not None
    assert store.counters()[0].clerk == "eve"


def test_two_terminals_at_one_counter_notice_each_other(store: Store, taken: int) -> None:
    store.open_counter(ANN, terminal="right")
    assert store.desk_view(ANN).status.terminal == "right"


def test_a_complaint_and_its_case_come_and_go_together(store: Store, clock: Clock, taken: int) -> None:
    from queue_store import Outcome, State

    due = clock.now + timedelta(days=15)
    store.finish(taken, ANN, outcome=Outcome.COMPLAINT, reason="slow", case_due=due)
    [case] = store.owed.rows()
    assert (case.ticket_id, case.due, case.what, case.whom) == (taken, due, "slow", "A001")
    assert store.undo(ANN).entries == 2
    assert store.owed.rows(state=None) == []
    assert store.ticket(taken).state is State.CALLED
    with pytest.raises(QueueError, match="time zone"):
        store.finish(taken, ANN, outcome=Outcome.COMPLAINT, case_due=due.replace(tzinfo=None))
    assert store.ticket(taken).state is State.CALLED, "no case, no end"
    with pytest.raises(QueueError, match="Only a complaint"):
        store.finish(taken, ANN, case_due=due)


def test_undo_is_not_stuck_because_another_visitor_acted(store: Store, taken: int) -> None:
    store.start(taken, ANN)
    store.finish(taken, ANN)
    second = store.call_next(ANN)
    assert second is not None
    store.no_show(second.id, ANN)
    store.rejoin(second.token)
    undone = store.undo(ANN)
    assert (undone.kind, undone.ticket_id) == ("finish", taken)
    with pytest.raises(QueueError):
        store.undo(BOB)


@pytest.mark.parametrize("act", [
    lambda s, i: s.pause(ANN, "meal"), lambda s, i: s.visitors.name(i, ANN, surname="Wu", address="sir"),
    lambda s, i: s.calls.ring(ANN), lambda s, i: s.told.tell(i, ANN, ["deed"]),
    lambda s, i: s.told.second_visit(i, ANN, missing="x", was_told=False), lambda s, i: s.help.call(ANN),
    lambda s, i: s.messages.put_up("soon", post=ANN), lambda s, i: s.owed.hand_over(ANN, "keys"),
    lambda s, i: s.owed.add_duty(ANN, "open the safe", s.now()),
    lambda s, i: s.told.note_missing(i, ANN, ["deed"]),
])  # fmt: skip
def test_an_act_of_any_book_can_be_undone(store: Store, taken: int, act: Callable[[Store, int], object]) -> None:
    def shown() -> tuple[object, ...]:
        view = store.desk_view(ANN)
        return (
            view.current and view.current.visitor, view.status.state, view.calls, view.owed, view.help_calls,
            view.messages, store.told.of(taken), store.told.missing(taken),
            store.reports.courtesy(view.now - timedelta(days=1), view.now + timedelta(days=1)).second_visits,
        )  # fmt: skip

    before = shown()
    act(store, taken)
    store.undo(ANN)
    assert shown() == before
    assert store.undo(ANN).kind == "call"


def test_a_handover_note_waits_for_another_clerk(store: Store) -> None:
    note = store.owed.hand_over(ANN, "the key is in the drawer")
    with pytest.raises(QueueError, match="your own note") as refusal:
        store.owed.settle(note.id, ANN)
    assert refusal.value.key == "own_handover"
    assert store.owed.rows() == [note]
    assert store.owed.settle(note.id, CAI).settled_by == "cai"


def test_a_ticket_sent_where_nobody_is_can_still_be_called(store: Store, clock: Clock, taken: int) -> None:
    store.transfer(taken, ANN, counter=5)
    [stranded] = store.health().stranded
    assert stranded.id == taken
    waiting = store.waiting()
    store.cancel(next(each for each in waiting if each.id != taken).token)
    assert store.call_next(CAI) is None, "for a while it waits for that counter"
    clock.turn(minutes=16)
    why, called = store.why_next(CAI), store.call_next(CAI)
    assert why is not None
    assert called is not None
    assert (why.ticket.id, called.id) == (taken, taken)


def test_a_counter_or_service_that_the_hall_gave_up(store: Store, clock: Clock, taken: int) -> None:
    from dataclasses import replace

    store.transfer(taken, ANN, counter=5)
    renamed = store.issue("B")
    services = tuple(each for each in HALL.services if each.code != "B")
    counters = tuple(
        replace(each, services=tuple(code for code in each.services if code != "B"))
        for each in HALL.counters
        if each.number != 5
    )
    store.change_rules(replace(HALL, services=services, counters=counters))
    assert {ticket.id for ticket in store.health().stranded} == {taken, renamed.id}
    boss = store.call_next(Post(4, "boss"))
    assert boss is not None
    assert boss.id == renamed.id, "the supervisors' counters take whose service is gone"
    assert taken in {ticket.id for ticket in store.waiting_at(3)}
