"""What the drain gets wrong day after day is corrected: recursive least squares in the logarithm of the wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

ADDED = 15.0
"""Seconds added before the logarithm is taken, so that short waits do not weigh more than they matter."""

_PRIOR_VARIANCE = 0.02
_FORGETTING = 0.9998
_CLIP = 1.5
_TYPICAL = 60.0
"""Forecasts of so many seconds weigh 1 in the learning, longer ones more, shorter ones less, within `_WEIGHTS`."""
_WEIGHTS = (0.2, 3.0)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a wait is guessed from, in seconds."""

    drained: float
    """Median of the drain."""
    formula: float
    """Mean service x (ahead + 1) / counters."""
    called_lately: float
    """Mean wait of the last four called for the service."""
    head_of_line: float
    """How long the first of the line has waited."""
    today: float
    """Mean wait of today."""
    ahead: int
    """People ahead."""
    precedence: bool
    """Comes with precedence: a hall does not always keep the order that it has set."""
    erred: float
    """How far the drain lay below the waits of this service so far, as a mean of logarithms."""

    def values(self) -> tuple[float, ...]:
        """As the regression takes them: logarithms, the constant, and what is added as it is."""
        spans = (self.drained, self.formula, self.called_lately, self.head_of_line, self.today)
        return (
            *(log(each + ADDED) for each in spans),
            log(max(1, self.ahead)),
            1.0,
            float(self.precedence),
            self.erred,
        )


_RISING = (0, 1, 5)
"""Weights that are never negative: with one more ahead, or one counter less, no wait is shorter."""


_PARTS = (0.0, 0.25, 0.5, 0.75, 1.0)
_FADING = 0.9995
_SIZE = 9
_KEEP, _DRAWN = 0.995, 20.0
"""The mean error of a service fades with each of its waits, and is drawn to 0 by so many waits without an error."""

_INERTIA = 12.0
"""So much less must the full correction have erred, in sizes of a wait (`_size`), before it is followed at all."""


class Correction:
    """Weights of the signs, and how far they are followed: the part of the way from the drain that erred least lately.

    All trust is in the drain at first.
    """

    def __init__(self) -> None:
        self._weights = [1.0] + [0.0] * (_SIZE - 1)
        self._erred: dict[str, tuple[float, float]] = {}
        self._lengths = (0.0, 0.0)
        self._errors = [_INERTIA * part for part in _PARTS]
        self._variances = [[_PRIOR_VARIANCE * (row == column) for column in range(_SIZE)] for row in range(_SIZE)]

    def centre(self, values: Sequence[float]) -> float:
        """Seconds of the wait that the signs' values tell."""
        return self._along(values, _PARTS[self._errors.index(min(self._errors))])

    def _along(self, values: Sequence[float], part: float) -> float:
        told = sum(
            max(0.0, weight) * value if at in _RISING else weight * value
            for at, (weight, value) in enumerate(zip(self._weights, values, strict=True))
        )
        return max(0.0, exp(min(values[0] + part * (told - values[0]), 12.0)) - ADDED)

    def erred(self, service: str) -> float:
        """How far the drain lay below the waits of a service so far, as a mean of logarithms."""
        total, count = self._erred.get(service, (0.0, 0.0))
        return total / (count + _DRAWN)

    def add(self, service: str, values: Sequence[float], actual: float) -> None:
        """A wait for a service that came to its end."""
        total, count = self._erred.get(service, (0.0, 0.0))
        missed = min(max(log(actual + ADDED) - values[0], -_CLIP), _CLIP)
        self._erred[service] = (total * _KEEP + missed, count * _KEEP + 1.0)
        size = self._size(actual + exp(values[0]) + ADDED)
        for at, part in enumerate(_PARTS):
            self._errors[at] = self._errors[at] * _FADING + abs(self._along(values, part) - actual) / size
        told = sum(weight * value for weight, value in zip(self._weights, values, strict=True))
        error = min(max(log(actual + ADDED) - told, -_CLIP), _CLIP)
        trust = min(max(exp(min(told, 12.0)) / _TYPICAL, _WEIGHTS[0]), _WEIGHTS[1])
        spread = [sum(each * value for each, value in zip(row, values, strict=True)) for row in self._variances]
        total = _FORGETTING + trust * sum(each * value for each, value in zip(spread, values, strict=True))
        gains = [trust * each / total for each in spread]
        self._weights = [weight + gain * error for weight, gain in zip(self._weights, gains, strict=True)]
        self._variances = [
            [(each - gain * other) / _FORGETTING for each, other in zip(row, spread, strict=True)]
            for row, gain in zip(self._variances, gains, strict=True)
        ]

    def _size(self, long: float) -> float:
        """What an error is measured by: the root of this wait's length times that of the usual one.

        Shares of the wait alone would follow the many short waits, seconds alone the few long ones.
        """
        total, count = self._lengths
        self._lengths = total * _FADING + long, count * _FADING + 1.0
        return sqrt(long * self._lengths[0] / self._lengths[1])

    def dump(self) -> dict[str, Any]:
        """The weights and their variances."""
        return {
            "weights": list(self._weights),
            "variances": [list(row) for row in self._variances],
            "errors": list(self._errors),
            "lengths": list(self._lengths),
            "erred": {service: list(each) for service, each in self._erred.items()},
        }

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._weights = list(dump["weights"])
        self._variances = [list(row) for row in dump["variances"]]
        self._errors = list(dump["errors"])
        self._lengths = (dump["lengths"][0], dump["lengths"][1])
        self._erred = {service: (total, count) for service, (total, count) in dump["erred"].items()}
