"""A number that its day ended gave nobody up: nothing is learned from it but how long it waited at least."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from store_hall import ANN, HALL, Clock

from queue_store import Store, open_store
from queue_store.forecast.spans import EDGES


def patience(store: Store) -> tuple[float, float]:
    """How many gave up as far as the forecast knows, and the age that somebody was seen to reach; seconds."""
    with store.forecast._asking() as (_, followed):
        learned = followed.forecaster.dump()["known"]["patience"]
    seen = [EDGES[at + 1] for at, reached in enumerate(learned["reached"]) if reached]
    return sum(learned["ended"]), max(seen, default=0.0)


@pytest.mark.parametrize("rule", ["ask", "expire"])
def test_who_is_there_when_the_day_ends_by_itself_was_seen_until_a_clerk_last_did_anything(
    path: Path, clock: Clock, rule: str
) -> None:
    store = open_store(path, replace(HALL, leftovers=rule), clock=clock)
    store.open_counter(ANN)
    first, _ = store.issue("A"), store.issue("A")
    clock.turn(minutes=10, seconds=1)
    store.call(first.id, ANN)
    clock.turn(hours=20)
    assert store.waiting() == [], "the day is over"
    assert patience(store) == (0.0, 600.0)
    store.close()


def test_who_is_sent_home_in_the_evening_was_seen_until_then(store: Store, clock: Clock) -> None:
    store.issue("A")
    clock.turn(minutes=30, seconds=1)
    store.close_day(waiting="expire")
    assert patience(store) == (0.0, 1800.0)


def test_who_gives_the_number_back_gave_up(store: Store, clock: Clock) -> None:
    ticket = store.issue("A")
    clock.turn(minutes=30, seconds=1)
    store.cancel(ticket.token)
    assert patience(store) == (1.0, 2100.0), "the last age is the one at which it ended"
