"""Timing and printing that every benchmark shares."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, what it is compared with, and what is hoped for."""

    what: str
    ours: float
    bare: float
    """The same of what it is compared with; a fixed limit when there is no bare engine to compare with."""
    aim: float | None = None
    """Largest ratio of the two that is good; None where the figure is only reported."""
    unit: str = "ms"
    limit: bool = False
    """`bare` is a fixed limit."""

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


@dataclass(frozen=True, slots=True)
class Findings:
    """What one benchmark found."""

    figures: Sequence[Figure]
    drawing: str = ""
    """What is better seen than read, below the table."""


def progress(what: str) -> None:
    """Say on stderr what is measured now."""
    print(f"{time.strftime('%H:%M:%S')}  {what}", file=sys.stderr, flush=True)


def in_own_process(part: str, *asked: str, **environment: str) -> dict[str, float]:
    """What a part measures in a process of its own: it is asked by `--one`, and prints one JSON object."""
    command = [sys.executable, "-m", f"benchmarks.{part}", "--one", *asked]
    run = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
    progress(f"{part} {asked[0]}: {run.stdout.strip()}")
    found: dict[str, float] = json.loads(run.stdout)
    return found


def peak_megabytes() -> float:
    """The most memory that this process had at once, without what its parent had before it was started.

    `ru_maxrss` counts that in: https://www.man7.org/linux/man-pages/man5/proc_pid_status.5.html has the peak (VmHWM).
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    peak = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 2**10


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
    lines = [f"{'measured':<70}{'ours':>11}{'bare':>11} {'':<8}{'ratio':>7}{'aim':>7}"]
    for figure in figures:
        unit = f"{figure.unit}{' limit' if figure.limit else ''}"
        aim = "-" if figure.aim is None else f"{figure.aim:.2f}"
        missed = "  over" if figure.aim is not None and figure.ratio > figure.aim else ""
        lines.append(
            f"{figure.what:<70}{figure.ours:>11.3f}{figure.bare:>11.3f} {unit:<8}{figure.ratio:>7.2f}{aim:>7}{missed}"
        )
    return "\n".join(lines)


_STEPS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 25, 30, 40, 60, 100, 200, 500, float("inf"))
"""Upper ends of a histogram's rows, in milliseconds."""


def histogram(title: str, values: Sequence[float]) -> str:
    """How many of the values lie in which range, one row each, from the first to the last that has any."""
    counts = [
        sum(low <= value < high for value in values) for low, high in zip((0.0, *_STEPS[:-1]), _STEPS, strict=True)
    ]
    used = [place for place, count in enumerate(counts) if count]
    rows = [f"{title}: {len(values)} values"]
    for place in range(used[0], used[-1] + 1):
        bar = "#" * -(-counts[place] * 50 // max(counts))
        rows.append(f"  < {_STEPS[place]:>4g} ms {counts[place]:>5} {bar}")
    return "\n".join(rows)
