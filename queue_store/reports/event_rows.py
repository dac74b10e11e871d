"""Events: every entry of the hall's log, without what it held, in the one order of everything that happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from queue_store.clock import to_text
from queue_store.ledger import Ledger
from queue_store.reports.stretches import log_span
from queue_store.reports.windows import PAGE

COLUMNS = (
    "seq", "act", "at", "kind", "subject", "visit", "label", "service", "counter", "clerk", "undoes", "undone",
)  # fmt: skip
"""`subject` is the table that changed, empty for a note that changed nothing."""

_QUERY = """
SELECT e.seq, e.act, e.at, e.kind, e.subject, e.ticket_id, t.label, e.service, e.counter, e.clerk, e.undoes,
    EXISTS (SELECT 1 FROM log AS u WHERE u.hall = e.hall AND u.undoes = e.seq)
FROM log AS e LEFT JOIN ticket AS t ON t.hall = e.hall AND t.id = e.ticket_id
WHERE e.hall = ? AND e.seq > ? AND e.seq <= ? AND e.at >= ? AND e.at < ? ORDER BY e.seq LIMIT ?
"""


def pages(ledger: Ledger, since: datetime, until: datetime) -> Iterator[list[tuple[Any, ...]]]:
    """Entries written in [since, until)."""
    low, high = to_text(since), to_text(until)
    with ledger.look() as look:
        after, last = log_span(look, low, high)
    rows: list[tuple[Any, ...]] = []
    while True:
        with ledger.look() as look:
            rows = look.rows(_QUERY, (look.hall, after, last, low, high, PAGE))
        if rows:
            yield rows
        if len(rows) < PAGE:
            return
        after = rows[-1][0]
