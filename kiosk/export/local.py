"""Times as reports write them: by the hall's clock, with its offset."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def local_text(moment: datetime | None, zone: ZoneInfo, *, fine: bool = False) -> str | None:
    """Write a time to the second, or to the millisecond where durations are taken from it."""
    if moment is None:
        return None
    return moment.astimezone(zone).isoformat(timespec="milliseconds" if fine else "seconds")
