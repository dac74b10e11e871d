"""A paused counter says when it serves again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from store_hall import ANN, Clock

from queue_store import NotAllowed, Store


def soon(clock: Clock, **span: float) -> datetime:
    return clock.now + timedelta(**span)


def test_a_pause_says_when_it_ends(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    back = soon(clock, minutes=10)
    assert store.pause(ANN, "meal", back_at=back).back_at == back
    assert store.counters()[0].back_at == back
    assert store.desk_view(ANN).status.back_at == back
    assert store.hall_view().counters[0].back_at == back
    assert store.queue_view({}).counters[0].back_at == back
    entry = store.changes(0)[-1]
    assert entry.kind == "counter_paused"
    assert entry.changes is not None
    assert entry.changes["back_at"] == f"{back:%Y-%m-%dT%H:%M:%S.%fZ}"


def test_nothing_needs_to_be_said(store: Store) -> None:
    store.open_counter(ANN)
    assert store.pause(ANN).back_at is None


def test_another_time_is_said_while_the_pause_goes_on(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    first = store.pause(ANN, "meal", back_at=soon(clock, minutes=5))
    clock.turn(minutes=8)
    later = store.pause(ANN, "form", back_at=soon(clock, minutes=10))
    assert later.since == first.since
    assert later.back_at is not None
    assert first.back_at is not None
    assert later.back_at > first.back_at
    assert store.pause(ANN).back_at is None
    store.undo(ANN)
    assert store.counters()[0].back_at == later.back_at
    store.undo(ANN)
    assert store.counters()[0].back_at == first.back_at
    store.undo(ANN)
    assert (store.counters()[0].state, store.counters()[0].back_at) == ("open", None)


@pytest.mark.parametrize("act", ["unpause", "close_counter", "call_next", "open_counter"])
def test_the_return_ends_with_the_pause(store: Store, clock: Clock, act: str) -> None:
    store.open_counter(ANN)
    store.issue("A")
    store.pause(ANN, back_at=soon(clock, minutes=5))
    getattr(store, act)(ANN)
    assert store.counters()[0].back_at is None


def test_undoing_the_end_of_a_pause_brings_its_return_back(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    back = store.pause(ANN, back_at=soon(clock, minutes=5)).back_at
    store.unpause(ANN)
    store.undo(ANN)
    assert (store.counters()[0].state, store.counters()[0].back_at) == ("paused", back)


def test_a_return_that_is_over_or_beyond_the_day_is_refused(store: Store, clock: Clock) -> None:
    store.open_counter(ANN)
    before = store.changes(0)
    with pytest.raises(NotAllowed, match="08:59 is over already") as past:
        store.pause(ANN, back_at=soon(clock, minutes=-1))
    assert past.value.key == "back_in_past"
    end = datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert store.day_bounds(date(2026, 3, 2))[1] == end
    with pytest.raises(NotAllowed, match="The business day ends at 04:00") as beyond:
        store.pause(ANN, back_at=end)
    assert beyond.value.key == "back_after_day"
    assert store.changes(0) == before
    assert store.pause(ANN, back_at=end - timedelta(seconds=1)).state == "paused"
