"""Telephone calls as flat records."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.export.local import local_text

if TYPE_CHECKING:
    from queue_store import PhoneCall

CALL_COLUMNS = (
    "id",
    "outbound",
    "opened_at",
    "answered_at",
    "ended_at",
    "rings",
    "apology_due",
    "talked",
    "left_open",
    "note",
    "counter",
    "clerk",
    "time_zone",
)
"""Columns in their order; `kiosk export calls --help` explains each. New ones are added at the end."""


def call_record(call: PhoneCall, zone: ZoneInfo) -> dict[str, object]:
    """Return a call with local times and plain values; a call that was left open has no length."""
    begun = call.opened_at if call.outbound else call.answered_at
    talked = None if begun is None or call.ended_at is None or call.left_open else call.ended_at - begun
    return {
        "id": call.id,
        "outbound": call.outbound,
        "opened_at": local_text(call.opened_at, zone),
        "answered_at": local_text(call.answered_at, zone),
        "ended_at": local_text(call.ended_at, zone),
        "rings": call.rings,
        "apology_due": call.apology_due,
        "talked": None if talked is None else round(talked.total_seconds()),
        "left_open": call.left_open,
        "note": call.note,
        "counter": call.counter,
        "clerk": call.clerk,
        "time_zone": zone.key,
    }
