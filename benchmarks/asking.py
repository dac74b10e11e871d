"""What a place and a wait cost in a hall with thirty counters, beside the limits that screens can bear."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import Figure, Findings, progress, quantile, times_of
from queue_store import Counter, Hall, Post, PriorityClass, Service, Store, Visitor, open_store

_CODES = "ABCDEFGHIJKL"
_COUNTERS = 30


def _hall() -> Hall:
    """Twelve services, three of them at each of thirty counters."""
    choose = random.Random(3)
    return Hall(
        id="asked",
        timezone="Asia/Shanghai",
        services=tuple(Service(code, code, timedelta(minutes=4 + at)) for at, code in enumerate(_CODES)),
        counters=tuple(Counter(number, tuple(sorted(choose.sample(_CODES, 3)))) for number in range(1, _COUNTERS + 1)),
        priorities=(PriorityClass("old", timedelta(minutes=20)),),
    )


def _filled(path: Path, waiting: int) -> Store:
    """A hall in which every counter serves and so many wait, and nobody asked yet."""
    store, choose = open_store(path, _hall()), random.Random(5)
    for number in range(1, _COUNTERS + 1):
        store.open_counter(Post(number, f"c{number}"))
    for _ in range(waiting + _COUNTERS):
        priority = "old" if choose.random() < 0.1 else ""
        store.issue(choose.choice(_CODES), visitor=Visitor(priority=priority))
    for number in range(1, _COUNTERS + 1):
        store.call_next(Post(number, f"c{number}"))
    return store


def _asked(store: Store, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of everybody's wait after a change, and of one wait in a hall that did not change since."""
    everybody: list[float] = []
    one: list[float] = []
    for turn in range(rounds):
        post = Post(1 + turn % _COUNTERS, f"c{1 + turn % _COUNTERS}")
        for served in store.now_serving():
            if served.counter == post.counter:
                store.finish(served.id, post)
        store.call_next(post)
        everybody += times_of(store.forecast.waits, 1)
        for ticket in store.waiting()[::10]:
            one += times_of(lambda ticket=ticket: store.estimate(ticket.service, visitor_id=ticket.id), 1)  # type: ignore[misc]
    return everybody, one


def findings(folder: Path, quick: bool) -> Findings:
    """One wait with 200 waiting, everybody's with 500."""
    figures = []
    rounds = 5 if quick else 40
    for waiting in (200, 500):
        progress(f"forecast: {waiting} waiting at {_COUNTERS} counters")
        store = _filled(folder / f"asked{waiting}.db", waiting)
        first = times_of(store.forecast.waits, 1)
        everybody, one = _asked(store, rounds)
        store.close()
        what = f"{waiting} waiting, {_COUNTERS} counters"
        figures += [
            Figure(f"waits of everybody, asked for the first time, {what}", max(first), 500.0, 1.0, limit=True),
            Figure(f"place and wait of one, {what}, p50", quantile(one, 0.5), 1.0, 1.0, limit=True),
            Figure(f"place and wait of one, {what}, p99", quantile(one, 0.99), 5.0, 1.0, limit=True),
            Figure(
                f"waits of everybody after a change, {what}, p95", quantile(everybody, 0.95), 250.0, 1.0, limit=True
            ),
        ]
    return Findings(figures)
