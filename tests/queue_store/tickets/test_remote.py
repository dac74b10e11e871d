"""What a visitor does from afar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, CAI, HALL, Clock

from queue_store import NotAllowed, Outcome, QueueError, State, Store, UnknownThing, Visitor, open_store

EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def test_a_booked_ticket_is_called_only_after_check_in(store: Store, clock: Clock) -> None:
    booked = store.book("A", visitor=Visitor(priority="infant"), device="hash", request_id="r")
    assert store.book("A", device="hash", request_id="r").id == booked.id
    assert (booked.state, booked.label, booked.wait) == (State.BOOKED, "A001", timedelta())
    clock.turn(minutes=30)
    in_the_room = store.issue("A")
    clock.turn(minutes=12)
    assert [ticket.id for ticket in store.waiting()] == [in_the_room.id]
    with pytest.raises(NotAllowed, match="booked"):
        store.call(booked.id, ANN)
    here = store.check_in(booked.token)
    assert (here.state, here.legs, here.entered_at - here.queue_at) == (State.WAITING, 1, timedelta(minutes=10))
    assert [ticket.label for ticket in store.waiting()] == ["A002", "A001"]
    assert len(list(store.wait_log(*EVER))) == 2
    with pytest.raises(NotAllowed):
        store.check_in(booked.id)


def test_a_booking_that_never_came_is_no_wait(store: Store, clock: Clock) -> None:
    store.cancel(store.book("A").token)
    never = store.book("A")
    clock.turn(days=1)
    assert store.close_day(waiting="expire") == []
    assert store.ticket(never.id).state is State.EXPIRED
    assert list(store.wait_log(*EVER)) == []


def test_bookings_are_capped_and_one_a_device(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, bookings_per_day=3), clock=clock)
    first = store.book("A", device="phone")
    with pytest.raises(NotAllowed, match="A001") as held:
        store.book("B", device="phone")
    assert held.value.key == "device_has_ticket"
    store.cancel(first.token)
    store.book("B", device="phone")
    store.book("B")
    store.book("B")
    with pytest.raises(NotAllowed) as full:
        store.book("A")
    assert full.value.key == "bookings_full"
    assert store.issue("A").label == "A002"
    clock.turn(days=1)
    assert store.book("A", device="phone").label == "A001"
    store.close()
    off = open_store(path, replace(HALL, bookings_per_day=0), clock=clock)
    with pytest.raises(NotAllowed, match="reception only"):
        off.book("A")
    off.close()


def test_dropping_back_is_shown_first_bounded_and_never_forward(store: Store, clock: Clock) -> None:
    me = store.issue("A")
    for _ in range(4):
        clock.turn(minutes=3)
        store.issue("A")
    preview = store.preview_delay(me.token, places=3)
    assert (preview.ahead_before, preview.ahead_after, preview.left, preview.until) == (0, 3, 1, None)
    assert store.ticket(me.id).queue_at == me.queue_at
    delayed = store.delay(me.token, places=3)
    assert (delayed.queue_at, delayed.delays, delayed.entered_at) == (preview.queue_at, 1, me.entered_at)
    assert store.ahead_of(me.id) == 3
    assert store.preview_delay(me.token, places=1).ahead_after == 4
    store.delay(me.token, places=30)
    assert [ticket.label for ticket in store.waiting()][-1] == "A001"
    with pytest.raises(NotAllowed, match="2 times"):
        store.delay(me.token, minutes=1)


@pytest.mark.parametrize("amount", [{}, {"minutes": 0}, {"minutes": 31}, {"places": -1}, {"minutes": 1, "places": 1}])
def test_odd_delays_are_refused(store: Store, amount: dict[str, int]) -> None:
    ticket = store.issue("A")
    with pytest.raises(QueueError, match="1 to 30"):
        store.delay(ticket.token, **amount)
    assert store.ticket(ticket.id).delays == 0


def test_coming_back_alone_within_the_grace(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.no_show(ticket.id, ANN)
    store.issue("A")
    clock.turn(minutes=14)
    store.issue("A")
    assert store.rejoin(ticket.token).state is State.WAITING
    assert [t.label for t in store.waiting()] == ["A002", "A001", "A003"]
    store.call(ticket.id, ANN)
    store.no_show(ticket.id, ANN)
    clock.turn(minutes=16)
    with pytest.raises(NotAllowed) as refusal:
        store.rejoin(ticket.token)
    assert refusal.value.key == "grace_over"
    assert store.rejoin(ticket.id).legs == 3
    store.call(ticket.id, ANN)
    store.park(ticket.id, ANN)
    with pytest.raises(NotAllowed, match="clerk"):
        store.rejoin(ticket.token)


def test_coming_back_alone_has_a_limit_that_staff_may_pass(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    for times in (1, 2):
        store.call(ticket.id, ANN)
        store.no_show(ticket.id, ANN)
        assert store.rejoin(ticket.token).rejoins == times
    store.call(ticket.id, ANN)
    store.no_show(ticket.id, ANN)
    with pytest.raises(NotAllowed, match="front desk") as refusal:
        store.rejoin(ticket.token)
    assert refusal.value.key == "no_more_rejoins"
    back = store.rejoin(ticket.id, post=ANN)
    assert (back.state, back.rejoins) == (State.WAITING, 2)


def test_nobody_gains_by_missing_a_call(store: Store, clock: Clock) -> None:
    store.issue("A")
    clock.turn(minutes=2)
    late = store.issue("A")
    store.call(late.id, ANN, reason="urgent")
    store.no_show(late.id, ANN)
    clock.turn(minutes=1)
    store.rejoin(late.id)
    assert [t.label for t in store.waiting()] == ["A001", "A002"]


def test_one_rating_a_finished_ticket(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    with pytest.raises(NotAllowed, match="after the visit"):
        store.rate(ticket.token, 5)
    store.call_next(ANN)
    store.finish(ticket.id, ANN)
    for stars in (0, 6):
        with pytest.raises(QueueError, match="1 to 5"):
            store.rate(ticket.token, stars)
    assert not store.rated(ticket.id)
    store.rate(ticket.token, 4, "谢谢\x1b[2J")
    assert store.rated(ticket.id)
    with pytest.raises(NotAllowed, match="already"):
        store.rate(ticket.token, 1)
    (rating,) = store.reports.ratings(*EVER)
    assert (rating.label, rating.stars, rating.words, rating.outcome) == ("A001", 4, "谢谢[2J", Outcome.DONE)
    assert "ann" not in repr(rating)


def test_overtaking_is_counted_by_cause(store: Store, clock: Clock) -> None:
    early = store.issue("A")
    store.call_next(CAI)
    clock.turn(minutes=5)
    me = store.issue("A")
    clock.turn(minutes=1)
    chosen = store.issue("A")
    old = store.issue("A", visitor=Visitor(priority="old"))
    store.issue("B")
    clock.turn(minutes=1)
    store.transfer(early.id, CAI, service="A")
    assert store.overtakes(me.id).total == 0
    for post in (ANN, CAI, BOB):
        store.call_next(post)
    assert {t.id for t in store.now_serving()} >= {early.id, old.id}
    store.finish(old.id, store_post(store, old.id))
    store.call(chosen.id, store_post(store, old.id))
    seen = store.overtakes(me.id)
    assert (seen.precedence, seen.returning, seen.chosen, seen.other, seen.total) == (1, 1, 1, 0, 3)
    store.undo(store_post(store, chosen.id))
    assert store.overtakes(me.id).chosen == 0


def test_who_was_sent_to_a_counter_or_came_while_one_stepped_back_is_told_apart(store: Store, clock: Clock) -> None:
    me = store.issue("A")
    clock.turn(minutes=1)
    elsewhere = store.issue("B")
    store.call(elsewhere.id, BOB)
    store.transfer(elsewhere.id, BOB, counter=3)
    store.call_next(CAI)
    assert [ticket.id for ticket in store.now_serving()] == [me.id]
    store.undo(CAI)
    store.call(elsewhere.id, CAI, reason="wheelchair")
    assert store.overtakes(me.id).chosen == 1
    store.undo(CAI)
    store.delay(me.token, minutes=5)
    store.call_next(CAI)
    assert store.overtakes(me.id).stepped_back == 1


def store_post(store: Store, ticket_id: int):  # type: ignore[no-untyped-def]
    """The post that had the ticket last."""
    return {post.counter: post for post in (ANN, BOB, CAI)}[store.ticket(ticket_id).counter or 0]


def test_messages_of_the_hall(store: Store) -> None:
    first = store.messages.put_up("<b>system down</b>", post=ANN)
    store.messages.put_up("back soon")
    assert [message.text for message in store.messages.up()] == ["<b>system down</b>", "back soon"]
    store.messages.take_down(first.id, post=ANN)
    assert [message.text for message in store.messages.up()] == ["back soon"]
    with pytest.raises(UnknownThing):
        store.messages.take_down(first.id)
    assert [entry.kind for entry in store.changes(0)] == ["message_set", "message_set", "message_cleared"]


def test_secrets_are_made_once(store: Store, path: Path) -> None:
    cookie = store.secret("cookie")
    assert (len(cookie), store.secret("cookie")) == (32, cookie)
    assert store.secret("door") != cookie
    other = open_store(path, HALL)
    assert other.secret("cookie") == cookie
    other.close()


@pytest.mark.parametrize(
    "act",
    [
        lambda s, t: s.cancel(t), lambda s, t: s.delay(t, minutes=1), lambda s, t: s.rejoin(t),
        lambda s, t: s.check_in(t), lambda s, t: s.rate(t, 3), lambda s, t: s.preview_delay(t, minutes=1),
    ],
)  # fmt: skip
def test_unknown_and_past_secrets_look_the_same(
    store: Store, clock: Clock, act: Callable[[Store, str], object]
) -> None:
    past = store.issue("A")
    store.cancel(past.token)
    clock.turn(days=1)
    sentences = set()
    for token in (past.token, "0" * 26, "", "é" * 26, "A" * 10_000):
        with pytest.raises(UnknownThing) as refusal:
            act(store, token)
        sentences.add((refusal.value.key, str(refusal.value), tuple(refusal.value.fields)))
    assert len(sentences) == 1
