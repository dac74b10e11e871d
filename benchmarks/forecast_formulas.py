"""The formulas in use elsewhere, fed with the same events as the forecaster.

Today's mean; the trade's formula, people ahead x average service / counters, with and without one more; and of Ibrahim
and Whitt (2009) QL (people ahead x time between calls), HOL (how long the head of the line has waited) and LES (how
long the last one called had waited). People ahead are those who wait for the same service; counters are those that were
seen to give it and called within the last hour.
"""

from __future__ import annotations

from collections import defaultdict, deque
from statistics import fmean

from queue_store.forecast import floor
from queue_store.forecast.floor import Layout, Waiting

NAMES = ("today's mean", "ahead x service / counters", "(ahead+1) x service / counters", "QL", "HOL", "LES")


def names(has_counters: bool) -> tuple[str, ...]:
    """The formulas by name. Where no end of a service is on record, a service is taken for ten minutes.

    The counters are then as many as would make the calls of the last hour in that time.
    """
    return NAMES if has_counters else tuple(each.replace("service", "10 min") for each in NAMES)


def trade(has_counters: bool) -> int:
    """Which formula a forecast has to beat: with one more ahead; without counters, ten minutes each of those ahead."""
    return 2 if has_counters else 1


_WITHIN = 3600.0
_UNKNOWN = 600.0
"""Seconds of a service where the records do not say."""


class Formulas:
    """The formulas in use, fed with the same events."""

    def __init__(self, has_counters: bool) -> None:
        self._has_counters = has_counters
        self.start_day()
        self._times: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=200))

    def start_day(self) -> None:
        """Nobody waits, no counter was seen today."""
        self._waiting: dict[int, Waiting] = {}
        self._last: dict[str, float] = {}
        self._sum, self._count = 0.0, 0
        self._calls: defaultdict[str, deque[float]] = defaultdict(lambda: deque(maxlen=20))
        self._counters: dict[int, float] = {}
        self._at: dict[int, tuple[int | None, str]] = {}

    def note(self, event: floor.HallEvent) -> None:
        """Take in an event."""
        match event:
            case floor.Entered():
                self._waiting[event.ticket.id] = event.ticket
            case floor.Called():
                ticket = self._waiting.pop(event.id)
                waited = event.at - ticket.entered_at
                self._last[ticket.service] = waited
                self._sum, self._count = self._sum + waited, self._count + 1
                self._calls[ticket.service].append(event.at)
                self._at[event.id] = (event.counter, ticket.service)
                if event.counter is not None:
                    self._counters[event.counter] = event.at
            case floor.Served():
                self._times[self._at[event.id][1]].append(event.seconds)
            case floor.Left():
                self._waiting.pop(event.id, None)
            case _:
                pass

    def of(self, ticket: Waiting, layout: Layout) -> list[float]:
        """Seconds by formula (`NAMES`) for one who just entered."""
        service, now = ticket.service, ticket.entered_at
        ahead = sum(
            each.service == service and each.rank < ticket.rank
            for each in self._waiting.values()
            if each.id != ticket.id
        )
        head = min(
            (each.entered_at for each in self._waiting.values() if each.service == service and each.id != ticket.id),
            default=now,
        )
        calls = [each for each in self._calls[service] if each > now - _WITHIN]
        apart = (now - calls[0]) / len(calls) if calls else self._mean(service)
        if self._has_counters:
            counters = max(
                1,
                sum(
                    service in layout.counters.get(each, ())
                    for each, at in self._counters.items()
                    if at > now - _WITHIN
                ),
            )
        else:
            counters = max(1, round(_UNKNOWN / max(apart, 1.0)))
        per = self._mean(service) / counters
        mean = self._sum / self._count if self._count else 0.0
        return [mean, ahead * per, (ahead + 1) * per, (ahead + 1) * apart, now - head, self._last.get(service, 0.0)]

    def _mean(self, service: str) -> float:
        times = self._times[service] or [each for some in self._times.values() for each in some]
        return fmean(times) if times else _UNKNOWN
