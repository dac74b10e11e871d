"""The order of the forecasts is the order in which the hall really calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from store_hall import HALL, MORNING, Clock

from queue_store import Counter, Hall, Post, PriorityClass, Returning, Service, Store, Visitor, open_store
from queue_store.books.counters import staffed
from queue_store.clock import from_text
from queue_store.forecast.floor import Layout, Waiting
from queue_store.forecast.forecaster import Forecaster
from queue_store.forecast.place import Call, choose
from queue_store.forecast.state import Floor
from queue_store.tickets.moving import find_rows


def random_hall(random: Random) -> Hall:
    """Some services, counters that share them, a cap, rules for those who come back."""
    codes = "ABCD"[: random.randint(1, 4)]
    counters = [
        Counter(number, tuple(sorted(random.sample(codes, random.randint(1, len(codes))))), random.random() < 0.2)
        for number in range(1, random.randint(2, 5))
    ]
    return replace(
        HALL,
        services=tuple(Service(code, code, timedelta(minutes=5)) for code in codes),
        counters=tuple(counters),
        priorities=(PriorityClass("old", timedelta(minutes=20)), PriorityClass("first", timedelta(days=1))),
        priority_cap=random.randint(0, 3),
        returning=Returning(*(random.choice([None, timedelta(), timedelta(minutes=8)]) for _ in range(3))),
    )


def layout_of(hall: Hall) -> Layout:
    """The hall as forecasts see it."""
    supervisors = frozenset(each.number for each in hall.counters if each.supervisor)
    return Layout(
        {each.code: each.target.total_seconds() for each in hall.services},
        {each.number: frozenset(each.services) for each in hall.counters},
        supervisors or frozenset(each.number for each in hall.counters),
        hall.priority_cap,
        hall.long_wait.total_seconds(),
    )


def who_waits(store: Store) -> tuple[list[Waiting], frozenset[int], float]:
    """Those who wait, the counters at which somebody is, and the hall's time, out of one look."""
    with store._ledger.look() as look:
        rows = find_rows(look, "t.state = 'waiting'")
        return [_waiting(row) for row in rows], staffed(look), look.now.timestamp()


def _waiting(row: dict[str, object]) -> Waiting:
    def moment(column: str) -> float:
        return from_text(str(row[column])).timestamp()

    return Waiting(
        int(str(row["id"])),
        str(row["service"]),
        moment("entered_at"),
        moment("queue_at"),
        moment("place_at"),
        float(str(row["head_start"])),
        None if row["for_counter"] is None else int(str(row["for_counter"])),
        None if row["sent_at"] is None else moment("sent_at"),
        bool(row["returning_visitor"]),
    )


