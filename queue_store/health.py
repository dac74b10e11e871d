"""What is to be known of a hall's database by whoever looks after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from queue_store.clock import optional_time
from queue_store.ledger import Ledger
from queue_store.model import ClockState, Ticket
from queue_store.tickets.reading import left_over, stranded


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a hall and of its file."""

    faults: tuple[str, ...]
    """What the database says is damaged, in its own words; empty for a sound one."""
    unmerged: int
    """Bytes that are not in the main file yet: a copy of that file alone would lack them."""
    last_written: datetime | None
    """Hall time of the last act; None in a hall where nothing happened yet."""
    stranded: tuple[Ticket, ...]
    """Waiting tickets whose counter or service is gone, or sent to a counter where nobody is."""
    left_over: tuple[Ticket, ...]
    """Visits of earlier days for which the hall has to say what becomes of them."""
    other_halls: Mapping[str, int]
    """Halls in this file that are not the configured one, with how many visits of theirs are open."""
    clock: ClockState


def look_after(ledger: Ledger) -> Health:
    """Look through the whole database."""
    file = ledger.engine.look_through()
    with ledger.look() as look:
        written = look.row("SELECT max(at) FROM hall WHERE id = ? AND seq > 0", (look.hall,))
        others = look.rows(
            "SELECT h.id, (SELECT count(*) FROM ticket AS t WHERE t.hall = h.id "
            "AND t.state IN ('booked', 'waiting', 'called', 'serving', 'parked')) FROM hall AS h WHERE h.id <> ? "
            "ORDER BY h.id",
            (look.hall,),
        )
        last = written[0] if written is not None else None
        return Health(
            faults=file.faults,
            unmerged=file.unmerged,
            last_written=optional_time(last),
            stranded=tuple(stranded(look)),
            left_over=tuple(left_over(look)),
            other_halls=dict(others),
            clock=ledger.clock_state(look),
        )
