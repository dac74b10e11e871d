"""What a hall.toml says of days and hours to come and probably does not mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import combinations

from kiosk.hall.config import HallConfig
from kiosk.hall.faults import Fault, say_path
from kiosk.hall.plans import BreakConfig, StaffConfig, weekday_numbers
from kiosk.hall.values import WEEKDAYS
from queue_store import Span

Plans = Sequence[BreakConfig | StaffConfig]

LONGEST_CLOSING = 31
"""Days; a hall that is closed for longer has probably mistaken a month."""


def plan_doubts(config: HallConfig, today: date) -> Iterator[Fault]:
    """Return what is probably a mistake in closing days, special days, breaks, staff plans and the country."""
    yield from _country(config)
    yield from _past_days(config, today)
    yield from _long_closings(config)
    yield from _special_on_closed(config)
    for table, plans in (("breaks", config.breaks), ("staff", config.staff)):
        yield from _unknown_counters(config, table, plans)
        yield from _outside_hours(config, table, plans)
        yield from _overlaps(config, table, plans)


def span_text(span: Span) -> str:
    """Write a span as hall.toml does."""
    end = "24:00" if span.end == time.max else f"{span.end:%H:%M}"
    return f"{span.start:%H:%M}-{end}"


def _country(config: HallConfig) -> Iterator[Fault]:
    if not config.calendar.known:
        yield Fault("country", "no_country", {"zone": config.timezone})


def _past_days(config: HallConfig, today: date) -> Iterator[Fault]:
    tables = {
        "closed": [each.last for each in config.closed],
        "special": [each.day for each in config.special],
    }
    for table, last_days in tables.items():
        if past := [day for day in last_days if day < today]:
            yield Fault(table, "past_days", {"count": len(past), "latest": max(past)})


def _long_closings(config: HallConfig) -> Iterator[Fault]:
    for place, closed in enumerate(config.closed):
        if (days := len(closed.days)) > LONGEST_CLOSING:
            yield Fault(say_path(("closed", place)), "long_closing", {"days": days}, str(closed.first))


def _special_on_closed(config: HallConfig) -> Iterator[Fault]:
    for place, special in enumerate(config.special):
        if config.closing_day(special.day):
            yield Fault(say_path(("special", place)), "special_on_closed", {"day": special.day}, str(special.day))


def _unknown_counters(config: HallConfig, table: str, plans: Plans) -> Iterator[Fault]:
    known = ", ".join(str(each.number) for each in config.counters)
    for place, plan in enumerate(plans):
        for position, number in enumerate(plan.counters):
            if config.find_counter(number) is None:
                path = say_path((table, place, "counters", position))
                yield Fault(path, "plan_counter", {"number": number, "known": known}, span_text(plan.time))


def _outside_hours(config: HallConfig, table: str, plans: Plans) -> Iterator[Fault]:
    """A plan that never meets the opening hours on a day that it names; or on none, where it names no days."""
    if not any(config.hours.week):
        return
    for place, plan in enumerate(plans):
        met = {day for day, spans in zip(WEEKDAYS, config.hours.week, strict=True) if _meet(plan.time, *spans)}
        missed = set(plan.days) - met
        if missed or not met:
            days = ", ".join(day for day in WEEKDAYS if day in missed) or "mon-sun"
            fields = {"span": span_text(plan.time), "days": days}
            yield Fault(say_path((table, place)), "plan_outside", fields, span_text(plan.time))


def _overlaps(config: HallConfig, table: str, plans: Plans) -> Iterator[Fault]:
    numbers = {each.number for each in config.counters}
    for (first, one), (place, other) in combinations(enumerate(plans), 2):
        both = (set(one.counters) or numbers) & (set(other.counters) or numbers)
        days = set(weekday_numbers(one.days) or range(7)) & set(weekday_numbers(other.days) or range(7))
        if both and days and _meet(one.time, other.time):
            fields = {"number": min(both), "other": say_path((table, first)), "span": span_text(one.time)}
            yield Fault(say_path((table, place)), "plans_overlap", fields, span_text(other.time))


def _meet(span: Span, *others: Span) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)
