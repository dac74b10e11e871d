"""Waits that nobody called and that their day ended: how long they were, whenever and wherever it is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from store_hall import ANN, EVER, MORNING, Clock

from queue_store import Post, State, Store

MONDAY = date(2026, 3, 2)
WAITS = [50 * 60, 12 * 60, 0]
"""Seconds until the last counter was closed at half past five, of those who came at 16:40, 17:18 and after that."""


def monday(store: Store, clock: Clock) -> list[int]:
    """Ids of three whom nobody called; one more was served. The night begins."""
    store.open_counter(ANN)
    done = store.issue("A")
    store.call(done.id, ANN)
    store.finish(done.id, ANN)
    left = []
    for minutes in (460, 498, 525):
        if minutes == 525:
            clock.now = MORNING + timedelta(minutes=510)
            store.close_counter(ANN)
        clock.now = MORNING + timedelta(minutes=minutes)
        left.append(store.issue("A").id)
        store.forecast.tell(left[-1], "slip")
    return left


def table(store: Store, name: str) -> list[dict[str, Any]]:
    columns = store.tables.columns(name)
    return [dict(zip(columns, row, strict=True)) for page in store.tables.pages(name, *EVER) for row in page]


def waits(store: Store, left: list[int]) -> list[int]:
    """Monday's waits of those whom nobody called, in seconds: the log of waits and the table say the same."""
    log = [row for row in store.wait_log(*EVER) if row.business_day == MONDAY and row.ticket_id in left]
    exported = [row for row in table(store, "waits") if (row["business_day"], row["lower_bound"]) == ("2026-03-02", 1)]
    assert [row.wait_first_call for row in log] == [row["wait_first_call"] for row in exported]
    for row, out in zip(log, exported, strict=True):
        assert row.over_limit == out["over_limit"] == (row.wait_first_call > 15 * 60)
        assert row.lower_bound
        assert row.ended_at is not None
    return [round(row.wait_first_call) for row in log]


def figures(store: Store) -> dict[str, Any]:
    """Monday's figures but for those that say what has become of the visits since."""
    period = store.reports.period(MONDAY, MONDAY)
    assert store.reports.day(MONDAY)[1] == period.whole
    settled = ("expired", "still_open", "left_queue", "left_share")
    return {**{key: value for key, value in period.whole.values.items() if key not in settled}, **period.told.values}


SETTLED: dict[str, Callable[[Store, list[int]], object]] = {
    "not yet": lambda store, left: None,
    "expired": lambda store, left: store.close_day(waiting="expire"),
    "carried over": lambda store, left: store.close_day(waiting="carry_over"),
    "given back": lambda store, left: [store.cancel(store.ticket(each).token) for each in left],
    "checked in": lambda store, left: [store.check_in(each) for each in left],
}


@pytest.mark.parametrize("settle", SETTLED.values(), ids=SETTLED)
def test_a_past_day_has_the_same_figures_whenever_they_are_read(
    store: Store, clock: Clock, settle: Callable[[Store, list[int]], object]
) -> None:
    left = monday(store, clock)
    clock.now = MORNING + timedelta(days=4)
    assert [store.ticket(each).state for each in left] == [State.LEFT_OVER] * 3
    assert [round(store.ticket(each).wait.total_seconds()) for each in left] == WAITS
    assert [round(store.ticket(each).waited(store.now()).total_seconds()) for each in left] == WAITS
    assert waits(store, left) == WAITS
    assert [round(row["wait"]) for row in table(store, "visits")][1:] == WAITS
    read_first = figures(store)
    assert (read_first["over_limit"], read_first["left_uncalled"], read_first["waiting_uncalled"]) == (1, 3, 0)
    assert read_first["left_wait_median"] == WAITS[1]
    clock.turn(hours=2)
    settle(store, left)
    clock.turn(hours=1)
    assert (waits(store, left), figures(store)) == (WAITS, read_first)
    clock.turn(days=7)
    assert (waits(store, left), figures(store)) == (WAITS, read_first)


@pytest.mark.parametrize("answer", ["expire", "carry_over"])
def test_who_ends_the_day_ends_the_waits(store: Store, clock: Clock, answer: str) -> None:
    left = monday(store, clock)
    clock.now = MORNING + timedelta(minutes=540)
    store.close_day(waiting=answer)
    assert waits(store, left) == [80 * 60, 42 * 60, 15 * 60]
    clock.turn(days=7)
    assert waits(store, left) == [80 * 60, 42 * 60, 15 * 60]


def test_the_visitor_too_shows_until_when_somebody_was_there(store: Store, clock: Clock) -> None:
    left = monday(store, clock)
    clock.now = MORNING + timedelta(minutes=530)
    store.delay(store.ticket(left[-1]).token, minutes=10)
    clock.turn(days=1)
    assert waits(store, left) == [*WAITS[:2], 5 * 60]


def test_nobody_is_aside_at_night(store: Store, clock: Clock) -> None:
    aside = store.issue("A")
    store.call(aside.id, ANN)
    store.start(aside.id, ANN)
    clock.turn(minutes=5)
    store.park(aside.id, ANN)
    clock.turn(minutes=20)
    store.issue("B", post=Post(2, "bob"))
    clock.turn(days=1)
    assert round(store.ticket(aside.id).away.total_seconds()) == 20 * 60
    [visit, _] = table(store, "visits")
    assert (round(visit["served"]), round(visit["away"]), visit["stay"]) == (5 * 60, 20 * 60, None)
    store.close_day(waiting="expire")
    assert round(table(store, "visits")[0]["stay"]) == 25 * 60
