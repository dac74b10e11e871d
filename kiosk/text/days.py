"""Days in words."""

from __future__ import annotations

from datetime import date

from kiosk.hall import HallConfig
from kiosk.words import Words


def day_text(words: Words, day: date) -> str:
    """Say a day as people do."""
    return words("promises.day", year=day.year, month=day.month, day=day.day)


def service_day_text(config: HallConfig, words: Words, code: str, day: date) -> str:
    """Say on which day a service is given next (R29), and that it may change while its holidays are not published."""
    if config.day_is_certain(code, day):
        return day.isoformat()
    if not config.calendar.known:
        return words("common.day_unchecked", day=day.isoformat())
    return words("common.day_tentative", day=day.isoformat(), year=day.year)
