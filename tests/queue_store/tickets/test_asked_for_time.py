"""A visitor who asked for time is not called before it is over, and loses no rank by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from store_hall import ANN, CAI, HALL, MORNING, Clock, replays, stored

from queue_store import NotAllowed, Schedule, Span, State, Store, Verb, Visitor, WaitRow, open_store


def test_nobody_calls_before_the_time_is_over(store: Store, clock: Clock) -> None:
    me = store.issue("A")
    store.open_counter(ANN)
    preview = store.preview_delay(me.token, minutes=20)
    assert preview.until is not None
    assert store.ticket(me.id).not_before is None, "a preview changes nothing"
    held = store.delay(me.token, minutes=20)
    assert held.not_before is not None
    assert (held.queue_at, held.entered_at, held.delays) == (me.queue_at, me.entered_at, 1)
    assert held.held_at(store.now())
    assert store.call_next(ANN) is None
    assert store.why_next(ANN) is None
    assert store.count_at(1) == 0
    view = store.desk_view(ANN)
    assert (view.total, view.waiting, [ticket.id for ticket in view.held], view.elsewhere) == (0, (), [me.id], 0)
    told = store.estimate("A", visitor_id=me.id)
    assert not told.next
    assert told.low is not None
    assert told.made_at + told.low >= held.not_before
    clock.now = held.not_before
    assert store.desk_view(ANN).held == ()
    assert store.estimate("A", visitor_id=me.id).next
    called = store.call_next(ANN)
    assert called is not None
    assert called.id == me.id
    replays(store, me.id)


def test_others_go_first_meanwhile_and_the_rank_holds_afterwards(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    me = store.issue("A")
    behind = []
    for _ in range(3):
        clock.turn(minutes=1)
        behind.append(store.issue("A"))
    store.delay(me.token, minutes=10)
    assert store.estimate("A", visitor_id=behind[0].id).next
    assert store.ahead_of(behind[0].id) == 0
    first = store.call_next(ANN)
    assert first is not None
    assert first.id == behind[0].id
    store.finish(first.id, ANN)
    clock.turn(minutes=10)
    assert not store.estimate("A", visitor_id=behind[1].id).next
    assert store.ahead_of(behind[1].id) == 1
    why = store.why_next(ANN)
    assert why is not None
    assert (why.ticket.id, why.rule) == (me.id, "first_come")
    assert store.overtakes(me.id).stepped_back == 1
    assert store.overtakes(behind[1].id).total == 0


def test_staff_may_call_by_hand_and_an_undo_holds_the_place_again(store: Store) -> None:
    me = store.issue("A")
    held = store.delay(me.token, minutes=20)
    assert [ticket.id for ticket in store.waiting_at(1)] == [me.id]
    store.call(me.id, ANN, reason="is here")
    store.undo(ANN)
    again = store.ticket(me.id)
    assert (again.state, again.not_before) == (State.WAITING, held.not_before)
    assert store.call_next(ANN) is None


def test_coming_back_early_takes_one_tap_and_twice_is_once(store: Store) -> None:
    me = store.issue("A")
    store.delay(me.token, minutes=20)
    here = store.back_early(me.token)
    assert (here.not_before, here.delays) == (None, 1)
    assert store.back_early(me.token).revision == here.revision
    assert [event.verb for event in store.events(me.id)] == [Verb.ISSUE, Verb.DELAY, Verb.BACK_EARLY]
    called = store.call_next(ANN)
    assert called is not None
    assert called.id == me.id
    with pytest.raises(NotAllowed):
        store.back_early(me.token)


def test_time_is_added_to_time_and_the_times_are_counted(store: Store) -> None:
    me = store.issue("A")
    first = store.delay(me.token, minutes=20)
    second = store.delay(me.token, minutes=5)
    assert first.not_before is not None
    assert second.not_before == first.not_before + timedelta(minutes=5)
    with pytest.raises(NotAllowed, match="2 times") as refusal:
        store.delay(me.token, minutes=1)
    assert refusal.value.key == "no_more_delays"


def test_dropping_back_meanwhile_is_shown_as_it_will_be(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    me = store.issue("A")
    for _ in range(4):
        clock.turn(minutes=1)
        store.issue("A")
    store.delay(me.token, minutes=30)
    shown = store.preview_delay(me.token, places=1)
    store.delay(me.token, places=1)
    assert shown.ahead_after == store.ahead_of(me.id) == 4


def test_a_new_leg_asks_for_no_time(store: Store) -> None:
    me = store.issue("A")
    store.delay(me.token, minutes=20)
    store.call(me.id, ANN)
    store.no_show(me.id, ANN)
    assert store.rejoin(me.id).not_before is None


def test_time_beyond_closing_is_refused(path: Path, clock: Clock) -> None:
    nine_to_five = (Span(time(9), time(9, 30)),)
    hall = replace(HALL, schedule=Schedule(week=(nine_to_five,) * 7))
    store = open_store(path, hall, clock=clock)
    me = store.issue("A")
    clock.now = MORNING + timedelta(minutes=15)
    before = stored(store)
    with pytest.raises(NotAllowed) as refusal:
        store.delay(me.token, minutes=20)
    assert (refusal.value.key, refusal.value.fields["closes"]) == ("closes_before", "09:30")
    assert stored(store) == before
    assert store.delay(me.token, minutes=5).held_at(store.now())
    store.close()


def test_the_cap_on_precedence_passes_over_who_asked_for_time(store: Store, clock: Clock) -> None:
    ordinary = store.issue("A")
    clock.turn(minutes=1)
    with_precedence = [store.issue("A", visitor=Visitor(priority="old")) for _ in range(3)]
    store.delay(ordinary.token, minutes=10)
    for expected in with_precedence:
        called = store.call_next(ANN)
        assert called is not None
        assert called.id == expected.id
        store.finish(called.id, ANN)
    assert store.call_next(ANN) is None
    clock.turn(minutes=10)
    called = store.call_next(CAI)
    assert called is not None
    assert called.id == ordinary.id


def test_the_version_turns_when_the_time_is_over_in_every_process(store: Store, path: Path, clock: Clock) -> None:
    other = open_store(path, HALL, clock=clock)
    me = store.issue("A")
    store.delay(me.token, minutes=10)
    assert {len(each.waiting()) for each in (store, other)} == {1}
    versions = {each: each.version() for each in (store, other)}
    assert {each: each.version() for each in (store, other)} == versions
    clock.turn(minutes=11)
    for each, version in versions.items():
        turned = each.version()
        assert turned > version
        assert each.version() == turned
    other.close()


def test_what_was_learned_is_kept_with_those_who_asked_for_time(store: Store, path: Path, clock: Clock) -> None:
    store.open_counter(ANN)
    me, other = store.issue("A"), store.issue("A")
    store.delay(me.token, minutes=10)
    before = {number: wait.estimate.ahead for number, wait in store.forecast.waits().items()}
    assert before[other.id] == 0
    store.forecast._keep(store.forecast._followed)  # type: ignore[arg-type]
    again = open_store(path, HALL, clock=clock)
    assert {number: wait.estimate.ahead for number, wait in again.forecast.waits().items()} == before
    assert not again.estimate("A", visitor_id=me.id).next
    assert again.estimate("A", visitor_id=other.id).next
    again.close()


def test_a_clock_that_was_set_back_before_anybody_came_holds_nobody_shorter(store: Store, clock: Clock) -> None:
    first = store.issue("A")
    store.cancel(first.token)
    clock.turn(minutes=40)
    store.adopt_clock()
    clock.turn(minutes=-30)
    store.adopt_clock()
    store.open_counter(ANN)
    me = store.issue("A")
    store.delay(me.token, minutes=10)
    for _ in range(2):
        assert not store.estimate("A", visitor_id=me.id).next
        clock.turn(minutes=4)
    clock.turn(minutes=3)
    assert store.estimate("A", visitor_id=me.id).next


def test_a_wait_that_is_longer_because_time_was_asked_for_is_laid_on_nobody_else(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    me = store.issue("A")
    behind = store.issue("A")
    assert store.forecast.tell(me.id, "phone").because == ""
    store.delay(me.token, minutes=20)
    told = store.forecast.tell(me.id, "phone")
    assert (told.ahead, told.because) == (1, "")
    clock.turn(minutes=1)
    assert store.forecast.tell(me.id, "phone").because == ""
    assert store.cancel(behind.token).state is State.CANCELLED
    store.back_early(me.token)
    assert store.forecast.tell(me.id, "phone").because == ""


def minutes_of(*spans: timedelta | float) -> list[float]:
    """Whole minutes: the clock of these tests goes on by a little with each act."""
    return [round((span.total_seconds() if isinstance(span, timedelta) else span) / 60, 1) for span in spans]


def test_the_time_asked_for_is_no_wait_and_is_kept_beside_it(store: Store, clock: Clock) -> None:
    """Ten minutes waited, thirty asked for (twenty and ten more), one more waited: eleven, and no apology."""
    store.change_rules(replace(HALL, long_wait=timedelta(minutes=15)))
    store.open_counter(ANN)
    me = store.issue("A")
    clock.turn(minutes=10)
    store.delay(me.token, minutes=20)
    clock.turn(minutes=5)
    assert minutes_of(store.ticket(me.id).wait) == [10], "it does not grow meanwhile"
    held = store.delay(me.token, minutes=10)
    assert minutes_of(held.late_at - store.now()) == [30]
    clock.turn(minutes=26)
    called = store.call_next(ANN)
    assert called is not None
    assert (minutes_of(called.wait, called.asked), called.apology_due) == ([11, 30], False)
    store.start(me.id, ANN)
    [row] = store.wait_log(me.entered_at, store.now())
    assert minutes_of(row.wait_first_call, row.wait_last_call or 0, row.wait_start or 0, row.asked) == [11, 11, 11, 30]
    assert not row.over_limit
    replays(store, me.id)


def test_what_was_asked_for_and_not_taken_counts_as_waited(store: Store, clock: Clock) -> None:
    """Back after five of twenty minutes; called by hand after three of ten; given back after two of ten."""
    store.open_counter(ANN)
    back, by_hand, gone = (store.issue("A") for _ in range(3))
    store.delay(back.token, minutes=20)
    store.delay(by_hand.token, minutes=10)
    store.delay(gone.token, minutes=10)
    clock.turn(minutes=2)
    store.cancel(gone.token)
    clock.turn(minutes=1)
    store.call(by_hand.id, ANN, reason="is here")
    store.start(by_hand.id, ANN)
    store.transfer(by_hand.id, ANN, service="B")
    clock.turn(minutes=2)
    store.back_early(back.token)
    clock.turn(minutes=7)
    store.call_next(ANN)
    found = {(row.ticket_id, row.leg): minutes_of(row.wait_first_call, row.asked) for row in log_of(store)}
    assert found == {(back.id, 1): [7, 5], (by_hand.id, 1): [0, 3], (by_hand.id, 2): [9, 0], (gone.id, 1): [0, 2]}


def test_a_wait_told_before_time_was_asked_for_is_not_scored(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    me = store.issue("A")
    store.forecast.tell(me.id, "slip")
    day = timedelta(days=1)
    assert len(store.forecast.outcomes(clock.now - day, clock.now + day)) == 1
    clock.turn(seconds=1)
    store.delay(me.token, minutes=20)
    assert store.forecast.outcomes(clock.now - day, clock.now + day) == []
    store.forecast.tell(me.id, "phone")
    clock.turn(minutes=20)
    store.call_next(ANN)
    [told] = store.forecast.outcomes(clock.now - day, clock.now + day)
    assert told.told.shown == "phone"


def log_of(store: Store) -> list[WaitRow]:
    day = timedelta(days=1)
    return list(store.wait_log(store.now() - day, store.now() + day))
