"""Every (state, verb) pair: where the table leads, the store goes; where it refuses, nothing changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from store_hall import ANN, CAI, Clock

from queue_store import ACTIVE, OPEN, NotAllowed, Outcome, QueueError, State, Store, Ticket, Verb
from queue_store.lifecycle import BEGINNINGS, MOVES

ACTS: dict[Verb, Callable[[Store, Ticket], object]] = {
    Verb.CHECK_IN: lambda store, t: store.check_in(t.id),
    Verb.CALL: lambda store, t: store.call(t.id, ANN),
    Verb.RECALL: lambda store, t: store.recall(t.id, ANN),
    Verb.START: lambda store, t: store.start(t.id, ANN),
    Verb.PARK: lambda store, t: store.park(t.id, ANN, reason="form"),
    Verb.RESUME: lambda store, t: store.resume(t.id, ANN),
    Verb.NO_SHOW: lambda store, t: store.no_show(t.id, ANN),
    Verb.REJOIN: lambda store, t: store.rejoin(t.id),
    Verb.DELAY: lambda store, t: store.delay(t.token, minutes=5),
    Verb.TRANSFER: lambda store, t: store.transfer(t.id, ANN, service="B"),
    Verb.FINISH: lambda store, t: store.finish(t.id, ANN),
    Verb.CANCEL: lambda store, t: store.cancel(t.token),
    Verb.APOLOGISE: lambda store, t: store.apologise(t.id, ANN),
    Verb.NAME: lambda store, t: store.visitors.name(t.id, ANN, surname="Wu", address=""),
}


def in_state(store: Store, state: State) -> Ticket:
    """A ticket brought to a state by the verbs themselves."""
    if state is State.BOOKED:
        return store.book("A")
    ticket = store.issue("A")
    if state is State.WAITING:
        return ticket
    if state is State.LEFT_OVER:
        store.close_day(waiting="carry_over")
        return store.ticket(ticket.id)
    if state is State.CANCELLED:
        return store.cancel(ticket.token)
    if state is State.EXPIRED:
        store.close_day(waiting="expire")
        return store.ticket(ticket.id)
    ticket = store.call(ticket.id, ANN)
    if state is State.NO_SHOW:
        return store.no_show(ticket.id, ANN)
    if state is not State.CALLED:
        ticket = store.start(ticket.id, ANN)
    if state is State.PARKED:
        return store.park(ticket.id, ANN)
    if state is State.FINISHED:
        return store.finish(ticket.id, ANN)
    return ticket


def test_every_pair_is_decided() -> None:
    assert set(MOVES) == {(state, verb) for state in State for verb in Verb}
    assert set(BEGINNINGS) == {Verb.ISSUE, Verb.BOOK}
    for (state, verb), target in MOVES.items():
        if verb in (Verb.ISSUE, Verb.BOOK, Verb.UNDO):
            assert target is None
        if state in (State.FINISHED, State.CANCELLED, State.EXPIRED):
            assert target is None, f"{state} is final"


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize("state", State)
def test_the_store_follows_the_table(store: Store, clock: Clock, state: State, verb: Verb) -> None:
    ticket = in_state(store, state)
    assert ticket.state is state
    before = store.ticket(ticket.id), store.events(ticket.id)
    clock.turn(seconds=30)
    target = MOVES[state, verb]
    if target is None:
        with pytest.raises(NotAllowed) as refusal:
            ACTS[verb](store, ticket)
        assert ticket.label in str(refusal.value)
        after = store.ticket(ticket.id)
        assert (after.state, after.queue_at, store.events(ticket.id)) == (state, before[0].queue_at, before[1])
    else:
        ACTS[verb](store, ticket)
        assert store.ticket(ticket.id).state is target
        assert [event.verb for event in store.events(ticket.id)] == [*(e.verb for e in before[1]), verb]


@pytest.mark.parametrize("waiting", ["expire", "carry_over"])
@pytest.mark.parametrize("state", [state for state in State if state is not State.LEFT_OVER])
def test_closing_a_past_day_follows_the_table(store: Store, clock: Clock, state: State, waiting: str) -> None:
    ticket = in_state(store, state)
    clock.turn(days=1)
    store.close_day(waiting=waiting)
    verb = Verb.EXPIRE if waiting == "expire" else Verb.CARRY_OVER
    target = MOVES[state, verb] or MOVES[state, Verb.EXPIRE] or state
    assert store.ticket(ticket.id).state is (State.EXPIRED if state is State.BOOKED else target)
    assert store.open_tickets_of_past_days() == []


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.REFERRED])
def test_declining_and_referring_need_a_reason(store: Store, outcome: Outcome) -> None:
    ticket = in_state(store, State.SERVING)
    with pytest.raises(QueueError, match="reason"):
        store.finish(ticket.id, ANN, outcome=outcome, reason=" \n")
    assert store.ticket(ticket.id).state is State.SERVING
    assert store.finish(ticket.id, ANN, outcome=outcome, reason="ask the bank").reason == "ask the bank"


@pytest.mark.parametrize("verb", [Verb.RECALL, Verb.START, Verb.PARK, Verb.NO_SHOW, Verb.FINISH, Verb.TRANSFER])
def test_a_ticket_at_another_counter_is_left_alone(store: Store, verb: Verb) -> None:
    ticket = store.issue("A")
    store.call(ticket.id, CAI)
    with pytest.raises(QueueError, match="counter 3"):
        ACTS[verb](store, ticket)
    assert store.ticket(ticket.id).counter == CAI.counter


def test_open_and_active_states_agree_with_the_table() -> None:
    assert all(MOVES[state, Verb.EXPIRE] is State.EXPIRED for state in OPEN)
    assert all(MOVES[state, Verb.EXPIRE] is None for state in set(State) - OPEN)
    assert all(MOVES[state, Verb.APOLOGISE] is state for state in ACTIVE)
