"""The wait log as flat records: one per time a visitor queued."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.export.local import local_text

if TYPE_CHECKING:
    from queue_store import WaitRow

WAIT_COLUMNS = (
    "label",
    "leg",
    "service",
    "business_day",
    "state",
    "entered_at",
    "called_at",
    "last_called_at",
    "started_at",
    "ended_at",
    "wait_first_call",
    "wait_last_call",
    "wait_start",
    "lower_bound",
    "limit",
    "over_limit",
    "apology_due",
    "apology_said",
    "apology_said_at",
    "outcome",
    "reason",
    "counter",
    "clerk",
    "responsible",
    "priority",
    "errands",
    "calls",
    "returning",
    "away",
    "time_zone",
)
"""Columns in their order; `kiosk export waits --help` explains each. New ones are added at the end."""


def wait_record(row: WaitRow, zone: ZoneInfo) -> dict[str, object]:
    """Return a wait with local times and plain values."""
    return {
        "label": row.label,
        "leg": row.leg,
        "service": row.service,
        "business_day": row.business_day.isoformat(),
        "state": row.state,
        "entered_at": local_text(row.entered_at, zone, fine=True),
        "called_at": local_text(row.called_at, zone, fine=True),
        "last_called_at": local_text(row.last_called_at, zone, fine=True),
        "started_at": local_text(row.started_at, zone, fine=True),
        "ended_at": local_text(row.ended_at, zone, fine=True),
        "wait_first_call": _seconds(row.wait_first_call),
        "wait_last_call": _seconds(row.wait_last_call),
        "wait_start": _seconds(row.wait_start),
        "lower_bound": row.lower_bound,
        "limit": _seconds(row.limit),
        "over_limit": row.over_limit,
        "apology_due": row.apology_due,
        "apology_said": row.apology_said_at is not None,
        "apology_said_at": local_text(row.apology_said_at, zone, fine=True),
        "outcome": row.outcome.value if row.outcome is not None else None,
        "reason": row.reason,
        "counter": row.counter,
        "clerk": row.clerk,
        "responsible": row.responsible,
        "priority": row.priority,
        "errands": row.errands,
        "calls": row.calls,
        "returning": row.returning,
        "away": _seconds(row.away),
        "time_zone": zone.key,
    }


def _seconds(value: float | None) -> int | float | None:
    """Keep milliseconds, and whole seconds whole."""
    if value is None:
        return None
    rounded = round(value, 3)
    return int(rounded) if rounded == int(rounded) else rounded
