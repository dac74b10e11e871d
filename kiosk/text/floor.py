"""The floor in words: what an alert says, how a wait stands to its limit, what a counter is doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.hall import HallConfig
from kiosk.text.clerks import clerk_text, unnamed_clerk
from kiosk.text.services import service_name
from kiosk.words import Words
from queue_store import NO_COUNTER, Alert, Condition, CounterLoad, ServiceOutlook, ServiceQueue, State, Ticket

_NEAR = 0.7
"""Share of the limit from which a wait is said to come near it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the floor is said with."""

    words: Words
    config: HallConfig
    now: datetime

    def service(self, code: str) -> str:
        """Name of a service."""
        return service_name(self.config, code, self.words.language)

    def services(self, codes: tuple[str, ...]) -> str:
        """Names of several services, in the hall's order; those that it gave up are left out."""
        known = [each.code for each in self.config.services if each.code in codes]
        return self.words("common.list.comma").join(map(self.service, known))

    def clock(self, moment: datetime) -> str:
        """A time as the hall's clock shows it."""
        return self.words.clock(moment, self.config.zone)

    def supervisor(self, clerk: str) -> str:
        """Who acts on the floor; without a name, the supervisor."""
        if clerk == unnamed_clerk(NO_COUNTER):
            return self.words("floor.supervisor")
        return clerk_text(self.words, NO_COUNTER, clerk)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """Who waits for a service, in words."""

    code: str
    name: str
    waiting: str
    longest: str
    level: str
    """`over`, `near` or `fine`."""
    state: str
    """The word that goes with it; empty while nobody waits."""
    limit: str
    forecast: str
    late: bool
    """One who comes now will probably wait beyond the limit."""
    counters: str
    closed: bool
    """A supervisor closed it for today."""
    known: bool
    """The hall still has it."""


def service_line(said: Said, queue: ServiceQueue, outlook: ServiceOutlook | None) -> ServiceLine:
    """Say how many wait for a service, the longest wait against the limit, what is to come, its counters."""
    words, longest = said.words, queue.longest(said.now)
    state, level = level_text(words, longest, queue.limit)
    if queue.closed:
        state, level = words("floor.service.closed"), "near"
    elif queue.longest_since is None:
        state = ""
    return ServiceLine(
        code=queue.service,
        name=said.service(queue.service),
        waiting=str(queue.waiting),
        longest=short_span(words, longest) if queue.longest_since else "-",
        level=level,
        state=state,
        limit=short_span(words, queue.limit),
        forecast=forecast_text(words, outlook),
        late=outlook is not None and outlook.centre is not None and outlook.centre > queue.limit,
        counters=words("floor.service.counters", open=queue.open, all=queue.giving),
        closed=queue.closed,
        known=said.config.find_service(queue.service) is not None,
    )


@dataclass(frozen=True, slots=True)
class CounterLine:
    """One counter, in words."""

    number: int
    clerk: str
    state: str
    level: str
    """`late` beyond the target, `called`, `serving`, `idle` while somebody waits for it, `free` or `away`."""
    span: str
    """For how long; empty for a closed one."""
    what: str
    """Whom it serves against the target, when its clerk comes back, or what a closed one gives."""
    waits: str
    """How many it may call; empty for none."""
    moved: str
    """That it gives other services today; empty when it does not."""


def counter_line(said: Said, load: CounterLoad) -> CounterLine:
    """Say who has a counter, its state since when, whom it serves and for how long against the target."""
    words, status = said.words, load.status
    state, level, span, what = _doing(said, load)
    return CounterLine(
        number=load.number,
        clerk="" if status.clerk is None else clerk_text(words, load.number, status.clerk),
        state=state,
        level=level,
        span="" if span is None else short_span(words, max(timedelta(), span)),
        what=what,
        waits=words("floor.counter.waits", count=load.callable) if load.callable else "",
        moved=words("floor.counter.moved") if load.moved else "",
    )


def _doing(said: Said, load: CounterLoad) -> tuple[str, str, timedelta | None, str]:
    """State, its level, for how long, and what to know of it."""
    words, now, status = said.words, said.now, load.status
    if status.ticket is not None:
        return _with_visitor(said, status.ticket, load.target)
    since = load.free_since or status.since
    span = None if since is None else now - since
    if status.state == "open":
        return words("floor.counter.free"), "idle" if load.callable else "free", span, ""
    if status.state == "paused":
        back = words("floor.counter.back", clock=said.clock(status.back_at)) if status.back_at else ""
        return words("common.counter_state.paused"), "away", span, back
    return words("common.counter_state.closed"), "away", None, said.services(load.services)


