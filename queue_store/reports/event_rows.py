"""Events: every entry of the hall's log, without what it held, in the one order of everything that happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from queue_store.acts import Look
from queue_store.clock import MICROSECOND, from_text, to_text
from queue_store.ledger import Ledger
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


def log_span(look: Look, since: str, until: str) -> tuple[int, int]:
    """Places in the log after the first of which, and up to the second, all entries of a period stand.

    Days that ended are the milestones; where the hall's time was ever put back they say nothing, and all is read.
    """
    last = look.row("SELECT seq FROM log WHERE hall = ? ORDER BY seq DESC LIMIT 1", (look.hall,))
    end = 0 if last is None else int(last[0])
    if _first_put_back(look) is not None:
        return 0, end
    day_ended = "FROM log WHERE hall = ? AND subject = '' AND kind = 'day_ended'"
    before = look.row(f"SELECT max(seq) {day_ended} AND at < ?", (look.hall, since))
    after = look.row(f"SELECT min(seq) {day_ended} AND at >= ?", (look.hall, until))
    return (before and before[0]) or 0, (after and after[0]) or end


def first_time(look: Look) -> datetime:
    """A time before which no entry was written."""
    found = look.row("SELECT at FROM log WHERE hall = ? ORDER BY seq LIMIT 1", (look.hall,))
    times = [to_text(look.now) if found is None else str(found[0]), _first_put_back(look)]
    return min(from_text(text) for text in times if text is not None) - MICROSECOND


def _first_put_back(look: Look) -> str | None:
    """The earliest time to which the hall's time was ever put."""
    found = look.row(
        "SELECT min(at) FROM log WHERE hall = ? AND subject = '' AND kind = 'clock_followed'", (look.hall,)
    )
    return None if found is None else found[0]
