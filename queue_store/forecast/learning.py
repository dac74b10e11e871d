"""What a hall teaches: how long services take, how soon counters call, who comes, who leaves, how often precedence.

Everything is learned event by event, in bounded memory, and can be written down and read back exactly.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from math import exp, sqrt
from typing import Any

from queue_store.forecast.draws import STRATA

Dump = dict[str, Any]
"""What JSON can hold."""

_PRIOR_SHAPE = (0.15, 0.3, 0.45, 0.6, 0.75, 0.92, 1.1, 1.35, 1.73, 2.65)
"""Ten services as multiples of their mean: quantiles of a log-normal distribution with a spread of 0.75, mean 1."""


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of the ordered values lies, interpolated."""
    at = share * (len(ordered) - 1)
    low = int(at)
    if low + 1 >= len(ordered):
        return ordered[-1]
    return ordered[low] + (at - low) * (ordered[low + 1] - ordered[low])


class ServiceTimes:
    """Times of the services: a window of the latest for each, with ten prior ones at the configured mean.

    The configured means of all services are rescaled by one ratio of what was observed to what was configured, so that
    a hall whose configuration is wrong throughout is right after a few visits to any service.
    """

    WINDOW = 600
    RATIO_WINDOW = 300
    RATIO_PRIOR = 3.0
    LONGEST = 10.0
    """A visit longer than so many times the mean, and an hour, was left open, not served."""

    def __init__(self, configured: Mapping[str, float]) -> None:
        self._configured = dict(configured)
        self._latest: dict[str, deque[float]] = {}
        self._ratios: deque[tuple[float, float]] = deque(maxlen=self.RATIO_WINDOW)
        self._tables: dict[str, tuple[float, ...]] = {}
        self._means: dict[str, float] = {}

    def configure(self, configured: Mapping[str, float]) -> None:
        """Other configured means; what was observed stays."""
        self._configured = dict(configured)
        self._forget_tables()

    def add(self, service: str, seconds: float) -> None:
        """A service that took so many seconds."""
        if seconds > max(3600.0, self.LONGEST * self.mean(service)):
            return
        seconds = max(seconds, 1.0)
        self._latest.setdefault(service, deque(maxlen=self.WINDOW)).append(seconds)
        self._ratios.append((seconds, self._target(service)))
        self._forget_tables()

    def mean(self, service: str) -> float:
        """Mean seconds of a service."""
        if service not in self._means:
            latest = self._latest.get(service, ())
            prior = len(_PRIOR_SHAPE)
            self._means[service] = (sum(latest) + prior * self._prior_mean(service)) / (len(latest) + prior)
        return self._means[service]

    def table(self, service: str) -> tuple[float, ...]:
        """Quantiles of the seconds of a service, one for each stratum, ascending."""
        if service not in self._tables:
            prior = self._prior_mean(service)
            ordered = sorted([*self._latest.get(service, ()), *(prior * each for each in _PRIOR_SHAPE)])
            self._tables[service] = tuple(quantile(ordered, (each + 0.5) / STRATA) for each in range(STRATA))
        return self._tables[service]

    def _target(self, service: str) -> float:
        if service in self._configured:
            return max(1.0, self._configured[service])
        known = self._configured.values()
        return max(1.0, sum(known) / len(known)) if known else 300.0

    def _prior_mean(self, service: str) -> float:
        observed = sum(seconds for seconds, _ in self._ratios)
        expected = sum(target for _, target in self._ratios)
        weight = self.RATIO_PRIOR * self._target(service)
        return self._target(service) * (observed + weight) / (expected + weight)

    def _forget_tables(self) -> None:
        self._tables.clear()
        self._means.clear()

    def dump(self) -> Dump:
        """All that was observed."""
        return {"latest": {code: list(each) for code, each in self._latest.items()}, "ratios": list(self._ratios)}

    def load(self, dump: Dump) -> None:
        """Take up what was dumped."""
        self._latest = {code: deque(each, maxlen=self.WINDOW) for code, each in dump["latest"].items()}
        self._ratios = deque(((s, t) for s, t in dump["ratios"]), maxlen=self.RATIO_WINDOW)
        self._forget_tables()


