"""Courtesy figures in words: each with its value and its definition."""

from __future__ import annotations

from dataclasses import dataclass, fields

from kiosk.words import Words
from queue_store import CourtesyFigures

_HALL_ONLY = frozenset({"second_visits", "told_once_rate"})


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure."""

    id: str
    name: str
    value: str
    meaning: str


def figure_rows(figures: CourtesyFigures, words: Words, *, own: bool = False) -> list[FigureRow]:
    """The figures in their order; `own` leaves out what is only counted for the hall."""
    rows = []
    for field in fields(figures):
        if own and field.name in _HALL_ONLY:
            continue
        value = getattr(figures, field.name)
        shown = "-" if value is None else f"{value:.1%}" if isinstance(value, float) else str(value)
        name, meaning = words(f"courtesy.{field.name}.name"), words(f"courtesy.{field.name}.meaning")
        rows.append(FigureRow(field.name, name, shown, meaning))
    return rows
