"""The queue runs through the counters, many times over: when is each of those who wait called?

One drain answers for everybody who waits and for an ordinary newcomer of every service. Each replication draws when
the counters become free, how long each visit takes, who does not come, who leaves and who comes with precedence, and
then follows the hall's own rule of the order: the earliest free counter calls the first of those it may call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

Spread = Sequence[float]
"""Quantiles of something, one for each stratum of `draws`."""


@dataclass(frozen=True, slots=True)
class Server:
    """A counter that calls, or will. Spans are seconds from now."""

    number: int
    free: Sequence[float]
    """When it calls the next, by replication; `inf` for never."""
    slowness: float
    """Factor on the time of a visit."""
    lines: tuple[int, ...]
    """Lines from which it calls."""
    services: tuple[str, ...] = ()
    """Services whose calls count for the cap on precedence here."""
    away: tuple[tuple[float, float], ...] = ()
    """Spans in which it calls nobody."""
    pause_due: Sequence[float] = ()
    """From when it takes its break as soon as it is free, by replication; `inf` for no break."""
    pause: Sequence[float] = ()
    """Seconds of that break, by replication."""


@dataclass(frozen=True, slots=True)
class Line:
    """Those who wait for the same: a service, the counter to which they were sent, with precedence or without."""

    service: str
    bound: int | None
    precedence: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One who waits."""

    id: int
    line: int
    key: float
    """Place in the order: smaller is called first."""
    place: tuple[float, int]
    """Place without precedence."""
    visit: Spread
    """Seconds from a call of this one to the counter's next call."""
    draws: Sequence[int]
    """Stratum of the visit by replication."""
    shows: Sequence[int]
    """Stratum that decides whether this one comes when called, by replication."""
    patience: Sequence[float]
    """Seconds from now at which this one leaves, by replication."""
    waited: float
    joins: float = -inf
    """Seconds from now at which this one stands in the line: one sent back from an unstaffed counter, or who asked for
    time."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with precedence who comes later, in one replication."""

    at: float
    key: float
    line: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Absence:
    """Who does not come when called: shares by the time waited, and how long the counter waits for them."""

    bounds: Sequence[float]
    shares: Sequence[float]
    held: Spread


@dataclass(frozen=True, slots=True)
class Cap:
    """The cap on precedence, and the calls of today."""

    limit: int
    last_ordinary: Mapping[str, int]
    """Number of the last call without precedence, by service."""
    precedence: Mapping[str, Sequence[int]]
    """Numbers of the calls with precedence after it."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A hall that is drained. `members` in the order of the queue; `later` by replication, in order of coming."""

    servers: Sequence[Server]
    lines: Sequence[Line]
    members: Sequence[Member]
    later: Sequence[Sequence[Visitor]]
    absence: Absence
    cap: Cap
    replications: int


_UNSEEN = 0.5
"""Replications in which a counter is not ready, beside those that were drawn."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What a drain found, in seconds from now, by replication."""

    called: Mapping[int, Sequence[float]]
    """When each who waits is called; `inf` for not reached."""
    idle: Mapping[int, Sequence[float]]
    """When each counter finds nobody to call."""
    before: Mapping[int, Sequence[int]]
    """Of each who waits: how many of the others are called before, by counters that could call this one."""
    made: Mapping[int, Sequence[Sequence[int]]]
    """How many each counter, in the order of `idle`, had called by the time at which this one found nobody."""
    ready: Mapping[int, Sequence[float]]
    """When each counter makes its first call, if somebody is there to be called."""

    def first_of(self, counters: Sequence[int], least: float) -> list[float]:
        """When the first of these counters is ready, given that none is within `least` seconds: quantiles, ascending.

        The counters are independent of each other, so that their shares of replications still not ready multiply:
        what few or no replications show by chance is known all the same. Empty where it is never.
        """
        spans = [self.ready[number] for number in counters if number in self.ready]
        alive = [sum(each > least for each in some) + _UNSEEN for some in spans]
        ends = sorted((end, at) for at, some in enumerate(spans) for end in some if least < end < inf)
        found: list[float] = []
        left, count = 1.0, max(map(len, spans), default=0)
        for end, at in ends:
            left *= (alive[at] - 1.0) / alive[at]
            alive[at] -= 1.0
            while len(found) < count and left <= 1.0 - (len(found) + 0.5) / count:
                found.append(end)
        return found

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
