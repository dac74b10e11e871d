"""Whom a counter calls next, and so how many are called before a ticket.

The rule is that of `queue_store.tickets.order`, without a database: smallest `queue_at` first among those whom the
counter may call and who did not ask for time; after `cap` calls with precedence in a row the earliest ordinary
visitor, unless that would pass somebody with precedence who came before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from queue_store.forecast.floor import Layout, Waiting


@dataclass(frozen=True, slots=True)
class Call:
    """A call of today: `number` counts the calls in their order."""

    number: int
    precedence: bool


RecentCalls = Mapping[str, Sequence[Call]]
"""The newest calls of today by service, oldest first: at least as many as the cap says."""


def bound_to(layout: Layout, staffed: Collection[int], ticket: Waiting, now: float) -> int | None:
    """The one counter for which a ticket waits, or None when every counter that gives its service may call it."""
    number = ticket.for_counter
    if number is None or number not in layout.counters:
        return None
    if number not in staffed and ticket.sent_at is not None and ticket.sent_at < now - layout.sent_back_after:
        return None
    return number


def gives(layout: Layout, counter: int, service: str) -> bool:
    """Whether a counter calls visitors of a service who were not sent to another counter."""
    if service in layout.counters.get(counter, ()):
        return True
    return counter in layout.stand_ins and service not in layout.given


def may_call(layout: Layout, staffed: Collection[int], counter: int, ticket: Waiting, now: float) -> bool:
    """Whether a counter may call a ticket now."""
    if ticket.for_counter == counter:
        return True
    return bound_to(layout, staffed, ticket, now) is None and gives(layout, counter, ticket.service)


def choose(
    layout: Layout,
    staffed: Collection[int],
    counter: int,
    waiting: Iterable[Waiting],
    recent: RecentCalls,
    now: float,
) -> Waiting | None:
    """The ticket that a counter calls next; `staffed` are the counters that are open or paused."""
    ready = (each for each in waiting if not each.held_at(now) and may_call(layout, staffed, counter, each, now))
    mine = sorted(ready, key=lambda each: each.rank)
    if not mine:
        return None
    if mine[0].head_start and cap_reached(layout, counter, recent):
        return lifted(mine) or mine[0]
    return mine[0]


def cap_reached(layout: Layout, counter: int, recent: RecentCalls) -> bool:
    """Whether the last calls of today at the counter's services were all with precedence."""
    if not layout.cap:
        return False
    calls = [call for service in layout.counters.get(counter, ()) for call in recent.get(service, ())]
    newest = sorted(calls, key=lambda call: call.number)[-layout.cap :]
    return len(newest) == layout.cap and all(call.precedence for call in newest)


def lifted(mine: Sequence[Waiting]) -> Waiting | None:
    """The ordinary visitor whom the cap puts first among those a counter may call, in the order of the queue."""
    ordinary = next((each for each in mine if not each.head_start), None)
    if ordinary is None:
        return None
    own = (ordinary.place_at, ordinary.id)
    for each in mine:
        if each.queue_at >= ordinary.queue_at:
            break
        if each.head_start and (each.place_at, each.id) < own:
            return None
    return ordinary
