"""A hall as it stands, set up for a drain."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import inf, log

from queue_store.forecast.drain import Absence, Drained, Member, Precedence, Server, Visitor, drain
from queue_store.forecast.draws import COUNTER, PATIENCE, REPLICATIONS, SERVICE, SHOWS, STRATA, moments, row
from queue_store.forecast.floor import Plan, Waiting
from queue_store.forecast.habits import Habit
from queue_store.forecast.knowledge import Knowledge
from queue_store.forecast.learning import NoShows, quantile
from queue_store.forecast.place import bound_to, calls_in_a_row, gives
from queue_store.forecast.state import Desk, Floor

_WORK = 6400
"""Visits that a drain follows in all: with many who wait fewer replications do, chance averages out along the queue."""

_FEWEST = 24

RELIEF = -1
"""Number of the counter that helps where all counters of a service seem to be left."""

_HORIZON = 3 * 3600.0
"""Seconds for which visitors with precedence are foreseen."""


_Line = tuple[str, int | None, bool]
"""Those who wait for the same: a service, the counter to which they were sent, with or without precedence."""


def run_drain(hall: Floor, known: Knowledge, now: float, plan: Plan) -> Drained:
    """Drain the hall as it stands."""
    in_order = hall.in_order()
    replications = max(_FEWEST, min(REPLICATIONS, _WORK // max(1, len(in_order))))
    lines = _lines(hall, known, in_order, now)
    servers = _servers(hall, known, lines, now, plan, replications)
    visits = _visits(known, {ticket.service for ticket in in_order})
    members = _members(hall, known, in_order, lines, visits, now, replications)
    absence = Absence(NoShows.BOUNDS, known.no_shows.shares(), known.no_shows.table())
    later = _later(known, lines, members, servers, visits, replications)
    return drain(servers, members, later, absence, _precedence(hall, lines, servers), len(lines), replications)


def _lines(hall: Floor, known: Knowledge, in_order: Sequence[Waiting], now: float) -> dict[_Line, int]:
    """Lines of the drain. Those with precedence stand in lines of their own where a cap on precedence may matter."""
    staffed = hall.staffed
    apart = hall.layout.cap > 0 and (any(each.head_start for each in in_order) or bool(known.precedents.rates()))
    found: dict[_Line, int] = {}
    for ticket in in_order:
        bound = bound_to(hall.layout, staffed, ticket, now)
        found.setdefault((ticket.service, bound, False), len(found))
        if apart:
            found.setdefault((ticket.service, bound, True), len(found))
    return found


def _precedence(hall: Floor, lines: Mapping[_Line, int], servers: Sequence[Server]) -> Precedence | None:
    """The cap on precedence as the drain keeps it; None where nobody with precedence is near."""
    apart = frozenset(at for (_, _, precedence), at in lines.items() if precedence)
    if not apart:
        return None
    gives = [hall.layout.counters.get(server.number, frozenset()) for server in servers]
    counted_by = {
        at: tuple(place for place, services in enumerate(gives) if service in services)
        for (service, _, _), at in lines.items()
    }
    runs = [calls_in_a_row(hall.layout, server.number, hall.calls) for server in servers]
    return Precedence(hall.layout.cap, apart, [counted_by[at] for at in range(len(lines))], runs)


def _servers(
    hall: Floor, known: Knowledge, lines: dict[_Line, int], now: float, plan: Plan, replications: int
) -> list[Server]:
    found = []
    for number in sorted(hall.layout.counters):
        desk, planned = hall.desk(number), plan.away.get(number, ())
        rest = _Rest(number, None if planned else known.habits.of(number, now), now, replications)
        free = _free(desk, known, rest, plan, now, replications)
        if free is None:
            continue
        mine = tuple(
            at
            for (service, bound, _), at in lines.items()
            if bound == number or (bound is None and gives(hall.layout, number, service))
        )
        away = tuple((start - now, end - now) for start, end in planned if end > now)
        coming = rest.due is not None and (desk.seat is not None or rest.due > 0.0)
        found.append(
            Server(number, free, known.speeds.of(number), mine, away, *((rest.dues, rest.seconds) if coming else ()))
        )
    left = tuple(at for (service, bound, _), at in lines.items() if bound is None and hall.deserted(service, now))
    if left or any(hall.deserted(service, now) for service in hall.layout.services):
        mean = known.relief.mean
        free = [-mean * log(1.0 - (draw + 0.5) / STRATA) for draw in row(RELIEF, COUNTER)[:replications]]
        found.append(Server(RELIEF, free, 1.0, left))
    return found


class _Rest:
    """The daily break of a counter, by replication."""

    def __init__(self, number: int, habit: Habit | None, now: float, replications: int) -> None:
        self.number = number
        self.due = None if habit is None else habit.due - now
        self.dues: list[float] = []
        self.seconds: list[float] = []
        if habit is None:
            return
        self.share = habit.share
        for draw in row(number, SHOWS)[:replications]:
            self.dues.append(habit.due - now if (draw + 0.5) / STRATA < habit.share else inf)
        self.seconds = [quantile(habit.seconds, (draw + 0.5) / STRATA) for draw in row(number, PATIENCE)[:replications]]

    def over(self, free: float, otherwise: float, frees: list[float]) -> list[float]:
        """When a free counter calls, where it may be in its break: free since `free` (seconds from now, negative).

        `otherwise` is how likely a counter not in its break would still not have called; `frees` when it will call.
        """
        if self.due is None or self.due > 0.0:
            return frees
        began, share = max(free, self.due), self.share / (self.share + (1.0 - self.share) * otherwise)
        found = []
        for draw, seconds, other in zip(row(self.number, SHOWS), self.seconds, frees, strict=False):
            back = began + seconds
            found.append(back if back > 0.0 and (draw + 0.5) / STRATA < share else other)
        return found


def _free(desk: Desk, known: Knowledge, rest: _Rest, plan: Plan, now: float, replications: int) -> list[float] | None:
    """Seconds from now until a counter calls the next, by replication; None for a counter that will not."""
    number = rest.number
    shares = [(each + 0.5) / STRATA for each in row(number, COUNTER)[:replications]]
    if desk.mood == "closed":
        comes = plan.comes.get(number)
        return None if comes is None else [max(0.0, comes - now)] * replications
    if desk.mood == "paused":
        if desk.back_at is not None and desk.back_at > now:
            return [desk.back_at - now] * replications
        return rest.over(desk.since - now, 1.0, known.pauses.rest(now - desk.since, shares))
    if desk.seat is not None:
        return _rest_of_visit(desk, known, number, now, replications)
    frees, still = known.ready_in(desk, now, shares)
    return rest.over(desk.free_since - now, still, frees)


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


def _visits(known: Knowledge, services: Collection[str]) -> dict[str, list[float]]:
    """Quantiles, not in order, of the seconds from a call to the counter's next call, by service."""
    gap, shift = known.after_visit.table(), row(0, COUNTER)
    return {
        service: [
            seconds + gap[(at * 97 + shift[at % REPLICATIONS]) % STRATA]
            for at, seconds in enumerate(known.times.table(service))
        ]
        for service in services
    }


