"""Which calls stand on the board, and how large."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from kiosk.widgets.glyphs import GAP, HEIGHT, WIDTH
from queue_store import Ticket

T = TypeVar("T")

FRESH = timedelta(seconds=20)
"""A call is new for this long."""
_TURN = timedelta(seconds=4)
"""How long each page stands when not everything fits."""
_NONE_HEIGHT = 5
"""Lines of the sentence that nobody was called yet, with the space around it."""
_WORDS = 16
"""Cells for the words between and after the numbers."""
_LARGEST = 4
_WANTED_ROWS = 3


def scale_for(width: int, height: int) -> int:
    """The largest scale at which three calls fit; 1 at least."""
    for scale in range(_LARGEST, 1, -1):
        if (WIDTH + GAP) * 6 * scale + _WORDS <= width and rows_for(height, scale) >= _WANTED_ROWS:
            return scale
    return 1


def rows_for(height: int, scale: int) -> int:
    """Calls that fit below one another."""
    return max(1, height // (HEIGHT * scale + 1))


def is_fresh(ticket: Ticket, now: datetime) -> bool:
    """Called just now."""
    return ticket.last_called_at is not None and now - ticket.last_called_at < FRESH


def on_board(calls: Sequence[Ticket], now: datetime, rows: int) -> list[Ticket]:
    """The calls for the rows there are, newest first. More new ones than fit take turns, so none is lost."""
    fresh = [call for call in calls if is_fresh(call, now)]
    return list(calls[:rows]) if len(fresh) <= rows else in_turn(fresh, now, rows)


def in_turn(things: Sequence[T], now: datetime, rows: int) -> list[T]:
    """As many things as there are rows for; where there are more, page after page, each full."""
    pages = max(1, -(-len(things) // rows))
    page = int(now.timestamp() // _TURN.total_seconds()) % pages
    first = max(0, min(page * rows, len(things) - rows))
    return list(things[first : first + rows])


def spare_rows(height: int, scale: int, calls: int) -> int:
    """Lines that so many calls, or the sentence that there are none, leave free."""
    return max(0, height - (calls * (HEIGHT * scale + 1) - 1 if calls else _NONE_HEIGHT))
