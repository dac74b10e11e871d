"""When something is due: dates, times, working days, holidays, and what is no day at all."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from stations import CONFIG

from kiosk.text.due import BadDue, Due, read_due
from kiosk.words import load_words

NOW = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
WORDS = load_words("zh-Hans")


def due(text: str, now: datetime = NOW) -> Due:
    return read_due(text, CONFIG, now)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-10", "2026-03-10 17:30"),
        ("2026年3月10日 15:00", "2026-03-10 15:00"),
        ("3-10 9:05", "2026-03-10 09:05"),
        ("16:30", "2026-03-03 16:30"),
        ("15 working days", "2026-03-24 17:30"),
        ("15个工作日", "2026-03-24 17:30"),
        ("15個工作日", "2026-03-24 17:30"),
        ("2天", "2026-03-05 17:30"),
        ("明天", "2026-03-04 17:30"),
        ("tomorrow 10：00", "2026-03-04 10:00"),
        ("1-5", "2027-01-05 17:30"),
        ("周三", "2026-03-04 17:30"),
        ("星期三 10:00", "2026-03-04 10:00"),
        ("週五", "2026-03-06 17:30"),
        ("礼拜天", "2026-03-08 17:30"),
        ("周二", "2026-03-10 17:30"),
        ("下周三", "2026-03-11 17:30"),
        ("下星期一", "2026-03-09 17:30"),
        ("本周四", "2026-03-05 17:30"),
        ("Wed", "2026-03-04 17:30"),
        ("Thursday 9:30", "2026-03-05 09:30"),
        ("next Fri", "2026-03-13 17:30"),
    ],
)
def test_readable(text: str, expected: str) -> None:
    assert f"{due(text).at:%Y-%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2026-02-30", "no_such_day"),
        ("13-01", "no_such_day"),
        ("", "empty"),
        ("soon", "unreadable"),
        ("0 天", "unreadable"),
        ("2026-03-01", "past"),
        ("08:00", "past"),
        ("2099-01-01", "far"),
        ("25:00", "unreadable"),
        ("本周一", "past"),
        ("周八", "unreadable"),
        ("wedding", "unreadable"),
    ],
)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_refused_in_one_sentence(text: str, key: str, language: str) -> None:
    with pytest.raises(BadDue) as caught:
        due(text)
    assert caught.value.key == key
    sentence = caught.value.sentence(load_words(language))
    assert "\n" not in sentence
    assert text in sentence


def test_a_holiday_names_the_next_working_day() -> None:
    found = due("2026-05-01")
    assert found.moved_to == date(2026, 5, 6)
    assert found.remarks(WORDS) == ["5月1日（星期五）放假，下一个工作日是5月6日（星期三）。"]


def test_working_days_pass_over_holidays_and_use_make_up_days() -> None:
    before_may = datetime(2026, 4, 29, 1, 0, tzinfo=UTC)
    assert due("3 working days", before_may).at.date() == date(2026, 5, 7)


def test_a_year_without_holidays_yet_says_so() -> None:
    found = due("2033-04-06")
    assert not found.certain
    assert "2033年的放假安排还没公布" in found.remarks(WORDS)[0]
    weekend = due("2033-04-09").remarks(WORDS)
    assert "4月9日（星期六）是周末" in weekend[0]
    assert "2033年" in weekend[1]


def test_counting_into_an_unpublished_year_says_so() -> None:
    december = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)
    assert not due("15 working days", december).certain
