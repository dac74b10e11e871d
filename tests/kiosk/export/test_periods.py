"""Periods as people write them: days, weeks and months of the hall, and the two days on which clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from kiosk.cli.root import cli
from kiosk.export import BadTime, Period, SkippedTime, read_period

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = date(2026, 11, 22)


def days(since: str, until: str, cutover: time = time(4)) -> Period:
    """From the first moment of a business day in Shanghai to the last one of another."""
    first, last = (datetime.combine(date.fromisoformat(day), cutover, SHANGHAI) for day in (since, until))
    return Period(first.astimezone(UTC), (last + timedelta(days=1)).astimezone(UTC))


HALF_PAST_EIGHT_TO_TEN = Period(datetime(2026, 11, 22, 0, 30, tzinfo=UTC), datetime(2026, 11, 22, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("since", "until", "period"),
    [
        (None, None, days("2026-11-22", "2026-11-22")),
        ("today", None, days("2026-11-22", "2026-11-22")),
        ("yesterday", None, days("2026-11-21", "2026-11-22")),
        ("yesterday", "yesterday", days("2026-11-21", "2026-11-21")),
        (None, "yesterday", days("2026-11-21", "2026-11-21")),
        ("2026-11-03", None, days("2026-11-03", "2026-11-22")),
        ("2026-W46", None, days("2026-11-09", "2026-11-15")),
        ("2026-w46", None, days("2026-11-09", "2026-11-15")),
        ("2026W46", None, days("2026-11-09", "2026-11-15")),
        ("2026-W53", None, days("2026-12-28", "2027-01-03")),
        ("2026-W46", "2026-W47", days("2026-11-09", "2026-11-22")),
        ("2026-W46", "today", days("2026-11-09", "2026-11-22")),
        ("2026-11", None, days("2026-11-01", "2026-11-30")),
        ("2024-02", None, days("2024-02-01", "2024-02-29")),
        ("2026-10", "2026-11-03", days("2026-10-01", "2026-11-03")),
        ("2026-11-22T08:30", "2026-11-22T02:00Z", HALF_PAST_EIGHT_TO_TEN),
    ],
)  # fmt: skip
def test_what_is_written_and_what_it_means(since: str | None, until: str | None, period: Period) -> None:
    assert read_period(since, until, SHANGHAI, time(4), SUNDAY) == period


@pytest.mark.parametrize("text", ["2026-13", "2026-W54", "2025-W53", "2026-02-30", "now", "", "9999-12-31"])
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(BadTime) as refused:
        read_period(text, text, SHANGHAI, time(4), SUNDAY)
    assert refused.value.args == (text,)


def test_days_on_which_clocks_change_are_as_long_as_they_were() -> None:
    spring = read_period("2026-03-29", "2026-03-29", BERLIN, time(), SUNDAY)
    autumn = read_period("2026-10-25", "2026-10-25", BERLIN, time(), SUNDAY)
    week = read_period("2026-W13", None, BERLIN, time(4), SUNDAY)
    lengths = [round((each.until - each.since).total_seconds() / 3600) for each in (spring, autumn, week)]
    assert lengths == [23, 25, 7 * 24 - 1]


def test_an_hour_that_there_was_twice_is_in_the_period_twice() -> None:
    twice = read_period("2026-10-25T02:00", "2026-10-25T02:59:59", BERLIN, time(), SUNDAY)
    assert twice == Period(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 1, 59, 59, tzinfo=UTC))


def test_an_hour_that_there_never_was_is_refused() -> None:
    with pytest.raises(SkippedTime):
        read_period("2026-03-29T02:30", None, BERLIN, time(), SUNDAY)


@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize(
    ("since", "until", "sentence"),
    [
        ("2026-02-30", "2026-03-01", "2026-02-30 is not a date or time. Write 2026-03-01, "),
        ("2026-03-02", "2026-03-01", "Nothing lies between 2026-03-02 and 2026-03-01. Write the earlier one first."),
        ("2026-W11", "2026-W10", "Nothing lies between 2026-W11 and 2026-W10."),
        ("2026-03-02T08:00", "2026-03-02T08:00", "Nothing lies between 2026-03-02T08:00 and 2026-03-02T08:00."),
    ],
)
def test_a_period_that_cannot_be_is_said(since: str, until: str, sentence: str) -> None:
    result = CliRunner().invoke(cli, ["export", "waits", "--since", since, "--until", until])
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)
    assert result.stdout == ""
