"""Who looked up, printed or took out of the hall what names visitors (R41): written down before it is shown.

Kept for good, so it holds no name: which numbers or promises it was about, who did it, when, and why where that is
asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from queue_store.clock import from_text, to_text
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.typed import NAME_LENGTH, clean, program_id

LOOKED_UP = "looked_up"
"""Kind of the note on whoever saw names; `export` is that of an export."""

MOST_NAMED = 100
"""So many numbers are written down of one look; beyond that only how many there were."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One look at what names visitors."""

    at: datetime
    who: str
    """Id of the clerk, or the account on the PC where nobody signed in."""
    counter: int | None
    exported: bool
    """It left the hall as an export; else it was a list or a paper."""
    what: str
    """Which list or paper, such as `visitors`, or which export."""
    labels: tuple[str, ...]
    """The first numbers, or promises, that it named."""
    count: int
    """How many there were; 0 for an export, which is told by its period."""
    data: Mapping[str, object]
    """All that was noted, an export's period and format among it."""


class Lookups:
    """Notes on looks at names."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def note(self, what: str, labels: Sequence[str], *, post: Post | None = None, by: str = "") -> None:
        """Write down that somebody is about to see names: at a counter, or `by` where there is none."""
        kept = {"what": program_id(what), "labels": list(labels[:MOST_NAMED]), "count": len(labels)}
        with self._ledger.act(post) as act:
            act.note(LOOKED_UP, kept | ({} if post is not None else {"by": clean(by, NAME_LENGTH)}))

    def between(self, since: datetime, until: datetime) -> list[Lookup]:
        """Looks and exports of [since, until), oldest first."""
        with self._ledger.look() as look:
            found = look.rows(
                "SELECT at, kind, counter, clerk, changes FROM log WHERE hall = ? AND subject = '' "
                "AND kind IN (?, 'export') AND at >= ? AND at < ? ORDER BY seq",
                (look.hall, LOOKED_UP, to_text(since), to_text(until)),
            )
        return [_lookup(at, kind, counter, clerk, json.loads(changes)) for at, kind, counter, clerk, changes in found]


def _lookup(at: str, kind: str, counter: int | None, clerk: str | None, data: Mapping[str, object]) -> Lookup:
    labels = data.get("labels", [])
    named = tuple(str(label) for label in labels) if isinstance(labels, list) else ()
    count = data.get("count", 0)
    who = clerk or str(data.get("by", ""))
    return Lookup(
        from_text(at), who, counter, kind != LOOKED_UP, str(data.get("what", kind)), named,
        count if isinstance(count, int) else 0, data,
    )  # fmt: skip
