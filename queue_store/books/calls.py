"""Calls on the desk's telephone (R31-R37), logged like visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from queue_store.acts import Act, Look
from queue_store.clock import from_text, optional_time, to_text
from queue_store.engines.engine import Params
from queue_store.errors import NotAllowed, QueueError, UnknownThing
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.tickets.rows import Row

RINGS = 3
"""Rings within which a call is to be answered (R31); after that an apology comes first (R32)."""

_COLUMNS = (
    "id", "revision", "counter", "clerk", "outbound", "opened_at", "answered_at", "rings", "ended_at", "note_text",
    "left_open",
)  # fmt: skip
_SELECT = (
    f"SELECT {', '.join(f'p.{column}' for column in _COLUMNS)}, n.text FROM phone_call AS p "
    "LEFT JOIN free_text AS n ON n.hall = p.hall AND n.id = p.note_text WHERE p.hall = ? AND "
)


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """One call."""

    id: int
    counter: int
    clerk: str
    outbound: bool
    opened_at: datetime
    """The first ring, or the dialling."""
    answered_at: datetime | None
    rings: int | None
    """Rings before it was answered; None for outbound calls and those not answered."""
    ended_at: datetime | None
    note: str
    """The key facts; erased after the hall's retention."""
    left_open: bool
    """Nobody ended it; it was closed with its business day, so its length says nothing."""

    @property
    def apology_due(self) -> bool:
        """Answered after more than three rings (R32)."""
        return self.rings is not None and self.rings > RINGS


class Calls:
    """The log of telephone calls."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.at_new_day.append(_close_left_open)

    def ring(self, post: Post, *, outbound: bool = False) -> PhoneCall:
        """The telephone rings, or a clerk dials; several calls may be open at once."""
        with self._ledger.act(post) as act:
            act.rules.counter(post.counter)
            values = {
                "id": act.new_id(), "counter": post.counter, "clerk": post.clerk, "outbound": int(outbound),
                "opened_at": act.at, "answered_at": None, "rings": None, "ended_at": None, "note_text": None,
                "left_open": 0,
            }  # fmt: skip
            act.put("phone_call", values, "phone_rang" if not outbound else "phone_dialled")
            return _call_of(_load(act, values["id"]))

    def dial(self, call_id: int, post: Post) -> PhoneCall:
        """What was taken for a ringing telephone is a call that the clerk makes, from now on."""
        with self._ledger.act(post) as act:
            row = _load_open(act, call_id)
            if row["outbound"] or row["answered_at"] is not None:
                raise NotAllowed("call_not_ringing", "This call does not ring any more. End it before calling out.")
            return _change(act, row, {"outbound": 1, "opened_at": act.at}, "phone_dialled")

    def answer(self, call_id: int, post: Post, *, rings: int | None = None) -> PhoneCall:
        """The call was answered, an incoming one after so many rings."""
        if rings is not None and rings < 0:
            raise QueueError("rings", "A call is answered after 0 rings or more, not {rings}.", rings=rings)
        with self._ledger.act(post) as act:
            row = _load_open(act, call_id)
            changes = {
                "answered_at": row["answered_at"] or act.at,
                "rings": rings if row["rings"] is None else row["rings"],
            }
            return _change(act, row, changes, "phone_answered")

    def note(self, call_id: int, post: Post, text: str) -> PhoneCall:
        """Write down the key facts, to be read back (R36); also after the call."""
        with self._ledger.act(post) as act:
            row = _load(act, call_id)
            return _change(act, row, {"note_text": act.keep_text(text, "phone_call", call_id)}, "phone_noted")

    def hang_up(self, call_id: int, post: Post) -> PhoneCall:
        """The call is over, answered or not."""
        with self._ledger.act(post) as act:
            return _change(act, _load_open(act, call_id), {"ended_at": act.at}, "phone_ended")

    def reopen(self, call_id: int, post: Post) -> PhoneCall:
        """Take hanging up back."""
        with self._ledger.act(post) as act:
            row = _load(act, call_id)
            if row["ended_at"] is None or row["left_open"]:
                raise NotAllowed("call_not_ended", "This call was not hung up, so there is nothing to undo.")
            return _change(act, row, {"ended_at": None}, "phone_reopened")

    def between(self, since: datetime, until: datetime) -> list[PhoneCall]:
        """Calls that began in [since, until), oldest first."""
        with self._ledger.look() as look:
            return phone_calls(look, "p.opened_at >= ? AND p.opened_at < ?", (to_text(since), to_text(until)))

    def open(self, post: Post | None = None) -> list[PhoneCall]:
        """Calls that nobody ended yet, oldest first; with a post only those of its counter."""
        with self._ledger.look() as look:
            return open_calls(look, None if post is None else post.counter)


def open_calls(look: Look, counter: int | None) -> list[PhoneCall]:
    """Calls that nobody ended yet, oldest first; of one counter, or of all."""
    if counter is None:
        return phone_calls(look, "p.ended_at IS NULL", ())
    return phone_calls(look, "p.ended_at IS NULL AND p.counter = ?", (counter,))


def phone_calls(look: Look, where: str, params: Params) -> list[PhoneCall]:
    """Calls for a condition on `p`, oldest first."""
    return [_call_of(row) for row in _rows(look, f"{where} ORDER BY p.opened_at, p.id", params)]


def _rows(look: Look, where: str, params: Params) -> list[Row]:
    found = look.rows(_SELECT + where, (look.hall, *params))
    return [dict(zip((*_COLUMNS, "note"), values, strict=True)) for values in found]


def _load(look: Look, call_id: Any) -> Row:
    rows = _rows(look, "p.id = ?", (call_id,))
    if not rows:
        raise UnknownThing("unknown_call", "There is no telephone call with the id {call}.", call=call_id)
    return rows[0]


def _load_open(look: Look, call_id: int) -> Row:
    row = _load(look, call_id)
    if row["ended_at"] is not None:
        raise NotAllowed("call_ended", "This call is over already. Note what was said, or begin a new one.")
    return row


def _change(act: Act, row: Row, changes: dict[str, object], kind: str) -> PhoneCall:
    act.change("phone_call", row, changes, kind)
    return _call_of(_load(act, row["id"]))


def _close_left_open(act: Act, works_through: bool) -> None:
    """Close, with a mark, calls that were left open on an earlier day, at the end of that day."""
    if works_through:
        return
    days = act.rules.days
    where = "p.ended_at IS NULL AND p.opened_at < ? ORDER BY p.id"
    for row in _rows(act, where, (to_text(days.start(act.today)),)):
        end = days.start(days.of(from_text(row["opened_at"])) + timedelta(days=1))
        act.change("phone_call", row, {"ended_at": to_text(end), "left_open": 1}, "phone_left_open")


def _call_of(row: Row) -> PhoneCall:
    return PhoneCall(
        row["id"], row["counter"], row["clerk"], bool(row["outbound"]), from_text(row["opened_at"]),
        optional_time(row["answered_at"]), row["rings"], optional_time(row["ended_at"]), row["note"] or "",
        bool(row["left_open"]),
    )  # fmt: skip
