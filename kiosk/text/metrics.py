"""Metrics in words: name, definition, denominator and value, the same on every screen, in exports and in the report."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from kiosk.words import Words
from queue_store import Figures, Metric, Unit

_RANKS = {"median": 50, "p80": 80, "p90": 90}
_RANKED = re.compile(r"(wait|last_call|start|served)_(median|p80|p90)(_all)?")
_WITHIN = re.compile(r"within_(\d+)(_least|_most)?")
_STARS = re.compile(r"rating_(\d)")


def metric_name(words: Words, metric: Metric[Any]) -> str:
    """What a figure is called."""
    return _say(words, metric.key, "name")


def metric_meaning(words: Words, metric: Metric[Any]) -> str:
    """What a figure counts, without its denominator."""
    return _say(words, metric.key, "meaning")


def metric_name_of(words: Words, key: str) -> str:
    """What the figure of a key is called."""
    return _say(words, key, "name")


def _say(words: Words, key: str, part: str) -> str:
    if ranked := _RANKED.fullmatch(key):
        family, rank, everybody = ranked.groups()
        name = words(f"report.rank.{rank}")
        return words(f"report.family.{family}{everybody or ''}.{part}", rank=name, percent=_RANKS[rank])
    if within := _WITHIN.fullmatch(key):
        return words(f"report.family.within{within[2] or ''}.{part}", minutes=within[1])
    if key == "rating_1" and part == "name":
        return words("report.family.rating.one")
    if stars := _STARS.fullmatch(key):
        return words(f"report.family.rating.{part}", stars=stars[1])
    return words(f"report.metric.{key}.{part}")


def figure_text(words: Words, metric: Metric[Any], figures: Figures) -> str:
    """Say a figure; that it is of too few where it would mislead, a dash where there is nothing to count."""
    value = figures[metric.key]
    if not figures.enough(metric):
        return words("report.say.few") if figures.of(metric) else "–"
    if value is None:
        return "–"
    return _number_text(words, metric.unit, value)


def _number_text(words: Words, unit: Unit, value: float) -> str:
    if unit is Unit.COUNT:
        return f"{value:,.0f}"
    if unit is Unit.SHARE:
        return share_text(words, value)
    if unit is Unit.STARS:
        return words("report.say.stars", stars=f"{value:.1f}")
    return ("−" if value < 0 else "") + span_text(words, abs(value))


def share_text(words: Words, share: float) -> str:
    """Say a share of 0 to 1 in per cent; almost none and almost all are never said to be none and all."""
    percent = round(100 * share)
    if 0 < share < 1:
        percent = min(99, max(1, percent))
    return words("report.say.percent", percent=percent)


def span_text(words: Words, seconds: float) -> str:
    """Say a span of so many seconds to the nearest minute; under a minute in seconds."""
    if round(seconds) < 60:
        return words.duration(timedelta(seconds=round(seconds)))
    return words.duration(timedelta(minutes=int(seconds / 60 + 0.5)))


def minutes_text(seconds: float | None) -> str:
    """Minutes for a table whose head says so, to a tenth; a dash for nothing."""
    return "–" if seconds is None else f"{seconds / 60:.1f}"
