"""What the hall owes as rows of the table `promises`, when they were chosen already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from queue_store import Owed


def owed_rows(found: Sequence[Owed], now: datetime, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows with the columns of the store's table, in their order."""
    return [tuple(_stored(owed, now)[column] for column in columns) for owed in found]


def _stored(owed: Owed, now: datetime) -> dict[str, Any]:
    return {
        "id": owed.id,
        "kind": owed.kind.value,
        "state": owed.state.value,
        "what": owed.what,
        "whom": owed.whom,
        "due": _text(owed.due),
        "made_at": _text(owed.made_at),
        "settled_at": _text(owed.settled_at),
        "note": owed.note,
        "counter": owed.counter,
        "clerk": owed.clerk,
        "settled_by": owed.settled_by,
        "visit": owed.ticket_id,
        "overdue": owed.overdue(now),
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