def _with_visitor(said: Said, ticket: Ticket, target: timedelta | None) -> tuple[str, str, timedelta | None, str]:
    words, now = said.words, said.now
    whom = f"{ticket.label} {said.service(ticket.service)}"
    if ticket.state is State.CALLED:
        return words("common.state.called"), "called", now - (ticket.last_called_at or now), whom
    span = now - (ticket.started_at or now) - ticket.away
    late = target is not None and span > target
    against = words("floor.counter.target", span=short_span(words, target)) if target else ""
    over = words("floor.counter.over") if late else ""
    what = "  ".join(filter(None, (whom, against, over)))
    return words("floor.counter.serving"), "late" if late else "serving", span, what


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert, in words."""

    id: int
    clock: str
    """When it was raised."""
    text: str
    state: str
    """Who sees to it, until when it is left alone, when it was over, what came of it."""
    calls: bool
    """Somebody should look at it."""
    over: bool
    """It is no longer so."""


def alert_line(said: Said, alert: Alert, now_so: Mapping[tuple[str, str], Condition]) -> AlertLine:
    """Say an alert as it is now, or as it was when it was raised where it is no longer so."""
    live, over = now_so.get(alert.key), alert.cleared_at is not None
    facts = alert.facts if live is None or over else live.facts
    return AlertLine(
        id=alert.id,
        clock=said.clock(alert.raised_at),
        text=alert_text(said.words, said.config, alert.kind, alert.subject, facts),
        state=alert_state(said, alert),
        calls=alert.calls(said.now),
        over=over,
    )


def alert_text(words: Words, config: HallConfig, kind: str, subject: str, facts: Mapping[str, object]) -> str:
    """Say what an alert is about; `facts` are those of its condition."""
    fields: dict[str, object] = {name: _fact(words, config, name, value) for name, value in facts.items()}
    if kind in ("wait", "queue", "unserved", "breach"):
        fields["service"] = service_name(config, subject, words.language)
    if kind == "breach":
        key = "floor.alert.breach_counter" if facts.get("counter") else "floor.alert.breach"
        return words(key, **fields)
    return words(f"floor.alert.{kind}", **{"counter": subject, **fields})


def _fact(words: Words, config: HallConfig, name: str, value: object) -> object:
    if name in ("seconds", "limit", "then") and isinstance(value, int | float):
        return words.duration(timedelta(seconds=value))
    if name == "screen":
        return words(f"floor.screen.{value}")
    if name in ("due", "heard") and isinstance(value, str):
        return words.clock(datetime.fromisoformat(value), config.zone)
    if name == "kind":
        return words(f"floor.owed.{value}")
    return value


def alert_state(said: Said, alert: Alert) -> str:
    """Say how an alert stands: who took it, until when it is snoozed, when it was over, what came of it."""
    words = said.words
    if alert.cleared_at is not None:
        state = words("floor.state.over", clock=said.clock(alert.cleared_at))
    elif alert.taken_by:
        state = words("floor.state.taken", who=said.supervisor(alert.taken_by))
    elif alert.snoozed_until is not None and alert.snoozed_until > said.now:
        state = words("floor.state.snoozed", clock=said.clock(alert.snoozed_until))
    else:
        state = words("floor.state.open")
    return words("floor.state.noted", state=state, note=alert.note) if alert.note else state


def waiting_text(said: Said, ticket: Ticket) -> str:
    """Say what somebody waits for, for how long, and to which counter the visitor was sent."""
    sent = said.words("floor.ticket.sent", counter=ticket.for_counter) if ticket.for_counter else ""
    return "  ".join(filter(None, (said.service(ticket.service), said.words.duration(ticket.waited(said.now)), sent)))


def level_text(words: Words, longest: timedelta, limit: timedelta) -> tuple[str, str]:
    """Say how the longest wait stands to the limit: the word, and `over`, `near` or `fine`."""
    level = "over" if longest > limit else "near" if longest >= limit * _NEAR else "fine"
    return words(f"floor.level.{level}"), level


def short_span(words: Words, span: timedelta) -> str:
    """Say a span in whole minutes, so that it does not flicker every second."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return words("floor.under_one")
    return words("floor.minutes", minutes=minutes) if minutes < 600 else words.duration(span)


def forecast_text(words: Words, outlook: ServiceOutlook | None) -> str:
    """Say how long one who comes now will probably wait; a dash where nothing can be said."""
    if outlook is None or outlook.centre is None:
        return "-"
    span = short_span(words, outlook.centre)
    return words("floor.about", span=span) if outlook.centre >= timedelta(minutes=1) else span
