"""Who moved up is told before the waits are read again, and only what is certain."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from waiting import until
from web_hall import DeskSide, Ear, browsing

from kiosk.web import forecasts
from kiosk.web.forecasts import Forecasts
from kiosk.web.moved_up import MovedUp
from kiosk.web.snapshot import Snapshot, read_snapshot
from queue_store import Store, Ticket, Visitor


class Place:
    """The places that pages tell, while the waits stay as they were at the beginning."""

    def __init__(self, desk: DeskSide) -> None:
        self.desk = desk
        self.moved = MovedUp()
        self.read = Forecasts(1, desk.store.forecast.waits(), {})
        self.old: Snapshot | None = None
        self.look()

    def look(self) -> None:
        new = read_snapshot(self.desk.store, self.desk.config)
        self.moved.note(self.old, new)
        self.old = new

    def ahead(self, ticket: Ticket) -> int:
        estimate = self.moved.estimate(ticket, self.read, self.desk.config)
        assert estimate is not None
        return estimate.ahead

    def read_again(self) -> None:
        self.read = Forecasts(2, self.desk.store.forecast.waits(), {})


def test_who_stands_behind_moves_up_and_what_was_read_since_counts_once(desk: DeskSide) -> None:
    first, second, third, fourth = (desk.issue() for _ in range(4))
    place = Place(desk)
    assert [place.ahead(each) for each in (second, third, fourth)] == [1, 2, 3]
    desk.call(first)
    place.look()
    assert [place.ahead(each) for each in (second, third, fourth)] == [0, 1, 2]
    desk.store.cancel(third.token)
    place.look()
    assert [place.ahead(each) for each in (second, fourth)] == [0, 1]
    place.read_again()
    assert [place.ahead(each) for each in (second, fourth)] == [0, 1]
    desk.call(second, 2)
    place.look()
    assert place.ahead(fourth) == 0


def test_a_wait_that_was_read_after_a_call_is_not_counted_down_by_it(desk: DeskSide) -> None:
    first, second, third = (desk.issue() for _ in range(3))
    place = Place(desk)
    desk.call(first)
    place.read_again()
    place.look()
    assert [place.ahead(each) for each in (second, third)] == [0, 1]


def test_a_call_that_is_taken_back_moves_everybody_back(desk: DeskSide) -> None:
    first, second, third = (desk.issue() for _ in range(3))
    place = Place(desk)
    desk.call(first)
    place.look()
    assert [place.ahead(each) for each in (second, third)] == [0, 1]
    desk.store.undo(desk.posts[1])
    place.look()
    assert [place.ahead(each) for each in (second, third)] == [1, 2]


def test_who_is_called_from_behind_moves_nobody_up(desk: DeskSide) -> None:
    first, second, third = (desk.issue() for _ in range(3))
    place = Place(desk)
    desk.call(second)
    place.look()
    assert [place.ahead(each) for each in (first, third)] == [0, 1]


def test_precedence_and_other_counters_are_left_to_the_forecast(desk: DeskSide) -> None:
    """The ticket of a service whose counters serve others too may have been counted or not."""
    desk.store.open_counter(desk.posts[6])
    elsewhere, mine = desk.issue("M"), desk.issue("A")
    elder = desk.issue("A", visitor=Visitor(priority="elder"))
    place = Place(desk)
    before = place.ahead(mine)
    desk.call(elder)
    desk.call(elsewhere, 6)
    place.look()
    assert place.ahead(mine) == before


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Waits are read only while this is set."""
    reading = threading.Event()
    reading.set()
    read = forecasts._read_all

    def when_set(store: Store) -> object:
        reading.wait(10)
        return read(store)

    monkeypatch.setattr(forecasts, "_read_all", when_set)
    yield reading
    reading.set()


async def test_an_open_page_hears_its_place_before_the_waits_are_read(desk: DeskSide, held: threading.Event) -> None:
    desk.issue()
    tickets = [desk.issue() for _ in range(3)]
    async with browsing(desk) as (_, web):
        place = await web.watcher.place(tickets[-1], "en")
        ear = Ear(web, "mine")
        web.watcher.follow("mine", tickets[-1].token, "en", place)
        assert place.slots["ahead"] == "3"
        held.clear()
        desk.store.call_next(desk.posts[1])
        await until(lambda: b'"ahead": "2"' in ear.heard)
        assert b'"wait"' not in ear.heard
        held.set()
        await until(lambda: web.watcher.forecasting.latest.number >= web.watcher.number)
