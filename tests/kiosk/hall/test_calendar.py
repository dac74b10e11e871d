"""Working days and holidays, published and not yet published, by country."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.hall.calendar import DayKind, WorkingCalendar, subdivisions
from kiosk.hall.country import country_codes, country_of_zone

CHINA = WorkingCalendar("CN")
HOLIDAY = DayKind(working=False, published=True, holiday=True)
WORKING = DayKind(working=True, published=True)
WEEKEND = DayKind(working=False, published=True)
MADE_UP = DayKind(working=True, published=True, made_up=True)


@pytest.mark.parametrize(
    ("country", "day", "kind"),
    [
        ("CN", date(2026, 10, 1), HOLIDAY),  # National Day, a Thursday
        ("CN", date(2026, 10, 3), HOLIDAY),  # the Saturday after it
        ("CN", date(2026, 10, 10), MADE_UP),  # a Saturday worked to make up for it
        ("CN", date(2026, 11, 21), WEEKEND),
        ("CN", date(2026, 11, 25), WORKING),
        ("CN", date(2026, 12, 25), WORKING),
        ("DE", date(2026, 10, 1), WORKING),
        ("DE", date(2026, 10, 3), HOLIDAY),  # Unity Day, a Saturday
        ("DE", date(2026, 12, 25), HOLIDAY),
        ("DE", date(2026, 3, 8), WEEKEND),
        ("TW", date(2026, 10, 1), WORKING),
        ("TW", date(2026, 10, 9), HOLIDAY),  # in place of National Day, which is a Saturday
        ("TW", date(2025, 2, 8), MADE_UP),
        ("TW", date(2026, 10, 10), HOLIDAY),
        ("SA", date(2026, 3, 6), WEEKEND),  # a Friday
        ("SA", date(2026, 3, 8), WORKING),  # a Sunday
    ],
)
def test_days_follow_the_calendar_of_the_country(country: str, day: date, kind: DayKind) -> None:
    assert WorkingCalendar(country).kind(day) == kind


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    womens_day = date(2027, 3, 8)
    assert WorkingCalendar("DE", "BE").holiday(womens_day)
    assert not WorkingCalendar("DE").holiday(womens_day)
    assert "BE" in subdivisions("DE")
    assert subdivisions("CN") == ()


def test_a_year_that_is_not_published_yet_counts_the_usual_week_and_says_so() -> None:
    assert CHINA.known
    assert CHINA.kind(date(2094, 6, 4)) == DayKind(working=True, published=False)
    assert CHINA.kind(date(2094, 6, 5)) == DayKind(working=False, published=False)
    assert CHINA.kind(date(2094, 10, 1)) == DayKind(working=False, published=False, holiday=True), "by law, a Friday"


@pytest.mark.parametrize("country", ["", "XX"])
def test_a_country_of_which_nothing_is_known_counts_the_usual_week(country: str) -> None:
    calendar = WorkingCalendar(country)
    assert not calendar.known
    assert calendar.kind(date(2026, 10, 1)) == DayKind(working=True, published=False)
    assert calendar.next_working_day(date(2026, 10, 3)) == date(2026, 10, 5)


def test_fifteen_working_days_pass_over_the_holidays() -> None:
    assert CHINA.add_working_days(date(2026, 9, 28), 15) == date(2026, 10, 23)
    assert WorkingCalendar("DE").add_working_days(date(2026, 12, 23), 3) == date(2026, 12, 29)


@given(st.sampled_from(["CN", "DE", "TW", ""]), st.dates(date(2025, 1, 1), date(2026, 12, 1)), st.integers(1, 20))
def test_counting_gives_a_working_day_with_as_many_between(country: str, start: date, days: int) -> None:
    calendar = WorkingCalendar(country)
    end = calendar.add_working_days(start, days)
    between = sum(calendar.kind(start + timedelta(days=number)).working for number in range(1, (end - start).days + 1))
    assert calendar.kind(end).working
    assert between == days
    assert calendar.next_working_day(end) == end


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Shanghai", "CN"),
        ("Asia/Urumqi", "CN"),
        ("Asia/Chongqing", "CN"),  # another name of Asia/Shanghai
        ("PRC", "CN"),
        ("Asia/Hong_Kong", "HK"),
        ("Asia/Taipei", "TW"),
        ("Europe/Berlin", "DE"),
        ("Europe/Stockholm", "SE"),
        ("UTC", ""),
        ("Etc/GMT-8", ""),
        ("CET", ""),
    ],
)
def test_a_time_zone_tells_its_country_where_it_is_that_of_one(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country
    assert not country or country in country_codes()
