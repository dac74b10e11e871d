"""How a visitor is called, learnt at the counter; telephone calls that nobody ended."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from store_hall import ANN, Clock

from queue_store import Store, UnknownThing, Visitor

EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def test_a_name_is_kept_apart_from_the_ticket_and_forgotten_with_it(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    named = store.visitors.name(ticket.id, ANN, surname="单\x07" + "x" * 60, address="madam")
    assert (named.visitor.surname, named.visitor.address) == ("单" + "x" * 39, "madam")
    assert "单" not in repr(store.events(ticket.id))
    assert "单" not in repr(store.changes(0))
    store.cancel(ticket.token)
    clock.turn(days=4)
    assert store.ticket(ticket.id).visitor.surname == ""


def test_a_name_given_at_reception_is_corrected_and_the_telephone_number_stays(store: Store) -> None:
    ticket = store.issue("A", visitor=Visitor(surname="王", address="sir", phone="13800001111"))
    named = store.visitors.name(ticket.id, ANN, surname="尉迟", address="madam").visitor
    assert (named.surname, named.address, named.phone) == ("尉迟", "madam", "13800001111")
    with pytest.raises(UnknownThing):
        store.visitors.name(99, ANN, surname="x", address="sir")


def test_calls_left_open_are_closed_with_a_mark_on_another_day_only(store: Store, clock: Clock) -> None:
    call = store.calls.ring(ANN)
    assert [each.id for each in store.calls.open()] == [call.id]
    clock.turn(days=1)
    [closed] = store.calls.between(*EVER)
    assert closed.left_open
    assert closed.ended_at is not None
