"""Waits told in simulated days of whole halls, through the store as reception and counters use it.

`python -m benchmarks.days [--days N]` runs the example hall and a hospital through working days with lunch breaks,
precedence, no-shows, transfers and clerks who are away for a moment, and prints for each day how the waits that were
told at reception turned out, and how far the told place was from the calls that really came before.
"""

from __future__ import annotations

import argparse
import heapq
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from itertools import count
from math import exp, log
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from kiosk.hall import load_hall
from queue_store import (
    Break,
    Counter,
    Hall,
    Post,
    PriorityClass,
    Schedule,
    Service,
    Span,
    State,
    Visitor,
    open_store,
)

EXAMPLE = Path(__file__).parents[1] / "kiosk" / "example" / "hall.toml"


@dataclass(frozen=True, slots=True)
class World:
    """A hall and what happens in it; spans in seconds."""

    name: str
    hall: Hall
    shares: dict[str, float]
    """How often each service is asked for."""
    means: dict[str, float]
    """True mean of a visit, by service; the hall only knows its targets."""
    load: float
    """Work that comes, as a share of what the counters can do between opening and closing."""
    shape: tuple[float, ...] = (0.8, 1.5, 1.4, 0.9, 0.5, 1.1, 1.3, 1.0, 0.4)
    """How many come in each hour from opening on, beside the mean."""
    breaks: tuple[tuple[str, frozenset[int]], ...] = ()
    """Lunch of half an hour at `HH:MM` for some counters, kept as well as people keep it."""


@dataclass(slots=True)
class Visit:
    """What a visitor was told at reception, and what came of it."""

    ticket_id: int
    day: int
    told_at: datetime
    low: float | None
    high: float | None
    centre: float | None
    ahead: int
    next: bool
    rivals: set[int] = field(default_factory=set)
    """Those who waited at that moment."""
    called_at: datetime | None = None
    passed_by: set[int] = field(default_factory=set)
    """Those of them who were called before, by counters that could have called this visitor."""

    @property
    def before(self) -> int:
        """How many were called before: who is called again after a transfer is still one visitor."""
        return len(self.passed_by)


