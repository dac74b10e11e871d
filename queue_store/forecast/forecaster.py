"""Waits told: the hall as it stands is drained, the outcome of every forecast teaches the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import inf
from typing import Any

from queue_store.forecast import floor
from queue_store.forecast.calibration import Calibration
from queue_store.forecast.drain import Drained
from queue_store.forecast.floor import NOTHING_PLANNED, Basis, HallEvent, Layout, Plan, Wait, Waiting
from queue_store.forecast.knowledge import Knowledge
from queue_store.forecast.learning import quantile
from queue_store.forecast.place import gives
from queue_store.forecast.setting import run_drain
from queue_store.forecast.standing import Standing
from queue_store.forecast.state import Floor

_NEWCOMER = 2**53
"""An id after all others."""

_SHIFT = 5.0
"""For so many seconds a drain of an unchanged hall is shifted instead of made anew."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A forecast made when a ticket entered, to be compared with its outcome."""

    at: float
    centre: float
    scale: float
    ends: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Picture:
    """A drain of one state of the hall."""

    events: int
    plan: Plan
    at: float
    drained: Drained
    standing: Standing


class Forecaster:
    """Forecasts of one hall. The same events give the same forecasts in every process."""

    def __init__(self, layout: Layout) -> None:
        self._floor = Floor(layout)
        self._known = Knowledge(layout)
        self._calibration = Calibration()
        self._told: dict[int, _Told] = {}
        self._events = 0
        self._now = 0.0
        self._picture: _Picture | None = None

    @property
    def layout(self) -> Layout:
        """The configuration in force."""
        return self._floor.layout

    @property
    def waiting(self) -> Sequence[Waiting]:
        """Who waits, in the order of the queue."""
        return self._floor.in_order()

    def apply(self, event: HallEvent, plan: Plan = NOTHING_PLANNED) -> None:
        """Something happened. A ticket that enters is forecast, so that its outcome teaches the next forecasts.

        `plan` is what was known of the future at that moment; only `Entered` uses it.
        """
        self._now = max(self._now, event.at)
        self._events += 1
        if isinstance(event, floor.Called):
            self._score(event)
        elif isinstance(event, floor.Left | floor.Moved | floor.Undone):
            self._told.pop(event.id if not isinstance(event, floor.Moved) else event.ticket.id, None)
        elif isinstance(event, floor.DayEnded):
            self._told.clear()
        self._known.learn(self._floor, event, self._now)
        if isinstance(event, floor.Entered) and not event.undone:
            self._tell(event.ticket, plan)

    def wait_of(self, number: int, now: float, plan: Plan = NOTHING_PLANNED) -> Wait:
        """The wait of one who waits. KeyError when the ticket does not wait."""
        return self._wait(self._floor.waiting[number], now, plan)

    def newcomer(self, service: str | Waiting, now: float, plan: Plan = NOTHING_PLANNED) -> Wait:
        """The wait of an ordinary visitor who came now, or of the one given, who does not wait yet."""
        if isinstance(service, str):
            return self._wait(Waiting(_NEWCOMER, service, now, now, now), now, plan)
        return self._with(service)._wait(service, now, plan)

    def everybody(self, now: float, plan: Plan = NOTHING_PLANNED) -> dict[int, Wait]:
        """The waits of all who wait, by id, in the order of the queue."""
        return {ticket.id: self._wait(ticket, now, plan) for ticket in self._floor.in_order()}

    def dump(self) -> dict[str, Any]:
        """All that forecasts are made of, as JSON can hold it."""
        return {
            "floor": self._floor.dump(),
            "known": self._known.dump(),
            "calibration": self._calibration.dump(),
            "told": {str(number): asdict(told) for number, told in self._told.items()},
            "events": self._events,
            "now": self._now,
        }

    @classmethod
    def load(cls, layout: Layout, dump: dict[str, Any]) -> Forecaster:
        """The forecaster that was dumped."""
        made = cls(layout)
        made._floor.load(dump["floor"])
        made._known.load(dump["known"])
        made._calibration.load(dump["calibration"])
        made._told = {int(number): _Told(**told) for number, told in dump["told"].items()}
        made._events, made._now = dump["events"], dump["now"]
        return made

    def _with(self, ticket: Waiting) -> Forecaster:
        """A copy of the hall as it would be with one more who waits."""
        made = Forecaster(self.layout)
        made._floor.load(self._floor.dump())
        made._floor.enter(ticket)
        made._known, made._calibration, made._now, made._events = (
            self._known,
            self._calibration,
            self._now,
            self._events,
        )
        return made

    def _tell(self, ticket: Waiting, plan: Plan) -> None:
        found = self._range(ticket, self._now, plan)
        if found is not None:
            self._told[ticket.id] = found

    def _score(self, event: floor.Called) -> None:
        told = self._told.pop(event.id, None)
        if told is None:
            return
        actual = max(0.0, self._now - told.at)
        if actual > 0.0:
            self._calibration.add((actual - told.centre) / told.scale, told.ends)

    def _range(self, ticket: Waiting, now: float, plan: Plan) -> _Told | None:
        """Centre, scale and ends for a ticket; None when nothing can be said."""
        picture = self._look(now, plan)
        if ticket.id in picture.drained.called:
            samples = picture.drained.called[ticket.id]
        else:
            numbers = [each for each in picture.drained.idle if gives(self.layout, each, ticket.service)]
            samples = picture.drained.newcomer(numbers)
        ordered = sorted(samples)
        if not ordered or ordered[len(ordered) // 2] == inf:
            return None
        passed = now - picture.at
        reached = [max(0.0, each - passed) for each in ordered if each < inf]
        spread = quantile(reached, 0.9) - quantile(reached, 0.1)
        return _Told(now, quantile(reached, 0.5), 10.0 + spread / 2, self._calibration.ends())

    def _wait(self, ticket: Waiting, now: float, plan: Plan) -> Wait:
        now = max(now, self._now)
        picture = self._look(now, plan)
        openly = picture.standing.counters(ticket)
        ahead, sure = self._place(ticket, picture)
        basis = Basis(openly, ahead, self._known.times.mean(ticket.service), self._known.precedence(ticket.service))
        wait = Wait(
            ahead, sure, picture.standing.is_next(ticket),
            None, None, None, None, None, len(openly), "none", basis,
        )  # fmt: skip
        told = self._range(ticket, now, plan)
        if told is None:
            return wait
        ends = {end: told.centre + told.scale * each for end, each in told.ends.items()}
        low, low90 = (min(max(0.0, ends[end]), told.centre) for end in ("low", "low90"))
        high, high90 = (max(ends[end], told.centre) for end in ("high", "high90"))
        return replace(
            wait,
            centre=told.centre,
            low=low,
            high=high,
            low90=min(low, low90),
            high90=max(high, high90),
            method="drain",
        )

    def _place(self, ticket: Waiting, picture: _Picture) -> tuple[int, bool]:
        """How many are called before a ticket, and whether that is so in every replication of the drain.

        Where no counter would get to it, those who stand before it are counted as if all its counters were open.
        """
        drained = picture.drained
        if ticket.id in drained.called:
            times = zip(drained.called[ticket.id], drained.before[ticket.id], strict=True)
            counts = sorted(count for at, count in times if at < inf)
        else:
            numbers = [each for each in drained.idle if gives(self.layout, each, ticket.service)]
            counts = sorted(drained.before_newcomer(numbers))
        if len(counts) * 2 <= len(next(iter(drained.idle.values()), ())):
            return picture.standing.before(ticket), False
        return counts[len(counts) // 2], counts[0] == counts[-1]

    def _look(self, now: float, plan: Plan) -> _Picture:
        """The drain of the hall as it is now; one made a moment ago serves again while nothing happened."""
        kept = self._picture
        if kept is None or kept.events != self._events or kept.plan != plan or not 0.0 <= now - kept.at <= _SHIFT:
            kept = _Picture(
                self._events, plan, now, run_drain(self._floor, self._known, now, plan), Standing(self._floor, now)
            )
            self._picture = kept
        return kept
