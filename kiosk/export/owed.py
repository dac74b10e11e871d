"""What the hall owes as flat records."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.export.local import local_text

if TYPE_CHECKING:
    from queue_store import Owed

OWED_COLUMNS = (
    "id",
    "kind",
    "state",
    "what",
    "whom",
    "due",
    "overdue",
    "made_at",
    "settled_at",
    "note",
    "counter",
    "clerk",
    "settled_by",
    "time_zone",
)
"""Columns in their order. New ones are added at the end."""


def owed_record(owed: Owed, now: datetime, zone: ZoneInfo) -> dict[str, object]:
    """Return something owed with local times and plain values."""
    return {
        "id": owed.id,
        "kind": owed.kind.value,
        "state": owed.state.value,
        "what": owed.what,
        "whom": owed.whom,
        "due": local_text(owed.due, zone),
        "overdue": owed.overdue(now),
        "made_at": local_text(owed.made_at, zone),
        "settled_at": local_text(owed.settled_at, zone),
        "note": owed.note,
        "counter": owed.counter,
        "clerk": owed.clerk,
        "settled_by": owed.settled_by,
        "time_zone": zone.key,
    }
