"""The figures of a period of business days, worked out one business day after the other."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from queue_store.acts import Look
from queue_store.arranged import arranged_rules, read_arranged
from queue_store.forecast.score import score
from queue_store.forecast.waits_told import turnouts
from queue_store.ledger import Ledger
from queue_store.reports.metrics import LEG_METRICS, Figures, figures_of
from queue_store.reports.overtaking import Overtaking
from queue_store.reports.staffing import Staffing, staffing
from queue_store.reports.tally import Tally
from queue_store.reports.told import RATING_METRICS, TOLD_METRICS, RatingCount, ToldCount
from queue_store.reports.visits import Rating, Visits
from queue_store.reports.waits import WaitRow, Waits
from queue_store.rules import Rules

WORDS_KEPT = 20
"""Ratings with words that a period's figures carry along, the newest ones."""


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """All figures of the business days from `first` to `last`, both included."""

    first: date
    last: date
    since: datetime
    """First moment of the first business day, aware UTC."""
    until: datetime
    """First moment after the last business day, aware UTC."""
    as_of: datetime
    """When the figures were read: what goes on counts until then."""
    whole: Figures
    """The whole hall: `LEG_METRICS`."""
    by_service: Mapping[str, Figures]
    """By service code, in the hall's order, then dropped ones; only those with any leg."""
    by_hour: Mapping[int, Figures]
    """By the local hour of entering the queue, 0 to 23."""
    by_day: Mapping[date, Figures]
    """By business day; only those with any leg."""
    by_month: Mapping[date, Figures]
    """By calendar month of the business day, under its first date; only those with any leg."""
    arrivals: Mapping[tuple[int, int], int]
    """Tickets that entered their first queue, by weekday of the business day (0 is Monday) and local hour."""
    weekdays: Mapping[int, int]
    """How many business days with any leg fell on each weekday."""
    staffing: Staffing
    told: Figures
    """What was told of waits: `TOLD_METRICS`."""
    ratings: Figures
    """`RATING_METRICS`."""
    rated_words: tuple[Rating, ...]
    """The newest ratings that hold words, at most `WORDS_KEPT`; the newest first."""


class Periods:
    """Figures of business days."""

    def __init__(self, ledger: Ledger, waits: Waits, visits: Visits) -> None:
        self._ledger = ledger
        self._waits = waits
        self._visits = visits

    def day(self, day: date | None) -> tuple[date, Figures]:
        """The figures of the legs of one business day, today's without one."""
        with self._ledger.look() as look:
            wanted = day or look.today
            rows = self._waits.of_day(look, wanted)
            counted = Tally(rows)
            for _, count in _overtaken(rows, _rules_of(look, self._ledger.rules, wanted)):
                counted.add_overtakes(count)
        return wanted, figures_of(LEG_METRICS, counted)

    def figures(self, first: date, last: date, each_day: Callable[[], object] | None = None) -> PeriodFigures:
        """Figures of the business days from `first` to `last`, both included; `last` must not be before `first`.

        Holds the rows of one business day at a time, so that the memory it takes does not grow with the period.
        """
        rules = self._ledger.rules
        counting = _Counting(rules, first, last)
        for day in _days(first, last):
            with self._ledger.look() as look:
                counting.add_day(look, day, self._waits.of_day(look, day))
            counting.add_ratings(self._visits.ratings(*rules.days.bounds(day)))
            if each_day is not None:
                each_day()
        staffed = staffing(self._ledger, counting.since, counting.until)
        with self._ledger.look() as look:
            return counting.finish(look, staffed)


class _Counting:
    """What is added up while a period is gone through."""

    def __init__(self, rules: Rules, first: date, last: date) -> None:
        self._rules = rules
        self.first, self.last = first, last
        self.since, self.until = rules.days.start(first), rules.days.start(last + timedelta(days=1))
        self.zone = ZoneInfo(rules.hall.timezone)
        self._cells: dict[tuple[str, int], Tally] = {}
        self._by_day: dict[date, Figures] = {}
        self._months: dict[date, Tally] = {}
        self._arrivals: Counter[tuple[int, int]] = Counter()
        self._told = ToldCount()
        self._ratings = RatingCount()
        self._words: deque[Rating] = deque(maxlen=WORDS_KEPT)

    def add_day(self, look: Look, day: date, rows: list[WaitRow]) -> None:
        """Add the legs of a business day, and what was told of waits on it."""
        self._told.add(score(turnouts(look, *look.rules.days.bounds(day)), look.now))
        if not rows:
            return
        of_day = Tally()
        for row in rows:
            hour = row.entered_at.astimezone(self.zone).hour
            self._cell(row.service, hour).add(row)
            of_day.add(row)
            if row.leg == 1:
                self._arrivals[day.weekday(), hour] += 1
        for row, count in _overtaken(rows, _rules_of(look, self._rules, day)):
            self._cell(row.service, row.entered_at.astimezone(self.zone).hour).add_overtakes(count)
            of_day.add_overtakes(count)
        self._by_day[day] = figures_of(LEG_METRICS, of_day)
        self._months.setdefault(day.replace(day=1), Tally()).merge(of_day)

    def add_ratings(self, ratings: list[Rating]) -> None:
        """Add the ratings given on a business day."""
        for rating in ratings:
            self._ratings.stars[rating.stars] += 1
            if rating.words:
                self._words.append(rating)

    def finish(self, look: Look, staffed: Staffing) -> PeriodFigures:
        """All figures."""
        whole, services, hours = Tally(), dict[str, Tally](), dict[int, Tally]()
        for (service, hour), cell in self._cells.items():
            for tally in (whole, services.setdefault(service, Tally()), hours.setdefault(hour, Tally())):
                tally.merge(cell)
        codes = [code for code in look.rules.codes if code in services]
        codes += sorted(services.keys() - set(codes))
        return PeriodFigures(
            first=self.first,
            last=self.last,
            since=self.since,
            until=self.until,
            as_of=look.now,
            whole=figures_of(LEG_METRICS, whole),
            by_service={code: figures_of(LEG_METRICS, services[code]) for code in codes},
            by_hour={hour: figures_of(LEG_METRICS, hours[hour]) for hour in sorted(hours)},
            by_day=self._by_day,
            by_month={month: figures_of(LEG_METRICS, tally) for month, tally in self._months.items()},
            arrivals=dict(self._arrivals),
            weekdays=Counter(day.weekday() for day in self._by_day),
            staffing=staffed,
            told=figures_of(TOLD_METRICS, self._told),
            ratings=figures_of(RATING_METRICS, self._ratings),
            rated_words=tuple(reversed(self._words)),
        )

    def _cell(self, service: str, hour: int) -> Tally:
        key = (service, hour)
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = Tally()
        return found


def _rules_of(look: Look, rules: Rules, day: date) -> Rules:
    """The rules of a hall with what a supervisor arranged for a business day."""
    return arranged_rules(rules, read_arranged(look, day))


def _overtaken(rows: list[WaitRow], rules: Rules) -> Iterator[tuple[WaitRow, int]]:
    """The legs of a business day that were overtaken, each with how often."""
    services = {counter.number: counter.services for counter in rules.hall.counters}
    queues = Overtaking(lambda number: services.get(number, ()))
    for row in rows:
        yield from queues.add(row)
    yield from queues.finish()


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
