"""Numbers of visitors in a row."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.words import Words
from queue_store import Ticket

MOST = 12
"""Numbers named at the most; whoever reads them sees that there are more."""


def labels_text(words: Words, tickets: Sequence[Ticket]) -> str:
    """Name the tickets by their numbers; of many the first ones."""
    labels = [ticket.label for ticket in tickets[:MOST]] + ["…"] * (len(tickets) > MOST)
    return words("common.list.comma").join(labels)
