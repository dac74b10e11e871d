"""The queue runs through the counters, many times over: when is each of those who wait called?

One drain answers for everybody who waits and for an ordinary newcomer of every service. Each replication draws when
the counters become free, how long each visit takes, who does not come, who leaves and who comes with precedence, and
then follows the hall's own rule of the order: the earliest free counter calls the first of those it may call.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from math import inf

Spread = Sequence[float]
"""Quantiles of something, one for each stratum of `draws`, ascending."""


@dataclass(frozen=True, slots=True)
class Server:
    """A counter that calls, or will."""

    number: int
    free: Sequence[float]
    """Seconds from now until it calls the next, by replication; `inf` for never."""
    slowness: float
    """Factor on the time of a visit."""
    lines: tuple[int, ...]
    """Lines from which it calls."""
    away: tuple[tuple[float, float], ...] = ()
    """Spans, in seconds from now, in which it calls nobody."""
    pause_due: Sequence[float] = ()
    """Seconds from now from which it takes its break as soon as it is free, by replication; `inf` for no break."""
    pause: Sequence[float] = ()
    """Seconds of that break, by replication."""


@dataclass(frozen=True, slots=True)
class Member:
    """One who waits."""

    id: int
    line: int
    key: float
    """Place in the order: smaller is called first."""
    visit: Spread
    """Seconds from a call of this one to the counter's next call."""
    draws: Sequence[int]
    """Stratum of the visit by replication."""
    shows: Sequence[int]
    """Stratum that decides whether this one comes when called, by replication."""
    patience: Sequence[float] | None
    """Seconds from now at which this one leaves, by replication; None for never."""
    waited: float
    place: float = 0.0
    """Place without precedence, on the same scale as `key`."""
    joins: float = -inf
    """Seconds from now at which this one stands in the line (one sent back from an unstaffed counter)."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with precedence who comes later, in one replication."""

    at: float
    key: float
    line: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Precedence:
    """The cap on precedence: after so many calls with precedence in a row an ordinary visitor is called first."""

    cap: int
    lines: frozenset[int]
    """Lines of those with precedence."""
    counted_by: Sequence[Sequence[int]]
    """By line, the servers (by their order) whose run of calls with precedence a call from it goes on with, or ends."""
    runs: Sequence[int]
    """Calls with precedence in a row so far, by server."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Who does not come when called: shares by the time waited, and how long the counter waits for them."""

    bounds: Sequence[float]
    shares: Sequence[float]
    held: Spread


@dataclass(frozen=True, slots=True)
class Drained:
    """What a drain found, in seconds from now, by replication."""

    called: Mapping[int, Sequence[float]]
    """Of each who waits; `inf` for not reached."""
    idle: Mapping[int, Sequence[float]]
    """When each counter finds nobody to call."""
    before: Mapping[int, Sequence[int]]
    """Of each who waits: how many of the others are called before, by counters that could call this one."""
    made: Mapping[int, Sequence[Sequence[int]]]
    """How many each counter, in the order of `idle`, had called by the time at which this one found nobody."""

    def newcomer(self, counters: Sequence[int]) -> list[float]:
        """When an ordinary newcomer is called by one of these counters."""
        found = [self.idle[number] for number in counters if number in self.idle]
        return [min(each) for each in zip(*found, strict=True)] if found else []

    def before_newcomer(self, counters: Sequence[int]) -> list[int]:
        """How many of those who wait are called by these counters before an ordinary newcomer is."""
        mine = [number for number in counters if number in self.idle]
        places = [at for at, number in enumerate(self.idle) if number in mine]
        found = []
        for replication in range(len(self.idle[mine[0]]) if mine else 0):
            at, number = min((self.idle[number][replication], number) for number in mine)
            if at < inf:
                made = self.made[number][replication]
                found.append(sum(made[each] for each in places))
        return found


def drain(
    servers: Sequence[Server],
    members: Sequence[Member],
    later: Sequence[Sequence[Visitor]],
    absence: Absence,
    precedence: Precedence | None,
    lines: int,
    replications: int,
) -> Drained:
    """Let the queue run out. `members` in the order of the queue; `later` by replication, in order of coming.

    Without `precedence` the order of the queue alone decides.
    """
    stood: list[list[Member]] = [[] for _ in range(lines)]
    joining: list[Member] = []
    for each in members:
        (stood[each.line] if each.joins == -inf else joining).append(each)
    joining.sort(key=lambda each: each.joins)
    called: dict[int, list[float]] = {each.id: [inf] * replications for each in members}
    idle: dict[int, list[float]] = {server.number: [inf] * replications for server in servers}
    before: dict[int, list[int]] = {each.id: [0] * replications for each in members}
    made: dict[int, list[Sequence[int]]] = {server.number: [()] * replications for server in servers}
    found = Drained(called, idle, before, made)
    for replication in range(replications):
        run = _Run(servers, stood, joining, later[replication] if later else (), absence, precedence, replication)
        run.to_the_end(called, idle, before, made)
    return found


