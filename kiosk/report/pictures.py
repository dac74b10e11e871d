"""Which figures the pictures of a report show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from kiosk.report.charts import Bars, Columns, Value, lying, standing
from kiosk.report.days import weekday_text
from kiosk.report.tables import METRICS, Head, Row, Table, cell
from kiosk.text.metrics import figure_text, metric_name_of, share_text
from kiosk.words import Words
from queue_store import WITHIN, Figures, PeriodFigures

_SHADES = 6


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell of the heat map."""

    text: str
    shade: int
    """0 for nobody, up to 6 for the most."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Visitors by weekday and hour."""

    hours: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Shade, ...]], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole bar."""

    name: str
    text: str
    x: float
    width: float
    kind: str


def _minutes(seconds: float | None) -> float:
    return (seconds or 0) / 60


def _wait_text(words: Words, figures: Figures) -> str:
    """Median and P90 in minutes, the latter only where enough were called."""
    median, p90 = (cell(words, METRICS[key], figures) for key in ("wait_median", "wait_p90"))
    return median if p90 in ("–", words("report.say.few")) else f"{median} · {p90}"


def waits(words: Words, groups: Iterable[tuple[str, Figures]]) -> list[Value]:
    """Median and P90 of groups; no light bar where too few were called for a P90."""
    values = []
    for name, figures in groups:
        median = figures["wait_median"] if figures.enough(METRICS["wait_median"]) else None
        p90 = figures["wait_p90"] if figures.enough(METRICS["wait_p90"]) else median
        values.append(Value(name, _wait_text(words, figures), _minutes(p90), _minutes(median)))
    return values


def within(words: Words, whole: Figures) -> Bars:
    """The service levels, each with its bounds over all who queued."""
    values = []
    for minutes in WITHIN:
        key = f"within_{minutes}"
        if not whole.enough(METRICS[key]):
            continue
        least, most = whole[f"{key}_least"] or 0.0, whole[f"{key}_most"] or 0.0
        share, low, high = figure_text(words, METRICS[key], whole), share_text(words, least), share_text(words, most)
        bounds = "with_bound" if low == high else "with_bounds"
        text = words(f"report.say.{bounds}", share=share, least=low, most=high)
        values.append(Value(metric_name_of(words, key), text, 0, 100 * (whole[key] or 0.0), 100 * least, 100 * most))
    return lying(values, most=100, unit="%", behind=230)


def heat_map(words: Words, period: PeriodFigures, cutover: time) -> HeatMap:
    """Visitors a day for each weekday and hour; hours in the order of the business day."""
    hours = sorted({hour for _, hour in period.arrivals}, key=lambda hour: (hour - cutover.hour) % 24)
    means = {cell: count / period.weekdays[cell[0]] for cell, count in period.arrivals.items()}
    most = max(means.values(), default=1.0)
    rows = []
    for weekday in sorted(period.weekdays):
        cells = []
        for hour in hours:
            mean = means.get((weekday, hour), 0.0)
            shade = 0 if not mean else 1 + min(_SHADES - 1, int(_SHADES * mean / most))
            cells.append(Shade("" if not mean else f"{mean:.0f}" if mean >= 9.5 else f"{mean:.2g}", shade))
        rows.append((weekday_text(words, weekday), tuple(cells)))
    return HeatMap(tuple(f"{hour:02}" for hour in hours), tuple(rows))


def staffing(period: PeriodFigures, cutover: time) -> tuple[Columns, list[tuple[str, float, float]]]:
    """Counters serving as columns under a line of those open, from the first half hour with any to the last."""
    first = cutover.hour * 2 + cutover.minute // 30
    slots = [(first + number) % 48 for number in range(48)]
    used = [place for place, slot in enumerate(slots) if period.staffing.open[slot] or period.staffing.serving[slot]]
    slots = slots[used[0] : used[-1] + 1] if used else []
    rows = [
        (f"{slot // 2:02}:{slot % 2 * 30:02}", period.staffing.open[slot], period.staffing.serving[slot])
        for slot in slots
    ]
    values = [Value(clock, f"{clock} {serving:.1f} / {opened:.1f}", 0, serving) for clock, opened, serving in rows]
    return standing(values, stepped=[opened for _, opened, _ in rows], names=14), rows


def staffing_table(words: Words, rows: list[tuple[str, float, float]]) -> Table:
    """The same as a table."""
    heads = (
        Head(words("report.head.clock")),
        Head(words("report.staffing.open.name"), "staffing_open"),
        Head(words("report.staffing.serving.name"), "staffing_serving"),
    )
    body = tuple(Row(clock, (f"{opened:.1f}", f"{serving:.1f}")) for clock, opened, serving in rows)
    return Table(words("report.title.staffing"), heads, body)


def told(words: Words, figures: Figures) -> tuple[Part, ...]:
    """How the ranges told turned out, as parts of one bar; nothing where too few are known."""
    parts: list[Part] = []
    x = 0.0
    for kind in ("below", "inside", "above"):
        key = f"told_{kind}_share"
        if not figures.enough(METRICS[key]):
            return ()
        width = 720 * (figures[key] or 0.0)
        text = figure_text(words, METRICS[key], figures)
        parts.append(Part(metric_name_of(words, key), text, round(x, 1), round(width, 1), kind))
        x += width
    return tuple(parts)


def stars(words: Words, figures: Figures) -> Bars:
    """How many ratings there are of each star, on half the width of a page."""
    values = [
        Value(
            metric_name_of(words, f"rating_{star}"), str(figures[f"rating_{star}"]), 0, figures[f"rating_{star}"] or 0
        )
        for star in range(5, 0, -1)
    ]
    return lying(values, most=max(1.0, *(value.short for value in values)), behind=44, left=64, width=344)
