"""Whether the hall is open and when it opens next: one answer for everything that asks."""

from datetime import datetime
from pathlib import Path

import pytest

from kiosk.cli.session import copy_example
from kiosk.hall import HallConfig, Hours, load_hall, opening
from kiosk.text.opening import closed_text, not_today_text
from kiosk.words import load_words

WORDS = load_words("zh-Hans")


@pytest.fixture
def config(tmp_path: Path) -> HallConfig:
    return load_hall(copy_example(tmp_path))


@pytest.mark.parametrize(
    ("when", "opens", "said"),
    [
        ("2026-03-03 08:00", "2026-03-03 08:30", "现在不在服务时间，今天 08:30 开门"),
        ("2026-03-03 12:00", "2026-03-03 13:30", "现在不在服务时间，今天 13:30 开门"),
        ("2026-03-03 17:30", "2026-03-04 08:30", "现在不在服务时间，明天 08:30 开门"),
        ("2026-03-07 12:00", "2026-03-09 08:30", "现在不在服务时间，3月9日（星期一） 08:30 开门"),
        ("2026-03-03 08:30", None, ""),
        ("2026-03-07 11:59", None, ""),
    ],
)
def test_the_next_opening(config: HallConfig, when: str, opens: str | None, said: str) -> None:
    moment = datetime.fromisoformat(when).replace(tzinfo=config.zone)
    found = opening(config, moment)
    assert found.now is (opens is None)
    assert found.next == (datetime.fromisoformat(opens).replace(tzinfo=config.zone) if opens else None)
    assert found.today is (opens is None or opens[:10] == when[:10])
    assert closed_text(config, WORDS, moment) == said


def test_a_hall_open_on_one_day_only_opens_again_in_a_week(config: HallConfig) -> None:
    weekly = config.model_copy(update={"hours": Hours.model_validate({"tue": ["09:00-10:00"]})})
    later = datetime(2026, 3, 3, 10, tzinfo=config.zone)
    assert opening(weekly, later).next == datetime(2026, 3, 10, 9, tzinfo=config.zone)


def test_a_hall_without_hours_is_always_open(config: HallConfig) -> None:
    always = config.model_copy(update={"hours": Hours()})
    assert opening(always, datetime(2026, 3, 8, 3, tzinfo=config.zone)).now


def test_a_service_of_certain_days_says_when(config: HallConfig) -> None:
    assert not_today_text(config, WORDS, "M", datetime(2026, 3, 3).date()) == "今天不办，最近是3月10日（星期二）"
    assert not_today_text(config, WORDS, "M", datetime(2026, 3, 10).date()) == ""
