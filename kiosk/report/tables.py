"""Figures as tables: every head and name leads to its definition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kiosk.text.metrics import figure_text, metric_meaning, metric_name, metric_name_of, minutes_text
from kiosk.words import Words
from queue_store import LEG_METRICS, RATING_METRICS, TOLD_METRICS, WITHIN, Figures, Metric, PeriodFigures, Scope, Unit

_EVERY: tuple[Metric[Any], ...] = (*LEG_METRICS, *TOLD_METRICS, *RATING_METRICS)
METRICS = {metric.key: metric for metric in _EVERY}
"""Every metric of a report, by key."""

WAIT_KEYS = ("waits", "called", "wait_median", "wait_p80", "wait_p90", *(f"within_{minutes}" for minutes in WITHIN))
COURSE_KEYS = (
    "issued", "finished", "no_show", "left_queue", "recalls", "chosen", "overtaken", "over_limit", "apologies_due",
    "apologies_said",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    text: str
    key: str = ""
    """Metric to whose definition it leads; empty for none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    name: str
    cells: tuple[str, ...]
    key: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table and what it shows."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """The definition of a figure, with its values."""

    key: str
    name: str
    value: str
    before: str
    meaning: str
    base: str
    """Denominator with its number, and from how many on the figure is shown; empty for a plain count."""


def by_group(
    words: Words, caption: str, first: str, groups: Iterable[tuple[str, Figures]], whole: Figures, keys: Sequence[str]
) -> Table:
    """One row for each group, one column for each figure, the whole hall last; spans in minutes."""
    heads = (Head(first), *(Head(_head(words, METRICS[key]), key) for key in keys))
    rows = [Row(name, _cells(words, keys, figures)) for name, figures in groups]
    rows.append(Row(words("report.head.all"), _cells(words, keys, whole), strong=True))
    return Table(caption, heads, tuple(rows))


def _head(words: Words, metric: Metric[Any]) -> str:
    """A short head: the caption of the table says that spans are minutes, and of what."""
    rank = metric.key.rpartition("_")[2]
    return words(f"report.rank.{rank}") if metric.unit is Unit.SECONDS else metric_name(words, metric)


def _cells(words: Words, keys: Sequence[str], figures: Figures) -> tuple[str, ...]:
    return tuple(cell(words, METRICS[key], figures) for key in keys)


def cell(words: Words, metric: Metric[Any], figures: Figures) -> str:
    """A figure for a table whose head says the unit."""
    if metric.unit is Unit.SECONDS and figures.enough(metric):
        return minutes_text(figures[metric.key])
    return figure_text(words, metric, figures)


def figure_list(
    words: Words, caption: str, keys: Sequence[str], now: PeriodFigures, before: PeriodFigures | None
) -> Table:
    """One row for each figure: its value, and that of the period before where there was anybody."""
    periods = [now] if before is None else [now, before]
    heads = (Head(words(f"report.head.{name}")) for name in ("figure", "value", "before")[: 1 + len(periods)])
    rows = tuple(
        Row(metric_name_of(words, key), tuple(_said(words, METRICS[key], each) for each in periods), key)
        for key in keys
    )
    return Table(caption, tuple(heads), rows)


def _said(words: Words, metric: Metric[Any], period: PeriodFigures | None) -> str:
    return "" if period is None else figure_text(words, metric, figures_for(metric, period))


def figures_for(metric: Metric[Any], period: PeriodFigures) -> Figures:
    """The figures of a whole period among which a metric is."""
    if metric.key in period.told.values:
        return period.told
    return period.ratings if metric.key in period.ratings.values else period.whole


def clocks(words: Words, whole: Figures) -> Table:
    """The three clocks of a wait, and the time of serving, side by side."""
    ranks = ("median", "p80", "p90")
    heads = (Head(words("report.head.minutes")), *(Head(words(f"report.rank.{rank}")) for rank in ranks))
    rows = []
    for name, family in (("first", "wait"), ("last", "last_call"), ("start", "start"), ("served", "served")):
        keys = [f"{family}_{rank}" for rank in ranks]
        rows.append(Row(words(f"report.head.clock_{name}"), _cells(words, keys, whole), keys[0]))
    return Table(words("report.title.clocks"), heads, tuple(rows))


def notes(words: Words, now: PeriodFigures, before: PeriodFigures | None) -> tuple[tuple[str, tuple[Note, ...]], ...]:
    """The definitions of all figures, in groups that begin with what is counted in them."""
    groups = []
    for scope in Scope:
        of_scope = (metric for metric in METRICS.values() if metric.scope is scope)
        groups.append(
            (words(f"report.scope.{scope.value}"), tuple(_note(words, metric, now, before) for metric in of_scope))
        )
    return tuple(groups)


def _note(words: Words, metric: Metric[Any], now: PeriodFigures, before: PeriodFigures | None) -> Note:
    figures = figures_for(metric, now)
    base = ""
    if metric.of:
        base = words("report.note.of", of=metric_name_of(words, metric.of), count=f"{figures.count(metric.of):,}")
        if metric.least > 1:
            base += words("report.top.space") + words("report.note.least", least=metric.least)
    return Note(
        metric.key,
        metric_name(words, metric),
        figure_text(words, metric, figures),
        _said(words, metric, before),
        metric_meaning(words, metric),
        base,
    )


def limit_text(words: Words, limit: timedelta) -> str:
    """Say the hall's long-wait limit."""
    return words("report.chart.limit", minutes=words.duration(limit))
