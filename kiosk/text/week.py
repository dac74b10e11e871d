"""Weekdays and the hours on them, in words: days in a row that are alike are said together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from itertools import groupby

from kiosk.hall.values import WEEKDAYS
from kiosk.words import Words
from queue_store import Span

_WHOLE_DAY = (Span(time(), time.max),)


def days_text(words: Words, numbers: Sequence[int]) -> str:
    """Say weekdays, 0 for Monday: "Monday to Friday, Sunday"; every day where all seven are meant, or none is named."""
    if not numbers or len(set(numbers)) == len(WEEKDAYS):
        return words("common.week.every_day")
    runs = [[day for _, day in run] for _, run in groupby(enumerate(sorted(set(numbers))), lambda at: at[1] - at[0])]
    return words("common.list.comma").join(part for run in runs for part in _run(words, run))


def _run(words: Words, days: Sequence[int]) -> Iterable[str]:
    """Three days in a row or more are said by the first and the last."""
    names = [words(f"common.weekday.{WEEKDAYS[day]}") for day in days]
    return names if len(days) < 3 else [words("common.week.range", first=names[0], last=names[-1])]


def spans_text(words: Words, spans: Sequence[Span]) -> str:
    """Say times of day: "08:30–12:00, 13:30–17:00"; a whole day as such."""
    if tuple(spans) == _WHOLE_DAY:
        return words("common.week.whole_day")
    return words("common.week.and").join(f"{span.start:%H:%M}–{_end(span)}" for span in spans)


def _end(span: Span) -> str:
    return "24:00" if span.end == time.max else f"{span.end:%H:%M}"


def hours_on_days(words: Words, days: Sequence[int], spans: Sequence[Span]) -> str:
    """Say hours with the weekdays on which they hold; empty where there are no hours."""
    if not spans:
        return ""
    return words("common.week.hours", days=days_text(words, days), spans=spans_text(words, spans))


def week_text(words: Words, week: Sequence[Sequence[Span]]) -> str:
    """Say the hours of a week, Monday first; days alike are said together, closed days are left out."""
    alike: dict[tuple[Span, ...], list[int]] = {}
    for number, spans in enumerate(week):
        if spans:
            alike.setdefault(tuple(spans), []).append(number)
    return words("common.list.semicolon").join(hours_on_days(words, days, spans) for spans, days in alike.items())
