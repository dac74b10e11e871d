"""Ranges that hold: the residuals of the forecasts made so far say how wide, the misses steer the level.

Conformal prediction over a sliding window of scaled residuals, with the level of each end moved after every outcome by
the misses (adaptive conformal inference, Gibbs and Candès 2021). Residuals are those of log(wait + added seconds).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import exp, log, sqrt
from typing import Any

from queue_store.forecast.correction import ADDED
from queue_store.forecast.learning import Window, quantile

_SHARES = {"low90": 0.05, "low": 0.10, "high": 0.90, "high90": 0.95}
_STEP = 0.01
_LATEST = 400
_ALL = ""
_KEEP = 0.995
_DRAWN = 20.0
_MOST = 2.5

_LEAST_SPREAD = 0.5
_USUAL, _NARROWS = 55.0, 0.4
"""A wait of 40 seconds spreads by 1, others by a power of their length."""

_WIDEST = 2.5
"""An end of a range is never further from the centre than this, in log(wait + added seconds)."""
_PRIOR = (-1.6, -1.1, -0.8, -0.6, -0.45, -0.3, -0.2, -0.1, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.1, 1.6)
"""Scaled residuals believed before any outcome was seen."""


@dataclass(frozen=True, slots=True)
class Range:
    """Seconds of a wait, ascending; all None where nothing can be said."""

    low90: float | None
    low: float | None
    centre: float | None
    high: float | None
    high90: float | None

    def not_before(self, seconds: float) -> Range:
        """The same wait of one who is not called earlier."""
        ends = {name: end for name, end in asdict(self).items() if end is not None}
        return replace(self, **{name: max(seconds, end) for name, end in ends.items()})


@dataclass(frozen=True, slots=True)
class Scaled:
    """A forecast before its range."""

    service: str
    centre: float
    """Seconds."""
    scale: float
    """Spread of log(wait + added seconds), the factor of the service included."""
    factor: float
    at_once: float
    """How likely it is to be called at once."""


def scale(spread: float, drained: float) -> float:
    """Spread to expect of log(wait + added seconds): between that of the replications and that of waits so long.

    A long wait is made of many visits, whose chances cancel out, so that its logarithm spreads less.
    """
    return sqrt((_LEAST_SPREAD + spread) * ((drained + ADDED) / _USUAL) ** -_NARROWS)


def _of_next(share: float, count: int) -> float:
    """Share of so many residuals below which the next one lies with the probability `share`.

    It is further out, the fewer there are (conformal prediction for finite samples, Lei et al. 2018).
    """
    outside = min(share, 1.0 - share) * (count + 1) / count - 1.0 / count
    return max(0.0, outside) if share < 0.5 else 1.0 - max(0.0, outside)


class Calibration:
    """The ends of the ranges as multiples of a forecast's own scale."""

    def __init__(self) -> None:
        self._residuals = Window(_LATEST)
        for each in _PRIOR:
            self._residuals.add(each)
        self._shares = dict(_SHARES)
        self._sizes: dict[str, tuple[float, float]] = {}

    def of(self, service: str) -> float:
        """Factor on the scale for a service: how far its residuals lie out, against those of all services."""
        all_size, all_count = self._sizes.get(_ALL, (0.0, 0.0))
        if not all_count:
            return 1.0
        size, count = self._sizes.get(service, (0.0, 0.0))
        usual = all_size / all_count
        factor = (size + _DRAWN * usual) / ((count + _DRAWN) * max(usual, 1e-9))
        return min(max(factor, 1.0 / _MOST), _MOST)

    def ends(self) -> Mapping[str, float]:
        """Multiples of the scale, by end."""
        ordered = self._residuals.ordered()
        return {end: quantile(ordered, _of_next(share, len(ordered))) for end, share in self._shares.items()}

    def around(self, told: Scaled) -> Range:
        """The range around a centre."""
        centre = told.centre
        ends = {
            end: (centre + ADDED) * exp(min(max(told.scale * each, -_WIDEST), _WIDEST)) - ADDED
            for end, each in self.ends().items()
        }
        low = 0.0 if told.at_once > _SHARES["low"] else min(max(0.0, ends["low"]), centre)
        low90 = 0.0 if told.at_once > _SHARES["low90"] else min(max(0.0, ends["low90"]), low)
        high = max(ends["high"], centre)
        return Range(low90, low, centre, high, max(ends["high90"], high))

    def add(self, told: Scaled, actual: float, ends: Mapping[str, float]) -> None:
        """A wait that came to its end, and the ends that were told for it."""
        residual = log((actual + ADDED) / (told.centre + ADDED)) / told.scale
        for kind in (_ALL, told.service):
            size, count = self._sizes.get(kind, (0.0, 0.0))
            self._sizes[kind] = (size * _KEEP + abs(residual) * told.factor, count * _KEEP + 1.0)
        self._residuals.add(residual)
        for end, share in _SHARES.items():
            from_at_once = share < 0.5 and told.at_once > share
            moved = self._shares[end] + _STEP * (share - (residual < ends[end] and not from_at_once))
            self._shares[end] = min(max(moved, 0.002), 0.998)

    def dump(self) -> dict[str, Any]:
        """The window and the levels."""
        return {
            "residuals": self._residuals.dump(),
            "shares": dict(self._shares),
            "sizes": {kind: list(each) for kind, each in self._sizes.items()},
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._residuals.load(dump["residuals"])
        self._shares = dict(dump["shares"])
        self._sizes = {kind: (size, count) for kind, (size, count) in dump["sizes"].items()}
