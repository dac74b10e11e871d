"""When the hall opens, in words, and why a service is not given just now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.hall import HallConfig, opening
from kiosk.text.days import day_text, service_day_text
from kiosk.text.week import week_text
from kiosk.words import Words


def closed_text(config: HallConfig, words: Words, now: datetime) -> str:
    """Say that the hall is closed and when it opens; empty while it is open."""
    found = opening(config, now)
    if found.now:
        return ""
    if (opens := found.next) is None:
        return words("common.opening.never")
    local = now.astimezone(config.zone)
    later = (opens.date() - local.date()) // timedelta(days=1)
    key = ("today", "tomorrow")[later] if later < 2 else "day"
    when = words(f"common.opening.{key}", clock=f"{opens:%H:%M}", day=day_text(words, opens.date()))
    closing_day = config.closing_day(local.date())
    if closing_day and closing_day.names:
        return words("common.opening.closed_day", when=when, name=closing_day.names.say(words.language))
    if config.timetable.is_holiday(local.date()):
        return words("common.opening.holiday", when=when)
    return words("common.opening.closed", when=when)


def hours_text(config: HallConfig, words: Words) -> str:
    """Say the opening hours; days in the week that are alike are said together."""
    return week_text(words, config.hours.week)


def not_today_text(config: HallConfig, words: Words, code: str, today: date) -> str:
    """Say that a service is not given today, and when it is (R29); empty when it is given."""
    if config.service_open_on(code, today):
        return ""
    later = config.next_day_of(code, today)
    if later is None:
        return words("common.opening.not_today_never")
    return words("common.opening.not_today", day=service_day_text(config, words, code, later))
