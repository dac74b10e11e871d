"""Where nothing was kept, forecasts begin in the middle of the log: what stood there and has not changed is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_hall import ANN, BOB, CAI, HALL, Clock

from queue_store import Store, StoreUnavailable, open_store
from queue_store.forecast import asking


def test_what_stood_before_the_newest_entries_is_known(
    store: Store, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LEARN_FROM", 30)
    for post in (ANN, BOB, CAI):
        store.open_counter(post)
    store.pause(BOB, "")
    waiting = [store.issue("A") for _ in range(3)]
    at_counter = store.issue("A")
    store.call(at_counter.id, CAI)
    for _ in range(20):
        store.journal.record(None, "noise", {})
        passing = store.issue("B")
        store.cancel(passing.token)
        clock.turn(minutes=1)
    known = [store.estimate("A", visitor_id=ticket.id) for ticket in waiting]
    with store._ledger.engine.write() as session:
        session.run("DELETE FROM learned")
    fresh = open_store(path, HALL, clock=clock)
    begun = [fresh.estimate("A", visitor_id=ticket.id) for ticket in waiting]
    assert [(each.ahead, each.counters, each.next) for each in begun] == [
        (each.ahead, each.counters, each.next) for each in known
    ]
    assert [each.counters for each in begun] == [2, 2, 2]
    assert [each.ahead for each in begun] == [0, 1, 2]
    assert fresh.estimate("B").counters == 1, "counter 2 is paused"
    fresh.close()


def test_a_reading_ends_when_the_store_is_closed(store: Store) -> None:
    store.issue("A")
    store.forecast.close()
    with pytest.raises(StoreUnavailable, match="was closed"):
        store.estimate("A")


def test_a_reading_that_fails_in_the_middle_begins_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.open_counter(ANN)
    store.estimate("A")
    first, last = store.issue("A"), store.issue("A")
    followed = store.forecast._followed
    assert followed is not None
    apply = followed.forecaster.apply

    def fail_once(*event: object) -> None:
        monkeypatch.setattr(followed.forecaster, "apply", apply)
        raise StoreUnavailable("locked", "locked")

    monkeypatch.setattr(followed.forecaster, "apply", fail_once)
    with pytest.raises(StoreUnavailable):
        store.ahead_of(first.id)
    assert store.ahead_of(last.id) == 1
