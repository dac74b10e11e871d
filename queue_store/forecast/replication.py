"""One run of a queue through the counters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heapreplace
from math import inf

from queue_store.forecast.drain import Cap, Drained, Member, Server, Setting
from queue_store.forecast.draws import STRATA

_LATER = 2**40
"""Number of the first call of a run: after all that were made."""

_Standing = tuple[float, float, Member | None]
"""Key, seconds of the visit of a later visitor, and the member; None for a later visitor."""


def drain(setting: Setting) -> Drained:
    """Let the queue run out, once for each replication."""
    stood: list[list[Member]] = [[] for _ in setting.lines]
    joining: list[Member] = []
    for each in setting.members:
        (stood[each.line] if each.joins == -inf else joining).append(each)
    called: dict[int, list[float]] = {each.id: [inf] * setting.replications for each in setting.members}
    before: dict[int, list[int]] = {each.id: [0] * setting.replications for each in setting.members}
    idle: dict[int, list[float]] = {server.number: [inf] * setting.replications for server in setting.servers}
    made: dict[int, list[Sequence[int]]] = {server.number: [()] * setting.replications for server in setting.servers}
    ready = {server.number: [_ready(server, at) for at in range(setting.replications)] for server in setting.servers}
    found = Drained(called, idle, before, made, ready)
    capped = bool(setting.cap.limit) and any(line.precedence for line in setting.lines)
    for at in range(setting.replications):
        _Run(setting, stood, joining, at, capped).to_the_end(called, idle, before, made)
    return found


class _Run:
    """One replication."""

    def __init__(
        self, setting: Setting, stood: Sequence[Sequence[Member]], joining: Sequence[Member], at: int, capped: bool
    ) -> None:
        self.setting, self.stood, self.at = setting, stood, at
        self.cap = _CapRun(setting.cap) if capped else None
        self.idle_lines: set[int] = set()
        self.nexts = [0] * len(stood)
        self.heads = [line[0].key if line else inf for line in stood]
        self.came: list[list[_Standing]] = [[] for _ in stood]
        later = setting.later[at] if setting.later else ()
        self.coming: list[tuple[float, int, _Standing]] = sorted(
            [(each.joins, each.line, (each.key, 0.0, each)) for each in joining]
            + [(each.at, each.line, (each.key, each.seconds, None)) for each in later],
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
        calls, own = [0] * len(self.stood), [0] * len(self.setting.servers)
        replication, servers, heads = self.at, self.setting.servers, self.heads
        heap = [(free, at) for at, server in enumerate(servers) if (free := server.free[replication]) < inf]
        heapify(heap)
        due = [server.pause_due[replication] if server.pause_due else inf for server in servers]
        while heap:
            now, at = heap[0]
            server = servers[at]
            if due[at] <= now:
                due[at] = inf
                heapreplace(heap, (now + server.pause[replication], at))
                continue
            if server.away and (back := _back(server.away, now)) > now:
                heapreplace(heap, (back, at)) if back < inf else heappop(heap)
                continue
            if self.coming and self.coming[0][0] <= now:
                self._join(now)
            key, line = inf, -1
            for each in server.lines:
                if heads[each] < key:
                    key, line = heads[each], each
            if line < 0:
                if idle[server.number][replication] == inf:
                    idle[server.number][replication] = now
                    made[server.number][replication] = own.copy()
                    self.idle_lines.update(server.lines)
                following = self._next_for(server)
                heapreplace(heap, (following, at)) if following < inf else heappop(heap)
                continue
            if self.cap is not None:
                line = self._under_cap(self.cap, server, line)
            _, seconds, member = self._take(line)
            if member is not None:
                called[member.id][replication] = now
                before[member.id][replication] = calls[line]
                own[at] += 1
                for each in server.lines:
                    calls[each] += 1
                if member.patience[replication] < now:
                    continue
                seconds = self._visit(member, server, now)
            if self.cap is not None:
                self.cap.note(self.setting.lines[line].service, self.setting.lines[line].precedence)
            heapreplace(heap, (now + seconds, at))

    def _visit(self, member: Member, server: Server, now: float) -> float:
        """Seconds until the counter calls the next."""
        absence, draw = self.setting.absence, member.shows[self.at]
        share = absence.shares[bisect_right(absence.bounds, member.waited + now)]
        if draw < share * STRATA:
            return absence.held[min(int(draw / share), STRATA - 1)]
        return member.visit[member.draws[self.at]] * server.slowness

    def _take(self, line: int) -> _Standing:
        """The first of a line leaves it."""
        came = self.came[line]
        if came and came[0][0] == self.heads[line]:
            taken = came.pop(0)
        else:
            member = self.stood[line][self.nexts[line]]
            self.nexts[line] += 1
            taken = (member.key, 0.0, member)
        self.heads[line] = self._head(line)
        return taken

    def _head(self, line: int) -> float:
        stood, came, at = self.stood[line], self.came[line], self.nexts[line]
        key = stood[at].key if at < len(stood) else inf
        return min(key, came[0][0]) if came else key

    def _join(self, now: float) -> None:
        """Those who came meanwhile stand in their lines."""
        until = bisect_right(self.coming, now, key=lambda each: each[0])
        for _, line, standing in self.coming[:until]:
            if standing[2] is None and line in self.idle_lines:
                continue
            came = self.came[line]
            came.insert(bisect_left(came, standing[0], key=lambda each: each[0]), standing)
            self.heads[line] = self._head(line)
        del self.coming[:until]

    def _next_for(self, server: Server) -> float:
        """When somebody whom this idle counter may call stands in a line."""
        return next((at for at, line, standing in self.coming if standing[2] is not None and line in server.lines), inf)

    def _under_cap(self, cap: _CapRun, server: Server, line: int) -> int:
        """The line from which a counter calls once the cap on precedence is heeded."""
        lines, heads = self.setting.lines, self.heads
        if not lines[line].precedence or not cap.reached(server.services):
            return line
        ordinary = [each for each in server.lines if not lines[each].precedence and heads[each] < inf]
        if not ordinary:
            return line
        first = min(ordinary, key=heads.__getitem__)
        member = self._first(first)
        if member is None:
            return line
        for other in server.lines:
            if lines[other].precedence and self._came_before(other, member):
                return line
        return first

    def _first(self, line: int) -> Member | None:
        came = self.came[line]
        if came and came[0][0] == self.heads[line]:
            return came[0][2]
        return self.stood[line][self.nexts[line]]

    def _came_before(self, line: int, ordinary: Member) -> bool:
        """Whether somebody with precedence in a line stands before an ordinary member and also came before."""
        for member in self.stood[line][self.nexts[line] :]:
            if member.key >= ordinary.key:
                break
            if member.place < ordinary.place:
                return True
        return any(
            member is not None and key < ordinary.key and member.place < ordinary.place
            for key, _, member in self.came[line]
        )


class _CapRun:
    """The calls that count for the cap, as a run goes on."""

    def __init__(self, cap: Cap) -> None:
        self._limit, self._number = cap.limit, _LATER
        self._last_ordinary = dict(cap.last_ordinary)
        self._precedence = {service: list(calls) for service, calls in cap.precedence.items()}

    def note(self, service: str, precedence: bool) -> None:
        """A call."""
        self._number += 1
        if precedence:
            self._precedence.setdefault(service, []).append(self._number)
        else:
            self._last_ordinary[service] = self._number

    def reached(self, services: Sequence[str]) -> bool:
        """Whether the last calls for these services were all with precedence."""
        last = max((self._last_ordinary.get(service, 0) for service in services), default=0)
        count = 0
        for service in services:
            for call in reversed(self._precedence.get(service, ())):
                if call <= last or count == self._limit:
                    break
                count += 1
        return count >= self._limit


def _ready(server: Server, replication: int) -> float:
    """When a counter makes its first call in a replication."""
    at = server.free[replication]
    if server.pause_due and server.pause_due[replication] <= at:
        at += server.pause[replication]
    return _back(server.away, at)


def _back(away: Sequence[tuple[float, float]], at: float) -> float:
    """When a counter that is away in these spans is there, from a moment on."""
    for start, end in away:
        if start <= at < end:
            at = end
    return at
