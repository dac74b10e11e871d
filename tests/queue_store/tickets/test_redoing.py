"""Redo does again what undo took back, and nothing else; what both would do is told beforehand."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_hall import ANN, BOB, BOSS, CAI, HALL, Clock, replays, stored
from test_log import random_day
from test_undoing import CASES, waiting

from queue_store import Outcome, Post, QueueError, State, Store, Verb, open_store
from queue_store.acts import KEYS

POSTS = (ANN, BOB, CAI, BOSS)

Tables = dict[tuple[str, str], dict[str, Any]]


def tables(store: Store) -> Tables:
    """Every row that the log rebuilds, by table and key, but for which entry wrote it."""
    found: Tables = {}
    with store._ledger.look() as look:
        for table, key in KEYS.items():
            names = [str(row[1]) for row in look.rows(f"PRAGMA table_info({table})")]
            for values in look.rows(f"SELECT {', '.join(names)} FROM {table}"):
                row = dict(zip(names, values, strict=True))
                row.pop("revision", None)
                found[table, json.dumps([row[name] for name in key])] = row
    return found


def taken_back(store: Store, post: Post, times: int) -> int:
    """Undo so many times, as far as it goes; returns how often it went."""
    for done in range(times):
        try:
            store.undo(post)
        except QueueError:
            return done
    return times


@pytest.mark.parametrize("case", CASES)
def test_redo_of_every_verb_is_as_if_it_had_not_been_taken_back(store: Store, clock: Clock, case: str) -> None:
    prepare, act = CASES[case]
    ticket_id = prepare(store)
    clock.turn(minutes=40)
    act(store, ticket_id)
    before, figures = tables(store), store.hall_day()
    clock.turn(minutes=2)
    undone = store.undo(ANN)
    assert tables(store) != before
    clock.turn(minutes=2)
    redone = store.redo(ANN)
    assert (redone.kind, redone.ticket_id, redone.at) == (undone.kind, ticket_id, undone.at)
    assert tables(store) == before
    assert store.hall_day() == figures
    replays(store, ticket_id)
    assert store.undo(ANN).at == undone.at, "and it can be taken back again, and done again"
    store.redo(ANN)
    assert tables(store) == before


def test_redo_goes_forward_as_undo_goes_back(store: Store) -> None:
    waiting(store)
    store.call_next(ANN)
    ticket = store.start(1, ANN)
    store.finish(ticket.id, ANN)
    assert [store.undo(ANN).verb for _ in range(3)] == [Verb.FINISH, Verb.START, Verb.CALL]
    assert [store.redo(ANN).verb for _ in range(3)] == [Verb.CALL, Verb.START, Verb.FINISH]
    with pytest.raises(QueueError) as refusal:
        store.redo(ANN)
    assert refusal.value.key == "nothing_to_redo"


def test_something_else_done_since_leaves_what_was_taken_back(store: Store) -> None:
    first, _ = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    store.undo(ANN)
    store.pause(ANN, "meal")
    store.undo(ANN)
    store.redo(ANN)
    with pytest.raises(QueueError) as refusal:
        store.redo(ANN)
    assert refusal.value.key == "nothing_to_redo"
    assert store.ticket(first.id).state is State.WAITING


def others_call(store: Store, ticket_id: int) -> None:
    store.call(ticket_id, CAI)


def others_call_and_take_it_back(store: Store, ticket_id: int) -> None:
    store.call(ticket_id, CAI)
    store.undo(CAI)


def others_call_take_it_back_and_call_again(store: Store, ticket_id: int) -> None:
    others_call_and_take_it_back(store, ticket_id)
    store.redo(CAI)


def number_taken_back(store: Store, ticket_id: int) -> None:
    store.undo(BOB)


@pytest.mark.parametrize(
    ("meanwhile", "goes"),
    [
        (others_call, False),
        (others_call_and_take_it_back, True),
        (others_call_take_it_back_and_call_again, False),
        (number_taken_back, False),
    ],
)
def test_redo_is_refused_in_a_sentence_when_the_ticket_went_on(
    store: Store, meanwhile: Callable[[Store, int], None], goes: bool
) -> None:
    ticket = store.issue("A", post=BOB)
    store.call_next(ANN)
    store.undo(ANN)
    meanwhile(store, ticket.id)
    before = tables(store)
    assert (store.acts_of(ANN).again is not None) == goes
    if goes:
        assert store.redo(ANN).ticket_id == ticket.id
        assert store.ticket(ticket.id).counter == ANN.counter
        return
    with pytest.raises(QueueError) as refusal:
        store.redo(ANN)
    assert refusal.value.key == "redo_changed"
    assert tables(store) == before


def test_redo_needs_its_counter_free(store: Store) -> None:
    first, second = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    store.undo(ANN)
    store.issue("A")
    store.transfer(second.id, CAI, counter=1)
    other = open_store(store.path, HALL, clock=lambda: store.now())
    other.call(second.id, Post(1, "ann"))
    other.close()
    with pytest.raises(QueueError) as refusal:
        store.redo(ANN)
    assert refusal.value.key == "nothing_to_redo", "the call of the second is something else done since"
    assert store.ticket(first.id).state is State.WAITING


def test_a_number_asked_for_anew_is_not_given_twice(store: Store) -> None:
    void = store.issue("A", request_id="r-1", post=ANN)
    store.undo(ANN)
    again = store.issue("A", request_id="r-1")
    with pytest.raises(QueueError) as refusal:
        store.redo(ANN)
    assert refusal.value.key == "redo_taken"
    assert store.ticket(void.id).void
    assert [ticket.id for ticket in store.waiting()] == [again.id]


def test_a_complaint_comes_back_with_its_case(store: Store, clock: Clock) -> None:
    ticket_id = waiting(store)
    store.call_next(ANN)
    store.finish(ticket_id, ANN, outcome=Outcome.COMPLAINT, reason="slow", case_due=clock.now, case_what="slow")
    before = tables(store)
    store.undo(ANN)
    assert store.owed.rows() == []
    store.redo(ANN)
    assert [owed.what for owed in store.owed.rows()] == ["slow"]
    assert tables(store) == before


def test_what_can_be_taken_back_is_told_in_the_order_of_undo(store: Store) -> None:
    first, second = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    store.transfer(first.id, ANN, service="B")
    store.call_next(ANN)
    store.start(second.id, ANN)
    store.call(first.id, BOB)
    acts = store.acts_of(ANN)
    assert [(act.verb, act.label) for act in acts.undoable] == [(Verb.START, "A002"), (Verb.CALL, "A002")]
    assert [(act.verb, act.label) for act in acts.kept] == [(Verb.TRANSFER, "A001"), (Verb.CALL, "A001")]
    assert acts.again is None
    told = [(act.act, act.at) for act in acts.undoable]
    assert [(undone.act, undone.at) for undone in (store.undo(ANN), store.undo(ANN))] == told


def test_an_act_built_on_by_ones_own_later_act_is_taken_back_after_that(store: Store) -> None:
    ticket_id = waiting(store)
    store.call_next(ANN)
    store.start(ticket_id, ANN)
    store.finish(ticket_id, ANN)
    acts = store.acts_of(ANN)
    assert [act.verb for act in acts.undoable] == [Verb.FINISH, Verb.START, Verb.CALL]
    assert acts.kept == ()
    store.undo(ANN)
    acts = store.acts_of(ANN)
    assert acts.again is not None
    assert (acts.again.verb, acts.again.label) == (Verb.FINISH, "A001")


def test_undo_of_another_act_than_the_one_shown_is_refused(store: Store) -> None:
    ticket_id = waiting(store)
    store.call_next(ANN)
    [shown] = store.acts_of(ANN).undoable
    store.start(ticket_id, ANN)
    before = stored(store)
    with pytest.raises(QueueError) as refusal:
        store.undo(ANN, expected=shown.act)
    assert refusal.value.key == "undo_other"
    assert stored(store) == before
    assert store.undo(ANN, expected=store.acts_of(ANN).undoable[0].act).verb is Verb.START


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(seed=st.integers(0, 2**32), post=st.sampled_from(POSTS), times=st.integers(1, 12))
def test_undo_and_redo_leave_every_table_as_it_was(seed: int, post: Post, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        store = open_store(Path(folder) / "hall.db", HALL, clock=clock)
        random_day(store, clock, random.Random(seed), 120)
        before = tables(store)
        went = taken_back(store, post, times)
        clock.turn(minutes=1)
        assert [store.redo(post).clerk for _ in range(went)] == [post.clerk] * went
        assert tables(store) == before
        store.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(seed=st.integers(0, 2**32), between=st.integers(1, 40))
def test_undo_and_redo_among_the_acts_of_other_desks(seed: int, between: int) -> None:
    """What redo does not refuse puts every row that undo changed to what it was, and no other row to anything else."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        store = open_store(Path(folder) / "hall.db", HALL, clock=clock)
        random_day(store, clock, random.Random(seed), 100)
        before = tables(store)
        if taken_back(store, ANN, 1):
            after = tables(store)
            touched = {key for key in before | after if before.get(key) != after.get(key)}
            random_day(store, clock, random.Random(seed + 1), between, posts=(BOB, CAI, BOSS))
            meanwhile = tables(store)
            try:
                store.redo(ANN)
            except QueueError:
                assert tables(store) == meanwhile
            else:
                now = tables(store)
                assert {key: now.get(key) for key in touched} == {key: before.get(key) for key in touched}
                assert {key for key in meanwhile | now if meanwhile.get(key) != now.get(key)} <= touched
        store.close()
