"""One wording for a range of wait wherever it is told, and for a service that the hall dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from stations import HALL

from kiosk.hall import parse_hall
from kiosk.text.opening import not_today_text
from kiosk.text.services import materials_in, materials_text, priority_name, service_name, zone_text
from kiosk.text.waits import place_text, told_text, wait_text
from kiosk.words import load_words
from queue_store import Estimate

CONFIG = parse_hall(HALL, Path("/nowhere/hall.toml"))


@pytest.mark.parametrize(
    ("low", "high", "english", "chinese"),
    [
        (None, None, "cannot say yet", "暂时说不准"),
        (0, 0, "up to 1 min", "1 分钟以内"),
        (30, 250, "up to 5 min", "5 分钟以内"),
        (240, 240, "about 4 min", "4 分钟左右"),
        (245, 299, "4 to 5 min", "4 到 5 分钟"),
        (600, 1500, "10 to 25 min", "10 到 25 分钟"),
    ],
)
def test_a_range_of_wait(low: int | None, high: int | None, english: str, chinese: str) -> None:
    spans = [None if each is None else timedelta(seconds=each) for each in (low, high)]
    assert wait_text(load_words("en"), *spans) == english
    assert wait_text(load_words("zh-Hans"), *spans) == chinese


def test_one_wording_everywhere() -> None:
    """No catalogue of a single way in has a range of its own."""
    for language in ("zh-Hans", "zh-Hant", "en"):
        words = load_words(language)
        own = [
            key for key, text in words.texts.items() if "{low}" in text and not key.startswith(("errors.", "report."))
        ]
        assert own == ["common.wait.range"]


def test_a_service_that_was_dropped_goes_by_its_code() -> None:
    assert service_name(CONFIG, "A", "en") == "New account"
    assert service_name(CONFIG, "X", "en") == "X"
    assert priority_name(CONFIG, "king", "en") == "king"
    assert zone_text(CONFIG, "A", "en") == "East side"
    assert zone_text(CONFIG, "X", "en") == ""
    assert materials_text(CONFIG, "X", "en") == []
    assert materials_in(CONFIG, "X", ["身份证"], "en") == ["身份证"]
    assert materials_in(CONFIG, "A", ["身份证", "别的"], "en") == ["Identity card", "别的"]
    assert not CONFIG.service_open_on("X", date(2026, 3, 3))
    assert not_today_text(CONFIG, load_words("en"), "X", date(2026, 3, 3)) == "Not available today"


def estimate(**known: object) -> Estimate:
    """A wait of 20 to 50 minutes at ten o'clock, five ahead."""
    at = datetime(2026, 3, 3, 2, tzinfo=UTC)
    told = Estimate(timedelta(minutes=20), timedelta(minutes=50), 5, 1, "drain", at, centre=timedelta(minutes=30))
    return replace(told, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "english", "chinese"),
    [
        ({}, "5 people are ahead of you", "您前面还有 5 位"),
        ({"ahead": 1}, "1 person is ahead of you", "您前面还有 1 位"),
        ({"ahead": 0, "next": True, "sure": True}, "You are next", "下一位就是您"),
        ({"ahead": 0}, "Soon your turn", "快到您了"),
        ({"ahead": 0, "counters": 0}, "Nobody is ahead of you", "您前面没有人"),
    ],
)
def test_a_place_is_next_only_where_that_is_certain(known: dict[str, object], english: str, chinese: str) -> None:
    assert place_text(load_words("en"), estimate(**known)) == english
    assert place_text(load_words("zh-Hans"), estimate(**known)) == chinese


LATE = {
    "en": (
        "5 people are ahead of you, expected wait 20 to 50 min. ",
        "Fewer counters are open, so it takes longer than we said. We may not reach you before we close at 17:30",
    ),
    "zh-Hans": (
        "您前面还有 5 位，预计等候 20 到 50 分钟。",
        "开着的窗口少了，比刚才说的要久。17:30 闭厅前可能轮不到您",
    ),
    "zh-Hant": (
        "您前面還有 5 位，預計等候 20 到 50 分鐘。",
        "開著的櫃檯少了，比剛才說的要久。17:30 關廳前可能輪不到您",
    ),
}


@pytest.mark.parametrize("language", LATE)
def test_why_and_closing_go_with_the_range(language: str) -> None:
    late = estimate(because="fewer_counters", closes_at=datetime(2026, 3, 3, 9, 30, tzinfo=UTC))
    assert told_text(load_words(language), late, CONFIG.zone) == "".join(LATE[language])
