"""What the page of the floor shows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.directing.alerts import Found
from kiosk.text.clerks import clerk_text
from kiosk.text.floor import AlertLine, CounterLine, Said, ServiceLine, alert_line, counter_line, service_line
from queue_store import Colleague, FloorView, HallMessage, HelpCall, ServiceOutlook


@dataclass(frozen=True, slots=True)
class Seen:
    """An alert as one supervisor sees it."""

    line: AlertLine
    mine: bool
    """Whoever looks sees to it."""
    open: bool
    """Whoever looks may take it or give it back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A counter that asks for the supervisor."""

    id: int
    counter: int
    text: str


@dataclass(frozen=True, slots=True)
class FloorPage:
    """The whole page."""

    clock: str
    counts: str
    help_calls: tuple[Asked, ...]
    left_over: str
    """That visits of earlier days wait for a word; empty where none do."""
    alerts: tuple[Seen, ...]
    services: tuple[ServiceLine, ...]
    counters: tuple[CounterLine, ...]
    messages: tuple[HallMessage, ...]
    waiting: int
    places: frozenset[str]
    """Ids of everything on the page beside which something can be said."""


def floor_page(
    said: Said, view: FloorView, found: Found, outlooks: Mapping[str, ServiceOutlook], who: Colleague
) -> FloorPage:
    """Say the floor to a supervisor."""
    words = said.words
    serving = sum(load.status.ticket is not None for load in view.counters)
    alerts = tuple(
        Seen(
            alert_line(said, each, found),
            mine=each.taken_by == who.id,
            open=each.cleared_at is None and each.taken_by in ("", who.id),
        )
        for each in view.alerts
    )
    services = tuple(service_line(said, each, outlooks.get(each.service)) for each in view.services)
    places = {f"alert-{each.line.id}" for each in alerts} | {f"service-{each.code}" for each in services}
    places |= {f"counter-{each.number}" for each in view.counters} | {"visitors", "messages", "day"}
    return FloorPage(
        clock=said.clock(view.now),
        counts=words("floor.counts", waiting=view.waiting, serving=serving, parked=view.parked),
        help_calls=tuple(Asked(call.id, call.counter, _asks(said, call)) for call in view.help_calls),
        left_over=words("floor.web.left_over", count=view.left_over) if view.left_over else "",
        alerts=alerts,
        services=services,
        counters=tuple(counter_line(said, each) for each in view.counters),
        messages=view.messages,
        waiting=view.waiting,
        places=frozenset(places),
    )


def _asks(said: Said, call: HelpCall) -> str:
    """Say which counter asks, and with whom its clerk is."""
    clerk = clerk_text(said.words, call.counter, call.clerk)
    key = "floor.web.asks" if call.label else "floor.web.asks_alone"
    return said.words(key, counter=call.counter, clerk=clerk, label=call.label)
