"""Services of certain days: the manager's days, working days only, and years whose holidays are unknown (R29)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from stations import HALL

from kiosk.hall import HallConfig, parse_hall
from kiosk.text.days import service_day_text
from kiosk.words import load_words


@pytest.fixture
def config() -> HallConfig:
    text = HALL.replace("month_days = [10, 25]", "month_days = [10, 25]\nworking_days_only = true")
    return parse_hall(text, Path("/nowhere/hall.toml"))


def test_not_on_a_weekend_or_holiday(config: HallConfig) -> None:
    assert config.service_open_on("M", date(2026, 3, 10))
    assert not config.service_open_on("M", date(2026, 1, 10))
    assert not config.service_open_on("M", date(2026, 9, 25))
    assert config.next_day_of("M", date(2026, 9, 11)) == date(2026, 10, 10)


def test_a_make_up_day_counts_as_a_working_day(config: HallConfig) -> None:
    every_day = config.model_copy(
        update={"services": tuple(s.model_copy(update={"month_days": ()}) for s in config.services)}
    )
    assert every_day.service_open_on("M", date(2026, 5, 9))


def test_an_unpublished_year_is_said_to_be_tentative(config: HallConfig) -> None:
    day = date(2033, 3, 10)
    assert config.service_open_on("M", day)
    assert not config.day_is_certain("M", day)
    assert "放假安排" in service_day_text(config, load_words("zh-Hans"), "M", day)
    assert "may change" in service_day_text(config, load_words("en"), "M", day)
    assert service_day_text(config, load_words("en"), "M", date(2026, 3, 10)) == "Tuesday 10 March"
    assert config.day_is_certain("A", day)


def test_visitors_are_called_in_calling_hours_of_working_days(config: HallConfig) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=config.zone).astimezone(UTC)

    assert config.may_call_out(at("2026-03-03T09:00"))
    assert not config.may_call_out(at("2026-03-03T12:30"))
    assert not config.may_call_out(at("2026-03-03T20:00"))
    assert not config.may_call_out(at("2026-05-01T10:00"))
    assert f"{config.next_calling_time(at('2026-03-03T12:30')):%m-%d %H:%M}" == "03-03 14:00"
    assert f"{config.next_calling_time(at('2026-04-30T20:00')):%m-%d %H:%M}" == "05-06 09:00"
