"""What else happened in the hall, written down: a readiness check, a line shown, an export."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from queue_store.acts import Look
from queue_store.clock import from_text, to_text
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.typed import NAME_LENGTH, clean, clean_data, program_id


@dataclass(frozen=True, slots=True)
class JournalRow:
    """Something that happened in the hall but changed nothing in it; never changed."""

    id: int
    """Its place in the hall's log."""
    at: datetime
    kind: str
    counter: int | None
    clerk: str | None
    data: Mapping[str, object]


class Journal:
    """Notes in the hall's log. They are kept for good, so no free text about people belongs in them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def record(self, post: Post | None, kind: str, data: Mapping[str, object]) -> int:
        """Write down something that happened; returns its place in the log. Texts in `data` are cleaned."""
        kept = {clean(name, NAME_LENGTH): clean_data(value) for name, value in data.items()}
        with self._ledger.act(post) as act:
            return act.note(program_id(kind), kept)

    def rows(self, since: datetime, until: datetime, kind: str | None = None) -> list[JournalRow]:
        """Notes of [since, until), in the order in which they were made."""
        with self._ledger.look() as look:
            return notes(look, since, until, kind)


def notes(look: Look, since: datetime, until: datetime, kind: str | None = None) -> list[JournalRow]:
    """Notes of [since, until), in the order in which they were made."""
    condition, values = ("", ()) if kind is None else (" AND kind = ?", (kind,))
    found = look.rows(
        "SELECT seq, at, kind, counter, clerk, changes FROM log "
        f"WHERE hall = ? AND subject = '' AND at >= ? AND at < ?{condition} ORDER BY seq",
        (look.hall, to_text(since), to_text(until), *values),
    )
    return [
        JournalRow(number, from_text(at), name, counter, clerk, json.loads(data))
        for number, at, name, counter, clerk, data in found
    ]
