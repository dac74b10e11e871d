"""What a desk shows, read from the store in one go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.screens.alarms import Alarm, open_alarms
from queue_store import Owed, OwedKind, PhoneCall, Post, Store, Ticket


@dataclass(frozen=True, slots=True)
class DeskView:
    """The hall as seen from one post."""

    current: Ticket | None
    """Whom this counter calls or serves."""
    parked: tuple[Ticket, ...]
    waiting: tuple[Ticket, ...]
    """The first of those whom this counter serves, in call order."""
    total: int
    """All whom this counter serves and who wait."""
    elsewhere: int
    """Those who wait for other counters."""
    mine: tuple[Ticket, ...]
    """Open cases of which this clerk is responsible (R25)."""
    paused: bool
    owed: tuple[Owed, ...] = ()
    """Promises, cases and duties of the hall that are still open, the soonest due first (R27, R45)."""
    alarms: tuple[Alarm, ...] = ()
    """Counters that ask for the supervisor (R21)."""
    calls: tuple[PhoneCall, ...] = ()
    """Telephone calls of this counter that are not over (R31)."""
    missed: tuple[Ticket, ...] = ()
    """Visitors of this counter who missed their call today, the last one first."""
    aside: bool = False
    """Lines opened by hand are up; Escape returns from them."""


EMPTY = DeskView(None, (), (), 0, 0, (), False)


def read_desk(store: Store, post: Post, limit: int, now: datetime) -> DeskView:
    """Read what a desk shows; at most `limit` waiting tickets, however many there are."""
    total = store.count_at(post.counter)
    return DeskView(
        current=next((ticket for ticket in store.now_serving() if ticket.counter == post.counter), None),
        parked=tuple(store.parked(post)),
        waiting=tuple(store.waiting_at(post.counter, limit)) if total else (),
        total=total,
        elsewhere=sum(store.counts().values()) - total,
        mine=tuple(store.responsibilities(post.clerk)),
        paused=_status(store, post) == "paused",
        owed=tuple(owed for owed in store.owed() if owed.kind is not OwedKind.HANDOVER),
        alarms=open_alarms(store, now),
        calls=tuple(store.open_calls(post)),
        missed=tuple(store.missed(post.counter)),
    )


def _status(store: Store, post: Post) -> str:
    return next((status.state for status in store.counters() if status.counter == post.counter), "closed")
