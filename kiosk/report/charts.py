"""Pictures of figures as coordinates: what the templates draw as SVG. Lengths are units of the picture's own grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from rich.cells import cell_len, set_cell_size

WIDTH = 720
"""Width of a picture that has the page to itself."""

_NAME = 176
_NAME_CELLS = 24
_ROW = 30
_TOP, _BOTTOM = 14, 26
_LEFT, _HIGH = 40, 150


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid, and what it stands for."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One lying bar: its name, what is written behind it, and how far it reaches; `low` and `high` bound a whisker."""

    name: str
    text: str
    y: float
    long: float
    """The light bar, or the only one."""
    short: float
    """The dark bar in front of it; 0 for none."""
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Lying bars, one below the other."""

    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class Column:
    """One standing bar."""

    x: float
    width: float
    long: float
    """Height of the light bar."""
    short: float
    """Height of the dark bar in front of it."""
    name: str
    """What stands below; empty where there is no room."""
    text: str
    """What it shows, in words."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Standing bars, from left to right."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    line: str
    """Points of a line of steps over the bars; empty for none."""
    height: int = _TOP + _HIGH + _BOTTOM
    base: int = _TOP + _HIGH
    left: int = _LEFT
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Value:
    """What one bar shows."""

    name: str
    text: str
    long: float
    short: float = 0.0
    low: float = 0.0
    high: float = 0.0


def lying(
    values: Sequence[Value], *, most: float | None = None, unit: str = "", behind: int = 120, left: int = _NAME,
    width: int = WIDTH,
) -> Bars:  # fmt: skip
    """Lay out lying bars; `most` is the end of the scale, found from the values without it.

    `left` is the room for names, `behind` that for what is written behind the longest bar.
    """
    end, steps = _scale(max((value.long for value in values), default=0.0) if most is None else most)
    room = width - left - behind

    def x(value: float) -> float:
        return round(room * min(value, end) / end, 1)

    bars = tuple(
        Bar(
            shortened(value.name), value.text, _TOP + number * _ROW, x(value.long), x(value.short), x(value.low),
            x(value.high),
        )
        for number, value in enumerate(values)
    )  # fmt: skip
    ticks = tuple(Tick(left + x(step), f"{step:g}{unit}") for step in steps)
    return Bars(_TOP + len(values) * _ROW + _BOTTOM, bars, ticks, left, width)


def standing(values: Sequence[Value], *, stepped: Sequence[float] = (), names: int = 16) -> Columns:
    """Lay out standing bars; `stepped` are the heights of a line of steps, `names` how many names there is room for."""
    end, steps = _scale(max([*(value.long for value in values), *stepped], default=0.0))
    pitch = (WIDTH - _LEFT - 8) / max(1, len(values))
    every = ceil(len(values) / names)

    def y(value: float) -> float:
        return round(_HIGH * value / end, 1)

    columns = tuple(
        Column(
            round(_LEFT + number * pitch + pitch * 0.14, 1), round(pitch * 0.72, 1), y(value.long), y(value.short),
            value.name if number % every == 0 else "", value.text,
        )
        for number, value in enumerate(values)
    )  # fmt: skip
    base = _TOP + _HIGH
    ticks = tuple(Tick(round(base - y(step), 1), f"{step:g}") for step in steps)
    points = []
    for number, height in enumerate(stepped):
        points += [
            f"{_LEFT + number * pitch:.1f},{base - y(height):.1f}",
            f"{_LEFT + (number + 1) * pitch:.1f},{base - y(height):.1f}",
        ]
    return Columns(columns, ticks, " ".join(points))


def shortened(name: str) -> str:
    """A name that fits beside a bar; hanzi take two places."""
    return name if cell_len(name) <= _NAME_CELLS else set_cell_size(name, _NAME_CELLS - 1).rstrip() + "…"


def _scale(most: float) -> tuple[float, tuple[float, ...]]:
    """The end of a scale that holds a value, and its steps: 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return 1.0, (0.0, 1.0)
    rough = most / 4
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    count = ceil(most / step - 1e-9)
    return step * count, tuple(step * number for number in range(count + 1))
