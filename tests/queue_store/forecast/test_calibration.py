"""Ranges hold as often as they say, from the first outcomes on, and are as wide as waits of their length spread."""

from __future__ import annotations

from math import exp
from random import Random

import pytest

from queue_store.forecast.calibration import Calibration, Scaled, scale
from queue_store.forecast.correction import ADDED


def held(begins: int, outcomes: int, spread: float) -> tuple[float, float]:
    """Shares within the 80 % and the 90 % range, over many halls that each saw so many outcomes."""
    inside80 = inside90 = total = 0
    for begin in range(begins):
        random, made = Random(begin), Calibration()
        for _ in range(outcomes):
            told = Scaled("A", 300.0, 1.0, 1.0, 0.0)
            actual = (300.0 + ADDED) * exp(random.gauss(0.0, spread)) - ADDED
            said = made.around(told)
            inside80 += within(said.low, actual, said.high)
            inside90 += within(said.low90, actual, said.high90)
            total += 1
            made.add(told, actual, made.ends())
    return inside80 / total, inside90 / total


def within(low: float | None, actual: float, high: float | None) -> bool:
    """Whether a wait is within a range."""
    assert low is not None
    assert high is not None
    return low <= actual <= high


def test_ranges_hold_from_the_first_outcomes_on() -> None:
    share80, share90 = held(60, 60, 0.9)
    assert 0.77 < share80 < 0.84
    assert 0.885 < share90 < 0.93


def test_the_logarithm_of_a_long_wait_spreads_less() -> None:
    assert scale(0.5, 40.0) == pytest.approx(1.0)
    assert scale(0.5, 30 * 60.0) < 0.6 * scale(0.5, 40.0)
    assert scale(1.5, 600.0) > scale(0.2, 600.0), "where the replications lie far apart"
