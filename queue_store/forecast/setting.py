"""A hall as it stands, set up for a drain."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from math import inf, log

from queue_store.forecast.drain import Absence, Cap, Drained, Line, Member, Server, Setting, Visitor
from queue_store.forecast.draws import COUNTER, PATIENCE, REPLICATIONS, SERVICE, SHOWS, STRATA, moments, row
from queue_store.forecast.floor import Plan, Waiting
from queue_store.forecast.habits import Habit
from queue_store.forecast.knowledge import Knowledge
from queue_store.forecast.learning import NoShows, quantile
from queue_store.forecast.place import bound_to, gives
from queue_store.forecast.replication import drain
from queue_store.forecast.state import Desk, Floor

_WORK = 6400
"""Visits that a drain follows in all: with many who wait fewer replications do, chance averages out along the queue."""

_FEWEST = 24

RELIEF = -1
"""Number of the counter that helps where all counters of a service seem to be left."""

_HORIZON = 3 * 3600.0
"""Seconds for which visitors with precedence are foreseen."""


def run_drain(hall: Floor, known: Knowledge, now: float, plan: Plan) -> Drained:
    """Drain the hall as it stands."""
    if not hall.layout.counters:
        return Drained({}, {}, {}, {}, {})
    in_order = hall.in_order()
    replications = max(_FEWEST, min(REPLICATIONS, _WORK // max(1, len(in_order))))
    streams = known.precedents.rates()
    lines = _lines(hall, in_order, streams, now)
    servers = _servers(hall, known, lines, now, plan, replications)
    visits = _visits(known, {line.service for line in lines})
    members = _members(hall, known, in_order, lines, visits, now, replications)
    later = _later(streams, lines, members, servers, visits, replications)
    absence = Absence(NoShows.BOUNDS, known.no_shows.shares(), known.no_shows.table())
    return drain(Setting(servers, tuple(lines), members, later, absence, _cap(hall), replications))


def _line(hall: Floor, staffed: Collection[int], ticket: Waiting, now: float) -> Line:
    bound = bound_to(hall.layout, staffed, ticket, now)
    return Line(ticket.service, None if _is_sent_back(hall, ticket, now) else bound, ticket.head_start > 0)


def _lines(
    hall: Floor, in_order: Sequence[Waiting], streams: Sequence[tuple[str, float, float]], now: float
) -> dict[Line, int]:
    staffed = hall.staffed
    found: dict[Line, int] = {}
    for ticket in in_order:
        found.setdefault(_line(hall, staffed, ticket, now), len(found))
    for line in [Line(service, None, True) for service, _, _ in streams]:
        found.setdefault(line, len(found))
    return found


def _cap(hall: Floor) -> Cap:
    last_ordinary, precedence = {}, {}
    for service, calls in hall.calls.items():
        last_ordinary[service] = max((call.number for call in calls if not call.precedence), default=0)
        precedence[service] = [call.number for call in calls if call.number > last_ordinary[service]]
    return Cap(hall.layout.cap, last_ordinary, precedence)


def _servers(
    hall: Floor, known: Knowledge, lines: dict[Line, int], now: float, plan: Plan, replications: int
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
            for line, at in lines.items()
            if line.bound == number or (line.bound is None and gives(hall.layout, number, line.service))
        )
        away = tuple((start - now, end - now) for start, end in planned if end > now)
        coming = rest.due is not None and (desk.seat is not None or rest.due > 0.0)
        pause = (rest.dues, rest.seconds) if coming else ()
        services = tuple(hall.layout.counters[number])
        found.append(Server(number, free, known.speeds.of(number), mine, services, away, *pause))
    left = tuple(at for line, at in lines.items() if line.bound is None and hall.deserted(line.service, now))
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
    lines: dict[Line, int],
    visits: Mapping[str, Sequence[float]],
    now: float,
    replications: int,
) -> list[Member]:
    staffed, patience = hall.staffed, known.patience.table()
    found = []
    for at, ticket in enumerate(in_order):
        waited = ticket.waited(now)
        first = min(bisect_right(patience, waited), STRATA - 1)
        left = STRATA - first
        draws = row(ticket.id, PATIENCE)[:replications]
        found.append(
            Member(
                ticket.id,
                lines[_line(hall, staffed, ticket, now)],
                ticket.queue_at - now + at * 1e-9,
                (ticket.place_at, ticket.id),
                visits[ticket.service],
                row(ticket.id, SERVICE),
                row(ticket.id, SHOWS),
                [patience[first + left * draw // STRATA] - waited for draw in draws],
                waited,
                max(_joins(hall, ticket, now), hall.held_for(ticket, now) or -inf),
            )
        )
    return found


def _joins(hall: Floor, ticket: Waiting, now: float) -> float:
    """When a ticket sent to a counter at which nobody is falls back to its service, in seconds from now."""
    if ticket.sent_at is None or not _is_sent_back(hall, ticket, now):
        return -inf
    return max(0.0, ticket.sent_at + hall.layout.sent_back_after - now)


def _is_sent_back(hall: Floor, ticket: Waiting, now: float) -> bool:
    bound = bound_to(hall.layout, hall.staffed, ticket, now)
    return bound is not None and ticket.sent_at is not None and bound not in hall.staffed


def _later(
    streams: Sequence[tuple[str, float, float]],
    lines: dict[Line, int],
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
    for stream, (service, head_start, rate) in enumerate(sorted(streams)):
        line = lines[Line(service, None, True)]
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
