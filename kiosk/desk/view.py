"""What a desk shows, read from the store in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.desk.alarms import Alarm, open_alarms
from queue_store import Owed, PhoneCall, Post, Store, Ticket


@dataclass(frozen=True, slots=True)
class DeskView:
    """The hall as seen from one post."""

    current: Ticket | None = None
    """Whom this counter calls or serves."""
    parked: tuple[Ticket, ...] = ()
    waiting: tuple[Ticket, ...] = ()
    """The first of those whom this counter serves, in call order."""
    total: int = 0
    """All whom this counter serves and who wait."""
    elsewhere: int = 0
    """Those who wait for other counters."""
    mine: tuple[Ticket, ...] = ()
    """Open cases of which this clerk is responsible (R25)."""
    counter_states: Mapping[int, str] = field(default_factory=dict)
    """`open`, `paused` or `closed` for every counter."""
    paused: bool = False
    """This counter is paused."""
    owed: tuple[Owed, ...] = ()
    """What the hall owes and has not settled yet, the soonest due first (R27, R45)."""
    help_calls: tuple[Alarm, ...] = ()
    """Counters that ask for the supervisor (R21)."""
    calls: tuple[PhoneCall, ...] = ()
    """Telephone calls of this counter that are not over (R31)."""
    missed: tuple[Ticket, ...] = ()
    """Visitors of this counter who missed their call today, the last one first."""

    @property
    def free(self) -> bool:
        """Whether somebody can be called to this counter now."""
        return self.current is None and not self.paused


EMPTY = DeskView()


def read_desk(store: Store, post: Post, limit: int, now: datetime) -> DeskView:
    """Read what a desk shows; at most `limit` waiting tickets, however many there are."""
    total = store.count_at(post.counter)
    states = {status.counter: status.state for status in store.counters()}
    return DeskView(
        current=next((ticket for ticket in store.now_serving() if ticket.counter == post.counter), None),
        parked=tuple(store.parked(post)),
        waiting=tuple(store.waiting_at(post.counter, limit)) if total else (),
        total=total,
        elsewhere=sum(store.counts().values()) - total,
        mine=tuple(store.responsibilities(post.clerk)),
        counter_states=states,
        paused=states.get(post.counter) == "paused",
        owed=tuple(store.owed()),
        help_calls=open_alarms(store, now),
        calls=tuple(store.open_calls(post)),
        missed=tuple(store.missed(post.counter)),
    )
