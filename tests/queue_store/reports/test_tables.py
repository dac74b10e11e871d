"""The tables that are exported, against the other ways to ask the store and against a morning reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from store_hall import ANN, BOB, EVER, HALL, MORNING, Clock

from queue_store import Outcome, Store, open_store
from queue_store.reports import event_rows, windows

NAMES = (
    "waits", "visits", "events", "calls", "promises", "ratings", "counters", "help", "out_of_order", "forecasts",
)  # fmt: skip


def rows(store: Store, name: str, since: datetime = EVER[0], until: datetime = EVER[1]) -> list[dict[str, Any]]:
    columns = store.tables.columns(name)
    return [dict(zip(columns, row, strict=True)) for page in store.tables.pages(name, since, until) for row in page]


def hours(store: Store, since: datetime = EVER[0], until: datetime = EVER[1]) -> list[tuple[Any, ...]]:
    """Each hour of a counter: when, which, then whole seconds open, paused, calling, serving, idle; calls, visits."""
    spans = ("open", "paused", "calling", "serving", "idle")
    return [
        (row["hour_at"][11:16], row["counter"], *(round(row[name]) for name in spans), row["calls"], row["visits"])
        for row in rows(store, "counters", since, until)
    ]


def serve(store: Store, clock: Clock, post: Any = ANN, minutes: float = 10, **end: Any) -> int:
    """Call the next one, who comes after a minute and is served for some minutes."""
    ticket = store.call_next(post)
    assert ticket is not None
    clock.turn(minutes=1)
    store.start(ticket.id, post)
    clock.turn(minutes=minutes)
    store.finish(ticket.id, post, **end)
    return ticket.id


def test_an_empty_hall_has_empty_tables(store: Store) -> None:
    assert [name for name in NAMES if rows(store, name)] == []
    with pytest.raises(KeyError):
        store.tables.columns("ticket")


def test_waits_are_those_of_the_wait_log_whatever_the_page(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        store.issue("A")
        clock.turn(minutes=1)
    serve(store, clock)
    store.call_next(ANN)
    store.transfer(store.now_serving()[0].id, ANN, service="B", note="x")
    for page in (1, 2, 3, 4000):
        monkeypatch.setattr(windows, "PAGE", page)
        found = rows(store, "waits")
        log = list(store.wait_log(*EVER))
        assert [(row["visit"], row["leg"], row["state"]) for row in found] == [
            (row.ticket_id, row.leg, row.state) for row in log
        ]
        for row, same in zip(found, log, strict=True):
            assert row["wait_first_call"] == pytest.approx(same.wait_first_call, abs=0.2)
            assert (row["over_limit"], row["lower_bound"]) == (same.over_limit, same.lower_bound)
            assert (row["wait_last_call"], row["wait_start"]) == (same.wait_last_call, same.wait_start)
            assert (row["reason"], row["clerk"], row["wait_limit"]) == (same.reason, same.clerk, same.limit)
    assert store.tables.count("waits", *EVER) == 8
    assert store.tables.count("visits", *EVER) is None


def test_a_visit_is_all_its_legs(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    clock.turn(minutes=3)
    store.call_next(ANN)
    clock.turn(minutes=1)
    store.start(ticket.id, ANN)
    clock.turn(minutes=5)
    store.park(ticket.id, ANN)
    clock.turn(minutes=2)
    store.resume(ticket.id, ANN)
    clock.turn(minutes=1)
    store.transfer(ticket.id, ANN, service="B")
    clock.turn(minutes=4)
    serve(store, clock, BOB, 7)
    store.rate(ticket.token, 4)
    gone = store.issue("A")
    store.cancel(gone.token)
    store.issue("A", post=ANN)
    store.undo(ANN)
    told, left = rows(store, "visits")
    spans = {name: round(told[name] / 60) for name in ("wait", "served", "away", "stay")}
    assert spans == {"wait": 3 + 4, "served": 6 + 7, "away": 2, "stay": 3 + 1 + 5 + 2 + 1 + 4 + 1 + 7}
    assert (told["first_service"], told["service"], told["legs"], told["calls"], told["stars"]) == ("A", "B", 2, 2, 4)
    assert (told["outcome"], told["counter"], told["clerk"], told["responsible"]) == ("done", 2, "bob", "ann")
    assert (left["state"], left["served"], left["called_at"]) == ("cancelled", None, None)


def test_events_are_in_their_order_and_say_what_was_taken_back(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_rows, "PAGE", 2)
    ticket = store.issue("A")
    store.call_next(ANN)
    store.start(ticket.id, ANN)
    store.undo(ANN)
    found = [(row["kind"], row["visit"], bool(row["undone"])) for row in rows(store, "events")]
    assert found == [
        ("issue", ticket.id, False), ("counter_opened", None, False), ("call", ticket.id, False),
        ("start", ticket.id, True), ("undo", ticket.id, False),
    ]  # fmt: skip
    assert len(rows(store, "events", MORNING + timedelta(days=1))) == 0


def test_events_of_a_day_among_days(store: Store, clock: Clock) -> None:
    for _ in range(4):
        store.issue("A")
        clock.turn(days=1)
    for day in range(4):
        since = MORNING + timedelta(days=day, hours=-2)
        found = [row["kind"] for row in rows(store, "events", since, since + timedelta(days=1))]
        assert found.count("issue") == 1


def test_counters_by_the_hour_reckoned_by_hand(store: Store, clock: Clock) -> None:
    """Nine to eleven: opened 9:00, one served 9:11-9:21, a pause 9:30-9:45, one served 9:55-10:15, closed 10:20."""
    store.open_counter(ANN)
    clock.turn(minutes=10)
    store.issue("A")
    serve(store, clock, minutes=10)
    clock.turn(minutes=9)
    store.pause(ANN, "tea")
    clock.turn(minutes=15)
    store.unpause(ANN)
    store.issue("A")
    clock.turn(minutes=9)
    serve(store, clock, minutes=20, outcome=Outcome.REFERRED, reason="x")
    clock.turn(minutes=5)
    store.close_counter(ANN)
    clock.turn(hours=3)
    minutes = 60
    assert [(row[0], row[1], *(round(span / minutes) for span in row[2:7]), *row[7:]) for row in hours(store)] == [
        ("01:00", 1, 45, 15, 2, 15, 28, 2, 1),
        ("02:00", 1, 20, 0, 0, 15, 5, 0, 1),
    ]
    second_hour = hours(store, MORNING + timedelta(hours=1))
    assert [row[0] for row in second_hour] == ["02:00"]


def test_what_was_taken_back_never_was(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    store.issue("A")
    ticket = store.call_next(ANN)
    assert ticket is not None
    clock.turn(minutes=5)
    store.undo(ANN)
    clock.turn(minutes=5)
    store.close_counter(ANN)
    assert hours(store) == [("01:00", 1, 600, 0, 0, 0, 600, 0, 0)]


def test_what_was_done_again_was_when_it_was_first_done(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    store.issue("A")
    ticket = store.call_next(ANN)
    assert ticket is not None
    store.start(ticket.id, ANN)
    clock.turn(minutes=5)
    store.finish(ticket.id, ANN)
    store.undo(ANN)
    clock.turn(minutes=2)
    store.redo(ANN)
    clock.turn(minutes=3)
    store.close_counter(ANN)
    assert hours(store) == [("01:00", 1, 600, 0, 0, 300, 300, 1, 1)]


def test_a_counter_that_nobody_closed_was_open_until_the_last_act_there(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    store.issue("A")
    clock.turn(minutes=30)
    store.call_next(ANN)
    clock.turn(days=5)
    store.issue("A")
    assert hours(store) == [("01:00", 1, 1800, 0, 0, 0, 1800, 1, 0)]
    assert hours(store, MORNING + timedelta(days=1)) == []


def test_a_counter_that_is_open_is_open_until_now(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    clock.turn(minutes=90)
    assert [row[:3] for row in hours(store)] == [("01:00", 1, 3600), ("02:00", 1, 1800)]


def test_hours_are_those_of_the_halls_clocks_when_they_are_put_back(path: Path) -> None:
    """In Berlin, on the last Sunday of October, there are two hours from two to three; each has its own row."""
    clock = Clock(datetime(2026, 10, 24, 23, 30, tzinfo=UTC))
    store = open_store(path, replace(HALL, timezone="Europe/Berlin"), clock=clock)
    store.open_counter(ANN)
    clock.turn(hours=3)
    store.close_counter(ANN)
    assert [row[:3] for row in hours(store)] == [
        ("23:00", 1, 1800), ("00:00", 1, 3600), ("01:00", 1, 3600), ("02:00", 1, 1800),
    ]  # fmt: skip
    store.close()


def test_help_that_nobody_gave_has_no_length(store: Store, clock: Clock) -> None:
    store.help.call(ANN, label="A001")
    store.help.call(BOB)
    clock.turn(minutes=2)
    store.help.settle(ANN, store.help.open()[-1].id)
    clock.turn(days=1)
    store.issue("A")
    found = [
        (row["counter"], row["answered_by"], row["lasted"] and round(row["lasted"])) for row in rows(store, "help")
    ]
    assert found == [(1, None, None), (2, "ann", 120)]
