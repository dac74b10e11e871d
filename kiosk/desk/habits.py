"""What a clerk uses most, learnt from the journal: recent use counts for more than old use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from prompts import Moment
from queue_store import JournalRow

LINE_SHOWN = "line_shown"
"""Journal kind of a line that a clerk opened by hand."""

EXCHANGE_DONE = "exchange_done"
"""Journal kind of an exchange that was led to its last step."""

MEMORY = timedelta(days=30)
_HALVING = timedelta(days=7)
"""Time in which a use loses half of its weight."""


def weights(rows: Iterable[JournalRow], clerk: str, now: datetime) -> dict[str, float]:
    """Weight of each moment for one clerk."""
    found: dict[str, float] = {}
    for row in rows:
        moment = row.data.get("moment")
        if row.clerk == clerk and isinstance(moment, str):
            age = max(timedelta(), now - row.at)
            found[moment] = found.get(moment, 0.0) + 0.5 ** (age / _HALVING)
    return found


def by_use(moments: Sequence[Moment], weight: dict[str, float]) -> list[Moment]:
    """The moments, those with the most weight first; those never used keep the order of the script."""
    return sorted(moments, key=lambda moment: -weight.get(moment.id, 0.0))
