"""A past day again, with other counters: the same visitors come, the same visits take as long, only the waits differ.

A counter calls by the hall's own rule (`place.choose`) whenever it is staffed and free. A visit takes as long as it
took, and so does the moment from its end to the counter's next call. Whoever left without being
called leaves at the same time, unless called before. Whoever was sent on enters the next queue when the visit before it
is over in the replay. Counters that were open at the last call stay until nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count, pairwise
from math import ceil, inf
from statistics import mean

from queue_store.forecast.floor import Layout, Waiting
from queue_store.forecast.place import Call, choose

_Span = tuple[float, float]

Staffing = Mapping[int, Sequence[tuple[float, float]]]
"""When each counter was staffed and not paused, in seconds since 1970, ascending."""

_GAP = 15.0
"""Seconds from one visitor to the next where nothing was seen."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One entry into a queue and what came of it; times in seconds since 1970."""

    ticket: Waiting
    counter: int | None
    """Where it was called; None when it never was."""
    called_at: float | None
    left_at: float | None
    """When the visitor gave up waiting; None when called."""
    occupied: float
    """Seconds of the counter's time from the call on."""
    after: int | None = None
    """Id of the stay before it in the same visit."""


@dataclass(frozen=True, slots=True)
class Change:
    """What would be different: so many more counters (fewer when negative) from one moment of the day to another."""

    counters: int
    service: str | None
    """Service that the added counters give, or of which counters are taken away; None for all services."""
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Waits in seconds of those who came while the change would hold, ascending; visitors never called are left out."""

    really: Sequence[float]
    """As they were."""
    before: Sequence[float]
    """In the replay with the counters as they were: how near it is to `really` says how far it can be trusted."""
    after: Sequence[float]
    """In the replay with the change."""


def what_if(layout: Layout, stays: Sequence[Stay], staffing: Staffing, change: Change) -> WhatIf:
    """Replay a day with a change of its counters."""
    gaps, spans = gaps_of(stays, staffing), ((change.since, change.until),)
    staffing = served_out(staffing, stays)
    before = replay(layout, stays, staffing, gaps)
    services = layout.given if change.service is None else {change.service}
    if change.counters >= 0:
        other, staffed = with_more(layout, staffing, services, change.counters, spans)
    else:
        fitting = [number for number, given in layout.counters.items() if given & services and staffing.get(number)]
        other, staffed = layout, with_fewer(staffing, sorted(fitting)[change.counters :], spans)
    after = replay(other, stays, staffed, gaps)
    concerned = [
        stay
        for stay in stays
        if (change.service is None or stay.ticket.service == change.service)
        and change.since <= stay.ticket.entered_at < change.until
    ]
    ids = [stay.ticket.id for stay in concerned]
    return WhatIf(
        sorted(stay.called_at - stay.ticket.entered_at for stay in concerned if stay.called_at is not None),
        sorted(before.waits[each] for each in ids if each in before.waits),
        sorted(after.waits[each] for each in ids if each in after.waits),
    )


@dataclass(frozen=True, slots=True)
class Replayed:
    """Waits in seconds by id of the stay; those never called are left out."""

    waits: Mapping[int, float]
    entered: Mapping[int, float]
    """When each came into the queue."""


def served_out(staffing: Staffing, stays: Iterable[Stay]) -> Staffing:
    """The same staffing, but counters that stayed to the last call would have stayed until nobody waits."""
    last = max((stay.called_at for stay in stays if stay.called_at is not None), default=inf)
    return {
        number: tuple((start, inf if (start, end) == kept[-1] and end >= last else end) for start, end in kept)
        for number, kept in staffing.items()
    }


def gaps_of(stays: Iterable[Stay], staffing: Staffing) -> dict[int, float]:
    """Seconds from the end of each visit to its counter's next call, by id of the stay.

    The own ones where somebody waited meanwhile and the counter was staffed; elsewhere the mean of those.
    """
    at: dict[int, list[tuple[float, Stay]]] = {}
    for stay in stays:
        if stay.called_at is not None and stay.counter is not None:
            at.setdefault(stay.counter, []).append((stay.called_at, stay))
    seen: dict[int, float] = {}
    for number, mine in at.items():
        mine.sort(key=lambda each: each[0])
        for (called, earlier), (until, later) in pairwise(mine):
            since = called + earlier.occupied
            staffed = any(start <= since and until <= end for start, end in staffing.get(number, ()))
            if staffed and later.ticket.entered_at < since <= until:
                seen[earlier.ticket.id] = until - since
    usual = mean(seen.values()) if seen else _GAP
    return {stay.ticket.id: seen.get(stay.ticket.id, usual) for mine in at.values() for _, stay in mine}


def replay(layout: Layout, stays: Sequence[Stay], staffing: Staffing, gaps: Mapping[int, float]) -> Replayed:
    """Run a day through the given counters."""
    return _Replay(layout, stays, staffing, gaps).run()


def with_more(
    layout: Layout,
    staffing: Staffing,
    services: Collection[str],
    more: int,
    spans: Sequence[tuple[float, float]],
) -> tuple[Layout, Staffing]:
    """A layout and staffing with so many more counters that give these services at these times."""
    first = max(layout.counters, default=0) + 1
    added = {number: frozenset(services) for number in range(first, first + more)}
    return (
        replace(layout, counters={**layout.counters, **added}),
        {**staffing, **{number: tuple(spans) for number in added}},
    )


def with_fewer(staffing: Staffing, numbers: Collection[int], spans: Sequence[tuple[float, float]]) -> Staffing:
    """A staffing in which some counters do not serve at these times."""
    return {number: _without(kept, spans) if number in numbers else tuple(kept) for number, kept in staffing.items()}


def share_below(waits: Sequence[float], share: float) -> float | None:
    """The wait that this share of visitors did not pass (nearest rank); None without any."""
    ordered = sorted(waits)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


@dataclass(slots=True)
class _Hall:
    """The hall in the middle of a replay."""

    waiting: dict[int, Waiting] = field(default_factory=dict)
    idle: set[int] = field(default_factory=set)
    calls: dict[str, list[Call]] = field(default_factory=dict)
    called: int = 0


class _Replay:
    """Events in the order of their times."""

    def __init__(self, layout: Layout, stays: Sequence[Stay], staffing: Staffing, gaps: Mapping[int, float]) -> None:
        self._layout, self._staffing = layout, staffing
        self._gaps = gaps
        self._stays = {stay.ticket.id: stay for stay in stays}
        self._next = {stay.after: stay for stay in stays if stay.after is not None}
        self._hall = _Hall()
        self._waits: dict[int, float] = {}
        self._entered: dict[int, float] = {}
        self._due: list[tuple[float, int, Callable[[float, int], None], int]] = []
        self._numbers = count()

    def run(self) -> Replayed:
        """Let everything happen."""
        for stay in self._stays.values():
            if stay.after is None:
                self._at(stay.ticket.entered_at, self._enters, stay.ticket.id)
        for number, spans in self._staffing.items():
            for start, _ in spans:
                self._at(start, self._free, number)
        while self._due:
            now, _, what, number = heappop(self._due)
            what(now, number)
            self._call(now)
        return Replayed(self._waits, self._entered)

    def _at(self, when: float, what: Callable[[float, int], None], number: int) -> None:
        heappush(self._due, (when, next(self._numbers), what, number))

    def _enters(self, now: float, number: int) -> None:
        stay = self._stays[number]
        later = now - stay.ticket.entered_at
        ticket = replace(
            stay.ticket,
            entered_at=now,
            queue_at=min(now, stay.ticket.queue_at + min(0.0, later)),
            place_at=min(now, stay.ticket.place_at + min(0.0, later)),
        )
        self._hall.waiting[number] = ticket
        self._entered[number] = now
        if stay.left_at is not None:
            self._at(max(now, stay.left_at), self._leaves, number)

    def _leaves(self, now: float, number: int) -> None:
        self._hall.waiting.pop(number, None)

    def _free(self, now: float, number: int) -> None:
        if any(start <= now < end for start, end in self._staffing.get(number, ())):
            self._hall.idle.add(number)

    def _over(self, now: float, number: int) -> None:
        """A visit is over; who was sent on enters the next queue."""
        following = self._next.get(number)
        if following is not None:
            self._enters(now, following.ticket.id)

    def _call(self, now: float) -> None:
        """Every idle counter calls whom it may."""
        hall = self._hall
        for number in sorted(hall.idle):
            if not any(start <= now < end for start, end in self._staffing.get(number, ())):
                hall.idle.discard(number)
                continue
            if not hall.waiting:
                return
            ticket = choose(self._layout, self._staffing, number, hall.waiting.values(), hall.calls, now)
            if ticket is not None:
                self._serve(now, number, ticket)

    def _serve(self, now: float, number: int, ticket: Waiting) -> None:
        hall = self._hall
        hall.idle.discard(number)
        del hall.waiting[ticket.id]
        self._waits[ticket.id] = now - ticket.entered_at
        hall.called += 1
        kept = hall.calls.setdefault(ticket.service, [])
        kept.append(Call(hall.called, ticket.head_start > 0))
        del kept[: -max(1, self._layout.cap)]
        ends = now + self._stays[ticket.id].occupied
        self._at(ends, self._over, ticket.id)
        self._at(ends + self._gaps.get(ticket.id, _GAP), self._free, number)


def _without(
    kept: Sequence[tuple[float, float]], taken: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    found = list(kept)
    for gone_from, gone_until in taken:
        cut = []
        for start, end in found:
            if start < min(end, gone_from):
                cut.append((start, min(end, gone_from)))
            if max(start, gone_until) < end:
                cut.append((max(start, gone_until), end))
        found = cut
    return tuple(found)
