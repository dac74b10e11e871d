"""The wait log, the figures of a day and the estimate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from store_hall import ANN, BOB, CAI, MORNING, Clock

from queue_store import Outcome, Post, QueueError, Store, Visitor, WaitRow

EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def log(store: Store) -> list[WaitRow]:
    return list(store.wait_log(*EVER))


def busy_morning(store: Store, clock: Clock) -> None:
    """Done after a long wait, left, missed, transferred and done, still waiting."""
    long = store.issue("A", visitor=Visitor(surname="Li", phone="123", errands=2))
    clock.turn(minutes=16)
    store.call_next(ANN)
    store.apologise(long.id, ANN)
    clock.turn(minutes=1)
    store.recall(long.id, ANN)
    clock.turn(minutes=1)
    store.start(long.id, ANN)
    clock.turn(minutes=6)
    store.finish(long.id, ANN)
    left = store.issue("A")
    clock.turn(minutes=3)
    store.cancel(left.token, reason="tired")
    missed = store.issue("A")
    clock.turn(minutes=2)
    store.call_next(ANN)
    store.no_show(missed.id, ANN)
    sent = store.issue("A")
    store.call_next(ANN)
    store.start(sent.id, ANN)
    store.transfer(sent.id, ANN, service="B", note="contract")
    clock.turn(minutes=31)
    store.call_next(BOB)
    store.finish(sent.id, BOB, outcome=Outcome.DECLINED, reason="rule 7")
    store.issue("B")
    clock.turn(minutes=4)


def test_three_clocks_and_how_each_wait_ended(store: Store, clock: Clock) -> None:
    busy_morning(store, clock)
    done, left, missed, first_leg, second_leg, waiting = log(store)
    assert [round(done.wait_first_call / 60), round((done.wait_last_call or 0) / 60)] == [16, 17]
    assert round((done.wait_start or 0) / 60) == 18
    assert (done.over_limit, done.apology_due, done.lower_bound, done.calls) == (True, True, False, 2)
    assert (done.apology_said_at is not None, done.errands, done.counter, done.clerk) == (True, 2, 1, "ann")
    assert (left.state, left.outcome, left.lower_bound, round(left.wait_first_call / 60)) == (
        "cancelled", Outcome.LEFT, True, 3,
    )  # fmt: skip
    assert left.wait_start is None
    assert (missed.state, missed.outcome, missed.lower_bound) == ("no_show", Outcome.LEFT, False)
    assert (first_leg.state, first_leg.leg, first_leg.service, first_leg.clerk) == ("transferred", 1, "A", "ann")
    assert (second_leg.leg, second_leg.service, second_leg.outcome, second_leg.reason) == (
        2, "B", Outcome.DECLINED, "rule 7",
    )  # fmt: skip
    assert (second_leg.over_limit, second_leg.limit, second_leg.responsible) == (True, 1800.0, "ann")
    assert second_leg.apology_due
    assert second_leg.apology_said_at is None
    assert (waiting.state, waiting.lower_bound, round(waiting.wait_first_call / 60)) == ("waiting", True, 4)


def test_a_call_after_a_missed_one_is_not_a_first_call(store: Store, clock: Clock) -> None:
    """Whoever was called in time and missed it is owed no apology for the time since."""
    ticket = store.issue("A")
    clock.turn(minutes=2)
    first = store.call(ticket.id, ANN)
    store.no_show(ticket.id, ANN)
    clock.turn(minutes=20)
    again = store.call(ticket.id, BOB)
    assert (again.called_at, again.apology_due) == (first.called_at, False)
    [row] = log(store)
    assert [round(wait / 60) for wait in (row.wait_first_call, row.wait_last_call or 0)] == [2, 22]
    assert (row.over_limit, row.calls) == (False, 2)


def test_who_waits_has_the_limit_of_the_service_they_were_sent_to(store: Store, clock: Clock) -> None:
    """B has a limit of 30 minutes, A that of the hall, 15."""
    ticket = store.issue("A")
    store.transfer(ticket.id, ANN, service="B")
    clock.turn(minutes=20)
    store.cancel(ticket.token)
    [row] = log(store)
    assert (row.limit, row.over_limit, row.lower_bound) == (1800.0, False, True)


def test_the_interval_is_half_open(store: Store, clock: Clock) -> None:
    first = store.issue("A")
    clock.turn(minutes=1)
    second = store.issue("A")
    assert [r.label for r in store.wait_log(first.entered_at, second.entered_at)] == ["A001"]
    assert [r.label for r in store.wait_log(second.entered_at, EVER[1])] == ["A002"]


def test_the_log_holds_neither_secrets_nor_names(store: Store, clock: Clock) -> None:
    busy_morning(store, clock)
    secrets = {store.ticket(row.ticket_id).token for row in log(store)}
    told = repr(log(store))
    assert not [secret for secret in secrets if secret in told]
    assert "Li" not in told
    assert "123" not in told


def test_any_tool_reads_the_same_figures(store: Store, clock: Clock, path: Path) -> None:
    busy_morning(store, clock)
    rows = log(store)
    database = Database(path)
    seen = list(database["wait_log"].rows_where(order_by="entered_at, leg"))
    assert len(seen) == len(rows)
    for ours, theirs in zip(rows, seen, strict=True):
        assert (ours.label, ours.state, ours.calls) == (theirs["label"], theirs["state"], theirs["calls"])
        assert (ours.lower_bound, ours.apology_due) == (bool(theirs["lower_bound"]), bool(theirs["apology_due"]))
        if ours.state != "waiting":
            assert ours.wait_first_call == pytest.approx(theirs["wait_first_call"], abs=0.005)
            assert ours.over_limit == bool(theirs["over_limit"])
        if ours.wait_start is not None:
            assert ours.wait_start == pytest.approx(theirs["wait_start"], abs=0.005)
    assert not {"token", "surname", "phone"} & set(seen[0])
    database.close()


def test_figures_of_a_day(store: Store, clock: Clock) -> None:
    busy_morning(store, clock)
    day = store.hall_day(date(2026, 3, 2))
    assert (day.issued, day.waits, day.called, day.finished, day.no_show) == (5, 6, 4, 2, 1)
    assert (day.left_queue, day.still_open, day.over_limit, day.apologies_due, day.apologies_said) == (1, 1, 2, 2, 1)
    assert (day.outcomes["done"], day.outcomes["declined"]) == (1, 1)
    assert day.wait_longest is not None
    assert day.wait_p90 == day.wait_longest
    assert round(day.wait_longest.total_seconds() / 60) == 31
    assert day.left_wait_median is not None
    assert round(day.left_wait_median.total_seconds() / 60) == 3
    assert store.hall_day(date(2026, 3, 1)).wait_mean is None


def test_the_apology_is_due_only_over_the_limit(store: Store, clock: Clock) -> None:
    exact, late = store.issue("A"), store.issue("B")
    clock.now = exact.entered_at + timedelta(minutes=15) - timedelta(milliseconds=1)
    called = store.call_next(ANN)
    assert called is not None
    assert (called.wait, called.apology_due) == (timedelta(minutes=15), False)
    clock.now = late.entered_at + timedelta(minutes=30)
    assert store.call(late.id, BOB).apology_due
    said = store.apologise(late.id, BOB)
    assert store.apologise(late.id, BOB).apology_said_at == said.apology_said_at
    assert len(store.events(late.id)) == 3


def test_the_estimate_says_how_it_was_made(store: Store, clock: Clock) -> None:
    for _ in range(4):
        store.issue("A")
    none = store.estimate("A")
    assert (none.method, none.low, none.ahead, none.counters) == ("none", None, 4, 0)
    store.open_counter(ANN)
    told = store.estimate("A")
    assert (told.method, told.ahead, told.counters, told.next) == ("drain", 4, 1, False)
    assert told.low is not None
    assert told.high is not None
    assert timedelta() < told.low < 4 * timedelta(minutes=5) < told.high
    for minutes in (2, 2, 4, 4, 4, 8):
        ticket = store.issue("C")
        store.call(ticket.id, CAI)
        store.start(ticket.id, CAI)
        clock.turn(minutes=minutes)
        store.finish(ticket.id, CAI)
    store.issue("C")
    shared = store.estimate("C")
    assert (shared.method, shared.ahead, shared.counters) == ("drain", 5, 2), "the same counters call A before"
    store.pause(CAI, "tea")
    assert store.estimate("C").counters == 1
    waiting = store.waiting(["A"])
    assert [store.estimate("A", visitor_id=ticket.id).ahead for ticket in waiting] == [0, 1, 2, 3]


def test_counters_open_pause_and_close(store: Store, clock: Clock) -> None:
    assert {status.state for status in store.counters()} == {"closed"}
    store.open_counter(ANN)
    ticket = store.issue("A")
    store.call_next(ANN)
    status = store.pause(ANN, "took a hard word")
    assert (status.state, status.clerk, status.ticket and status.ticket.id) == ("paused", "ann", ticket.id)
    assert "hard word" not in repr(store.counters())
    assert "hard word" not in repr(store.changes(0))
    with pytest.raises(QueueError, match="still has ticket A001"):
        store.close_counter(ANN)
    store.finish(ticket.id, ANN)
    assert store.unpause(ANN).state == "open"
    closed = store.close_counter(ANN)
    assert (closed.state, closed.clerk) == ("closed", None)
    with pytest.raises(QueueError, match="99"):
        store.open_counter(Post(99, "eve"))
    store.issue("A")
    store.call_next(Post(1, "dan"))
    assert next(iter(store.counters())).clerk == "dan", "whoever calls is there"


def test_the_journal_keeps_what_else_happened(store: Store, clock: Clock) -> None:
    store.journal.record(ANN, "readiness", {"badge": True, "词": "您好"})
    clock.turn(minutes=1)
    middle = clock()
    store.journal.record(None, "export", {"rows": 3})
    rows = store.journal.rows(*EVER)
    assert [(row.kind, row.clerk, dict(row.data)) for row in rows] == [
        ("readiness", "ann", {"badge": True, "词": "您好"}), ("export", None, {"rows": 3}),
    ]  # fmt: skip
    assert [row.kind for row in store.journal.rows(MORNING, middle)] == ["readiness"]
    assert [row.kind for row in store.journal.rows(middle, EVER[1])] == ["export"]


def test_recent_calls_show_the_newest_first_and_no_undone_one(store: Store, clock: Clock) -> None:
    for service in "AB":
        store.issue(service)
    store.call_next(ANN)
    store.call_next(BOB)
    assert [ticket.label for ticket in store.recent_calls(5)] == ["B001", "A001"]
    store.recall(store.now_serving()[0].id, ANN)
    assert [ticket.label for ticket in store.recent_calls(1)] == ["A001"]
    store.undo(BOB)
    assert [ticket.label for ticket in store.recent_calls(5)] == ["A001"]
    clock.turn(days=1)
    assert store.recent_calls(5) == []


def test_missed_are_those_of_today_whom_the_counter_may_serve(store: Store, clock: Clock) -> None:
    first, second = store.issue("A"), store.issue("A")
    for ticket in (first, second):
        store.call(ticket.id, ANN)
        store.no_show(ticket.id, ANN)
        clock.turn(minutes=1)
    serving = {counter.number: counter.services for counter in store.hall.counters}
    for number, services in serving.items():
        expected = [second.id, first.id] if "A" in services else []
        assert [ticket.id for ticket in store.missed(number)] == expected
    store.rejoin(first.id)
    assert [ticket.id for ticket in store.missed(ANN.counter)] == [second.id]
    clock.turn(days=1)
    assert store.missed(ANN.counter) == []


def test_a_reader_who_stops_early_leaves_no_trouble_behind(store: Store) -> None:
    store.issue("A")
    store.issue("A")
    rows = store.wait_log(datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    next(iter(rows))
    store.close()
    rows.close()  # type: ignore[attr-defined]