class Speeds:
    """How slow each counter is: observed over expected seconds, drawn towards 1 by a prior."""

    PRIOR = 12.0
    KEEP = 0.998

    def __init__(self) -> None:
        self._sums: dict[int, tuple[float, float]] = {}

    def add(self, counter: int, seconds: float, expected: float) -> None:
        """A service at a counter, against the mean of its service."""
        observed, mean = self._sums.get(counter, (0.0, 0.0))
        ratio = min(seconds / max(expected, 1.0), 5.0)
        self._sums[counter] = (observed * self.KEEP + ratio, mean * self.KEEP + 1.0)

    def of(self, counter: int) -> float:
        """Factor on the seconds of a service at a counter."""
        observed, mean = self._sums.get(counter, (0.0, 0.0))
        return (observed + self.PRIOR) / (mean + self.PRIOR)

    def dump(self) -> Dump:
        """The sums."""
        return {str(number): list(sums) for number, sums in self._sums.items()}

    def load(self, dump: Dump) -> None:
        """Take up what was dumped."""
        self._sums = {int(number): (sums[0], sums[1]) for number, sums in dump.items()}


class NoShows:
    """Who does not come when called, by the time waited, and how long the counter waits for them.

    A logistic regression on the root of the minutes waited, learned call by call (extended Kalman filter).
    """

    BOUNDS = tuple(60.0 * minutes for minutes in (1, 2, 4, 7, 11, 16, 22, 29, 37, 46, 56, 67, 79, 92, 106, 121, 150))
    """Times waited at which `shares` are given, in seconds."""

    _DRIFT = 2e-5

    def __init__(self) -> None:
        self._weights = (-3.4, 0.15)
        self._spread = (1.0, 0.0, 0.02)
        """Variance of the first weight, covariance, variance of the second."""
        self._held: deque[float] = deque(maxlen=100)

    def add(self, waited: float, held: float | None) -> None:
        """A call after waiting so many seconds; `held` is how long the counter waited for one who did not come."""
        root, share = sqrt(max(0.0, waited) / 60.0), self._share(waited)
        first, both, second = self._spread
        gain = (first + both * root, both + second * root)
        weight = share * (1.0 - share)
        total = 1.0 + weight * (gain[0] + gain[1] * root)
        missed = 0.0 if held is None else 1.0
        self._weights = tuple(  # type: ignore[assignment]
            each + part * (missed - share) / total for each, part in zip(self._weights, gain, strict=True)
        )
        self._spread = (
            first - weight * gain[0] * gain[0] / total + self._DRIFT,
            both - weight * gain[0] * gain[1] / total,
            second - weight * gain[1] * gain[1] / total + self._DRIFT / 20.0,
        )
        if held is not None:
            self._held.append(min(max(held, 1.0), 600.0))

    def _share(self, waited: float) -> float:
        steady, rising = self._weights
        return 1.0 / (1.0 + exp(-min(max(steady + max(rising, 0.0) * sqrt(max(0.0, waited) / 60.0), -9.0), 3.0)))

    def shares(self) -> list[float]:
        """Share of those called who do not come, by the time waited (`BOUNDS`)."""
        return [self._share(each) for each in (30.0, *(each * 1.1 for each in self.BOUNDS))]

    def table(self) -> tuple[float, ...]:
        """Quantiles of the seconds that a counter waits for one who does not come."""
        ordered = sorted([*self._held, 30.0, 60.0, 90.0])
        return tuple(quantile(ordered, (each + 0.5) / STRATA) for each in range(STRATA))

    def dump(self) -> Dump:
        """The weights."""
        return {"weights": list(self._weights), "spread": list(self._spread), "held": list(self._held)}

    def load(self, dump: Dump) -> None:
        """Take up what was dumped."""
        self._weights = (dump["weights"][0], dump["weights"][1])
        self._spread = (dump["spread"][0], dump["spread"][1], dump["spread"][2])
        self._held = deque(dump["held"], maxlen=100)


