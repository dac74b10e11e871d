"""Which lines are up at a desk, and for whom."""

from __future__ import annotations

from dataclasses import dataclass

from queue_store import Ticket


@dataclass(frozen=True, slots=True)
class Shown:
    """The moment whose lines are up, and the visitor who is at the counter meanwhile."""

    moment: str = ""
    ticket: Ticket | None = None
    fields: tuple[tuple[str, str], ...] = ()
    aside: bool = False
    """Opened beside the flow of the visit; Escape returns to what was up before."""
    stranger: bool = False
    """Said to somebody else than the visitor at the counter."""
    late: bool | None = None
    """Whether an apology is due, where the ticket does not decide it."""
