"""Whoever comes back after a night, an undone act or a jump of the clock: one label a person, waits that are true."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as day_time
from pathlib import Path

import pytest
from store_hall import ANN, BOB, CAI, HALL, MORNING, Clock, Machine

from queue_store import QueueError, State, Store, StoreUnavailable, Visitor, open_store


def labels(store: Store) -> list[str]:
    return [ticket.label for ticket in (*store.waiting(), *store.now_serving())]


def night(clock: Clock) -> None:
    """Half past three, half an hour before the cut-over."""
    clock.now = MORNING + timedelta(hours=18, minutes=30)


def test_two_of_two_days_never_hold_one_label(store: Store, clock: Clock) -> None:
    missed, left = store.issue("A"), store.issue("A")
    store.call_next(ANN)
    store.no_show(missed.id, ANN)
    clock.turn(days=1)
    store.issue("A")
    store.issue("A")
    store.check_in(left.id)
    store.rejoin(missed.id, post=ANN)
    assert sorted(labels(store)) == ["A001", "A001-02", "A002", "A002-02"]


def test_an_undone_end_after_the_cutover_finds_its_label_free(store: Store, clock: Clock) -> None:
    night(clock)
    ticket = store.issue("A", post=ANN)
    store.call_next(ANN)
    clock.turn(minutes=40)
    store.finish(ticket.id, ANN)
    store.issue("A")
    store.undo(ANN)
    assert sorted(labels(store)) == ["A001", "A002"]


def test_answering_for_yesterday_touches_nobody_who_is_being_served(store: Store, clock: Clock) -> None:
    here, gone = store.issue("A"), store.issue("A")
    clock.turn(days=1)
    store.check_in(here.id)
    store.call(here.id, ANN)
    assert [ticket.id for ticket in store.close_day(waiting="expire")] == [gone.id]
    assert [ticket.id for ticket in store.now_serving()] == [here.id]
    assert store.close_day(waiting="expire") == []


def test_carried_over_once_is_carried_over_once(store: Store, clock: Clock) -> None:
    old = store.issue("A")
    clock.turn(days=1)
    store.issue("A")
    store.open_counter(BOB)
    [kept] = store.close_day(waiting="carry_over")
    clock.turn(minutes=30)
    store.call(old.id, ANN)
    assert store.ticket(old.id).wait > timedelta(minutes=29)
    store.finish(old.id, ANN)
    assert store.ticket_by_label(kept.label).id == old.id
    store.rate(old.token, 5)


def test_the_night_is_nobodys_wait(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, leftovers="expire"), clock=clock)
    clock.turn(hours=8)
    left = store.issue("A")
    clock.turn(days=3)
    assert store.ticket(left.id).wait <= timedelta(hours=11), "it ended with its business day"
    day = store.hall_day(left.business_day)
    assert day.left_wait_median is not None
    assert day.left_wait_median <= timedelta(hours=11)
    store.close()


def test_the_wait_of_the_carried_over_begins_with_any_first_opening(path: Path, clock: Clock) -> None:
    store = open_store(path, replace(HALL, leftovers="carry_over"), clock=clock)
    ticket = store.issue("A")
    clock.now = MORNING + timedelta(hours=19, minutes=1)
    store.waiting()
    clock.turn(hours=5)
    called = store.call_next(ANN)
    assert called is not None
    assert called.wait < timedelta(minutes=1)
    assert store.undo(ANN).kind == "call"
    with pytest.raises(QueueError):
        store.undo(ANN)
    assert store.ticket(ticket.id).wait < timedelta(minutes=1), "no undo brings the night back"
    store.close()


def test_a_closed_hall_does_not_work_through_because_somebody_looks_early(path: Path) -> None:
    clock = Clock(datetime(2026, 3, 2, 14, 30, tzinfo=UTC))
    store = open_store(path, replace(HALL, cutover=day_time(0)), clock=clock)
    left = store.issue("A")
    store.open_counter(ANN)
    store.close_counter(ANN)
    clock.turn(hours=1, minutes=31)
    store.waiting()
    assert store.ticket(left.id).state is State.LEFT_OVER
    store.close()


def test_what_goes_on_at_the_cutover_goes_on(store: Store, clock: Clock) -> None:
    clock.now = MORNING + timedelta(hours=16, minutes=50)
    long = store.issue("A")
    store.call_next(ANN)
    store.start(long.id, ANN)
    clock.turn(minutes=125)
    call = store.calls.ring(BOB)
    missed = store.issue("B")
    store.call_next(BOB)
    store.no_show(missed.id, BOB)
    clock.turn(minutes=10)
    assert store.calls.hang_up(call.id, BOB).ended_at is not None
    assert store.rejoin(missed.token).state is State.WAITING
    assert store.finish(long.id, ANN).state is State.FINISHED


def test_the_clock_is_not_followed_under_a_visit_that_may_come_back(path: Path) -> None:
    machine = Machine()
    store = open_store(path, HALL, clock=machine)
    ticket = store.issue("A")
    machine.pass_time(minutes=5)
    store.call_next(ANN)
    store.start(ticket.id, ANN)
    machine.set_clock(hours=1)
    machine.pass_time(minutes=3)
    store.finish(ticket.id, ANN)
    store.undo(ANN)
    done = store.finish(ticket.id, ANN)
    assert done.finished_at is not None
    assert done.started_at is not None
    assert done.finished_at - done.started_at == timedelta(minutes=3)
    machine.pass_time(minutes=20)
    assert store.issue("A").issued_at == machine.wall, "quiet for a while: the PC's time is followed"
    store.close()


def test_a_machine_that_cannot_tell_its_starts_apart_is_not_in_yesterday(path: Path) -> None:
    first, second = Machine(run="one process"), Machine(run="another process")
    store = open_store(path, HALL, clock=first)
    first.pass_time(minutes=5)
    store.issue("A")
    store.close()
    second.wall = first.wall + timedelta(days=1)
    second.steady = first.steady + 10**9
    store = open_store(path, HALL, clock=second)
    assert store.now() == second.wall
    assert store.business_day() == second.wall.date()
    store.close()


def test_a_new_process_knows_the_time_at_once(path: Path) -> None:
    machine = Machine()
    store = open_store(path, HALL, clock=machine)
    store.issue("A")
    machine.set_clock(days=3)
    store.issue("A")
    other = open_store(path, HALL, clock=machine)
    assert other.now() == store.now() == MORNING
    for _ in range(3):
        open_store(path, HALL, clock=machine).close()
    assert [entry.kind for entry in store.changes(0)].count("file_checked") <= 1
    other.close()
    store.close()


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_stuck_writer_at_the_cutover_does_not_hold_up_a_look(store: Store, path: Path, clock: Clock) -> None:
    store.issue("A")
    store.open_counter(ANN)
    clock.turn(days=1)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        began = time.monotonic()
        for _ in range(5):
            store.desk_view(ANN)
        assert time.monotonic() - began < 3, "a fraction of a second once, then at once"
        holder.communicate()
    store.issue("A")
    assert [ticket.business_day for ticket in store.waiting()] == [store.business_day()]


def test_what_was_committed_is_never_refused(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    store.cancel(store.issue("A", visitor=Visitor(surname="Li")).token)
    clock.turn(days=3)

    def closed() -> bool:
        raise StoreUnavailable("locked", "locked")

    monkeypatch.setattr(store._ledger.engine, "erase", closed)
    assert store.issue("A").label == "A001"
    assert len(store.waiting()) == 1


def test_a_visitor_at_a_counter_that_the_hall_gave_up_can_be_finished(store: Store) -> None:
    ticket = store.issue("A")
    store.call_next(ANN)
    store.change_rules(replace(HALL, counters=HALL.counters[1:]))
    assert [each.id for each in store.health().stranded] == [ticket.id]
    assert store.finish(ticket.id, CAI).state is State.FINISHED


def test_an_act_of_many_changes_is_taken_back_whole(store: Store) -> None:
    ticket = store.issue("A")
    store.told.tell(ticket.id, ANN, [f"paper {number}" for number in range(80)])
    assert store.undo(ANN).entries == 80
    assert store.told.of(ticket.id) == []
