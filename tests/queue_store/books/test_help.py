"""A call for help stands while it can be answered, and who asked is told who answered."""

from __future__ import annotations

import pytest
from store_hall import ANN, BOSS, Clock

from queue_store import NotAllowed, Store


def test_a_call_that_nobody_answers_is_over_after_a_while_and_can_be_made_again(store: Store, clock: Clock) -> None:
    first = store.help.call(ANN)
    clock.turn(minutes=9)
    assert store.help.call(ANN) == first, "asking again is the same call"
    clock.turn(minutes=2)
    assert store.help.open() == []
    assert store.desk_view(BOSS).help_calls == ()
    assert store.help.call(ANN).id != first.id


def test_a_call_ends_with_the_visit_it_was_made_for(store: Store) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.help.call(ANN, label=ticket.label)
    assert len(store.help.open()) == 1
    store.transfer(ticket.id, ANN, counter=4)
    assert store.help.open() == []
    store.undo(ANN)
    assert len(store.help.open()) == 1, "the visit goes on, and so does the call"


def test_who_asked_is_told_for_a_minute_who_comes(store: Store, clock: Clock) -> None:
    call = store.help.call(ANN)
    assert store.desk_view(ANN).help_answered is None
    store.help.settle(BOSS, call.id)
    answered = store.desk_view(ANN).help_answered
    assert answered is not None
    assert (answered.id, answered.answered_by) == (call.id, "boss")
    assert store.desk_view(BOSS).help_answered is None
    clock.turn(seconds=61)
    assert store.desk_view(ANN).help_answered is None


def test_a_call_that_was_withdrawn_has_no_answer(store: Store) -> None:
    store.help.settle(ANN, store.help.call(ANN).id)
    assert store.desk_view(ANN).help_answered is None


def test_a_telephone_that_did_not_ring_is_a_call_made(store: Store, clock: Clock) -> None:
    ringing = store.calls.ring(ANN)
    clock.turn(seconds=20)
    made = store.calls.dial(ringing.id, ANN)
    assert (made.id, made.outbound, made.rings) == (ringing.id, True, None)
    assert made.opened_at > ringing.opened_at
    with pytest.raises(NotAllowed) as refusal:
        store.calls.dial(ringing.id, ANN)
    assert refusal.value.key == "call_not_ringing"
    store.undo(ANN)
    assert not store.calls.open(ANN)[0].outbound
