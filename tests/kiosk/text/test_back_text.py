"""When a paused counter serves again: reading it, and saying it to staff and visitors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from stations import CONFIG

from kiosk.text.coming_back import BadClock, back_text, full_minute, read_back, returns_text
from kiosk.words import load_words
from queue_store import CounterStatus

NOW = datetime(2026, 3, 3, 2, 0, 30, tzinfo=UTC)
"""Half a minute past ten in the hall."""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10:20", "03-03 10:20"),
        (" 1020 ", "03-03 10:20"),
        ("10：20", "03-03 10:20"),
        ("9:30", "03-03 09:30"),
        ("930", "03-03 09:30"),
        ("23:59", "03-03 23:59"),
        ("0:30", "03-04 00:30"),
        ("05:00", "03-03 05:00"),
    ],
)
def test_a_time_is_the_next_of_this_business_day_or_one_that_is_over(written: str, read: str) -> None:
    assert f"{read_back(written, CONFIG, NOW).astimezone(CONFIG.zone):%m-%d %H:%M}" == read


@pytest.mark.parametrize("written", ["", "soon", "25:00", "10:60", "10", "10:20:30", "１０:２０"])
def test_what_is_no_time_is_said(written: str) -> None:
    with pytest.raises(BadClock) as caught:
        read_back(written, CONFIG, NOW)
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert "10:20" in caught.value.sentence(load_words(language))


def test_minutes_are_rounded_up_to_what_clocks_show() -> None:
    assert full_minute(NOW) == NOW + timedelta(seconds=30)
    assert full_minute(NOW.replace(second=0)) == NOW.replace(second=0)


def paused(number: int, minutes: float | None) -> CounterStatus:
    back = None if minutes is None else NOW.replace(second=0) + timedelta(minutes=minutes)
    return CounterStatus(number, "c", "paused", NOW, None, back_at=back)


def test_the_staff_is_told_that_somebody_is_late() -> None:
    words = load_words("en")
    assert back_text(CONFIG, words, paused(3, None), NOW) == ""
    assert back_text(CONFIG, words, paused(3, 20), NOW) == "back at 10:20"
    assert back_text(CONFIG, words, paused(3, 0), NOW) == "back at 10:00"
    assert back_text(CONFIG, words, paused(3, -5), NOW) == "was to be back at 09:55, 5 min ago"


def test_visitors_are_told_what_is_to_come_the_soonest_first() -> None:
    counters = [paused(5, 30), paused(3, 20), paused(4, -1), paused(2, None)]
    said = [returns_text(CONFIG, load_words(language), counters, NOW) for language in ("zh-Hans", "zh-Hant", "en")]
    assert said == [
        "3 号窗口 10:20 恢复服务；5 号窗口 10:30 恢复服务。",
        "3 號櫃檯 10:20 恢復服務；5 號櫃檯 10:30 恢復服務。",
        "Counter 3 is back at 10:20; counter 5 is back at 10:30.",
    ]
    assert returns_text(CONFIG, load_words("en"), [paused(4, -1)], NOW) == ""
