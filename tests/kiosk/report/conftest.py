"""A small day whose figures are worked out by hand, and reports of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_clock import Clock

from kiosk.cli.session import copy_example
from kiosk.hall import HallConfig, load_hall
from queue_store import Post, Store, open_store

CLERK = Post(2, "c02")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example hall, spoken to in English."""
    copy_example(tmp_path / "hall")
    monkeypatch.setenv("KIOSK_HALL", str(tmp_path / "hall"))
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "hall"


@pytest.fixture
def config(hall: Path) -> HallConfig:
    return load_hall(hall)


@pytest.fixture
def store(config: HallConfig, clock: Clock) -> Iterator[Store]:
    opened = open_store(config.database_path, config.rules(), clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def small_day(store: Store, clock: Clock) -> None:
    """Twenty-two come to B at nine; twenty are called, one each minute from 9:01 on.

    Each is served from half a minute after the call for half a minute; the last one is called again after half a
    minute and does not come. Two give their numbers back, after two and a half and twelve and a half minutes. B has a
    limit of ten minutes: nine apologies are due, the clerk says three. The first one rates the visit with five stars,
    the second one with two and words. Counter 2 is open from 9:00 to 9:30.
    """
    visitors = [store.issue("B") for _ in range(22)]
    store.open_counter(CLERK)
    store.forecast.tell(visitors[0].id, "slip")
    for minute in range(1, 21):
        clock.set(minute)
        called = store.call_next(CLERK)
        assert called is not None
        clock.set(minute + 0.5)
        if minute == 20:
            store.recall(called.id, CLERK)
            clock.set(21)
            store.no_show(called.id, CLERK)
            break
        if minute in (16, 17, 18):
            store.apologise(called.id, CLERK)
        store.start(called.id, CLERK)
        if minute in (2, 12):
            store.cancel(visitors[-1 if minute == 2 else -2].token)
        clock.set(minute + 1)
        store.finish(called.id, CLERK)
    clock.set(25)
    store.rate(visitors[0].token, 5)
    store.rate(visitors[1].token, 2, "等得久 <b>=1+1</b> \x1b[2J")
    clock.set(30)
    store.close_counter(CLERK)
    clock.set(600)
