"""Every metric against a naive reading of the raw log, on weeks made at random; what is defined, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import naive
import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_hall import ANN, BOB, CAI, HALL, MORNING, Clock
from weeks import Week

from queue_store import (
    LEG_METRICS,
    NO_COUNTER,
    RATING_METRICS,
    TOLD_METRICS,
    Figures,
    PeriodFigures,
    Post,
    Store,
    open_store,
)
from queue_store.reports.distribution import Distribution, survival_rank
from queue_store.reports.staffing import half_hours

WEEKS = [
    ("Asia/Shanghai", time(4), date(2026, 3, 2), 1),
    ("Asia/Shanghai", time(0), date(2026, 3, 2), 2),
    ("Europe/Berlin", time(4), date(2026, 3, 26), 3),
    ("Europe/Berlin", time(2, 30), date(2026, 3, 27), 4),
    ("Europe/Berlin", time(2), date(2026, 10, 22), 5),
    ("Europe/Berlin", time(4), date(2026, 10, 23), 6),
]
"""Zone, cut-over, first day and seed; the hall works until two at night, past some of the cut-overs."""


@pytest.fixture(scope="module", params=WEEKS, ids=lambda each: f"{each[0]}-{each[1]:%H%M}-{each[2]}")
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    zone, cutover, first, seed = request.param
    made = Week(str(tmp_path_factory.mktemp("week") / "hall.db"), zone, cutover, first, seed)
    made.run(days=6, acts=130)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def figures(week: Week) -> PeriodFigures:
    return week.store.reports.period(week.first, week.first + timedelta(days=4))


class Raw:
    """The same period, read from the raw log."""

    def __init__(self, week: Week, figures: PeriodFigures) -> None:
        self.store, self.zone, self.cutover = week.store, week.zone, week.store.hall.cutover
        self.first, self.last, self.now = figures.first, figures.last, figures.as_of
        self.rows = naive.replayed(week.store)
        self.everything = naive.stays(self.rows, naive.ended_by_the_day(self.store, self.zone, self.cutover))
        naive.ask_for_time(self.store, self.everything, self.now)
        gives = {counter.number: counter.services for counter in week.store.hall.counters}
        self.overtakes = naive.overtakes_of(self.everything, lambda number: gives.get(number, ()))
        self.legs = [leg for leg in self.everything if self.first <= self.day_of(leg.entered) <= self.last]
        self.since = naive.day_bounds(self.first, self.zone, self.cutover)[0]
        self.until = naive.day_bounds(self.last, self.zone, self.cutover)[1]

    def day_of(self, at: datetime) -> date:
        return naive.business_day(at, self.zone, self.cutover)

    def expect(self, shown: Figures, legs: list[naive.Stay]) -> None:
        expected = naive.leg_figures(legs, self.overtakes, self.now)
        assert set(shown.values) == set(expected)
        for key, value in expected.items():
            assert shown[key] == (value if value is None else pytest.approx(value, abs=1e-6)), key


@pytest.fixture(scope="module")
def raw(week: Week, figures: PeriodFigures) -> Raw:
    return Raw(week, figures)


def test_the_weeks_hold_what_figures_have_to_stand(raw: Raw) -> None:
    states = Counter(leg.state for leg in raw.legs)
    assert states["transferred"]
    assert states["no_show"]
    assert states["cancelled"]
    assert states["finished"] > 20
    assert any(leg.state in ("expired", "carried_over", "left_over") for leg in raw.legs)
    assert any(leg.row.get("away") for leg in raw.legs)
    assert sum(bool(leg.asked) for leg in raw.everything) > 1, "time that visitors asked for"
    assert any(leg.entered.astimezone(raw.zone).hour < 2 for leg in raw.legs), "nights"
    kinds = Counter(entry.kind for entry in raw.store.changes(0, 10**9))
    assert kinds["undo"] > 5
    assert kinds["clock_jumped"] + kinds["clock_followed"]
    assert sum(raw.overtakes.values())


def test_the_whole_hall(raw: Raw, figures: PeriodFigures) -> None:
    raw.expect(figures.whole, raw.legs)


def test_by_service_hour_and_business_day(raw: Raw, figures: PeriodFigures) -> None:
    assert set(figures.by_service) == {leg.service for leg in raw.legs}
    for service, shown in figures.by_service.items():
        raw.expect(shown, [leg for leg in raw.legs if leg.service == service])
    assert set(figures.by_hour) == {leg.entered.astimezone(raw.zone).hour for leg in raw.legs}
    for hour, shown in figures.by_hour.items():
        raw.expect(shown, [leg for leg in raw.legs if leg.entered.astimezone(raw.zone).hour == hour])
    assert set(figures.by_day) == {raw.day_of(leg.entered) for leg in raw.legs}
    for day, shown in figures.by_day.items():
        raw.expect(shown, [leg for leg in raw.legs if raw.day_of(leg.entered) == day])
    assert set(figures.by_month) == {raw.day_of(leg.entered).replace(day=1) for leg in raw.legs}
    for month, shown in figures.by_month.items():
        raw.expect(shown, [leg for leg in raw.legs if raw.day_of(leg.entered).replace(day=1) == month])


def test_a_day_alone_is_the_day_of_the_period(raw: Raw, figures: PeriodFigures) -> None:
    for day, shown in figures.by_day.items():
        assert raw.store.reports.day(day) == (day, shown)
        assert raw.store.hall_day(day).waits == shown["waits"]


SETTLED = {"expired", "still_open", "left_queue", "left_share"}
"""What somebody may still say of the visits that a day left over."""


@pytest.mark.parametrize("leftovers", ["ask", "carry_over"])
def test_a_week_later_the_figures_are_the_same(path: Path, leftovers: str) -> None:
    week = Week(str(path), "Europe/Berlin", time(4), date(2026, 3, 26), seed=8, leftovers=leftovers)
    week.run(days=3, acts=90)
    first, last = week.first, week.first + timedelta(days=2)
    store = week.store
    week.machine.pass_time(days=1)
    soon = store.reports.period(first, last)
    assert soon.whole["left_uncalled"]
    week.machine.pass_time(days=7)
    late = store.reports.period(first, last)
    assert {key: late.whole[key] for key in late.whole.values.keys() - SETTLED} == {
        key: soon.whole[key] for key in soon.whole.values.keys() - SETTLED
    }
    assert late.told == soon.told
    store.close()


def test_arrivals_by_weekday_and_hour(raw: Raw, figures: PeriodFigures) -> None:
    came = Counter(
        (raw.day_of(leg.entered).weekday(), leg.entered.astimezone(raw.zone).hour)
        for leg in raw.legs
        if leg.number == 1
    )
    assert figures.arrivals == came
    assert sum(figures.arrivals.values()) == figures.whole["issued"]
    assert figures.weekdays == Counter(day.weekday() for day in figures.by_day)


def test_overtakes_are_those_that_the_visitor_is_told(raw: Raw) -> None:
    told = 0
    for leg in raw.legs:
        if leg.last and leg.row.get("for_counter") is None and leg.gone is not None:
            other_days = any(
                other.day != leg.day and leg.entered < other.entered < leg.gone for other in raw.everything
            )
            if not other_days:
                told += raw.overtakes[leg.ticket, leg.number]
                assert raw.store.overtakes(leg.ticket).total == raw.overtakes[leg.ticket, leg.number]
    assert told


@pytest.mark.parametrize(("later", "overtaken"), [(0, 0), (1, 1)])
def test_who_is_called_in_the_same_moment_is_not_overtaken(path: Path, later: int, overtaken: int) -> None:
    now = [MORNING]
    store = open_store(path, HALL, clock=lambda: now[0])
    first = store.issue("A")
    now[0] += timedelta(minutes=1)
    second = store.issue("A")
    now[0] += timedelta(minutes=1)
    store.call(second.id, ANN)
    now[0] += timedelta(seconds=later)
    store.call(first.id, CAI)
    _, figures = store.reports.day(None)
    assert figures["overtakes"] == overtaken == store.overtakes(first.id).total
    store.close()


def test_who_was_overtaken_yesterday_does_not_change_with_what_counters_give_today(store: Store, clock: Clock) -> None:
    store.directing.move_counter(2, ("A", "B"), Post(NO_COUNTER, "lead"), seen=("B",))
    first, second = store.issue("A"), store.issue("B")
    store.call(second.id, BOB)
    store.finish(second.id, BOB)
    store.cancel(first.token)
    clock.turn(days=1)
    yesterday = store.business_day() - timedelta(days=1)
    assert store.reports.day(yesterday)[1]["overtakes"] == 1
    store.directing.move_counter(2, ("C", "B"), Post(NO_COUNTER, "lead"), seen=("B",))
    assert store.reports.day(yesterday)[1]["overtakes"] == 1
    assert store.reports.period(yesterday, yesterday).whole["overtakes"] == 1


def test_counters_open_and_serving_by_half_hour(raw: Raw, figures: PeriodFigures) -> None:
    """The half hours of the curve add up to the hours of the table that is exported."""
    hours = [row for page in raw.store.tables.pages("counters", raw.since, raw.until) for row in page]
    days = {day for _, _, day, opened, *_ in hours if opened}
    assert figures.staffing.days == len(days)
    open_, serving, length = ([0.0] * 24 for _ in range(3))
    for at, _, _, opened, _, _, served, *_ in hours:
        hour = naive.at(at).astimezone(raw.zone).hour
        open_[hour] += opened
        serving[hour] += served
    for day in days:
        begin, end = naive.day_bounds(date.fromisoformat(day), raw.zone, raw.cutover)
        while begin < min(end, raw.now):
            length[begin.astimezone(raw.zone).hour] += 60
            begin += timedelta(minutes=1)
    for hour in range(24):
        if length[hour]:
            shown = (
                sum(curve[2 * hour : 2 * hour + 2]) / 2 for curve in (figures.staffing.open, figures.staffing.serving)
            )
            assert tuple(shown) == pytest.approx((open_[hour] / length[hour], serving[hour] / length[hour])), hour


@pytest.mark.parametrize(("zone", "day"), [("Europe/Berlin", 23), ("Europe/Berlin", 25), ("Asia/Kathmandu", 24)])
def test_half_hours_of_any_day(zone: str, day: int) -> None:
    berlin = {23: date(2026, 3, 29), 24: date(2026, 3, 2), 25: date(2026, 10, 25)}[day]
    begin, end = naive.day_bounds(berlin, ZoneInfo(zone), time(0, 10))
    cut = list(half_hours(begin, end, ZoneInfo(zone)))
    assert sum(length for _, length in cut) == day * 3600
    assert {slot for slot, _ in cut} == set(range(48)) - ({4, 5} if day == 23 else set())
    assert sum(length for slot, length in cut if slot == 4) == {23: 0, 24: 1800, 25: 3600}[day]


def test_what_was_told_of_waits(raw: Raw, figures: PeriodFigures) -> None:
    expected = naive.told_figures(raw.rows, raw.everything, raw.since, raw.until, raw.now)
    assert set(figures.told.values) == set(expected)
    assert expected["told_scored"] > 10
    for key, value in expected.items():
        assert figures.told[key] == (value if value is None else pytest.approx(value, abs=1e-3)), key


def test_ratings(raw: Raw, figures: PeriodFigures) -> None:
    given_stars = [
        row["stars"]
        for (subject, _), row in raw.rows.items()
        if subject == "rating" and raw.first <= raw.day_of(naive.moment(row["at"]) or raw.now) <= raw.last
    ]
    assert figures.ratings["ratings"] == len(given_stars)
    assert [figures.ratings[f"rating_{stars}"] for stars in range(1, 6)] == [
        given_stars.count(stars) for stars in range(1, 6)
    ]
    if given_stars:
        assert figures.ratings["rating_mean"] == pytest.approx(sum(given_stars) / len(given_stars))


@given(
    st.lists(st.integers(0, 400), max_size=40),
    st.lists(st.integers(0, 400), max_size=40),
    st.sampled_from([50, 80, 90]),
)
def test_ranks_of_any_spans(called: list[int], bounds: list[int], percent: int) -> None:
    reached, cut_off = Distribution(called), Distribution(bounds)
    assert reached.rank(percent) == naive.nearest_rank(called, percent)
    assert survival_rank(reached, cut_off, percent) == naive.survival(called, bounds, percent)
    if not bounds:
        assert survival_rank(reached, cut_off, percent) == reached.rank(percent), "nobody left: the plain percentile"


@given(st.lists(st.floats(0, 5000), min_size=1), st.integers(0, 80))
def test_rounding_up_loses_nothing_that_is_asked(spans: list[float], minutes: int) -> None:
    counted = Distribution(spans)
    assert counted.within(60 * minutes) == sum(span <= 60 * minutes for span in spans)


def test_every_metric_is_defined_once() -> None:
    metrics = [*LEG_METRICS, *TOLD_METRICS, *RATING_METRICS]
    keys = [metric.key for metric in metrics]
    assert len(keys) == len(set(keys))
    for metric in metrics:
        assert metric.definition.endswith(".")
        assert not metric.of or metric.of in keys
        assert metric.of or metric.least == 1
        assert metric.of or metric.unit != "share", "a share says of what"


def test_a_figure_of_too_few_says_so(store: Store) -> None:
    _, empty = store.reports.day(None)
    by_key = {metric.key: metric for metric in LEG_METRICS}
    assert empty["wait_p90"] is None
    assert not empty.enough(by_key["wait_p90"])
    assert empty.enough(by_key["waits"])
    few = Figures({"called": 19, "wait_p90": 60})
    assert not few.enough(by_key["wait_p90"])
    assert Figures({"called": 20, "wait_p90": 60}).enough(by_key["wait_p90"])


def test_a_period_without_anybody_is_all_nothing(store: Store) -> None:
    figures = store.reports.period(date(2020, 1, 1), date(2020, 1, 31))
    assert figures.by_day == figures.by_service == figures.arrivals == {}
    assert (figures.whole["waits"], figures.whole["wait_median"], figures.staffing.days) == (0, None, 0)
