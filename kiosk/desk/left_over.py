"""What the last shift left at a counter, for whoever sits down: notes (R45), telephone calls nobody ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.text.clerks import unnamed_clerk
from queue_store import Owed, OwedKind, PhoneCall, Post, Store, Ticket

_SEEN = "left_call_seen"
"""Journal kind of a telephone call left open that the clerk was told of."""

_PRACTICE = "practice"
"""Journal kind of a clerk's answer to the offer of a practice visit."""

_MEMORY = timedelta(days=14)
_EVER = timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class LeftOver:
    """What a clerk is told before the shift."""

    notes: tuple[Owed, ...] = ()
    """Notes for the next shift at this counter."""
    own: tuple[Owed, ...] = ()
    """Notes that this clerk left here and nobody took over yet."""
    calls: tuple[PhoneCall, ...] = ()
    """Telephone calls of this counter that nobody ended."""
    practice_offered: bool = False
    """The clerk has not answered yet whether to practise a visit first."""


def read_left_over(store: Store, post: Post, now: datetime) -> LeftOver:
    """Read what the clerk is to be told."""
    seen = {row.data.get("call") for row in store.journal.rows(now - _MEMORY, now + _MEMORY, _SEEN)}
    calls = store.calls.between(now - _MEMORY, now)
    notes = [note for note in store.owed.rows(OwedKind.HANDOVER) if note.counter == post.counter]
    return LeftOver(
        notes=tuple(note for note in notes if _is_for(post, note)),
        own=tuple(note for note in notes if not _is_for(post, note)),
        calls=tuple(call for call in calls if call.left_open and call.counter == post.counter and call.id not in seen),
        practice_offered=not _answered_practice(store, post, now),
    )


def _answered_practice(store: Store, post: Post, now: datetime) -> bool:
    rows = store.journal.rows(now - _EVER, now + _MEMORY, _PRACTICE)
    return any(row.data.get("clerk") == post.clerk for row in rows)


def answer_practice(store: Store, post: Post, *, taken: bool) -> None:
    """Remember for good what a clerk answered to the offer of a practice visit."""
    store.journal.record(None, _PRACTICE, {"clerk": post.clerk, "taken": taken})


def _is_for(post: Post, note: Owed) -> bool:
    """A note is for another clerk than its author; where nobody gave a name, for whoever signs in next."""
    return note.clerk != post.clerk or post.clerk == unnamed_clerk(post.counter)


@dataclass(frozen=True, slots=True)
class SignInView:
    """What a clerk is to know of the counter and the hall before sitting down."""

    other: str = ""
    """Another clerk who has this counter open; empty when nobody has."""
    elsewhere: str = ""
    """Another terminal on which this clerk has the counter open."""
    here: Ticket | None = None
    """The visitor at this clerk's counter: the clerk was here a moment ago."""
    tickets: tuple[Ticket, ...] = ()
    """Visits of earlier days for which the hall has to say what becomes of them."""
    waiting: int = 0
    """How many wait for this counter."""


def read_sign_in(store: Store, post: Post, terminal: str) -> SignInView:
    """Read it, in one look at the hall."""
    seen = store.desk_view(post, 0)
    status = seen.status
    if status.state == "closed":
        return SignInView(tickets=seen.left_over, waiting=seen.total)
    mine = status.clerk == post.clerk
    return SignInView(
        other="" if mine else str(status.clerk),
        here=seen.current if mine else None,
        elsewhere=status.terminal if mine and status.terminal != terminal else "",
        tickets=seen.left_over,
        waiting=seen.total,
    )


def take_over(store: Store, post: Post, left: LeftOver) -> None:
    """What was left was seen, and is not shown again."""
    for note in left.notes:
        store.owed.settle(note.id, post, another_person=True)
    for call in left.calls:
        store.journal.record(post, _SEEN, {"call": call.id})
