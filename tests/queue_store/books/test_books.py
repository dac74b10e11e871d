"""What is owed, what was told, the telephone, and the figures of courtesy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from store_hall import ANN, BOB, MORNING, Clock

from queue_store import NotAllowed, OwedKind, OwedState, QueueError, Store, UnknownThing

EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
TOMORROW = MORNING + timedelta(days=1)


def test_promises_are_listed_until_they_are_kept(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    late = store.owed.promise(ANN, "call back", MORNING + timedelta(hours=1), whom="Mrs Li", ticket_id=ticket.id)
    kept = store.owed.promise(BOB, "send the form", TOMORROW)
    duty = store.owed.add_duty(ANN, "fetch the post", MORNING + timedelta(minutes=30))
    case = store.owed.open_case(ANN, "meter read wrongly", TOMORROW + timedelta(days=20))
    note = store.owed.hand_over(ANN, "printer 2 is out of paper")
    assert [owed.id for owed in store.owed.rows()] == [duty.id, late.id, kept.id, case.id, note.id]
    assert [owed.id for owed in store.owed.rows(OwedKind.PROMISE)] == [late.id, kept.id]
    assert [owed.id for owed in store.owed.rows(clerk="bob")] == [kept.id]
    clock.turn(hours=2)
    assert [owed.id for owed in store.owed.rows(due_before=clock())] == [duty.id, late.id]
    assert late.overdue(clock())
    settled = store.owed.settle(kept.id, ANN, note="by post")
    assert (settled.state, settled.settled_by, settled.note) == (OwedState.SETTLED, "ann", "by post")
    assert store.owed.withdraw(duty.id, ANN, reason="brought already").state is OwedState.WITHDRAWN
    assert [owed.id for owed in store.owed.rows()] == [late.id, case.id, note.id]
    assert [owed.id for owed in store.owed.rows(OwedKind.PROMISE, state=None)] == [late.id, kept.id]
    assert "Mrs Li" not in repr(store.changes(0))


def test_steps_are_taken_back_one_by_one(store: Store) -> None:
    owed = store.owed.promise(ANN, "call back", TOMORROW)
    store.owed.settle(owed.id, ANN)
    with pytest.raises(NotAllowed, match="settled already"):
        store.owed.withdraw(owed.id, ANN, reason="why")
    with pytest.raises(NotAllowed, match="ann did this last"):
        store.owed.take_back(owed.id, BOB)
    back = store.owed.take_back(owed.id, ANN)
    assert back is not None
    assert back.state is OwedState.OPEN
    assert store.owed.take_back(owed.id, ANN) is None
    with pytest.raises(UnknownThing):
        store.owed.take_back(owed.id, ANN)
    assert store.owed.rows(state=None) == []
    assert [entry.kind for entry in store.changes(0)] == [
        "promise_made", "promise_settled", "promise_undone", "promise_undone",
    ]  # fmt: skip


def test_what_is_owed_is_said_whole(store: Store) -> None:
    with pytest.raises(QueueError, match="what is owed"):
        store.owed.promise(ANN, " \x07", TOMORROW)
    with pytest.raises(QueueError, match="time zone"):
        store.owed.promise(ANN, "x", datetime(2026, 3, 3, 9))
    with pytest.raises(UnknownThing):
        store.owed.promise(ANN, "x", TOMORROW, ticket_id=77)
    with pytest.raises(UnknownThing):
        store.owed.settle(5, ANN)
    with pytest.raises(QueueError, match="why"):
        store.owed.withdraw(store.owed.promise(ANN, "x", TOMORROW).id, ANN, reason="")


def test_to_whom_it_was_owed_is_forgotten_once_it_is_settled(store: Store, clock: Clock) -> None:
    settled = store.owed.promise(ANN, "call", TOMORROW, whom="Li, 555")
    still = store.owed.promise(ANN, "write", TOMORROW, whom="Wu, 556")
    store.owed.settle(settled.id, ANN)
    clock.turn(days=3)
    store.forget()
    assert {owed.id: owed.whom for owed in store.owed.rows(state=None)} == {settled.id: "", still.id: "Wu, 556"}


def test_materials_are_ticked_while_telling(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    store.told.tell(ticket.id, ANN, ["identity card"])
    clock.turn(minutes=1)
    told = store.told.tell(ticket.id, BOB, ["identity card", "deed"])
    assert [(item.material, item.clerk) for item in told] == [("identity card", "ann"), ("deed", "bob")]
    assert [item.material for item in store.told.untell(ticket.id, BOB, "deed")] == ["identity card"]
    assert [entry.kind for entry in store.changes(0)][1:] == ["told", "told", "untold"]


def test_a_call_left_open_overnight_is_closed_with_a_mark(store: Store, clock: Clock) -> None:
    call = store.calls.ring(ANN)
    assert [c.id for c in store.calls.open(ANN)] == [call.id]
    assert store.calls.open(BOB) == []
    clock.turn(days=1)
    assert store.calls.open() == []
    store.calls.ring(ANN)
    first, second = store.calls.between(*EVER)
    assert (first.left_open, first.ended_at) == (True, datetime(2026, 3, 2, 20, tzinfo=UTC))
    assert (second.left_open, second.ended_at) == (False, None)
    clock.turn(days=1)
    store.close_day(waiting="expire")
    assert [c.left_open for c in store.calls.between(*EVER)] == [True, True]


def test_a_call_from_first_ring_to_note(store: Store, clock: Clock) -> None:
    call = store.calls.ring(ANN)
    clock.turn(seconds=20)
    assert store.calls.answer(call.id, ANN, rings=5).apology_due
    store.calls.answer(call.id, ANN, rings=1)
    clock.turn(minutes=3)
    ended = store.calls.hang_up(call.id, ANN)
    assert (ended.rings, ended.ended_at is not None) == (5, True)
    with pytest.raises(NotAllowed, match="over already"):
        store.calls.hang_up(call.id, ANN)
    assert store.calls.note(call.id, ANN, "reads 04512").note == "reads 04512"
    assert store.calls.reopen(call.id, ANN).ended_at is None
    with pytest.raises(QueueError, match="0 rings"):
        store.calls.answer(call.id, ANN, rings=-1)
    with pytest.raises(UnknownThing):
        store.calls.answer(99, ANN)
    assert store.calls.ring(ANN, outbound=True).outbound


def test_courtesy_of_the_hall_and_of_one_clerk(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    store.journal.record(ANN, "readiness", {"badge": True})
    store.open_counter(BOB)
    for service, post in (("A", ANN), ("B", BOB)):
        ticket = store.issue(service)
        clock.turn(minutes=45)
        store.call_next(post)
        store.journal.record(post, "apology_shown", {"ticket": ticket.id})
        store.journal.record(post, "apology_shown", {"ticket": ticket.id})
        if post is ANN:
            store.apologise(ticket.id, post)
        store.finish(ticket.id, post)
        store.told.second_visit(ticket.id, post, missing="deed", was_told=post is ANN)
    store.owed.settle(store.owed.promise(ANN, "call", clock.now + timedelta(hours=1)).id, ANN)
    store.owed.promise(ANN, "write", clock.now + timedelta(hours=1))
    for rings in (2, 4):
        store.calls.answer(store.calls.ring(ANN).id, ANN, rings=rings)
    hall, ann = store.reports.courtesy(*EVER), store.reports.courtesy(*EVER, clerk="ann")
    assert (hall.apologies_due, hall.apologies_shown, hall.apologies_said) == (2, 2, 1)
    assert (ann.apologies_due, ann.apologies_shown, ann.apologies_said) == (1, 1, 1)
    assert (hall.sign_ins, hall.readiness_checks, ann.sign_ins) == (2, 1, 1)
    assert (hall.visits, hall.second_visits, hall.told_once_rate) == (2, 1, 0.5)
    assert (ann.second_visits, ann.told_once_rate) == (0, None)
    assert (hall.promises_due, hall.promises_kept) == (2, 1)
    assert (hall.calls, hall.calls_in_time) == (2, 1)
    assert store.reports.courtesy(EVER[0], MORNING).told_once_rate is None
