"""Waits told: the hall as it stands is drained, the outcome of every forecast teaches the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from math import exp, inf, log, sqrt
from typing import Any

from queue_store.forecast import floor
from queue_store.forecast.calibration import Calibration, Range, Scaled, scale
from queue_store.forecast.correction import ADDED, Correction, Signs
from queue_store.forecast.drain import Drained
from queue_store.forecast.floor import NOTHING_PLANNED, Basis, HallEvent, Layout, Plan, Wait, Waiting
from queue_store.forecast.knowledge import SETTLED, Knowledge
from queue_store.forecast.learning import quantile
from queue_store.forecast.place import gives
from queue_store.forecast.setting import RELIEF, run_drain
from queue_store.forecast.standing import Standing
from queue_store.forecast.state import Floor
from queue_store.forecast.waits_seen import AT_ONCE, WaitsSeen

_NEWCOMER = 2**53
"""An id after all others."""

_SHIFT = 5.0
"""For so many seconds a drain of an unchanged hall is shifted instead of made anew."""

_TOGETHER = 5
"""Who enters a crowd is forecast together with the next that enter, one more of them for so many who wait.

Each drain costs more there, and a new one tells little else; without counters there is no drain. Only the log decides
when, so that every process learns the same.
"""

_NOTHING = Range(None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class _Guess:
    """A forecast before its range, with the values of its signs."""

    values: tuple[float, ...]
    scaled: Scaled


@dataclass(frozen=True, slots=True)
class _Told:
    """A forecast made when a ticket entered, to be compared with its outcome."""

    at: float
    guess: _Guess
    ends: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Picture:
    """A drain of one state of the hall, and who stands where in it."""

    events: int
    plan: Plan
    at: float
    until: float
    """When, in the hall's time, somebody may be called who asked for time; `inf` for nobody."""
    drained: Drained
    standing: Standing