class Days:
    """Runs a world day after day on a store whose clock it turns."""

    def __init__(self, world: World, folder: Path, seed: int) -> None:
        self.world, self.rng = world, Random(seed)
        self.zone = ZoneInfo(world.hall.timezone)
        self.now = datetime(2026, 3, 2, 7, 0, tzinfo=self.zone).astimezone(UTC)
        self.store = open_store(folder / f"{world.name}.db", world.hall, clock=lambda: self.now)
        self.visits: dict[int, Visit] = {}
        self.speeds = {counter.number: exp(self.rng.gauss(0, 0.15)) for counter in world.hall.counters}
        self.took: list[float] = []
        """Milliseconds that telling took."""
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._numbers = count()
        self._free: dict[int, bool] = {}
        self._hungry: set[int] = set()
        self._day = 0
        self._counters = [counter for counter in world.hall.counters if counter.services]

    def run(self, days: int) -> Iterator[list[Visit]]:
        """Day after day, the visits of each."""
        for self._day in range(days):
            morning = (self.now.astimezone(self.zone) + timedelta(days=1)).replace(hour=8, minute=30, second=0)
            while morning.weekday() > 4:
                morning += timedelta(days=1)
            self._plan(morning.astimezone(UTC))
            while self._due:
                self.now, _, act = heapq.heappop(self._due)
                act()
            yield [visit for visit in self.visits.values() if visit.day == self._day]

    def _at(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self._due, (moment, next(self._numbers), act))

    def _in(self, seconds: float, act: Callable[[], None]) -> None:
        self._at(self.now + timedelta(seconds=seconds), act)

    def _plan(self, opens: datetime) -> None:
        closes = opens + timedelta(hours=9)
        for counter in self._counters:
            late = max(0.0, self.rng.gauss(60, 120))
            self._at(opens + timedelta(seconds=late), lambda n=counter.number: self._open(n))
        for text, numbers in self.world.breaks:
            at = opens.astimezone(self.zone).replace(hour=int(text[:2]), minute=int(text[3:]))
            for number in numbers:
                begins = at + timedelta(seconds=self.rng.gauss(60, 120))
                self._at(begins.astimezone(UTC), lambda n=number: self._lunch(n))
        for moment, service in self._arrivals(opens):
            self._at(moment, lambda code=service: self._arrive(code))
        for counter in self._counters:
            self._at(closes, lambda n=counter.number: self._close(n))

    def _arrivals(self, opens: datetime) -> Iterator[tuple[datetime, str]]:
        """When visitors come, so that each service's work is the world's load of its counters' time."""
        world, hours = self.world, len(self.world.shape)
        mean = sum(world.shares[code] * world.means[code] for code in world.shares) / sum(world.shares.values())
        rate = world.load * len(self._counters) * hours * 3600 / mean / hours * self.rng.uniform(0.85, 1.15)
        top = max(world.shape)
        at = -900.0
        while True:
            at += self.rng.expovariate(rate * top / 3600)
            if at >= hours * 3600 - 600:
                return
            if self.rng.random() < world.shape[max(0, int(at // 3600))] / top:
                code = self.rng.choices(list(world.shares), list(world.shares.values()))[0]
                yield opens + timedelta(seconds=at), code

    def _arrive(self, code: str) -> None:
        priorities = self.world.hall.priorities
        priority = priorities[0].id if priorities and self.rng.random() < 0.1 else ""
        ticket = self.store.issue(code, visitor=Visitor(priority=priority))
        began = time.perf_counter()
        told = self.store.forecast.tell(ticket.id, "reception")
        self.took.append((time.perf_counter() - began) * 1000)
        ends = None if told.ends is None else tuple(end.total_seconds() for end in told.ends)
        low, centre, high = ends or (None, None, None)
        rivals = {each.id for each in self.store.waiting() if each.id != ticket.id}
        self.visits[ticket.id] = Visit(ticket.id, self._day, self.now, low, high, centre, told.ahead, told.next, rivals)
        if self.rng.random() < 0.02:
            self._in(self.rng.uniform(300, 1800), lambda: self._leave(ticket.token))
        self._wake()

    def _leave(self, token: str) -> None:
        ticket = self.store.ticket_by_token(token)
        if ticket is not None and ticket.state is State.WAITING:
            self.store.cancel(token)

    def _open(self, number: int) -> None:
        self.store.open_counter(Post(number, f"c{number}"))
        self._free[number] = True
        self._wake()

    def _lunch(self, number: int) -> None:
        if self._busy(number):
            self._hungry.add(number)
            return
        self._free[number] = False
        self.store.pause(Post(number, f"c{number}"))
        self._in(self.rng.gauss(1800, 120), lambda: self._open(number))

    def _close(self, number: int) -> None:
        """Go home when nobody is left."""
        if self._busy(number) or self.store.count_at(number):
            self._in(60, lambda: self._close(number))
            return
        self._free[number] = False
        self.store.close_counter(Post(number, f"c{number}"))

    def _busy(self, number: int) -> bool:
        """Whether a counter is in the middle of something."""
        return not self._free.get(number, True)

    def _wake(self) -> None:
        """Free counters look whether somebody waits, after a moment."""
        for number in [number for number, free in self._free.items() if free]:
            self._free[number] = False
            self._in(self.rng.uniform(3, 20), lambda n=number: self._call(n))

    def _call(self, number: int) -> None:
        post = Post(number, f"c{number}")
        ticket = self.store.call_next(post)
        if ticket is None:
            self._free[number] = True
            return
        self._note(ticket.id, number)
        waited = (self.now - ticket.entered_at).total_seconds()
        if self.rng.random() < min(0.25, 0.02 + waited / 3600 * 0.08):
            self._in(self.rng.uniform(40, 90), lambda: self._end(number, ticket.id, came=False))
            return
        spread = 0.7
        mean = self.world.means[ticket.service] * self.speeds[number]
        taken = self.rng.lognormvariate(log(mean) - spread**2 / 2, spread)
        self._in(self.rng.uniform(5, 20), lambda: self.store.start(ticket.id, post))
        self._in(25 + taken, lambda: self._end(number, ticket.id, came=True))

    def _end(self, number: int, ticket_id: int, *, came: bool) -> None:
        post = Post(number, f"c{number}")
        others = [code for code in self.world.shares if code != self.store.ticket(ticket_id).service]
        if not came:
            self.store.no_show(ticket_id, post)
        elif self.rng.random() < 0.04 and others:
            self.store.transfer(ticket_id, post, service=self.rng.choice(others))
        else:
            self.store.finish(ticket_id, post)
        away = 600.0 if self.rng.random() < 0.02 else 0.0
        self._free[number] = False
        self._in(self.rng.uniform(8, 30) + self.rng.uniform(0, away), lambda: self._rested(number))

    def _rested(self, number: int) -> None:
        self._free[number] = True
        if number in self._hungry:
            self._hungry.discard(number)
            self._lunch(number)
        self._wake()

    def _note(self, ticket_id: int, number: int) -> None:
        """Who was called, for the places that others were told."""
        services = next(set(each.services) for each in self._counters if each.number == number)
        mine = self.visits.get(ticket_id)
        if mine is not None and mine.called_at is None:
            mine.called_at = self.now
        for other in self.store.waiting():
            visit = self.visits.get(other.id)
            if (
                visit is not None
                and ticket_id in visit.rivals
                and other.service in services
                and visit.called_at is None
            ):
                visit.passed_by.add(ticket_id)


def summary(visits: list[Visit]) -> str:
    """One line on some visits: how the ranges and the places held."""
    called = [(each, (each.called_at - each.told_at).total_seconds()) for each in visits if each.called_at]
    ranged = [(each, wait) for each, wait in called if each.high is not None and each.low is not None]
    if not ranged:
        return f"{len(visits):5} told, none with a range and called"
    inside = sum(each.low <= wait <= each.high for each, wait in ranged)  # type: ignore[operator]
    above = sum(wait > each.high for each, wait in ranged)  # type: ignore[operator]
    waited = [(each, wait) for each, wait in ranged if wait > 60]
    held = sum(each.low <= wait <= each.high for each, wait in waited)  # type: ignore[operator]
    error = sum(abs(wait - each.centre) for each, wait in waited) / max(1, len(waited))  # type: ignore[operator]
    places = [each.before - each.ahead for each, _ in called]
    close = sum(abs(miss) <= max(1, 0.15 * each.before) for (each, _), miss in zip(called, places, strict=True))
    wrong = sum(each.next and each.before > 0 for each, _ in called)
    return (
        f"{len(visits):5} told  inside {inside / len(ranged):4.0%}  above {above / len(ranged):4.0%}  "
        f"| over a minute {len(waited):4}: inside {held / max(1, len(waited)):4.0%}  MAE {error / 60:5.1f} min  "
        f"width {sum(each.high - each.low for each, _ in ranged) / len(ranged) / 60:5.1f} min  "  # type: ignore[operator]
        f"| place close {close / len(called):4.0%}  bias {sum(places) / len(places):+5.2f}  next but not {wrong}"
    )


def example() -> World:
    """The example hall, at work from half past eight without a noon closing, with lunch in turns."""
    hall = load_hall(EXAMPLE).rules()
    numbers = [counter.number for counter in hall.counters if counter.services]
    turns = (("12:00", frozenset(numbers[::2])), ("12:30", frozenset(numbers[1::2])))
    return World(
        "example",
        replace(hall, schedule=_all_day(turns)),
        shares={"A": 0.15, "B": 0.45, "C": 0.2, "D": 0.17, "E": 0.03},
        means={"A": 600, "B": 170, "C": 420, "D": 260, "E": 900, "M": 900},
        load=0.68,
        breaks=turns,
    )


def hospital() -> World:
    """Twelve services at nine counters, each giving some of them, with lunch that only the clerks know of."""
    codes = "ABCDEFGHIJKL"
    targets = (3, 4, 5, 6, 8, 10, 4, 7, 12, 5, 9, 15)
    gives = ("ABC", "ABD", "CDE", "EFG", "FGH", "HIJ", "IJK", "KLA", "LBEH")
    hall = Hall(
        id="hospital",
        timezone="Asia/Shanghai",
        services=tuple(Service(code, code, timedelta(minutes=each)) for code, each in zip(codes, targets, strict=True)),
        counters=tuple(Counter(number, tuple(some)) for number, some in enumerate(gives, 1)),
        priorities=(PriorityClass("old", timedelta(minutes=20)), PriorityClass("army", timedelta(minutes=30))),
    )
    return World(
        "hospital",
        hall,
        shares={code: weight for code, weight in zip(codes, (3, 3, 2, 2, 2, 1, 2, 2, 1, 2, 1, 1), strict=True)},
        means={code: each * 60 * factor for code, each, factor in zip(codes, targets, (0.7, 1.2) * 6, strict=True)},
        load=0.72,
        breaks=(("12:00", frozenset({1, 4, 7})), ("12:30", frozenset({2, 5, 8})), ("13:00", frozenset({3, 6, 9}))),
    )


def _all_day(breaks: tuple[tuple[str, frozenset[int]], ...]) -> Schedule:
    """Open from half past eight to half past five on working days, with breaks of half an hour."""
    starts = {clock_time.fromisoformat(text): who for text, who in breaks}
    return Schedule(
        week=((Span(clock_time(8, 30), clock_time(17, 30)),),) * 5 + ((),) * 2,
        breaks=tuple(
            Break(Span(at, at.replace(minute=at.minute + 29)), tuple(sorted(who))) for at, who in starts.items()
        ),
    )


def main() -> None:
    """Run the days and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.days", description=__doc__)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for world in (example(), hospital()):
            days = Days(world, Path(folder), asked.seed)
            print(f"{world.name}, {asked.days} days")
            for number, visits in enumerate(days.run(asked.days), 1):
                print(f"  day {number}: {summary(visits)}", flush=True)
            print(f"  all but the first: {summary([each for each in days.visits.values() if each.day])}")
            took = sorted(days.took)
            print(f"  telling took p50 {took[len(took) // 2]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms")
            days.store.close()


if __name__ == "__main__":
    main()
