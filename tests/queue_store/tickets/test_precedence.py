"""Precedence never makes anybody worse off than without it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from store_hall import ANN, CAI, HALL, Clock

from queue_store import Store, Ticket, Visitor, open_store


@pytest.mark.parametrize("cap", [0, 1, 2, 3, 5])
@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_nobody_with_precedence_is_passed_by_an_ordinary_visitor_who_came_later(
    path: Path, clock: Clock, cap: int, share: float
) -> None:
    store, choose = open_store(path, replace(HALL, priority_cap=cap), clock=clock), random.Random(cap * 10 + share)
    waiting: dict[int, Ticket] = {}
    lifted = 0
    for _ in range(160):
        for _ in range(choose.choice((1, 1, 2))):
            kind = choose.choice(("old", "infant")) if choose.random() < share else ""
            ticket = store.issue(choose.choice("AC"), visitor=Visitor(priority=kind))
            waiting[ticket.id] = ticket
        clock.turn(seconds=choose.randrange(200))
        post = choose.choice((ANN, CAI))
        why, called = store.why_next(post), store.call_next(post)
        if called is None:
            continue
        assert why is not None
        assert why.ticket.id == called.id
        lifted += why.rule == "priority_cap"
        del waiting[called.id]
        store.finish(called.id, post)
        if not called.priority:
            passed = [t.label for t in waiting.values() if t.priority and t.issued_at < called.issued_at]
            assert passed == [], f"{called.label} passed {passed}"
    assert lifted or not cap, "the cap was at work"
    store.close()


def test_the_cap_still_lets_the_ordinary_through(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, priority_cap=2), clock=clock)
    ordinary = store.issue("A")
    for _ in range(6):
        clock.turn(minutes=1)
        store.issue("A", visitor=Visitor(priority="old"))
    order = []
    for _ in range(4):
        called = store.call_next(ANN)
        assert called is not None
        order.append(called.id == ordinary.id)
        store.finish(called.id, ANN)
    assert order == [False, False, True, False]
    store.close()


def test_who_comes_back_and_who_stepped_back_is_told_apart(store: Store, clock: Clock) -> None:
    first = store.issue("A")
    clock.turn(minutes=1)
    store.issue("A")
    store.delay(first.token, minutes=5)
    why = store.why_next(ANN)
    assert why is not None
    assert (why.rule, why.ticket.label) == ("earliest_place", "A002")
    assert "longest" not in str(why)
    assert store.ticket(first.id).queue_at == first.queue_at
