"""The day on which a service is given next, in words (R29)."""

from __future__ import annotations

from datetime import date

from kiosk.hall import HallConfig
from kiosk.words import Words


def day_said(config: HallConfig, words: Words, code: str, day: date) -> str:
    """Say the day; with a remark while that year's holidays are not published and so it may still change."""
    if config.day_is_certain(code, day):
        return day.isoformat()
    return words("common.day_tentative", day=day.isoformat(), year=day.year)