class Forecaster:
    """Forecasts of one hall. The same events give the same forecasts in every process."""

    def __init__(self, layout: Layout) -> None:
        self._floor = Floor(layout)
        self._known = Knowledge(layout)
        self._seen = WaitsSeen()
        self._correction = Correction()
        self._calibration = Calibration()
        self._told: dict[int, _Told] = {}
        self._entered: list[int] = []
        """Who entered a crowd and is not forecast yet."""
        self._called: list[tuple[float, int, _Told]] = []
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
        """Something happened. Tickets that enter are forecast, so that their outcome teaches the next forecasts.

        `plan` is what was known of the future at that moment; only `Entered` uses it.
        """
        self._now = max(self._now, event.at)
        self._floor.lead = self._now - event.at
        self._events += 1
        self._settle(self._now)
        self._floor.pass_time(self._now)
        match event:
            case floor.Called():
                self._score(event)
            case floor.Left() | floor.CutOff() | floor.Undone():
                self._forget(event.id)
                self._called = [each for each in self._called if each[1] != event.id]
            case floor.Moved():
                self._forget(event.ticket.id)
            case floor.DayEnded():
                self._settle(self._now + SETTLED + 1.0)
                self._told.clear()
                self._entered.clear()
                self._seen.end_day()
            case _:
                pass
        self._known.learn(self._floor, event, self._now)
        if isinstance(event, floor.Entered) and not event.undone:
            self._entered.append(event.ticket.id)
            if not self.layout.counters or len(self._entered) > len(self._floor.waiting) // _TOGETHER:
                self._tell(plan)

    def wait_of(self, number: int, now: float, plan: Plan = NOTHING_PLANNED) -> Wait:
        """The wait of one who waits. KeyError when the ticket does not wait."""
        return self._wait(self._floor.waiting[number], self._meet(now), plan)

    def newcomer(self, service: str | Waiting, now: float, plan: Plan = NOTHING_PLANNED) -> Wait:
        """The wait of an ordinary visitor who came now, or of the one given, who does not wait yet."""
        now = self._meet(now)
        if isinstance(service, str):
            return self._wait(Waiting(_NEWCOMER, service, now, now, now), now, plan)
        return self._with(service)._wait(service, now, plan)

    def everybody(self, now: float, plan: Plan = NOTHING_PLANNED) -> dict[int, Wait]:
        """The waits of all who wait, by id, in the order of the queue."""
        now = self._meet(now)
        return {ticket.id: self._wait(ticket, now, plan) for ticket in self._floor.in_order()}

    def _meet(self, now: float) -> float:
        """The time of forecasts at a moment of the hall: it never goes back."""
        self._floor.lead = max(0.0, self._now - now)
        return max(now, self._now)

    def dump(self) -> dict[str, Any]:
        """All that forecasts are made of, as JSON can hold it."""
        return {
            "floor": self._floor.dump(),
            "known": self._known.dump(),
            "seen": self._seen.dump(),
            "correction": self._correction.dump(),
            "calibration": self._calibration.dump(),
            "told": [[number, *_values(told)] for number, told in self._told.items()],
            "entered": list(self._entered),
            "called": [[at, number, *_values(told)] for at, number, told in self._called],
            "events": self._events,
            "now": self._now,
        }

    @classmethod
    def load(cls, layout: Layout, dump: dict[str, Any]) -> Forecaster:
        """The forecaster that was dumped."""
        made = cls(layout)
        made._floor.load(dump["floor"])
        made._known.load(dump["known"])
        made._seen.load(dump["seen"])
        made._correction.load(dump["correction"])
        made._calibration.load(dump["calibration"])
        made._told = {number: _told(values) for number, *values in dump["told"]}
        made._entered = list(dump["entered"])
        made._called = [(at, number, _told(values)) for at, number, *values in dump["called"]]
        made._events, made._now = dump["events"], dump["now"]
        return made

    def _with(self, ticket: Waiting) -> Forecaster:
        """The hall as it would be with one more who waits."""
        made = self._copy()
        made._floor.enter(ticket)
        return made

    def closed_counters(self, service: str) -> list[int]:
        """Closed counters that give a service, ascending."""
        staffed = self._floor.staffed
        return [
            each for each in sorted(self.layout.counters) if each not in staffed and gives(self.layout, each, service)
        ]

    def with_counter(self, number: int, now: float) -> Forecaster:
        """The hall as it would be, were a closed counter opened now."""
        made = self._copy()
        desk = made._floor.desk(number)
        desk.mood, desk.since, desk.free_since, desk.after_visit = "open", now, now, False
        return made

    def _copy(self) -> Forecaster:
        made = Forecaster(self.layout)
        made._floor.load(self._floor.dump())
        made._floor.lead = self._floor.lead
        made._known, made._seen = self._known, self._seen
        made._correction, made._calibration = self._correction, self._calibration
        made._now, made._events = self._now, self._events
        return made

    def _tell(self, plan: Plan) -> None:
        """Forecast those who entered and still wait."""
        ends = self._calibration.ends()
        for number in self._entered:
            guess = self._guess(self._floor.waiting[number], self._now, plan)
            if guess is not None:
                self._told[number] = _Told(self._now, guess, ends)
        self._entered.clear()

    def _forget(self, number: int) -> _Told | None:
        """Take a ticket from those that are forecast."""
        if number in self._entered:
            self._entered.remove(number)
        return self._told.pop(number, None)

    def _score(self, event: floor.Called) -> None:
        ticket = self._floor.waiting.get(event.id)
        if ticket is not None:
            self._seen.add(ticket.service, ticket.waited(self._now))
        told = self._forget(event.id)
        if told is not None:
            self._called.append((self._now, event.id, told))

    def _settle(self, now: float) -> None:
        """Learn from the calls that stand."""
        while self._called and now - self._called[0][0] > SETTLED:
            at, _, told = self._called.pop(0)
            actual, scaled = at - told.at, told.guess.scaled
            if scaled.at_once and not self.layout.counters:
                self._known.rates.found_empty(scaled.service, actual <= 0.0)
            if actual > 0.0:
                self._correction.add(scaled.service, told.guess.values, actual)
                self._calibration.add(scaled, actual, told.ends)

    def _guess(self, ticket: Waiting, now: float, plan: Plan) -> _Guess | None:
        """Signs, centre and scale for a ticket; None when nothing can be said."""
        if not self.layout.counters:
            return self._guess_by_rate(ticket, now, plan)
        samples = self._samples(ticket, now, plan)
        if not samples or samples[len(samples) // 2] == inf:
            return None
        waits = self._waits(ticket, samples, now, plan)
        signs = self._signs(ticket, _middle(waits), now, self._look(now, plan).standing)
        spread = log((quantile(waits, 0.75) + ADDED) / (quantile(waits, 0.25) + ADDED))
        at_once = sum(each <= AT_ONCE for each in samples) / len(samples)
        return self._scaled(ticket, signs, now, spread, at_once)

    def _guess_by_rate(self, ticket: Waiting, now: float, plan: Plan) -> _Guess:
        rates, service = self._known.rates, ticket.service
        signs = self._signs(ticket, 0.0, now, self._look(now, plan).standing)
        signs = replace(
            signs,
            drained=(signs.ahead + 1) * rates.now(service, now),
            formula=(signs.ahead + 1) * rates.usual(service),
        )
        at_once = 0.0 if signs.ahead else rates.at_once(service)
        return self._scaled(ticket, signs, now, 0.1 + 1.0 / sqrt(1.0 + signs.ahead), at_once)

    def _scaled(self, ticket: Waiting, signs: Signs, now: float, spread: float, at_once: float) -> _Guess:
        """The correction of one who came long ago is that of the moment of coming, and fades as the call draws near."""
        values, told = signs.values(), self._told.get(ticket.id)
        if told is None or now <= told.at:
            centre = self._correction.centre(values)
        else:
            left = signs.drained / (signs.drained + now - told.at)
            corrected = log(told.guess.scaled.centre + ADDED) - told.guess.values[0]
            centre = max(0.0, (signs.drained + ADDED) * exp(left * corrected) - ADDED)
        factor = self._calibration.of(ticket.service)
        wide = factor * scale(spread, signs.drained)
        return _Guess(values, Scaled(ticket.service, centre, wide, factor, at_once))

    def _samples(self, ticket: Waiting, now: float, plan: Plan) -> list[float]:
        """Seconds from now until the ticket is called, by replication, ascending."""
        picture = self._look(now, plan)
        if ticket.id in picture.drained.called:
            samples = picture.drained.called[ticket.id]
        else:
            samples = picture.drained.newcomer(self._numbers(ticket, now, picture))
        passed = now - picture.at
        return sorted(max(0.0, each - passed) for each in samples)

    def _waits(self, ticket: Waiting, samples: Sequence[float], now: float, plan: Plan) -> Sequence[float]:
        """The samples, ascending; in a hall that calls some visitors the moment they come, those who wait."""
        if not self._seen.some_at_once:
            return [each for each in samples if each < inf]
        picture = self._look(now, plan)
        if samples[0] <= AT_ONCE and ticket.for_counter is None and self._place(ticket, picture) == (0, True):
            passed = now - picture.at
            spans = picture.drained.first_of(self._numbers(ticket, now, picture), AT_ONCE + passed)
            if spans:
                return [each - passed for each in spans]
        return [each for each in samples if AT_ONCE < each < inf] or samples[-1:]

    def _numbers(self, ticket: Waiting, now: float, picture: _Picture) -> list[int]:
        """Counters of the drain that call an ordinary newcomer of a ticket's service."""
        numbers = [each for each in picture.drained.idle if gives(self.layout, each, ticket.service)]
        return [*numbers, RELIEF] if self._floor.deserted(ticket.service, now) else numbers

    def _signs(self, ticket: Waiting, drained: float, now: float, standing: Standing) -> Signs:
        counters, ahead = standing.shared(ticket)
        return Signs(
            drained,
            self._known.times.mean(ticket.service) * (ahead + 1) / max(1, counters),
            self._seen.lately(ticket.service),
            max(0.0, now - standing.first_entered(ticket, now)),
            self._seen.today(ticket.service),
            ahead,
            ticket.head_start > 0,
            self._correction.erred(ticket.service),
        )

    def _wait(self, ticket: Waiting, now: float, plan: Plan) -> Wait:
        picture = self._look(now, plan)
        ahead, sure = self._place(ticket, picture)
        counters = picture.standing.counters(ticket)
        guess = self._guess(ticket, now, plan)
        span = _NOTHING if guess is None else self._calibration.around(guess.scaled)
        if held := self._floor.held_for(ticket, now):
            span = span.not_before(held)
        return Wait(
            *(ahead, sure, not ahead and picture.standing.is_next(ticket)),
            *(span.centre, span.low, span.high, span.low90, span.high90),
            len(counters),
            "none" if guess is None else "drain" if self.layout.counters else "rate",
            Basis(
                counters,
                ahead,
                self._known.times.mean(ticket.service),
                self._known.precedence(ticket.service),
            ),
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
        if (
            kept is None
            or kept.events != self._events
            or kept.plan != plan
            or not 0.0 <= now - kept.at <= _SHIFT
            or now - self._floor.lead >= kept.until
        ):
            drained = run_drain(self._floor, self._known, now, plan)
            until = self._floor.next_hold_ends(now)
            kept = _Picture(self._events, plan, now, until, drained, Standing(self._floor, now))
            self._picture = kept
        return kept


def _middle(ordered: Sequence[float]) -> float:
    """Middle of a wait: the mean, in log(wait + c), of the quarters around the median.

    It lies where the median does, and chance moves it less (interquartile mean, Tukey's midmean).
    """
    quarter = len(ordered) // 4
    some = ordered[quarter : len(ordered) - quarter]
    return exp(sum(log(each + ADDED) for each in some) / len(some)) - ADDED


def _values(told: _Told) -> list[Any]:
    return [told.at, list(told.guess.values), list(astuple(told.guess.scaled)), dict(told.ends)]


def _told(values: list[Any]) -> _Told:
    at, signs, scaled, ends = values
    return _Told(at, _Guess(tuple(signs), Scaled(*scaled)), ends)
