"""A hall as it stands, set up for a drain."""

from __future__ import annotations

from collections.abc import Sequence

from queue_store.forecast.drain import Absence, Drained, Member, Server, Visitor, drain
from queue_store.forecast.draws import COUNTER, PATIENCE, REPLICATIONS, SERVICE, SHOWS, STRATA, row
from queue_store.forecast.floor import Plan, Waiting
from queue_store.forecast.knowledge import Knowledge
from queue_store.forecast.learning import NoShows
from queue_store.forecast.place import bound_to, gives
from queue_store.forecast.state import Desk, Floor, Line

_WORK = 6400
"""Visits that a drain follows in all: with many who wait fewer replications do, chance averages out along the queue."""

_FEWEST = 24


def run_drain(hall: Floor, known: Knowledge, now: float, plan: Plan) -> Drained:
    """Drain the hall as it stands."""
    in_order = hall.in_order()
    replications = max(_FEWEST, min(REPLICATIONS, _WORK // max(1, len(in_order))))
    lines = _lines(hall, in_order, now)
    servers = _servers(hall, known, lines, now, plan, replications)
    members = _members(hall, known, in_order, lines, now, replications)
    absence = Absence(NoShows.BOUNDS, known.no_shows.shares(), known.no_shows.table())
    later = _later(hall, known, lines, servers, members, replications)
    return drain(servers, members, later, absence, len(lines), replications)


def _lines(hall: Floor, in_order: Sequence[Waiting], now: float) -> dict[Line, int]:
    staffed = hall.staffed
    found: dict[Line, int] = {}
    for ticket in in_order:
        line = (ticket.service, bound_to(hall.layout, staffed, ticket, now))
        found.setdefault(line, len(found))
    return found


def _servers(
    hall: Floor, known: Knowledge, lines: dict[Line, int], now: float, plan: Plan, replications: int
) -> list[Server]:
    found = []
    for number in sorted(hall.layout.counters):
        free = _free(hall.desk(number), known, number, now, plan, replications)
        if free is None:
            continue
        mine = tuple(
            at
            for (service, bound), at in lines.items()
            if bound == number or (bound is None and gives(hall.layout, number, service))
        )
        away = tuple((start - now, end - now) for start, end in plan.away.get(number, ()) if end > now)
        found.append(Server(number, free, known.speeds.of(number), mine, away))
    return found


def _free(desk: Desk, known: Knowledge, number: int, now: float, plan: Plan, replications: int) -> list[float] | None:
    """Seconds from now until a counter calls the next, by replication; None for a counter that will not."""
    shares = [(each + 0.5) / STRATA for each in row(number, COUNTER)[:replications]]
    if desk.mood == "closed":
        comes = plan.comes.get(number)
        return None if comes is None else [max(0.0, comes - now)] * replications
    if desk.mood == "paused":
        if desk.back_at is not None and desk.back_at > now:
            return [desk.back_at - now] * replications
        return known.pauses.rest(now - desk.since, shares)
    if desk.seat is not None:
        return _rest_of_visit(desk, known, number, now, replications)
    spans = known.after_visit if desk.after_visit and (desk.asked_since or now) <= desk.free_since else known.when_idle
    return spans.rest(0.0 if desk.asked_since is None else now - desk.asked_since, shares)


def _rest_of_visit(desk: Desk, known: Knowledge, number: int, now: float, replications: int) -> list[float]:
    assert desk.seat is not None
    slowness, ticket = known.speeds.of(number), desk.seat.ticket
    table, gap = known.times.table(ticket.service), known.after_visit.table()
    age = (now - desk.seat.since) / slowness
    first = next((at for at, each in enumerate(table) if each > age), STRATA)
    gaps = row(ticket.id, COUNTER)
    found = []
    for at, draw in enumerate(row(ticket.id, SERVICE)[:replications]):
        share = (draw + 0.5) / STRATA
        if first < STRATA - 4:
            rest = table[first + int((STRATA - first) * share)] - age
        else:
            rest = 0.6 * (age + 10.0) * share / (1.0 - share * 0.9)
        found.append(rest * slowness + gap[gaps[at]])
    return found


def _members(
    hall: Floor, known: Knowledge, in_order: Sequence[Waiting], lines: dict[Line, int], now: float, replications: int
) -> list[Member]:
    gap, staffed = known.after_visit.table(), hall.staffed
    shift = row(0, COUNTER)
    visits = {
        service: [
            seconds + gap[(at * 97 + shift[at % REPLICATIONS]) % STRATA]
            for at, seconds in enumerate(known.times.table(service))
        ]
        for service in {ticket.service for ticket in in_order}
    }
    found = []
    for at, ticket in enumerate(in_order):
        bound = bound_to(hall.layout, staffed, ticket, now)
        waited = max(0.0, now - ticket.entered_at)
        shares = [(each + 0.5) / STRATA for each in row(ticket.id, PATIENCE)[:replications]]
        found.append(
            Member(
                ticket.id,
                lines[ticket.service, bound],
                ticket.queue_at - now + at * 1e-9,
                visits[ticket.service],
                row(ticket.id, SERVICE),
                row(ticket.id, SHOWS),
                known.patience.rest(waited, shares),
                waited,
            )
        )
    return found


def _later(
    hall: Floor,
    known: Knowledge,
    lines: dict[Line, int],
    servers: Sequence[Server],
    members: Sequence[Member],
    replications: int,
) -> list[list[Visitor]]:
    """Visitors with precedence who come later, by replication."""
    return []
