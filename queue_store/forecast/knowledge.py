"""What the forecasts of a hall rest on, learned from its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from queue_store.forecast import floor
from queue_store.forecast.floor import HallEvent, Layout, Waiting
from queue_store.forecast.habits import Habits
from queue_store.forecast.learning import Arrivals, NoShows, Relief, ServiceTimes, Speeds
from queue_store.forecast.place import gives
from queue_store.forecast.rate import CallRates
from queue_store.forecast.spans import Spans, SpansBy
from queue_store.forecast.state import Desk, Floor, Seat

_JUST_ASKED = 2.0
"""A counter that was asked so many seconds ago or less may be ready; one that did not react since is not."""

SETTLED = 60.0
"""Nothing is learned from what happened so many seconds ago or less: it may still be undone."""


@dataclass(frozen=True, slots=True)
class _End:
    """How a visit ended."""

    at: float
    id: int
    service: str
    counter: int
    waited: float
    seconds: float | None
    """That it took; None for one who did not come."""
    held: float | None
    """How long the counter waited for one who did not come."""


class Knowledge:
    """All that was learned. `learn` also moves the floor on: what an event teaches depends on how the hall stood."""

    def __init__(self, layout: Layout) -> None:
        self.times = ServiceTimes(layout.services)
        self.speeds = Speeds()
        self.after_visit = Spans(15.0)
        """From the end of a visit to the next call, when somebody waits."""
        self.when_idle = SpansBy((1, 2, 3, 5, 10), 10.0)
        """From an arrival at an idle counter to its call, by the visitors whom other counters called meanwhile."""
        self.pauses = Spans(600.0)
        self.patience = Spans(36000.0)
        """From entering the queue to giving up; who was called, or cut off by the day, was seen to wait until then."""
        self.no_shows = NoShows()
        self.precedents = Arrivals()
        self.habits = Habits()
        self.rates = CallRates()
        self.relief = Relief()
        self._fresh: list[_End] = []
        self.deserted: dict[str, float] = {}
        """Since when all counters of a service seem to be left while somebody waits for it."""

    def precedence(self, service: str) -> float:
        """Visitors with precedence for a service, an hour."""
        return 3600.0 * sum(rate for code, _, rate in self.precedents.rates() if code == service)

    def ready_in(self, desk: Desk, now: float, shares: Sequence[float]) -> tuple[list[float], float]:
        """Seconds until an open, free counter calls whoever waits, for each share of the spans.

        And how likely it is that a counter whose clerk is there would still not have called.
        """
        free, waited = now - desk.free_since, 0.0 if desk.asked_since is None else now - desk.asked_since
        if desk.wraps_up(now):
            if waited < _JUST_ASKED:
                over = self.after_visit.rest(0.0, shares)
                return [max(0.0, each - free) for each in over], 1.0
            return self.after_visit.rest(free, shares), self.after_visit.still(free)
        spans = self.when_idle.of(desk.passed)
        return spans.rest(waited, shares), spans.still(waited)

    def _gap(self, desk: Desk, now: float, ended: bool) -> None:
        """A free counter called after somebody waited for it; or nobody waits for it any more."""
        assert desk.asked_since is not None
        if desk.wraps_up(now):
            seen_from = max(0.0, desk.asked_since - desk.free_since)
            self.after_visit.add(now - desk.free_since, ended, seen_from)
        elif ended or now > desk.asked_since:
            self.when_idle.of(desk.passed).add(now - desk.asked_since, ended)

    def learn(self, hall: Floor, event: HallEvent, now: float) -> None:
        """Take in an event and move the floor on."""
        self.precedents.pass_time(now)
        self._settle(now)
        match event:
            case floor.Entered():
                hall.enter(event.ticket)
                self.rates.entered(event.ticket.service, now)
                if event.ticket.head_start and not event.undone and not event.ticket.returning:
                    self.precedents.add(event.ticket.service, event.ticket.head_start)
            case floor.Moved():
                hall.enter(event.ticket)
            case floor.Called():
                self._called(hall, event, now)
            case floor.Served():
                self._served(hall, event, now)
            case floor.NoShow():
                self._no_show(hall, event, now)
            case floor.Left():
                self._left(hall, event.id, now, until=now, gave_up=True)
            case floor.CutOff():
                self._left(hall, event.id, now, until=event.until, gave_up=False)
            case floor.Aside():
                self._aside(hall, event, now)
            case floor.Resumed():
                self._resumed(hall, event, now)
            case floor.CounterState():
                self._counter(hall, event, now)
            case floor.DayEnded():
                self._settle(now + SETTLED + 1.0)
                hall.forget_calls()
                self.habits.end_day()
                self.rates.end_day()
            case floor.Undone():
                self._undone(hall, event, now)
            case floor.LayoutChanged():
                hall.layout = event.layout
                self.times.configure(event.layout.services)
        self._watch(hall, now)

    def _called(self, hall: Floor, event: floor.Called, now: float) -> None:
        ticket = hall.leave(event.id)
        if ticket is None:
            back = hall.aside.pop(event.id, None) or hall.ended.pop(event.id, None)
            ticket = None if back is None else back.ticket
        elif not ticket.returning:
            self.patience.add(ticket.waited(now), ended=False)
        if ticket is None:
            return
        self.rates.called(ticket.service, now, still_waiting=ticket.service in hall.wanted())
        if event.counter is None or hall.desk(event.counter).mood == "closed":
            since = self.deserted.pop(ticket.service, None)
            if since is not None:
                self.relief.add(now - since)
        hall.note_call(ticket)
        if event.counter is None:
            return
        desk = hall.desk(event.counter)
        was_break = self._back(event.counter, desk, now)
        if desk.mood == "open" and desk.asked_since is not None and not was_break:
            self._gap(desk, now, ended=True)
        elif desk.mood == "paused":
            self.pauses.add(now - desk.since, ended=True)
        hall.take_seat(event.counter, Seat(ticket, now, by_call=True))
        for number, other in hall.desks.items():
            asked_before = other.asked_since is not None and other.asked_since < now
            if other.seat is None and other.mood == "open" and not asked_before:
                other.passed += gives(hall.layout, number, ticket.service)

    def _back(self, number: int, desk: Desk, now: float) -> bool:
        """A counter calls again. Whether it was away for its daily break."""
        was_break = False
        if desk.seat is None and desk.called_at and desk.mood == "open":
            was_break = self.habits.absent(number, desk.called_at, desk.free_since, now, desk.asked_since)
        elif desk.seat is None and desk.called_at and desk.mood == "paused":
            self.habits.absent(number, desk.called_at, desk.since, now, desk.since)
        self.habits.called(number, now)
        return was_break

    def _served(self, hall: Floor, event: floor.Served, now: float) -> None:
        found = hall.seat_of(event.id)
        if found is not None:
            counter, seat = found
            waited = seat.ticket.waited(seat.since)
            self._fresh.append(_End(now, event.id, seat.ticket.service, counter, waited, event.seconds, None))
            hall.free(counter, now)
            hall.end(seat)
        elif event.id in hall.aside:
            hall.end(hall.aside.pop(event.id))

    def _no_show(self, hall: Floor, event: floor.NoShow, now: float) -> None:
        found = hall.seat_of(event.id)
        if found is not None:
            counter, seat = found
            if seat.by_call:
                waited = seat.ticket.waited(seat.since)
                self._fresh.append(_End(now, event.id, seat.ticket.service, counter, waited, None, now - seat.since))
            hall.free(counter, now)
            hall.end(seat)
        elif event.id in hall.aside:
            hall.end(hall.aside.pop(event.id))

    def _settle(self, now: float) -> None:
        """Learn from the visits whose end stands."""
        while self._fresh and now - self._fresh[0].at > SETTLED:
            end = self._fresh.pop(0)
            self.no_shows.add(end.waited, end.held)
            if end.seconds is not None:
                self.speeds.add(end.counter, end.seconds, self.times.mean(end.service))
                self.times.add(end.service, end.seconds)

    def _left(self, hall: Floor, number: int, now: float, *, until: float, gave_up: bool) -> None:
        """A ticket waits no more, though nobody called it: the visitor was seen to wait until then."""
        ticket = hall.leave(number)
        if ticket is not None and not ticket.returning:
            self.patience.add(ticket.waited(until), ended=gave_up)
        if ticket is not None and ticket.service not in hall.wanted():
            self.rates.emptied(ticket.service)
        self._stand_up(hall, number, now)

    def _aside(self, hall: Floor, event: floor.Aside, now: float) -> None:
        found = hall.seat_of(event.id)
        if found is not None:
            counter, seat = found
            hall.free(counter, now)
            hall.aside[event.id] = seat

    def _resumed(self, hall: Floor, event: floor.Resumed, now: float) -> None:
        hall.aside.pop(event.id, None)
        hall.take_seat(event.counter, Seat(event.ticket, now, by_call=False))

    def _counter(self, hall: Floor, event: floor.CounterState, now: float) -> None:
        desk = hall.desk(event.number)
        if desk.mood == "paused" and event.state == "open" and desk.called_at:
            self.habits.absent(event.number, desk.called_at, desk.since, now, desk.since)
        if desk.mood == "paused" and event.state != "paused":
            self.pauses.add(now - desk.since, ended=event.state == "open")
        if event.state == desk.mood:
            desk.back_at = event.back_at
            return
        if desk.mood == "open":
            self._not_asked(hall, event.number, now)
        desk.mood, desk.since, desk.back_at = event.state, now, event.back_at
        if event.state == "open" and desk.seat is None:
            desk.free_since, desk.after_visit = now, False

    def _undone(self, hall: Floor, event: floor.Undone, now: float) -> None:
        self._fresh = [end for end in self._fresh if end.id != event.id]
        found = hall.seat_of(event.id)
        if found is not None:
            counter, seat = found
            if event.counter == counter:
                return
            hall.desk(counter).seat = None
            hall.desk(counter).free_since, hall.desk(counter).after_visit = now, False
            if seat.by_call:
                hall.take_call_back(event.id)
        waited = hall.leave(event.id)
        aside = hall.aside.pop(event.id, None)
        if event.ticket is not None:
            hall.enter(event.ticket)
        elif event.counter is not None:
            known = aside or hall.ended.pop(event.id, None)
            ticket = waited or Waiting(event.id, "", now, now, now)
            hall.take_seat(event.counter, known or Seat(ticket, now, by_call=False))

    def _stand_up(self, hall: Floor, number: int, now: float) -> None:
        found = hall.seat_of(number)
        if found is not None:
            hall.free(found[0], now)
        hall.aside.pop(number, None)

    def _watch(self, hall: Floor, now: float) -> None:
        """Keep for every free counter since when somebody waits whom it may call, and which services are deserted."""
        for service in hall.wanted():
            if not hall.deserted(service, now):
                self.deserted.pop(service, None)
            else:
                self.deserted.setdefault(service, now)
        for number, desk in hall.desks.items():
            if desk.mood != "open" or desk.seat is not None:
                continue
            if hall.asked(number):
                if desk.asked_since is None:
                    desk.asked_since = now
            elif desk.asked_since is not None:
                self._not_asked(hall, number, now)

    def _not_asked(self, hall: Floor, number: int, now: float) -> None:
        desk = hall.desk(number)
        if desk.asked_since is not None:
            self._gap(desk, now, ended=False)
            desk.asked_since = None

    def dump(self) -> dict[str, Any]:
        """All that was learned."""
        return {name: getattr(self, name).dump() for name in _PARTS} | {
            "deserted": dict(self.deserted),
            "fresh": [list(astuple(end)) for end in self._fresh],
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        for name in _PARTS:
            getattr(self, name).load(dump[name])
        self.deserted = dict(dump["deserted"])
        self._fresh = [_End(*values) for values in dump["fresh"]]


_PARTS = (
    "times",
    "speeds",
    "after_visit",
    "when_idle",
    "pauses",
    "patience",
    "no_shows",
    "precedents",
    "habits",
    "relief",
    "rates",
)
