"""Ranges that hold: the residuals of the forecasts made so far say how wide, the misses steer the level.

Conformal prediction over a sliding window of scaled residuals, with the level of each end moved after every outcome by
the misses (adaptive conformal inference, Gibbs and Candès 2021).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from queue_store.forecast.learning import Window, quantile

_SHARES = {"low": 0.10, "high": 0.90, "low90": 0.05, "high90": 0.95}
_STEP = 0.01
_LATEST = 400
_PRIOR = (-1.3, -1.0, -0.8, -0.6, -0.45, -0.3, -0.2, -0.1, 0.0, 0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.2, 1.5, 2.0, 2.6)
"""Scaled residuals believed before any outcome was seen."""


class Calibration:
    """The ends of the ranges as multiples of a forecast's own scale."""

    def __init__(self) -> None:
        self._residuals = Window(_LATEST)
        for each in _PRIOR:
            self._residuals.add(each)
        self._shares = dict(_SHARES)

    def ends(self) -> Mapping[str, float]:
        """Multiples of the scale, by end."""
        ordered = self._residuals.ordered()
        return {end: quantile(ordered, min(max(share, 0.0), 1.0)) for end, share in self._shares.items()}

    def add(self, residual: float, ends: Mapping[str, float]) -> None:
        """An outcome: its scaled residual, and the ends that were told for it in the same scale."""
        self._residuals.add(residual)
        for end, share in _SHARES.items():
            below = residual < ends[end]
            moved = self._shares[end] + _STEP * (share - below)
            self._shares[end] = min(max(moved, 0.002), 0.998)

    def dump(self) -> dict[str, Any]:
        """The window and the levels."""
        return {"residuals": self._residuals.dump(), "shares": dict(self._shares)}

    def load(self, dump: dict[str, Any]) -> None:
        """Take up what was dumped."""
        self._residuals.load(dump["residuals"])
        self._shares = dict(dump["shares"])
