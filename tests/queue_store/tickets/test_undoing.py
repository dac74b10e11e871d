"""Undo of every verb restores the row, the figures and the closed legs; events replay to the same row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3
from store_hall import ANN, BOB, CAI, EVER, Clock, replays, stored

from queue_store import Outcome, Post, QueueError, State, Store, Verb, Visitor


def serving(store: Store) -> int:
    ticket = store.issue("A", visitor=Visitor(surname="尉迟", priority="old", errands=2))
    store.call_next(ANN)
    return store.start(ticket.id, ANN).id


def called(store: Store) -> int:
    ticket = store.issue("A")
    store.call_next(ANN)
    return ticket.id


def parked(store: Store) -> int:
    return store.park(serving(store), ANN, reason="copy").id


def missed(store: Store) -> int:
    return store.no_show(called(store), ANN).id


def waiting(store: Store) -> int:
    return store.issue("A").id


CASES: dict[str, tuple[Callable[[Store], int], Callable[[Store, int], object]]] = {
    "call_next": (waiting, lambda s, i: s.call_next(ANN)),
    "call": (waiting, lambda s, i: s.call(i, ANN, reason="asked")),
    "call parked": (parked, lambda s, i: s.call(i, ANN)),
    "call missed": (missed, lambda s, i: s.call(i, ANN)),
    "recall": (called, lambda s, i: s.recall(i, ANN)),
    "start": (called, lambda s, i: s.start(i, ANN)),
    "park": (serving, lambda s, i: s.park(i, ANN, reason="form")),
    "park called": (called, lambda s, i: s.park(i, ANN)),
    "resume": (parked, lambda s, i: s.resume(i, ANN)),
    "no_show": (called, lambda s, i: s.no_show(i, ANN)),
    "no_show parked": (parked, lambda s, i: s.no_show(i, ANN)),
    "rejoin": (missed, lambda s, i: s.rejoin(i, post=ANN)),
    "rejoin parked": (parked, lambda s, i: s.rejoin(i, post=ANN)),
    "transfer": (serving, lambda s, i: s.transfer(i, ANN, service="B", note="meter")),
    "transfer waiting": (waiting, lambda s, i: s.transfer(i, ANN, service="B")),
    "transfer counter": (serving, lambda s, i: s.transfer(i, ANN, counter=4)),
    "finish": (serving, lambda s, i: s.finish(i, ANN)),
    "finish declined": (parked, lambda s, i: s.finish(i, ANN, outcome=Outcome.DECLINED, reason="rule", way="ask")),
    "cancel": (waiting, lambda s, i: s.cancel(s.ticket(i).token, post=ANN)),
    "apologise": (called, lambda s, i: s.apologise(i, ANN)),
}


@pytest.mark.parametrize("case", CASES)
def test_undo_restores_everything(store: Store, clock: Clock, case: str) -> None:
    prepare, act = CASES[case]
    ticket_id = prepare(store)
    clock.turn(minutes=40)
    before, figures = stored(store), store.hall_day()
    act(store, ticket_id)
    replays(store, ticket_id)
    assert stored(store) != before
    clock.turn(minutes=2)
    undone = store.undo(ANN)
    assert (undone.ticket_id, undone.label) == (ticket_id, store.ticket(ticket_id).label)
    assert stored(store) == before
    assert store.hall_day() == figures
    replays(store, ticket_id)
    assert [event.undone for event in store.events(ticket_id)][-2:] == [True, False]


def test_repeated_undo_walks_back_to_the_number_itself(store: Store) -> None:
    ticket = store.issue("A", post=ANN)
    store.call_next(ANN)
    store.start(ticket.id, ANN)
    store.finish(ticket.id, ANN)
    assert [store.undo(ANN).verb for _ in range(4)] == [Verb.FINISH, Verb.START, Verb.CALL, Verb.ISSUE]
    with pytest.raises(QueueError, match="nothing"):
        store.undo(ANN)
    assert store.ticket(ticket.id).void
    assert list(store.wait_log(*EVER)) == []
    assert store.hall_day().issued == 0
    assert store.issue("A").number == 2
    replays(store, ticket.id)


def test_undo_leaves_the_acts_of_others_alone(store: Store) -> None:
    first, second = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    store.call_next(CAI)
    assert store.undo(ANN).ticket_id == first.id
    assert store.ticket(second.id).counter == CAI.counter


def test_undo_is_refused_when_the_ticket_went_on(store: Store) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.transfer(ticket.id, ANN, service="B")
    store.call_next(BOB)
    with pytest.raises(QueueError, match="since") as refusal:
        store.undo(ANN)
    assert refusal.value.key == "changed_since"
    store.undo(BOB)
    assert store.undo(ANN).verb is Verb.TRANSFER
    assert store.ticket(ticket.id).counter == ANN.counter


def test_undo_ends_with_the_business_day(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.finish(ticket.id, ANN)
    clock.turn(days=1)
    with pytest.raises(QueueError) as refusal:
        store.undo(ANN)
    assert refusal.value.key == "nothing_to_undo"


def test_undo_of_a_finish_waits_for_the_counter_to_be_free(store: Store) -> None:
    first, second = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    store.park(first.id, ANN)
    store.call(second.id, ANN)
    store.finish(second.id, ANN)
    store.transfer(first.id, CAI, counter=1)
    store.call_next(ANN)
    store.undo(ANN)
    assert store.undo(ANN).verb is Verb.FINISH
    assert store.ticket(second.id).counter == ANN.counter


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET at = at", "DELETE FROM log", "INSERT OR REPLACE INTO log SELECT * FROM log",
        "REPLACE INTO log (hall, seq, act, at, kind, subject, key) SELECT hall, seq, act, at, 'x', '', '' FROM log",
    ],
)  # fmt: skip
def test_the_log_is_append_only(store: Store, path: Path, statement: str) -> None:
    ticket = store.issue("A")
    store.journal.record(None, "export", {"rows": 1})
    before = store.changes(0)
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.Error, match="never"):
        connection.execute(statement)
    connection.close()
    assert store.changes(0) == before
    assert len(store.events(ticket.id)) == 1
    assert len(store.journal.rows(*EVER)) == 1


def test_events_hold_no_names(store: Store) -> None:
    ticket = store.issue("A", visitor=Visitor(surname="Winterbottom", phone="555-7788", address="madam"))
    told = str(store.events(ticket.id))
    assert "Winterbottom" not in told
    assert "555-7788" not in told
    assert ticket.token not in told
    assert ticket.visitor.surname == "Winterbottom"


def test_time_aside_is_not_time_served(store: Store, clock: Clock) -> None:
    ticket_id = serving(store)
    clock.turn(minutes=3)
    store.park(ticket_id, ANN)
    clock.turn(minutes=30)
    store.resume(ticket_id, ANN)
    clock.turn(minutes=2)
    done = store.finish(ticket_id, ANN)
    assert done.started_at is not None
    assert done.finished_at is not None
    served = done.finished_at - done.started_at - done.away
    assert abs(served - timedelta(minutes=5)) < timedelta(seconds=2)
    assert store.hall_day().served_median is not None


@pytest.mark.parametrize("again", ["issue", "book"])
def test_a_request_whose_ticket_was_taken_back_makes_a_new_one(store: Store, again: str) -> None:
    void = store.issue("A", request_id="r-1", post=ANN)
    store.undo(ANN)
    ticket = getattr(store, again)("A", request_id="r-1")
    assert ticket.id != void.id
    assert ticket.label == "A002"
    assert not ticket.void
    assert getattr(store, again)("A", request_id="r-1").id == ticket.id, "and that one only"
    assert store.issue("A", request_id="r-1").id == ticket.id
    replays(store, void.id)
    replays(store, ticket.id)


BRINGS: dict[str, tuple[Callable[[Store], int], Callable[[Store, int], object]]] = {
    "call_next": (waiting, lambda s, i: s.call_next(ANN)),
    "call": (waiting, lambda s, i: s.call(i, ANN, reason="asked")),
    "resume": (parked, lambda s, i: s.resume(i, ANN)),
}


def counter_rows(store: Store) -> list[tuple[object, ...]]:
    with store._ledger.look() as look:
        return look.rows("SELECT number, clerk, state, since, terminal, reason_text FROM counter ORDER BY number")


def sign_ins(store: Store) -> int:
    return store.reports.courtesy(*EVER).sign_ins


@pytest.mark.parametrize("case", BRINGS)
def test_undo_of_an_act_that_opened_a_paused_counter_brings_the_pause_back(
    store: Store, clock: Clock, case: str
) -> None:
    prepare, act = BRINGS[case]
    store.open_counter(ANN, terminal="left")
    ticket_id = prepare(store)
    store.pause(ANN, "meal")
    before, opened = counter_rows(store), sign_ins(store)
    clock.turn(minutes=5)
    act(store, ticket_id)
    assert store.counters()[0].state == "open"
    assert sign_ins(store) == opened, "going on after a pause is no sign-in"
    store.undo(ANN)
    assert counter_rows(store) == before, "with its reason, and since when"
    assert store.undo(ANN).kind == "counter_paused"


def test_undo_of_a_call_closes_a_counter_that_it_opened(store: Store) -> None:
    waiting(store)
    store.call_next(ANN)
    store.undo(ANN)
    assert store.counters()[0].state == "closed"
    assert sign_ins(store) == 0, "what was undone counts for nothing"
    assert store.call_next(BOB) is None
    assert store.call_next(ANN) is not None


def test_undo_of_a_call_leaves_a_counter_that_was_opened_anew_since(store: Store) -> None:
    ticket_id = called(store)
    store.park(ticket_id, ANN)
    store.close_counter(ANN)
    store.open_counter(ANN, terminal="right")
    before = counter_rows(store)
    assert [store.undo(ANN).verb for _ in range(2)] == [Verb.PARK, Verb.CALL]
    assert counter_rows(store) == before
    assert store.ticket(ticket_id).state is State.WAITING


def test_closing_a_counter_is_taken_back_and_opening_one_is_not(store: Store) -> None:
    store.open_counter(ANN, terminal="left")
    before = counter_rows(store)
    store.close_counter(ANN)
    assert store.undo(ANN).kind == "counter_closed"
    assert counter_rows(store) == before
    with pytest.raises(QueueError) as refusal:
        store.undo(ANN)
    assert refusal.value.key == "nothing_to_undo"
    assert store.counters()[0].state == "open"


def test_undo_after_taking_over_touches_nothing_of_the_other_clerk(store: Store) -> None:
    ticket_id, eve = serving(store), Post(ANN.counter, "eve")
    store.open_counter(eve, take_over=True)
    with pytest.raises(QueueError) as refusal:
        store.undo(eve)
    assert refusal.value.key == "nothing_to_undo"
    assert (store.counters()[0].clerk, store.ticket(ticket_id).state) == ("eve", State.SERVING)
    store.open_counter(ANN, take_over=True)
    assert store.undo(ANN).verb is Verb.START


def test_undo_that_brings_a_visitor_back_opens_the_counter(store: Store) -> None:
    ticket_id, eve = serving(store), Post(ANN.counter, "eve")
    store.finish(ticket_id, ANN)
    store.close_counter(ANN)
    store.open_counter(eve)
    store.close_counter(eve)
    assert store.undo(ANN).verb is Verb.FINISH
    status = store.counters()[0]
    assert (status.state, status.clerk) == ("open", "ann")
    assert status.ticket is not None
    assert [store.undo(ANN).verb for _ in range(2)] == [Verb.START, Verb.CALL]
