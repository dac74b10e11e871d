"""Alerts: raised once, the same for all, taken, snoozed, noted, and cleared by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from store_hall import ANN, BOB, HALL, Clock

from queue_store import (
    NO_COUNTER,
    SEEN,
    AlreadyTaken,
    Condition,
    Counter,
    FloorLimits,
    NotAllowed,
    Post,
    QueueError,
    Store,
    conditions,
    foreseen,
    open_store,
)

LEAD = Post(NO_COUNTER, "lead")
SECOND = Post(NO_COUNTER, "second")
LIMITS = FloorLimits(queue=2, idle=timedelta(minutes=2))


def found(store: Store) -> set[tuple[str, str]]:
    """Keys of what is so now."""
    return {each.key for each in conditions(store.floor_view(), LIMITS)}


def settle(store: Store) -> None:
    store.alerts.settle(list(conditions(store.floor_view(), LIMITS)), SEEN)


def standing(store: Store) -> list[tuple[str, str]]:
    return [alert.key for alert in store.floor_view().alerts if alert.cleared_at is None]


def test_each_condition_is_found(store: Store, clock: Clock) -> None:
    assert found(store) == set()
    store.open_counter(ANN)
    for _ in range(3):
        store.issue("A")
    store.issue("B")
    owed = store.owed.promise(ANN, "ring back", clock.now + timedelta(minutes=1))
    sent = store.issue("A")
    store.transfer(sent.id, ANN, counter=3)
    assert found(store) == {("queue", "A"), ("stuck", str(sent.id))}
    clock.turn(minutes=3)
    assert found(store) == {
        ("queue", "A"), ("stuck", str(sent.id)), ("idle", "1"), ("unserved", "B"), ("promise", str(owed.id)),
    }  # fmt: skip
    clock.turn(minutes=13)
    assert ("wait", "A") in found(store)
    assert ("wait", "B") not in found(store), "its own limit is half an hour"


def test_an_alert_is_raised_once_and_clears_by_itself(path: Path, store: Store, clock: Clock) -> None:
    beside = open_store(path, HALL, clock=clock)
    store.issue("B")
    clock.turn(minutes=31)
    for each in (store, beside, store):
        settle(each)
    assert standing(store) == standing(beside) == [("wait", "B"), ("unserved", "B")]
    seq = store.changes(0)[-1].seq
    settle(beside)
    assert store.changes(0)[-1].seq == seq, "nothing changed, so nothing was written"
    store.call_next(BOB)
    settle(store)
    assert standing(store), "an alert stays for a minute"
    clock.turn(minutes=2)
    settle(store)
    assert standing(store) == []
    assert [alert.cleared_at is None for alert in store.floor_view().alerts] == [False, False]
    beside.close()


def test_what_another_program_cleared_meanwhile_is_not_raised_again(store: Store, clock: Clock) -> None:
    seen, condition = clock.now, Condition("queue", "A")
    store.alerts.settle([condition], SEEN)
    clock.turn(minutes=2)
    store.alerts.settle([], SEEN)
    store.alerts.settle([condition], SEEN, as_of=seen)
    assert standing(store) == []
    store.alerts.settle([condition], SEEN, as_of=clock.now)
    assert standing(store) == [("queue", "A")]


def test_alerts_of_kinds_that_were_not_looked_at_stay(store: Store, clock: Clock) -> None:
    store.alerts.settle([Condition("breach", "A", {"seconds": 300})], ("breach",))
    clock.turn(minutes=5)
    settle(store)
    assert standing(store) == [("breach", "A")]


def test_it_is_taken_by_one_supervisor_and_snoozed_and_noted(store: Store, clock: Clock) -> None:
    store.alerts.settle([Condition("queue", "A", {"count": 9})], SEEN)
    [alert] = store.floor_view().alerts
    assert alert.calls(clock.now)
    assert store.alerts.take(alert.id, LEAD).taken_by == "lead"
    with pytest.raises(AlreadyTaken, match="lead took this at"):
        store.alerts.take(alert.id, SECOND)
    assert not store.alerts.give_back(alert.id, LEAD).taken_by
    snoozed = store.alerts.snooze(alert.id, SECOND, clock.now + timedelta(minutes=10))
    assert not snoozed.calls(clock.now)
    assert snoozed.calls(clock.now + timedelta(minutes=11))
    with pytest.raises(NotAllowed):
        store.alerts.snooze(alert.id, SECOND, clock.now - timedelta(minutes=1))
    with pytest.raises(QueueError, match="what came of it"):
        store.alerts.note(alert.id, LEAD, " ")
    clock.turn(minutes=2)
    store.alerts.settle([], SEEN)
    with pytest.raises(NotAllowed, match="cleared by itself"):
        store.alerts.take(alert.id, LEAD)
    noted = store.alerts.note(alert.id, LEAD, "opened counter 2")
    assert (noted.note, noted.noted_by, noted.facts) == ("opened counter 2", "lead", {"count": 9})
    assert [each.id for each in store.alerts.between(clock.now - timedelta(hours=1), clock.now)] == [alert.id]
    assert "opened counter 2" not in repr(store.changes(0)), "free text stays out of the log"


def test_alerts_end_with_their_day(store: Store, clock: Clock) -> None:
    store.alerts.settle([Condition("queue", "A")], SEEN)
    clock.turn(hours=24)
    assert store.floor_view().alerts == ()


def test_a_wait_that_will_pass_its_limit_is_told_with_what_one_more_counter_changes(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    for _ in range(12):
        store.issue("A")
    store.call_next(ANN)
    outlook = store.forecast.outlooks()["A"]
    assert outlook.breach_in is not None
    assert timedelta(minutes=14) < outlook.breach_in <= timedelta(minutes=15)
    assert outlook.counter == 3
    assert outlook.then is not None
    assert outlook.centre is not None
    assert outlook.then < outlook.centre
    view = store.floor_view()
    [breach] = foreseen(view, [outlook], LIMITS)
    assert breach.key == ("breach", "A")
    assert breach.facts["counter"] == 3
    assert list(foreseen(view, [outlook], FloorLimits(horizon=timedelta(minutes=5)))) == []
    clock.turn(minutes=16)
    assert list(foreseen(store.floor_view(), store.forecast.outlooks().values(), LIMITS)) == []


def test_of_the_closed_counters_the_one_that_helps_most_is_named(tmp_path: Path, clock: Clock) -> None:
    """Counter 2 would first call those of B, who came before and whom nobody else calls; counter 3 would not."""
    counters = (Counter(1, ("A",)), Counter(2, ("A", "B")), Counter(3, ("A",)))
    store = open_store(tmp_path / "hall.db", replace(HALL, counters=counters), clock=clock)
    store.open_counter(ANN)
    for service in "B" * 20 + "A" * 12:
        store.issue(service)
    store.call_next(ANN)
    outlook = store.forecast.outlooks()["A"]
    assert outlook.counter == 3
    assert outlook.then is not None
    assert outlook.centre is not None
    assert outlook.then < outlook.centre
    store.close()


def test_a_screen_that_stopped_is_missed_until_one_of_its_kind_is_opened(store: Store, clock: Clock) -> None:
    store.beats.beat("board", "pts/3 #4711")
    store.beats.beat("board", "pts/4 #12")
    clock.turn(minutes=2)
    store.beats.beat("board", "pts/4 #12")
    assert found(store) == set()
    clock.turn(minutes=2)
    assert found(store) == {("screen", "pts/3 #4711")}, "the other one is alive"
    store.beats.beat("board", "pts/3 #5000")
    store.beats.beat("board", "pts/4 #12")
    assert found(store) == set()
    store.beats.end("pts/3 #5000")
    clock.turn(minutes=4)
    assert found(store) == {("screen", "pts/4 #12")}, "the first one was opened again, and left as it should be"
    clock.turn(hours=24)
    assert found(store) == set(), "it was yesterday's"


def test_nothing_is_foreseen_where_nobody_waits(store: Store) -> None:
    store.open_counter(ANN)
    outlook = store.forecast.outlooks()["A"]
    assert (outlook.breach_in, outlook.counter, outlook.then) == (None, None, None)