class Arrivals:
    """How often visitors with precedence come, by service and head start: counts and hours that fade with time."""

    FADES = 12 * 3600.0
    LONGEST_STEP = 900.0
    """Time without any event counts as no longer than this: the hall was closed."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, float], float] = {}
        self._seconds = 1800.0
        self._at: float | None = None

    def pass_time(self, at: float) -> None:
        """Something happened in the hall."""
        if self._at is not None and at > self._at:
            step = min(at - self._at, self.LONGEST_STEP)
            keep = max(0.0, 1.0 - step / self.FADES)
            self._seconds = self._seconds * keep + step
            if self._counts:
                self._counts = {key: count * keep for key, count in self._counts.items()}
        self._at = at if self._at is None else max(self._at, at)

    def add(self, service: str, head_start: float) -> None:
        """Somebody with precedence came."""
        self._counts[service, head_start] = self._counts.get((service, head_start), 0.0) + 1.0

    def rates(self) -> list[tuple[str, float, float]]:
        """Service, head start, visitors a second."""
        return [(*key, count / self._seconds) for key, count in self._counts.items() if count > 0.05]

    def dump(self) -> Dump:
        """The counts."""
        return {"counts": [[*key, n] for key, n in self._counts.items()], "seconds": self._seconds, "at": self._at}

    def load(self, dump: Dump) -> None:
        """Take up what was dumped."""
        self._counts = {(service, head_start): count for service, head_start, count in dump["counts"]}
        self._seconds, self._at = dump["seconds"], dump["at"]


class Relief:
    """How soon another counter helps those whose own counters seem to be left: a rate (gamma prior)."""

    PRIOR_CALLS, PRIOR_SECONDS = 1.0, 240.0
    KEEP = 0.98
    LONGEST = 600.0

    def __init__(self) -> None:
        self._calls, self._seconds = 0.0, 0.0

    def add(self, waited: float) -> None:
        """Another counter called somebody whose counters had seemed to be left for so many seconds."""
        self._calls = self._calls * self.KEEP + 1.0
        self._seconds = self._seconds * self.KEEP + min(waited, self.LONGEST)

    @property
    def mean(self) -> float:
        """Seconds until another counter calls."""
        return (self._seconds + self.PRIOR_SECONDS) / (self._calls + self.PRIOR_CALLS)

    def dump(self) -> Dump:
        """The sums."""
        return {"calls": self._calls, "seconds": self._seconds}

    def load(self, dump: Dump) -> None:
        """Take up what was dumped."""
        self._calls, self._seconds = dump["calls"], dump["seconds"]


class Window:
    """The latest values, with their quantiles."""

    def __init__(self, length: int) -> None:
        self._latest: deque[float] = deque(maxlen=length)
        self._ordered: list[float] = []

    def __len__(self) -> int:
        return len(self._latest)

    def add(self, value: float) -> None:
        """A new value; the oldest is forgotten when the window is full."""
        if len(self._latest) == self._latest.maxlen:
            del self._ordered[bisect_right(self._ordered, self._latest[0]) - 1]
        self._latest.append(value)
        insort(self._ordered, value)

    def ordered(self) -> Sequence[float]:
        """The values, ascending."""
        return self._ordered

    def dump(self) -> list[float]:
        """The values, oldest first."""
        return list(self._latest)

    def load(self, values: Iterable[float]) -> None:
        """Take up what was dumped."""
        self._latest = deque(values, maxlen=self._latest.maxlen)
        self._ordered = sorted(self._latest)
