"""What is known of the rest of the day: who is back when, breaks, closing time."""

from __future__ import annotations

from datetime import datetime

from queue_store.acts import Look
from queue_store.forecast.floor import NOTHING_PLANNED, Plan


def known_future(look: Look, at: float) -> Plan:
    """Absences and openings that are known at a moment of the day, given in seconds since 1970."""
    return NOTHING_PLANNED


def closing_time(look: Look) -> datetime | None:
    """When the hall closes for the day; None where it does not, or is closed already."""
    return None
