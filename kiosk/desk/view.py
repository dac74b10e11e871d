"""The view of a desk, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from queue_store import ClockState, CounterStatus, DeskView, Post


def blank_view(post: Post, now: datetime) -> DeskView:
    """What a desk shows before it has read anything."""
    return DeskView(
        now=now, status=CounterStatus(post.counter, None, "closed", None, None), current=None,
        origin=None, parked=(), booked=(), waiting=(),
        total=0, held=(), elsewhere=0, missed=(), mine=(), owed=(), help_calls=(), help_answered=None, calls=(),
        messages=(), left_over=(), unprinted=(), counters=(), colleagues=(),
        clock=ClockState(now, now, adopts=True),
    )  # fmt: skip


def is_paused(view: DeskView) -> bool:
    """Whether this counter is paused."""
    return view.status.state == "paused"


def is_free(view: DeskView) -> bool:
    """Whether somebody can be called to this counter now."""
    return view.current is None and not is_paused(view)


def counter_states(view: DeskView) -> Mapping[int, str]:
    """`open`, `paused` or `closed` for every counter."""
    return {status.counter: status.state for status in view.counters}