class _Run:
    """One replication."""

    def __init__(
        self,
        servers: Sequence[Server],
        stood: Sequence[Sequence[Member]],
        joining: Sequence[Member],
        later: Sequence[Visitor],
        absence: Absence,
        precedence: Precedence | None,
        replication: int,
    ) -> None:
        self.precedence = precedence
        self.servers, self.stood, self.absence, self.replication = servers, stood, absence, replication
        self.idle_lines: set[int] = set()
        self.came: list[list[tuple[float, float, Member | None, float]]] = [[] for _ in stood]
        self.coming = sorted(
            [(each.joins, each.key, each.line, 0.0, each) for each in joining]
            + [(each.at, each.key, each.line, each.seconds, None) for each in later],
            key=lambda each: each[0],
        )

    def to_the_end(
        self,
        called: Mapping[int, list[float]],
        idle: Mapping[int, list[float]],
        before: Mapping[int, list[int]],
        made: Mapping[int, list[Sequence[int]]],
    ) -> None:
        """Follow the counters until each of them finds nobody."""
        at_replication, servers, stood, absence = self.replication, self.servers, self.stood, self.absence
        bounds, shares, held = absence.bounds, absence.shares, absence.held
        heads = [line[0].key if line else inf for line in stood]
        nexts = [0] * len(stood)
        heap = [
            (server.free[at_replication], at) for at, server in enumerate(servers) if server.free[at_replication] < inf
        ]
        heapify(heap)
        precedence = self.precedence
        runs = list(precedence.runs) if precedence is not None else []
        calls, own = [0] * len(stood), [0] * len(servers)
        due = [server.pause_due[at_replication] if server.pause_due else inf for server in servers]
        upcoming = self.coming[0][0] if self.coming else inf
        while heap:
            now, at = heap[0]
            server = servers[at]
            if server.pause_due and due[at] <= now:
                due[at] = inf
                heapreplace(heap, (now + server.pause[at_replication], at))
                continue
            if server.away:
                back = _back(server.away, now)
                if back > now:
                    if back == inf:
                        heappop(heap)
                    else:
                        heapreplace(heap, (back, at))
                    continue
            if upcoming <= now:
                upcoming = self._join(now, heads, nexts)
            key, line = inf, -1
            for each in server.lines:
                if heads[each] < key:
                    key, line = heads[each], each
            if line < 0:
                if idle[server.number][at_replication] == inf:
                    idle[server.number][at_replication] = now
                    made[server.number][at_replication] = own.copy()
                    self.idle_lines.update(server.lines)
                following = self._next_for(server)
                if following < inf:
                    heapreplace(heap, (following, at))
                else:
                    heappop(heap)
                continue
            if precedence is not None:
                if line in precedence.lines and runs[at] >= precedence.cap:
                    lifted = self._lifted(server, precedence.lines, heads, nexts)
                    key, line = (key, line) if lifted < 0 else (heads[lifted], lifted)
                with_precedence = line in precedence.lines
                for each in precedence.counted_by[line]:
                    runs[each] = runs[each] + 1 if with_precedence else 0
            queue = self.came[line]
            if queue and queue[0][0] == key:
                _, seconds, member, _ = queue.pop(0)
            else:
                member = stood[line][nexts[line]]
                nexts[line] += 1
            heads[line] = self._head(line, nexts[line])
            if member is None:
                heapreplace(heap, (now + seconds * server.slowness, at))
                continue
            called[member.id][at_replication] = now
            before[member.id][at_replication] = calls[line]
            own[at] += 1
            for each in server.lines:
                calls[each] += 1
            if member.patience is not None and member.patience[at_replication] < now:
                continue
            share = shares[bisect_right(bounds, member.waited + now)]
            draw = member.shows[at_replication]
            if draw < share * 256.0:
                busy = held[int(draw / share)] if share < 1.0 else held[draw]
            else:
                busy = member.visit[member.draws[at_replication]] * server.slowness
            heapreplace(heap, (now + busy, at))

    def _head(self, line: int, at: int) -> float:
        stood, came = self.stood[line], self.came[line]
        key = stood[at].key if at < len(stood) else inf
        return min(key, came[0][0]) if came else key

    def _lifted(
        self, server: Server, with_precedence: frozenset[int], heads: Sequence[float], nexts: Sequence[int]
    ) -> int:
        """The line of the ordinary visitor whom the cap puts first; -1 where that passes somebody who came before."""
        key, line = min(
            ((heads[each], each) for each in server.lines if each not in with_precedence), default=(inf, -1)
        )
        if key == inf:
            return -1
        own = self._place(line, key, nexts[line])
        for each in server.lines:
            if each in with_precedence and any(place < own for place in self._places_before(each, key, nexts[each])):
                return -1
        return line

    def _place(self, line: int, key: float, at: int) -> float:
        """Place without precedence of the head of a line."""
        came = self.came[line]
        return came[0][3] if came and came[0][0] == key else self.stood[line][at].place

    def _places_before(self, line: int, key: float, at: int) -> Iterator[float]:
        """Places without precedence of those in a line who stand before a key."""
        stood = self.stood[line]
        while at < len(stood) and stood[at].key < key:
            yield stood[at].place
            at += 1
        yield from (place for each, _, _, place in self.came[line] if each < key)

    def _join(self, now: float, heads: list[float], nexts: Sequence[int]) -> float:
        """Those who came meanwhile stand in their lines; the time of the next one."""
        while self.coming and self.coming[0][0] <= now:
            _, key, line, seconds, member = self.coming.pop(0)
            if member is None and line in self.idle_lines:
                continue
            queue = self.came[line]
            place = member.place if member is not None else now
            queue.insert(bisect_left([each[0] for each in queue], key), (key, seconds, member, place))
            heads[line] = self._head(line, nexts[line])
        return self.coming[0][0] if self.coming else inf

    def _next_for(self, server: Server) -> float:
        """When somebody whom this idle counter may call stands in a line."""
        return next((each[0] for each in self.coming if each[4] is not None and each[2] in server.lines), inf)


def _back(away: Sequence[tuple[float, float]], at: float) -> float:
    for start, end in away:
        if start <= at < end:
            at = end
    return at
