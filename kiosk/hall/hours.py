"""Whether the hall is open, and when it opens next: the one answer for screens, pages and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.hall.config import HallConfig


@dataclass(frozen=True, slots=True)
class Opening:
    """How the hall stands at one moment."""

    now: bool
    """It is open."""
    next: datetime | None
    """Local time at which it opens next; None while it is open."""
    today: bool
    """It is open, or opens again on the same day."""


def opening(config: HallConfig, moment: datetime) -> Opening:
    """Tell whether the hall is open at this aware time, and when it opens next."""
    if config.open_at(moment):
        return Opening(now=True, next=None, today=True)
    local = moment.astimezone(config.zone)
    days = (local.date() + timedelta(days=later) for later in range(8))
    starts = (datetime.combine(day, span.start, config.zone) for day in days for span in config.hours.on(day.weekday()))
    opens = next(start for start in starts if start > local)
    return Opening(now=False, next=opens, today=opens.date() == local.date())
