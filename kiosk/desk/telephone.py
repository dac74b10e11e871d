"""Telephone calls as the desk counts them: rings, minutes, three of them at most (R31-R35)."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.hall import HallConfig
from queue_store import PhoneCall

RINGS = 3
"""Rings within which a call is answered; past them an apology leads (R32)."""

THREE_MINUTES = timedelta(minutes=3)


def rings(call: PhoneCall, config: HallConfig, now: datetime) -> int:
    """How often a call has rung by now; the first ring counts at once."""
    return max(0, int((now - call.opened_at) / config.phone.ring)) + 1


def is_ringing(call: PhoneCall) -> bool:
    """Whether a call that came in was not answered yet."""
    return call.answered_at is None and not call.outbound


def talked(call: PhoneCall, now: datetime) -> timedelta:
    """How long a call has lasted."""
    return max(timedelta(), now - (call.answered_at or call.opened_at))
