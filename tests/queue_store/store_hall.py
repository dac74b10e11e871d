"""A small hall, clocks that the tests turn by hand, and looks behind the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from queue_store import Counter, Hall, Post, PriorityClass, Service, Store
from queue_store.clock import MICROSECOND
from queue_store.tickets.moving import load
from queue_store.tickets.rows import COLUMNS, replay

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


EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""All the time in which anything can have happened."""


class Clock:
    """A clock that stands still until it is turned; each look moves it by a millisecond."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def turn(self, **span: float) -> None:
        self.now += timedelta(**span)


class Machine:
    """Both clocks of a machine: the PC's can be set, the count of time since it was switched on cannot."""

    def __init__(self, now: datetime = MORNING, run: str = "first") -> None:
        self.wall = now
        self.steady = 0
        self.run = run

    def look(self) -> tuple[datetime, int]:
        return self.wall, self.steady

    def pass_time(self, **span: float) -> None:
        """Time goes by."""
        self.wall += timedelta(**span)
        self.steady += timedelta(**span) // MICROSECOND

    def set_clock(self, **span: float) -> None:
        """Somebody sets the PC's clock."""
        self.wall += timedelta(**span)

    def start_again(self, run: str, **off: float) -> None:
        """The machine was switched off for a while; its clock went on."""
        self.wall += timedelta(**off)
        self.steady, self.run = 0, run


def stored(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that figures are made of, but for which act wrote it."""
    with store._ledger.look() as look:
        ticket = ", ".join(column for column in COLUMNS if column != "revision")
        return {
            "ticket": look.rows(f"SELECT {ticket} FROM ticket ORDER BY id"),
            "leg": look.rows("SELECT ticket_id, leg, state, entered_at, ended_at, calls FROM leg ORDER BY 1, 2"),
            "wait_log": look.rows("SELECT ticket_id, leg, state, calls FROM wait_log ORDER BY 1, 2"),
        }


def replays(store: Store, ticket_id: int) -> None:
    """The row is what its events say."""
    row = replay(store.events(ticket_id))
    with store._ledger.look() as look:
        kept = load(look, ticket_id)
    columns = [column for column in COLUMNS if column not in ("hall", "revision", "token")]
    assert {column: row[column] for column in columns} == {column: kept[column] for column in columns}
