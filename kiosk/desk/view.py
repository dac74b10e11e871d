"""What a desk shows: the store's view of one post, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from queue_store import ClockState, CounterStatus, HallMessage, HelpCall, Owed, PhoneCall, Post, Store, Ticket


@dataclass(frozen=True, slots=True)
class DeskView:
    """The hall as seen from one post; before it is read for the first time, an empty hall."""

    status: CounterStatus | None = None
    """The counter of this post; its clerk may be another one."""
    current: Ticket | None = None
    """Whom this counter calls or serves."""
    parked: tuple[Ticket, ...] = ()
    waiting: tuple[Ticket, ...] = ()
    """The first of those whom this counter may call, in call order."""
    total: int = 0
    """All whom this counter may call."""
    elsewhere: int = 0
    """Those who wait for other counters."""
    mine: tuple[Ticket, ...] = ()
    """Open cases of which this clerk is responsible (R25)."""
    counter_states: Mapping[int, str] = field(default_factory=dict)
    """`open`, `paused` or `closed` for every counter."""
    owed: tuple[Owed, ...] = ()
    """What the hall owes and has not settled yet, the soonest due first (R27, R45)."""
    help_calls: tuple[HelpCall, ...] = ()
    """Counters that ask for the supervisor (R21)."""
    calls: tuple[PhoneCall, ...] = ()
    """Telephone calls of this counter that are not over (R31)."""
    missed: tuple[Ticket, ...] = ()
    """Visitors of this counter who missed their call today, the last one first."""
    messages: tuple[HallMessage, ...] = ()
    left_over: tuple[Ticket, ...] = ()
    """Visits of earlier days for which the hall has to say what becomes of them."""
    clock: ClockState | None = None
    """How the PC's clock stands to the hall's time."""

    @property
    def paused(self) -> bool:
        """This counter is paused."""
        return self.status is not None and self.status.state == "paused"

    @property
    def free(self) -> bool:
        """Whether somebody can be called to this counter now."""
        return self.current is None and not self.paused


EMPTY = DeskView()


def read_desk(store: Store, post: Post, limit: int) -> DeskView:
    """Read what a desk shows, in one consistent read; at most `limit` waiting tickets, however many there are."""
    seen = store.desk_view(post, limit)
    return DeskView(
        status=seen.status,
        current=seen.current,
        parked=seen.parked,
        waiting=seen.waiting,
        total=seen.total,
        elsewhere=seen.elsewhere,
        mine=seen.mine,
        counter_states={status.counter: status.state for status in seen.counters},
        owed=seen.owed,
        help_calls=seen.help_calls,
        calls=seen.calls,
        missed=seen.missed,
        messages=seen.messages,
        left_over=seen.left_over,
        clock=seen.clock,
    )
