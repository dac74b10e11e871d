"""What the page of the floor shows, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.hall import HallConfig
from kiosk.text.clerks import clerk_text
from kiosk.text.floor import alert_state, alert_text, forecast_text, level_text, short_span
from kiosk.text.services import service_name
from kiosk.words import Words
from queue_store import (
    FORESEEN,
    NO_COUNTER,
    SEEN,
    Alert,
    Colleague,
    Condition,
    CounterLoad,
    FloorLimits,
    FloorView,
    HallMessage,
    ServiceOutlook,
    ServiceQueue,
    State,
    Store,
    conditions,
    foreseen,
    unsettled,
)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """Who waits for a service."""

    name: str
    waiting: int
    longest: str
    level: str
    """`over`, `near` or `fine`."""
    state: str
    """The word that goes with it."""
    forecast: str
    counters: str


@dataclass(frozen=True, slots=True)
class CounterLine:
    """One counter."""

    number: int
    clerk: str
    state: str
    span: str
    """For how long."""
    what: str
    """Whom it serves, against the target."""
    waits: str
    """How many it may call."""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert."""

    id: int
    clock: str
    text: str
    state: str
    calls: bool
    mine: bool
    """Whoever looks sees to it."""
    open: bool
    """It may be taken."""


@dataclass(frozen=True, slots=True)
class FloorPage:
    """The whole page."""

    clock: str
    counts: str
    alerts: tuple[AlertLine, ...]
    services: tuple[ServiceLine, ...]
    counters: tuple[CounterLine, ...]
    messages: tuple[HallMessage, ...]


def read_floor(
    store: Store, outlooks: Mapping[str, ServiceOutlook], limits: FloorLimits
) -> tuple[FloorView, Mapping[tuple[str, str], Condition]]:
    """Read the floor, its alerts brought up to what is so now."""
    view = store.floor_view()
    found = {each.key: each for each in (*conditions(view, limits), *foreseen(view, outlooks.values(), limits))}
    kinds = (*SEEN, *FORESEEN)
    if unsettled(view, found, kinds):
        store.alerts.settle(tuple(found.values()), kinds)
        view = store.floor_view()
    return view, found


def floor_page(
    words: Words,
    config: HallConfig,
    view: FloorView,
    found: Mapping[tuple[str, str], Condition],
    outlooks: Mapping[str, ServiceOutlook],
    who: Colleague,
) -> FloorPage:
    """Say the floor; `words` name the colleagues."""
    serving = sum(load.status.ticket is not None for load in view.counters)
    return FloorPage(
        clock=words.clock(view.now, config.zone),
        counts=words("floor.counts", waiting=view.waiting, serving=serving, parked=view.parked),
        alerts=tuple(_alert(words, config, view.now, each, found, who) for each in view.alerts),
        services=tuple(_service(words, config, view.now, each, outlooks.get(each.service)) for each in view.services),
        counters=tuple(_counter(words, config, view.now, each) for each in view.counters),
        messages=view.messages,
    )


def _alert(
    words: Words,
    config: HallConfig,
    now: datetime,
    alert: Alert,
    found: Mapping[tuple[str, str], Condition],
    who: Colleague,
) -> AlertLine:
    live = found.get(alert.key)
    facts = alert.facts if live is None or alert.cleared_at is not None else live.facts
    return AlertLine(
        id=alert.id,
        clock=words.clock(alert.raised_at, config.zone),
        text=alert_text(words, config, alert.kind, alert.subject, facts),
        state=alert_state(words, config, alert, now, clerk_text(words, NO_COUNTER, alert.taken_by)),
        calls=alert.calls(now),
        mine=alert.taken_by == who.id,
        open=alert.cleared_at is None and alert.taken_by in ("", who.id),
    )


def _service(
    words: Words, config: HallConfig, now: datetime, queue: ServiceQueue, outlook: ServiceOutlook | None
) -> ServiceLine:
    longest = queue.longest(now)
    state, level = level_text(words, longest, queue.limit)
    if queue.longest_since is None:
        state = ""
    return ServiceLine(
        name=service_name(config, queue.service, words.language),
        waiting=queue.waiting,
        longest=short_span(words, longest) if queue.longest_since else "-",
        level=level,
        state=words("floor.service.closed") if queue.closed else state,
        forecast=forecast_text(words, outlook),
        counters=words("floor.service.counters", open=queue.open, all=queue.giving),
    )


def _counter(words: Words, config: HallConfig, now: datetime, load: CounterLoad) -> CounterLine:
    status, ticket = load.status, load.status.ticket
    since, what = load.free_since or status.since, ""
    state = words(f"common.counter_state.{status.state}") if status.state != "open" else words("floor.counter.free")
    if ticket is not None:
        called = ticket.state is State.CALLED
        since = ticket.last_called_at if called else ticket.started_at
        state = words("common.state.called") if called else words("floor.counter.serving")
        target = words("floor.counter.target", span=short_span(words, load.target)) if load.target else ""
        what = f"{ticket.label} {service_name(config, ticket.service, words.language)} {target}".strip()
    span = max(timedelta(), now - since) if since is not None and status.state != "closed" else None
    return CounterLine(
        number=load.number,
        clerk="" if status.clerk is None else clerk_text(words, load.number, status.clerk),
        state=state,
        span="" if span is None else short_span(words, span),
        what=what,
        waits=words("floor.counter.waits", count=load.callable) if load.callable else "",
    )
