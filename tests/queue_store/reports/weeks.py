"""Weeks in a hall, made at random: every verb, nights, leftovers, days of 23 and 25 hours, clocks that jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from store_hall import HALL, Machine

from queue_store import Outcome, Post, QueueError, State, Store, Ticket, Visitor, open_store

POSTS = (Post(1, "ann"), Post(2, "bob"), Post(3, "cai"))


class Week:
    """A hall that is open from nine in the morning to two at night, for some days from a date on.

    The rule for leftovers is drawn, unless it is said.
    """

    def __init__(self, path: str, zone: str, cutover: time, first: date, seed: int, leftovers: str = "") -> None:
        self.rng = Random(seed)
        self.zone = ZoneInfo(zone)
        self.first = first
        self.machine = Machine(self.at(first, 9))
        drawn = self.rng.choice(("ask", "expire", "carry_over"))
        hall = replace(HALL, timezone=zone, cutover=cutover, leftovers=leftovers or drawn)
        self.store: Store = open_store(path, hall, clock=self.machine)
        self.tokens: list[str] = []

    def at(self, day: date, hour: int) -> datetime:
        """An hour of a day by the hall's clocks."""
        return datetime.combine(day, time(hour), self.zone).astimezone(UTC)

    def run(self, days: int, acts: int) -> None:
        """Let so many days go by, each with about so many acts."""
        for number in range(days):
            opens = self.at(self.first + timedelta(days=number), 9)
            span = self.at(self.first + timedelta(days=number + 1), 2) - opens
            for _ in range(acts):
                self.machine.pass_time(seconds=self.rng.expovariate(acts / span.total_seconds()))
                self.act()
            self.machine.set_clock(seconds=self.rng.choice((0, 0, -40, 75, 5000)))
            self._try(lambda: self.store.issue("A"))
            self.machine.pass_time(seconds=max(1.0, (opens + timedelta(days=1) - self.store.now()).total_seconds()))
            self.machine.wall = self.store.now()

    def act(self) -> None:
        """Something happens; what the hall refuses does not."""
        store, rng = self.store, self.rng
        post = rng.choice(POSTS)
        mine = [ticket for ticket in store.now_serving() if ticket.counter == post.counter]
        acts: list[tuple[int, Callable[[], object]]] = [
            (30, self.issue),
            (14, lambda: store.call_next(post)),
            (2, lambda: store.call(rng.choice(store.waiting()).id, post, reason="ill")),
            (2, lambda: store.resume(rng.choice(store.parked(post)).id, post)),
            (2, lambda: store.rejoin(rng.choice(store.missed(post.counter)).id)),
            (2, lambda: store.cancel(rng.choice(self.tokens[-6:]))),
            (2, lambda: self.ask_for_time(rng.choice(self.tokens[-6:]))),
            (3, lambda: store.undo(post)),
            (2, lambda: store.redo(post)),
            (3, self.rate),
            (2, lambda: store.pause(post)),
            (3, lambda: store.unpause(post)),
            (1, lambda: store.close_counter(post)),
            (1, lambda: store.check_in(store.book("A").id)),
            (1, lambda: store.close_day(waiting=rng.choice(("expire", "carry_over")))),
        ]
        if mine:
            acts += [(weight, partial(act, mine[0], post)) for weight, act in self.serving()]
        self._try(rng.choices([act for _, act in acts], [weight for weight, _ in acts])[0])

    def serving(self) -> list[tuple[int, Callable[[Ticket, Post], object]]]:
        """What can happen to a visitor at a counter."""
        store, rng = self.store, self.rng
        return [
            (3, lambda ticket, post: store.recall(ticket.id, post)),
            (20, lambda ticket, post: store.start(ticket.id, post)),
            (3, lambda ticket, post: store.no_show(ticket.id, post)),
            (3, lambda ticket, post: store.park(ticket.id, post)),
            (4, lambda ticket, post: store.transfer(ticket.id, post, service=rng.choice("ABC"))),
            (1, lambda ticket, post: store.transfer(ticket.id, post, counter=3)),
            (4, lambda ticket, post: store.apologise(ticket.id, post)),
            (20, lambda ticket, post: store.finish(ticket.id, post, outcome=rng.choice(list(Outcome)), reason="why")),
        ]

    def issue(self) -> None:
        """Somebody comes, and may be told how long it will be."""
        who = Visitor(priority=self.rng.choices(("", "old", "infant"), (8, 1, 1))[0])
        ticket = self.store.issue(self.rng.choice("AABC"), visitor=who)
        self.tokens.append(ticket.token)
        if self.rng.random() < 0.5:
            self.store.forecast.tell(ticket.id, self.rng.choice(("slip", "phone")))

    def ask_for_time(self, token: str) -> None:
        """Somebody asks for ten minutes, and one of three is back after four."""
        self.store.delay(token, minutes=10)
        if self.store.now().microsecond % 3 == 0:
            self.machine.pass_time(seconds=240)
            self.store.back_early(token)

    def rate(self) -> None:
        """Somebody whose visit is over says how it was."""
        done = [token for token in self.tokens[-20:] if self._state(token) is State.FINISHED]
        self.store.rate(self.rng.choice(done), self.rng.randint(1, 5), self.rng.choice(("", "很好")))

    def _state(self, token: str) -> State | None:
        found = self.store.ticket_by_token(token)
        return None if found is None else found.state

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (QueueError, IndexError):
            return
