"""Calls for the supervisor: made at a counter, seen by those who can answer until one does (R21, R23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from queue_store.acts import Act, Look
from queue_store.books.counters import own_counter
from queue_store.clock import from_text, to_text
from queue_store.errors import UnknownThing
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.typed import NAME_LENGTH, clean

LASTS = timedelta(minutes=10)
"""A call that nobody answered within this time is over: whoever still needs help asks again."""

_TOLD_FOR = timedelta(minutes=1)
"""How long the counter that asked is told who answered."""


@dataclass(frozen=True, slots=True)
class HelpCall:
    """A counter that asked for the supervisor; why is not written down, only which lines were up."""

    id: int
    counter: int
    clerk: str
    at: datetime
    label: str
    """The visitor's number; empty when nobody was at the counter."""
    answered_by: str = ""
    """The clerk who said to come; empty while nobody did."""


class Help:
    """Calls for help."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.at_new_day.append(_settle_left_open)

    def call(self, post: Post, *, label: str = "", moment: str = "") -> HelpCall:
        """Ask for the supervisor; a counter that has asked already asks once."""
        with self._ledger.act(post) as act:
            own_counter(act, post)
            waiting = next((call for call in help_calls(act) if call.counter == post.counter), None)
            if waiting is not None:
                return waiting
            number = act.new_id()
            shown, lines = clean(label, NAME_LENGTH), clean(moment, NAME_LENGTH)
            values = {"counter": post.counter, "clerk": post.clerk, "at": act.at, "label": shown, "moment": lines}
            act.put("help_call", {"id": number, **values, "settled_at": None, "settled_by": None}, "supervisor_called")
            return HelpCall(number, post.counter, post.clerk, act.now, shown)

    def settle(self, post: Post, help_id: int) -> None:
        """The supervisor comes, or is not needed any more."""
        with self._ledger.act(post) as act:
            _settle(act, help_id, post.clerk)

    def open(self) -> list[HelpCall]:
        """Calls that wait for an answer, oldest first."""
        with self._ledger.look() as look:
            return help_calls(look)


_SELECT = "SELECT id, counter, clerk, at, label, settled_by FROM help_call AS h WHERE h.hall = ? AND "


def help_calls(look: Look) -> list[HelpCall]:
    """Calls that wait for an answer, oldest first: not those of a visit that is over, nor those nobody answered."""
    return _calls(
        look,
        "h.settled_at IS NULL AND h.at > ? AND (h.label = '' OR EXISTS (SELECT 1 FROM ticket AS t WHERE "
        "t.hall = h.hall AND t.counter = h.counter AND t.state IN ('called', 'serving') AND t.label = h.label)) "
        "ORDER BY h.id",
        to_text(look.now - LASTS),
    )


def help_answered(look: Look, counter: int) -> HelpCall | None:
    """The call of a counter to which somebody else said a moment ago to come; None where there is none."""
    found = _calls(
        look,
        "h.settled_at > ? AND h.counter = ? AND h.settled_by <> h.clerk ORDER BY h.settled_at DESC LIMIT 1",
        to_text(look.now - _TOLD_FOR),
        counter,
    )
    return found[0] if found else None


def _calls(look: Look, where: str, *values: object) -> list[HelpCall]:
    return [
        HelpCall(number, counter, clerk, from_text(at), label, answered_by or "")
        for number, counter, clerk, at, label, answered_by in look.rows(_SELECT + where, (look.hall, *values))
    ]


def _settle(act: Act, help_id: int, clerk: str | None, kind: str = "supervisor_settled") -> None:
    found = act.row(
        "SELECT revision FROM help_call WHERE hall = ? AND id = ? AND settled_at IS NULL", (act.hall, help_id)
    )
    if found is None:
        raise UnknownThing("unknown_help_call", "This call for the supervisor was settled already.", call=help_id)
    row = {"id": help_id, "revision": found[0], "settled_at": None, "settled_by": None}
    act.change("help_call", row, {"settled_at": act.at, "settled_by": clerk}, kind)


def _settle_left_open(act: Act, works_through: bool) -> None:
    if not works_through:
        for call in _calls(act, "h.settled_at IS NULL ORDER BY h.id"):
            _settle(act, call.id, None, "supervisor_not_come")
