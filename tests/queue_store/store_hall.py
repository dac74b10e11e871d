"""A small hall and a clock that the tests turn by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from queue_store import Counter, Hall, Post, PriorityClass, Service

HALL = Hall(
    id="east",
    timezone="Asia/Shanghai",
    services=(
        Service("A", "A", timedelta(minutes=5)),
        Service("B", "B", timedelta(minutes=10), long_wait=timedelta(minutes=30)),
        Service("C", "A", timedelta(minutes=3)),
    ),
    counters=(
        Counter(1, ("A", "C")),
        Counter(2, ("B",)),
        Counter(3, ("A", "B", "C")),
        Counter(4, (), supervisor=True),
        Counter(5, ()),
    ),
    priorities=(PriorityClass("old", timedelta(minutes=20)), PriorityClass("infant", timedelta(minutes=10))),
)

ANN = Post(1, "ann")
BOB = Post(2, "bob")
CAI = Post(3, "cai")
BOSS = Post(4, "boss")

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine o'clock on a Monday in the hall."""


class Clock:
    """A clock that stands still until it is turned; each look moves it by a millisecond."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def turn(self, **span: float) -> None:
        self.now += timedelta(**span)