class Play:
    """Random acts in a random hall."""

    def __init__(self, path: Path, seed: int) -> None:
        self.random = Random(seed)
        self.hall = random_hall(self.random)
        self.clock = Clock(MORNING)
        self.store = open_store(path, self.hall, clock=self.clock)
        self.layout = layout_of(self.hall)
        self.calls: dict[str, list[Call]] = {}
        self.made = 0
        self.at: dict[int, int] = {}
        self.missed: list[int] = []

    def post(self) -> Post:
        """A counter at which nobody is served."""
        number = self.random.choice(self.hall.counters).number
        return Post(number, f"clerk{number}")

    def act(self) -> None:
        """Something that changes who waits."""
        self.clock.turn(seconds=self.random.uniform(1, 400))
        what = self.random.random()
        if what < 0.45:
            priority = self.random.choice(["", "", "", "old", "first"])
            service = self.random.choice(self.hall.services).code
            if self.layout_gives(service):
                self.store.issue(service, visitor=Visitor(priority=priority))
        elif what < 0.6 and self.at:
            number = self.random.choice(sorted(self.at))
            self.leave(number, self.at.pop(number))
        elif what < 0.65 and self.missed:
            self.store.rejoin(self.missed.pop())
        elif what < 0.7:
            post = self.post()
            if post.counter not in self.at:
                self.random.choice([self.store.open_counter, self.store.close_counter])(post)
        else:
            post = self.post()
            if post.counter not in self.at:
                self.check_next(post)

    def layout_gives(self, service: str) -> bool:
        """Whether some counter gives a service; others give out no numbers."""
        return any(service in services for services in self.layout.counters.values())

    def leave(self, counter: int, ticket: int) -> None:
        """A visit ends, in one of the ways."""
        post = Post(counter, f"clerk{counter}")
        end = self.random.random()
        if end < 0.2:
            self.store.transfer(ticket, post, counter=self.random.choice(self.hall.counters).number)
        elif end < 0.4:
            given = [each.code for each in self.hall.services if self.layout_gives(each.code)]
            self.store.transfer(ticket, post, service=self.random.choice(given))
        elif end < 0.6:
            self.store.no_show(ticket, post)
            self.missed.append(ticket)
        else:
            self.store.finish(ticket, post)

    def check_next(self, post: Post) -> None:
        """The forecast names the ticket that the store then calls."""
        waiting, there, now = who_waits(self.store)
        expected = choose(self.layout, there, post.counter, waiting, self.calls, now)
        called = self.store.call_next(post)
        assert (called and called.id) == (expected and expected.id)
        if called is not None and expected is not None:
            self.made += 1
            self.calls.setdefault(expected.service, []).append(Call(self.made, expected.head_start > 0))
            self.at[post.counter] = called.id

    def floor(self, openly: list[int]) -> Floor:
        """The hall with these counters open and nobody at them."""
        waiting, _, _ = who_waits(self.store)
        found = Floor(self.layout)
        found.calls, found.called = {code: list(calls) for code, calls in self.calls.items()}, self.made
        for each in waiting:
            found.enter(each)
        for number in openly:
            found.desks[number].mood = "open"
        return found


@pytest.mark.parametrize("batch", range(5))
def test_whom_a_counter_calls_is_whom_the_store_calls(tmp_path: Path, batch: int) -> None:
    compared = 0
    for seed in range(batch * 15, batch * 15 + 15):
        play = Play(tmp_path / f"{seed}.db", seed)
        for _ in range(110):
            play.act()
        compared += play.made
        play.store.close()
    assert compared > 120


@pytest.mark.parametrize("seed", range(50))
def test_with_one_open_counter_the_place_is_the_number_of_calls_before(tmp_path: Path, seed: int) -> None:
    check_places(tmp_path / "hall.db", seed)


@pytest.mark.soak
@pytest.mark.parametrize("batch", range(100))
def test_in_thousands_of_halls_the_place_is_the_number_of_calls_before(tmp_path: Path, batch: int) -> None:
    for seed in range(1000 + 50 * batch, 1050 + 50 * batch):
        check_places(tmp_path / f"{seed}.db", seed)


def check_places(path: Path, seed: int) -> None:
    """A random hall is left with one open counter, and lets its queue run out."""
    play = Play(path, seed)
    for _ in range(40):
        play.act()
    for counter, ticket in list(play.at.items()):
        play.store.finish(ticket, Post(counter, f"clerk{counter}"))
    for each in play.hall.counters:
        play.store.close_counter(Post(each.number, f"clerk{each.number}"))
    post = play.post()
    play.store.open_counter(post)
    hall = play.floor([post.counter])
    now = play.clock.now.timestamp()
    forecaster = Forecaster(play.layout)
    forecaster._floor = hall
    told = forecaster.everybody(now)
    order = []
    while (called := play.store.call_next(post)) is not None:
        order.append(called.id)
        play.store.finish(called.id, post)
    falls_back_later = any(each.for_counter not in (None, post.counter) for each in hall.in_order())
    for number, place in told.items():
        if number in order and place.counters and not falls_back_later:
            assert place.ahead == order.index(number)
            if place.next:
                assert place.ahead == 0
    play.store.close()
