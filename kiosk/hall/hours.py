"""Whether the hall is open, and when it opens next: the one answer for screens, pages and commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.hall.config import HallConfig


@dataclass(frozen=True, slots=True)
class Opening:
    """How the hall stands at one moment."""

    now: bool
    """It is open."""
    next: datetime | None
    """Local time at which it opens next; None while it is open, and when it does not open again."""
    today: bool
    """It is open, or opens again on the same day."""


def opening(config: HallConfig, moment: datetime) -> Opening:
    """Tell whether the hall is open at this aware time, and when it opens next."""
    opens = config.timetable.next_opening(moment)
    if opens is None:
        return Opening(now=False, next=None, today=False)
    if opens == moment:
        return Opening(now=True, next=None, today=True)
    local = opens.astimezone(config.zone)
    return Opening(now=False, next=local, today=local.date() == moment.astimezone(config.zone).date())
