"""What a hall's schedule says about moments: opening, closing, breaks and staff plans, by the hall's clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_store import Break, BusinessDays, Interval, Schedule, Shift, Span, Timetable

BERLIN = ZoneInfo("Europe/Berlin")
SHANGHAI = ZoneInfo("Asia/Shanghai")
CUTOVER = time(4)


def span(text: str) -> Span:
    start, end = text.split("-")
    return Span(time.fromisoformat(start), time.max if end == "24:00" else time.fromisoformat(end))


def week(*days: str) -> tuple[tuple[Span, ...], ...]:
    return tuple(tuple(span(each) for each in day.split()) for day in days)


OFFICE = week(*["08:30-12:00 13:30-17:30"] * 5, "09:00-12:00", "")


def at(text: str, zone: ZoneInfo = SHANGHAI, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


def table(schedule: Schedule, zone: ZoneInfo = SHANGHAI) -> Timetable:
    return Timetable(schedule, zone, CUTOVER)


def shown(intervals: list[Interval], zone: ZoneInfo = SHANGHAI) -> list[str]:
    return [" ".join(f"{moment.astimezone(zone):%H:%M}" for moment in interval) for interval in intervals]


def local(moment: datetime | None, zone: ZoneInfo = SHANGHAI) -> str | None:
    return None if moment is None else f"{moment.astimezone(zone):%m-%d %H:%M}"


class Golden:
    """A country with one holiday, a Thursday, and one Saturday that makes up for it."""

    def holiday(self, day: date) -> bool:
        return day == date(2026, 10, 1)

    def made_up(self, day: date) -> bool:
        return day == date(2026, 10, 10)


def test_without_a_schedule_a_hall_is_always_open() -> None:
    always = table(Schedule())
    moment = at("2026-03-08 03:00")
    assert always.open_at(moment)
    assert always.closing(moment) is None
    assert always.next_opening(moment) == moment
    assert always.unserved(1, moment) == []
    assert always.planned_opening(1, moment) is None


@pytest.mark.parametrize(
    ("moment", "is_open", "closes", "opens"),
    [
        ("2026-03-03 08:29", False, "03-03 17:30", "03-03 08:30"),
        ("2026-03-03 08:30", True, "03-03 17:30", "03-03 08:30"),
        ("2026-03-03 12:00", False, "03-03 17:30", "03-03 13:30"),
        ("2026-03-03 17:30", False, "03-03 17:30", "03-04 08:30"),
        ("2026-03-07 11:00", True, "03-07 12:00", "03-07 11:00"),
        ("2026-03-07 12:00", False, "03-07 12:00", "03-09 08:30"),
        ("2026-03-08 10:00", False, None, "03-09 08:30"),
        ("2026-03-04 02:00", False, "03-03 17:30", "03-04 08:30"),  # before the cut-over: still Tuesday's business
    ],
)
def test_opening_and_closing_of_a_week(moment: str, is_open: bool, closes: str | None, opens: str) -> None:
    office = table(Schedule(OFFICE))
    assert office.open_at(at(moment)) is is_open
    assert local(office.closing(at(moment))) == closes
    assert local(office.next_opening(at(moment))) == opens


def test_answers_are_in_utc() -> None:
    opens = table(Schedule(OFFICE)).next_opening(at("2026-03-03 12:00"))
    assert opens is not None
    assert opens.tzinfo is UTC


def test_a_night_that_goes_on_beyond_midnight_and_the_cutover() -> None:
    night = table(Schedule(week(*["00:00-02:00 20:00-24:00"] * 7)))
    assert local(night.closing(at("2026-03-03 21:00"))) == "03-04 02:00"
    assert night.open_at(at("2026-03-04 00:00"))
    clinic = table(Schedule(week(*["00:00-24:00"] * 7)))
    assert clinic.closing(at("2026-03-03 21:00")) is None


def test_special_days_and_closing_days_go_before_the_week_and_the_holidays() -> None:
    special = ((date(2026, 3, 3), ()), (date(2026, 3, 8), (span("10:00-11:00"),)), (date(2026, 10, 1), OFFICE[0]))
    office = table(Schedule(OFFICE, special, Golden()))
    assert office.spans_on(date(2026, 3, 3)) == ()
    assert not office.is_holiday(date(2026, 3, 3))
    assert local(office.next_opening(at("2026-03-02 18:00"))) == "03-04 08:30"
    assert local(office.next_opening(at("2026-03-07 12:00"))) == "03-08 10:00"
    assert office.spans_on(date(2026, 10, 1)) == OFFICE[0]
    always = table(Schedule(special=special))
    assert local(always.next_opening(at("2026-03-03 10:00"))) == "03-04 00:00"


def test_a_hall_without_a_day_to_open_on_says_so() -> None:
    never = table(Schedule(week("08:00-09:00", *[""] * 6), holidays=_AlwaysHoliday()))
    assert never.next_opening(at("2026-03-02 08:30")) is None


class _AlwaysHoliday:
    def holiday(self, day: date) -> bool:
        return True

    def made_up(self, day: date) -> bool:
        return False


def test_holidays_are_closed_and_a_made_up_day_keeps_the_monday() -> None:
    weekdays = week("08:00-17:00", *["09:00-17:00"] * 4, "", "")
    plans = Schedule(
        weekdays,
        holidays=Golden(),
        breaks=(Break(span("12:00-13:00"), weekdays=(0,)),),
        shifts=(Shift(span("08:00-16:00"), (2,), weekdays=(0, 1, 2, 3, 4)),),
    )
    office = table(plans)
    assert office.is_holiday(date(2026, 10, 1))
    assert local(office.next_opening(at("2026-10-01 10:00"))) == "10-02 09:00"
    assert office.spans_on(date(2026, 10, 10)) == weekdays[0]
    assert office.spans_on(date(2026, 10, 17)) == ()
    assert shown(office.unserved(2, at("2026-10-10 10:00"))) == ["12:00 13:00", "16:00 04:00"]
    saturdays = table(Schedule(OFFICE, holidays=Golden()))
    assert saturdays.spans_on(date(2026, 10, 10)) == OFFICE[5]


def test_a_counter_does_not_serve_in_its_breaks_nor_while_the_hall_is_closed() -> None:
    breaks = (Break(span("10:00-10:15"), (1, 2)), Break(span("15:00-15:20")), Break(span("11:00-14:00"), (1,), (5,)))
    office = table(Schedule(OFFICE, breaks=breaks))
    morning = at("2026-03-03 09:00")
    assert shown(office.unserved(1, morning)) == ["10:00 10:15", "12:00 13:30", "15:00 15:20", "17:30 04:00"]
    assert shown(office.unserved(3, morning)) == ["12:00 13:30", "15:00 15:20", "17:30 04:00"]
    assert shown(office.unserved(1, at("2026-03-03 15:10"))) == ["15:10 15:20", "17:30 04:00"]
    assert shown(office.unserved(1, at("2026-03-07 10:30"))) == ["11:00 04:00"]


def test_a_staff_plan_says_when_a_counter_serves_and_opens() -> None:
    shifts = (
        Shift(span("08:00-11:00"), (1,)),
        Shift(span("14:00-18:00"), (1, 2), (0, 1, 2, 3)),
    )
    office = table(Schedule(OFFICE, shifts=shifts))
    tuesday = at("2026-03-03 09:00")
    assert shown(office.unserved(1, tuesday)) == ["11:00 14:00", "17:30 04:00"]
    assert office.planned_opening(1, tuesday) == tuesday
    assert local(office.planned_opening(1, at("2026-03-03 07:00"))) == "03-03 08:30"
    assert local(office.planned_opening(2, tuesday)) == "03-03 14:00"
    assert office.planned_opening(2, at("2026-03-06 09:00")) is None
    assert office.planned_opening(3, tuesday) is None
    assert shown(office.unserved(2, at("2026-03-06 09:00"))) == ["09:00 04:00"]


def test_the_day_on_which_summer_begins() -> None:
    market = table(Schedule(week(*["01:00-05:00"] * 7), breaks=(Break(span("02:30-03:30")),)), BERLIN)
    assert shown(market.openings(at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN)), BERLIN) == [
        "01:00 05:00"
    ]
    opened = market.openings(at("2026-03-29 00:00", BERLIN), at("2026-03-29 12:00", BERLIN))[0]
    assert opened.end - opened.start == timedelta(hours=3)
    # 02:30 does not exist: by the offset before the change it is 03:30, so that the break is over as it begins
    assert shown(market.unserved(1, at("2026-03-29 01:00", BERLIN)), BERLIN) == []
    assert market.open_at(at("2026-03-29 03:15", BERLIN))


def test_the_day_on_which_winter_begins() -> None:
    market = table(Schedule(week(*["01:00-02:30 03:30-05:00"] * 7)), BERLIN)
    first, again = at("2026-10-25 02:15", BERLIN), at("2026-10-25 02:15", BERLIN, fold=1)
    assert market.open_at(first)
    assert not market.open_at(again)
    assert local(market.next_opening(again), BERLIN) == "10-25 03:30"
    day = market.openings(at("2026-10-25 00:00", BERLIN), at("2026-10-26 00:00", BERLIN))
    assert sum((end - start for start, end in day), timedelta()) == timedelta(hours=3)


_TIMES = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
_SPANS = st.tuples(_TIMES, _TIMES).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: Span(*ends))
_WEEKS = st.lists(st.lists(_SPANS, max_size=1).map(tuple), min_size=7, max_size=7).map(tuple)
_NUMBERS = st.sets(st.integers(1, 3), min_size=1).map(tuple)
_BREAKS = st.lists(st.builds(Break, _SPANS, _NUMBERS, st.sets(st.integers(0, 6)).map(tuple)), max_size=3).map(tuple)
_SHIFTS = st.lists(st.builds(Shift, _SPANS, _NUMBERS, st.sets(st.integers(0, 6)).map(tuple)), max_size=3).map(tuple)
_MOMENTS = st.datetimes(datetime(2026, 3, 27), datetime(2026, 4, 3), timezones=st.just(BERLIN))


@given(st.builds(Schedule, week=_WEEKS, breaks=_BREAKS, shifts=_SHIFTS), _MOMENTS, st.integers(1, 3))
def test_what_is_not_unserved_is_open_planned_and_no_break(schedule: Schedule, moment: datetime, counter: int) -> None:
    timetable, days = table(schedule, BERLIN), BusinessDays(BERLIN, CUTOVER)
    unserved = timetable.unserved(counter, moment)
    for earlier, later in pairwise(unserved):
        assert earlier.end < later.start
    for start, end in unserved:
        assert moment <= start < end
    later = moment.astimezone(UTC)
    while later.astimezone(BERLIN).date() == moment.date():
        clock, weekday = later.astimezone(BERLIN).time(), later.astimezone(BERLIN).weekday()
        plans = [each for each in schedule.shifts if counter in each.counters]
        serves = (
            timetable.open_at(later)
            and (not plans or any(_holds(each, weekday, clock) for each in plans))
            and not any(counter in each.counters and _holds(each, weekday, clock) for each in schedule.breaks)
        )
        within = days.of(later) == days.of(moment)
        if within and moment.date() != date(2026, 3, 29):
            assert serves is not any(start <= later < end for start, end in unserved)
        later += timedelta(minutes=15)


def _holds(plan: Break | Shift, weekday: int, clock: time) -> bool:
    return weekday in (plan.weekdays or (weekday,)) and plan.span.holds(clock)
