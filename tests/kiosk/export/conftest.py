"""A day in a hall, on a clock that is put forward by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.cli.session import copy_example
from kiosk.hall import load_hall
from queue_store import Outcome, Post, Store, Visitor, open_store


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example hall, spoken to in English."""
    copy_example(tmp_path / "hall")
    monkeypatch.setenv("KIOSK_HALL", str(tmp_path / "hall"))
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    return tmp_path / "hall"


@pytest.fixture
def store(hall: Path, clock: Clock) -> Iterator[Store]:
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules(), clock=clock)
    yield store
    store.close()


@pytest.fixture
def morning(store: Store, clock: Clock) -> None:
    """Visits of one morning: an ordinary one, a long wait, a transfer, a missed call, one who left, nasty words."""
    three, two, four = Post(3, "c07"), Post(2, "=cmd|' /C calc'!A0"), Post(4, "c04")
    ordinary = store.issue("A", visitor=Visitor(surname="尉迟", address="sir"))
    late = store.issue("B", visitor=Visitor(surname="[/red]", priority="elder", errands=2))
    clock.pass_by(minutes=2, seconds=0.25)
    store.call_next(Post(5, "c05"))
    clock.pass_by(seconds=20)
    store.start(ordinary.id, Post(5, "c05"))
    clock.pass_by(minutes=5)
    store.finish(ordinary.id, Post(5, "c05"))
    clock.pass_by(minutes=6)
    store.call_next(two)
    store.recall(late.id, two)
    store.apologise(late.id, two)
    clock.pass_by(seconds=30)
    store.start(late.id, two)
    clock.pass_by(minutes=3)
    store.finish(late.id, two, outcome=Outcome.DECLINED, reason="=1+1")
    moved = store.issue("C")
    clock.pass_by(minutes=1)
    store.call_next(four)
    store.start(moved.id, four)
    clock.pass_by(minutes=2)
    store.transfer(moved.id, four, service="A", note="\x1b[2J合同,请接着办")
    clock.pass_by(minutes=4)
    store.call_next(three)
    store.no_show(moved.id, three)
    gone = store.issue("D")
    clock.pass_by(minutes=20)
    store.cancel(gone.token)
