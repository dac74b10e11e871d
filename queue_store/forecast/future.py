"""What is known of the rest of the day: breaks, the hall closed at noon, staff plans, closing time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from queue_store.forecast.floor import Plan
from queue_store.rules import Rules
from queue_store.schedule import Schedule

_STILL_AT_IT = timedelta(minutes=15)
"""A counter that is open so long after its break or its hours began works through them."""

_Spans = tuple[tuple[float, float], ...]


class Future:
    """The known future of a hall, by its timetable."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._days: dict[date, dict[int, _Spans]] = {}

    def plan(self, at: float, open_counters: Collection[int]) -> Plan:
        """When counters will not serve, and when closed ones are planned to open, seen from a moment."""
        moment = datetime.fromtimestamp(at, UTC)
        away: dict[int, _Spans] = {}
        for number, spans in self._spans(moment).items():
            rest = tuple(
                span for span in spans if span[1] > at and not (number in open_counters and _ignored(span, at))
            )
            if rest:
                away[number] = rest
        return Plan(away, self._comes(moment, open_counters))

    def closes_at(self, moment: datetime) -> datetime | None:
        """When the hall closes for the day; None when it does not, or did already."""
        closing = self._rules.timetable.closing(moment)
        return closing if closing is not None and closing > moment else None

    def _comes(self, moment: datetime, open_counters: Collection[int]) -> dict[int, float]:
        if not self._rules.hall.schedule.shifts:
            return {}
        planned = {
            number: self._rules.timetable.planned_opening(number, moment)
            for number in self._rules.numbers
            if number not in open_counters
        }
        return {number: at.timestamp() for number, at in planned.items() if at is not None and at > moment}

    def _spans(self, moment: datetime) -> dict[int, _Spans]:
        """When each counter does not serve, over the whole business day up to the hall's closing.

        After closing those who are in the hall are served, so that no counter is away then.
        """
        if self._rules.hall.schedule == Schedule():
            return {}
        day = self._rules.days.of(moment)
        if day not in self._days:
            start, end = self._rules.days.bounds(day)
            closing = self._rules.timetable.closing(start) or end
            self._days = {
                day: {
                    number: tuple(
                        (since.timestamp(), until.timestamp())
                        for since, until in self._rules.timetable.unserved(number, start)
                        if since < closing and until < end
                    )
                    for number in self._rules.numbers
                }
            }
        return self._days[day]


def _ignored(span: tuple[float, float], at: float) -> bool:
    """Whether an open counter is at work in spite of a span: it went on well after the span began."""
    return span[0] + _STILL_AT_IT.total_seconds() < at