def _members(
    hall: Floor,
    known: Knowledge,
    in_order: Sequence[Waiting],
    lines: dict[_Line, int],
    visits: Mapping[str, Sequence[float]],
    now: float,
    replications: int,
) -> list[Member]:
    staffed = hall.staffed
    found = []
    for at, ticket in enumerate(in_order):
        bound = bound_to(hall.layout, staffed, ticket, now)
        waited = max(0.0, now - ticket.entered_at)
        shares = [(each + 0.5) / STRATA for each in row(ticket.id, PATIENCE)[:replications]]
        found.append(
            Member(
                ticket.id,
                lines.get((ticket.service, bound, ticket.head_start > 0.0), lines[ticket.service, bound, False]),
                ticket.queue_at - now + at * 1e-9,
                visits[ticket.service],
                row(ticket.id, SERVICE),
                row(ticket.id, SHOWS),
                known.patience.rest(waited, shares),
                waited,
                ticket.place_at - now + at * 1e-9,
            )
        )
    return found


def _later(
    known: Knowledge,
    lines: dict[_Line, int],
    members: Sequence[Member],
    servers: Sequence[Server],
    visits: Mapping[str, Sequence[float]],
    replications: int,
) -> list[list[Visitor]]:
    """Visitors with precedence who come later, by replication, in order of coming."""
    found: list[list[Visitor]] = [[] for _ in range(replications)]
    if not members or not servers:
        return found
    work = sum(member.visit[STRATA // 2] for member in members)
    limit = min(_HORIZON, 600.0 + 3.0 * work / len(servers))
    for stream, (service, head_start, rate) in enumerate(sorted(known.precedents.rates())):
        line = lines.get((service, None, True), lines.get((service, None, False)))
        if line is None:
            continue
        until = min(limit, head_start)
        for replication, some in enumerate(found):
            draws = row(replication, SERVICE)
            for at, moment in enumerate(moments(stream, replication)):
                if moment / rate > until:
                    break
                come = moment / rate
                seconds = visits[service][draws[(at * 7 + stream) % REPLICATIONS]]
                some.append(Visitor(come, come - head_start, line, seconds))
    for some in found:
        some.sort(key=lambda each: each.at)
    return found
