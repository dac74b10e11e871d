"""The lists of the floor: each row as it is painted at a width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.cells import cell_len
from textual.content import Content

from kiosk.hall import HallConfig
from kiosk.text.clerks import clerk_text, unnamed_clerk
from kiosk.text.floor import alert_state, alert_text, forecast_text, level_text, short_span
from kiosk.text.services import service_name
from kiosk.widgets.typeset import clean, pad
from kiosk.words import Words
from queue_store import NO_COUNTER, Alert, Condition, CounterLoad, ServiceOutlook, ServiceQueue, State, Ticket

_LEVELS = {"over": "bold $error", "near": "$near", "fine": "$success"}


@dataclass(frozen=True, slots=True)
class Said:
    """What rows are said with."""

    words: Words
    config: HallConfig
    now: datetime

    def service(self, code: str) -> str:
        """Name of a service."""
        return service_name(self.config, code, self.words.language)

    def supervisor(self, clerk: str) -> str:
        """Who acts on the floor; without a name, the supervisor."""
        return (
            self.words("floor.supervisor")
            if clerk == unnamed_clerk(NO_COUNTER)
            else clerk_text(self.words, NO_COUNTER, clerk)
        )


def service_row(said: Said, queue: ServiceQueue, outlook: ServiceOutlook | None, width: int) -> Content:
    """Who waits for a service: how many, the longest wait against the limit, what is to come, its counters."""
    words, longest = said.words, queue.longest(said.now)
    state, level = level_text(words, longest, queue.limit)
    if queue.closed:
        state, level = words("floor.service.closed"), "near"
    elif queue.longest_since is None:
        state = "" if queue.held or not queue.waiting else state
    numbers = {
        "waiting": (str(queue.waiting), "bold $number"),
        "longest": (short_span(words, longest) if queue.longest_since else "-", _LEVELS[level]),
        "state": (state, _LEVELS[level]),
        "limit": (short_span(words, queue.limit), "$quiet"),
        "forecast": (forecast_text(words, outlook), _outlook_style(queue, outlook)),
        "counters": (words("floor.service.counters", open=queue.open, all=queue.giving), "$foreground"),
    }
    columns = _columns(width)
    name = (pad(said.service(queue.service), width - sum(columns.values())), "$foreground")
    return Content.assemble(
        name, *((_right(numbers[each][0], room), numbers[each][1]) for each, room in columns.items())
    )


_COLUMNS = {"waiting": 5, "longest": 10, "state": 9, "limit": 11, "forecast": 12, "counters": 9}
"""Cells of the columns beside the name of a service."""
_LESS = ("limit", "counters")
"""Columns that a narrow list leaves out, in that order."""
_LEAST_NAME = 14


def _columns(width: int) -> dict[str, int]:
    """The columns that leave room for the name of a service."""
    columns = dict(_COLUMNS)
    for name in _LESS:
        if width - sum(columns.values()) < _LEAST_NAME:
            del columns[name]
    return columns


def service_title(words: Words, width: int) -> str:
    """The heading of the services, its columns over those of the rows."""
    columns = _columns(width)
    named = (_right(words(f"floor.column.{name}"), room) for name, room in columns.items())
    return pad(words("floor.title.services"), max(4, width - sum(columns.values()))) + "".join(named)


def _outlook_style(queue: ServiceQueue, outlook: ServiceOutlook | None) -> str:
    late = outlook is not None and outlook.centre is not None and outlook.centre > queue.limit
    return "$near" if late else "$foreground"


def counter_row(said: Said, load: CounterLoad, width: int) -> Content:
    """A counter: who has it, its state since when, whom it serves and for how long against the target."""
    words, status = said.words, load.status
    clerk = "" if status.clerk is None else clerk_text(words, status.counter, status.clerk)
    state, style, since, what = _doing(said, load)
    ends = f" {words('floor.counter.moved')}" if load.moved else ""
    waits = words("floor.counter.waits", count=load.callable) if load.callable else ""
    head = [
        (_right(str(status.counter), 3), "bold $number"),
        ("  " + pad(clerk, 10), "$foreground"),
        (" " + pad(state, 8), style),
        (" " + _right(since, 8), "$foreground"),
    ]
    tail = _right(waits + ends, cell_len(waits + ends) + 2)
    room = max(0, width - sum(cell_len(text) for text, _ in head) - cell_len(tail))
    return Content.assemble(*head, (pad("  " + what, room), style), (tail, "$quiet"))


def _doing(said: Said, load: CounterLoad) -> tuple[str, str, str, str]:
    """State, its style, for how long, and what to know of it."""
    words, now, status = said.words, said.now, load.status
    if status.ticket is not None:
        return _with_visitor(said, status.ticket, load.target)
    since = load.free_since or status.since
    span = short_span(words, max(timedelta(), now - since)) if since else ""
    if status.state == "open":
        return words("floor.counter.free"), "bold $near" if load.callable else "$success", span, ""
    if status.state == "paused":
        clock = words.clock(status.back_at, said.config.zone) if status.back_at else ""
        back = words("floor.counter.back", clock=clock) if clock else ""
        return words("common.counter_state.paused"), "$quiet", span, back
    gives = words("common.list.comma").join(map(said.service, load.services))
    return words("common.counter_state.closed"), "$quiet", "", gives


def _with_visitor(said: Said, ticket: Ticket, target: timedelta | None) -> tuple[str, str, str, str]:
    words, now = said.words, said.now
    if ticket.state is State.CALLED:
        span = max(timedelta(), now - (ticket.last_called_at or now))
        what = f"{ticket.label} {said.service(ticket.service)}"
        return words("common.state.called"), "$primary", short_span(words, span), what
    span = max(timedelta(), now - (ticket.started_at or now) - ticket.away)
    late = target is not None and span > target
    against = words("floor.counter.target", span=short_span(words, target)) if target else ""
    over = words("floor.counter.over") if late else ""
    what = "  ".join(filter(None, (f"{ticket.label} {said.service(ticket.service)}", against, over)))
    return words("floor.counter.serving"), "bold $near" if late else "$foreground", short_span(words, span), what


def counter_title(words: Words, open_now: int, count: int) -> str:
    """The heading of the counters."""
    return words("floor.title.counters", open=open_now, count=count)


def alert_row(said: Said, alert: Alert, now_so: Mapping[tuple[str, str], Condition], width: int) -> Content:
    """An alert: when it was raised, what it says now, how it stands."""
    words, live = said.words, now_so.get(alert.key)
    facts = alert.facts if live is None or alert.cleared_at is not None else live.facts
    text = clean(alert_text(words, said.config, alert.kind, alert.subject, facts))
    state = alert_state(words, said.config, alert, said.now, said.supervisor(alert.taken_by))
    calls, over = alert.calls(said.now), alert.cleared_at is not None
    clock = words.clock(alert.raised_at, said.config.zone)
    room = max(10, width - 8 - min(cell_len(state), max(8, width // 3)) - 2)
    style = "bold $foreground" if calls else "$quiet" if over else "$foreground"
    return Content.assemble(
        ("! " if calls else "  ", "bold $error"),
        (f"{clock} ", "$quiet"),
        (pad(text, room), style),
        "  ",
        (pad(state, max(0, width - 8 - room - 2)), "bold $error" if calls else "$quiet"),
    )


def _right(text: str, width: int) -> str:
    """Text at the right of its column."""
    return " " * max(0, width - cell_len(text)) + text
