"""What is owed, as the desk says it: how it stands, when it is due, how much of it there is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kiosk.hall import HallConfig
from kiosk.text.days import day_text
from kiosk.text.due import closing
from kiosk.words import Words
from queue_store import Owed, OwedKind


def standing(owed: Owed, now: datetime) -> str:
    """How it stands at an hour of the hall's clock: `overdue`, `today`, `later`, or `note` when nothing is due."""
    if owed.due is None:
        return "note"
    if owed.overdue(now):
        return "overdue"
    return "today" if owed.due.astimezone(now.tzinfo).date() == now.date() else "later"


def due_text(words: Words, owed: Owed, now: datetime) -> str:
    """When it is due: the time today, else the day."""
    if owed.due is None:
        return ""
    due = owed.due.astimezone(now.tzinfo)
    return f"{due:%H:%M}" if due.date() == now.date() else f"{due:%m-%d %H:%M}"


def spoken_due(words: Words, due: datetime, now: datetime) -> str:
    """By when something is due, as a visitor is told, at an hour of the hall's clock: the time today, else the day."""
    local = due.astimezone(now.tzinfo)
    if local.date() == now.date():
        return words("promises.today_at", clock=f"{local:%H:%M}")
    return day_text(words, local.date())


def exact_due(words: Words, due: datetime, now: datetime) -> str:
    """The same with its time, as a clerk is told."""
    spoken, local = spoken_due(words, due, now), due.astimezone(now.tzinfo)
    return spoken if local.date() == now.date() else words("promises.day_at", day=spoken, clock=f"{local:%H:%M}")


def owed_counts(words: Words, owed: Iterable[Owed], now: datetime) -> str:
    """How many promises and cases are due today and overdue; empty when there are none."""
    stands = [standing(each, now) for each in owed if each.kind in {OwedKind.PROMISE, OwedKind.CASE}]
    today, overdue = stands.count("today"), stands.count("overdue")
    return words("promises.at_desk", today=today, overdue=overdue) if today or overdue else ""


def case_due(config: HallConfig, now: datetime) -> datetime:
    """By when a complaint that is taken up now is answered (R46)."""
    day = config.calendar.add_working_days(now.astimezone(config.zone).date(), config.limits.case_days)
    return datetime.combine(day, closing(config, day), config.zone)
