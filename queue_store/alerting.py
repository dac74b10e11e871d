"""What on the floor a supervisor should know: each condition with the rule that makes it one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from queue_store.books.alerts import Condition
from queue_store.floor_view import FloorView
from queue_store.forecast.breach import ServiceOutlook

SEEN = ("wait", "queue", "unserved", "idle", "stuck", "promise", "screen")
"""Kinds that are seen in a view of the floor."""

FORESEEN = ("breach",)
"""Kinds that take a forecast."""


@dataclass(frozen=True, slots=True)
class FloorLimits:
    """From when on a supervisor is told; the limits of waits are those of the services."""

    queue: int = 12
    """Visitors who wait for one service: one more is too many."""
    idle: timedelta = timedelta(minutes=2)
    """For how long an open counter may call nobody while somebody waits for it."""
    horizon: timedelta = timedelta(minutes=15)
    """How far ahead a wait beyond the limit is told."""


def conditions(view: FloorView, limits: FloorLimits) -> Iterator[Condition]:
    """What is so now."""
    now = view.now
    for queue in view.services:
        longest = queue.longest(now)
        if queue.over:
            facts = {"count": queue.over, "seconds": _seconds(longest), "limit": _seconds(queue.limit)}
            yield Condition("wait", queue.service, facts)
        if queue.waiting - queue.held > limits.queue:
            yield Condition("queue", queue.service, {"count": queue.waiting - queue.held, "most": limits.queue})
        if not queue.staffed and longest > limits.idle:
            yield Condition("unserved", queue.service, {"count": queue.waiting - queue.held})
    for load in view.counters:
        if load.callable and load.free_since is not None and now - load.free_since > limits.idle:
            facts = {"count": load.callable, "seconds": _seconds(now - load.free_since)}
            yield Condition("idle", str(load.number), facts)
    for ticket in view.stranded:
        yield Condition("stuck", str(ticket.id), {"label": ticket.label, "counter": ticket.for_counter})
    for owed in view.overdue:
        assert owed.due is not None
        yield Condition("promise", str(owed.id), {"kind": owed.kind.value, "due": owed.due.isoformat()})
    for screen in view.stopped:
        heard = screen.heard_at.isoformat()
        yield Condition("screen", screen.station, {"screen": screen.kind, "station": screen.station, "heard": heard})


def foreseen(view: FloorView, outlooks: Iterable[ServiceOutlook], limits: FloorLimits) -> Iterator[Condition]:
    """What will probably be so before long; a service that is over its limit already is told as that."""
    over = {queue.service for queue in view.services if queue.over}
    for each in outlooks:
        if each.breach_in is None or each.breach_in > limits.horizon or each.service in over:
            continue
        yield Condition(
            "breach",
            each.service,
            {
                "seconds": _seconds(each.breach_in),
                "limit": _seconds(each.limit),
                "counter": each.counter,
                "then": None if each.then is None else _seconds(each.then),
            },
        )


def unsettled(view: FloorView, found: Mapping[tuple[str, str], Condition], kinds: Collection[str]) -> bool:
    """Whether the alerts of a view are not what is so now; `kinds` as for `Alerts.settle`."""
    standing = [alert for alert in view.alerts if alert.cleared_at is None]
    new = found.keys() - {alert.key for alert in standing}
    gone = (alert for alert in standing if alert.kind in kinds and alert.key not in found)
    return bool(new) or any(alert.may_clear(view.now) for alert in gone)


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
