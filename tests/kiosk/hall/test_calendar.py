"""Working days, published and not yet published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hall.calendar import DayKind, add_working_days, day_kind, next_working_day


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 10, 1), False),  # National Day, a Thursday
        (date(2026, 10, 10), True),  # a Saturday worked to make up for it
        (date(2026, 11, 21), False),  # an ordinary Saturday
        (date(2026, 11, 25), True),
    ],
)
def test_published_days_follow_the_state_council(day: date, working: bool) -> None:
    assert day_kind(day) == DayKind(working=working, published=True)


def test_a_year_that_is_not_published_yet_counts_the_usual_week_and_says_so() -> None:
    assert day_kind(date(2094, 6, 4)) == DayKind(working=True, published=False)
    assert day_kind(date(2094, 6, 5)) == DayKind(working=False, published=False)


def test_fifteen_working_days_pass_over_the_holidays() -> None:
    assert add_working_days(date(2026, 9, 28), 15) == date(2026, 10, 23)


@given(st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(1, 20))
def test_counting_gives_a_working_day_with_as_many_between(start: date, days: int) -> None:
    end = add_working_days(start, days)
    between = sum(day_kind(start + timedelta(days=number)).working for number in range(1, (end - start).days + 1))
    assert day_kind(end).working
    assert between == days
    assert next_working_day(end) == end
