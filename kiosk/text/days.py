"""Days in words."""

from __future__ import annotations

from datetime import date

from kiosk.hall import HallConfig
from kiosk.hall.values import WEEKDAYS
from kiosk.words import Words


def day_text(words: Words, day: date) -> str:
    """Say a day as people do: month, day and weekday; what is told lies within a year."""
    return words(
        "common.day",
        weekday=words(f"common.weekday.{WEEKDAYS[day.weekday()]}"),
        day=day.day,
        name=words("common.month.names").split()[day.month - 1],
    )


def month_days_text(config: HallConfig, words: Words) -> str:
    """Say on which days of every month the one service with such days is given (R29); empty unless there is one."""
    found = [each.month_days for each in config.services if each.month_days]
    if len(found) != 1:
        return ""
    ordinals = words("common.month.days").split()
    named = [ordinals[day - 1] for day in sorted(found[0])]
    said = words("common.month.last").join(filter(None, [words("common.month.separator").join(named[:-1]), named[-1]]))
    return words("common.month.phrase", days=said)


def service_day_text(config: HallConfig, words: Words, code: str, day: date) -> str:
    """Say on which day a service is given next (R29), and that it may change while its holidays are not published."""
    if config.day_is_certain(code, day):
        return day_text(words, day)
    if not config.calendar.known:
        return words("common.day_unchecked", day=day_text(words, day))
    return words("common.day_tentative", day=day_text(words, day), year=day.year)
