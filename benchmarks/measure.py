"""Timing and printing that every benchmark shares."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, what it is compared with, and what is hoped for."""

    what: str
    ours: float
    """Milliseconds."""
    bare: float
    """Milliseconds of what it is compared with; a fixed limit when there is no bare engine to compare with."""
    aim: float | None = None
    """Largest ratio of the two that is good; None where the figure is only reported."""

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def times_of(act: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each of `count` acts."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of values does not pass (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, the missed aims marked."""
    lines = [f"{'measured':<62}{'ours ms':>10}{'bare ms':>10}{'ratio':>8}{'aim':>7}"]
    lines += [
        f"{figure.what:<62}{figure.ours:>10.3f}{figure.bare:>10.3f}{figure.ratio:>8.2f}"
        + (f"{'-':>7}" if figure.aim is None else f"{figure.aim:>7.2f}" + "  over" * (figure.ratio > figure.aim))
        for figure in figures
    ]
    return "\n".join(lines)
