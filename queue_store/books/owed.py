"""What the hall owes: promises with a date, complaints as cases, timed duties, and what the next shift must know.

Each step is in the hall's log, which is never changed; what was said, and to whom, stays out of it and is erased after
the hall's retention once it is settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from queue_store.acts import Act, Look
from queue_store.clock import from_text, optional_time, to_text
from queue_store.errors import NotAllowed, QueueError, UnknownThing
from queue_store.ledger import Ledger
from queue_store.model import Post
from queue_store.tickets.rows import Row
from queue_store.typed import REASON_LENGTH, clean, clerk_name


class OwedKind(StrEnum):
    """What sort of thing is owed."""

    PROMISE = "promise"
    """Something told to a visitor that will be done by a date (R27)."""
    CASE = "case"
    """A complaint that is not settled yet (R46)."""
    DUTY = "duty"
    """A task of the desk at a time (R45)."""
    HANDOVER = "handover"
    """A note for the next shift, open until somebody has taken it over."""


class OwedState(StrEnum):
    """Whether it is still owed."""

    OPEN = "open"
    SETTLED = "settled"
    """Kept, answered, done or taken over."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed."""

    id: int
    kind: OwedKind
    what: str
    """Empty once erased."""
    whom: str
    """To whom, as the clerk wrote it; empty once erased."""
    due: datetime | None
    """None only for a note to the next shift."""
    state: OwedState
    ticket_id: int | None
    counter: int
    clerk: str
    """Who took it on."""
    made_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    note: str
    """How it was settled, or why it was withdrawn; empty once erased."""

    def overdue(self, now: datetime) -> bool:
        """Still open although its time has come."""
        return self.state is OwedState.OPEN and self.due is not None and self.due < now


_COLUMNS = (
    "id", "revision", "kind", "what_text", "whom_text", "due", "state", "ticket_id", "counter", "clerk", "made_at",
    "settled_at", "settled_by", "note_text",
)  # fmt: skip
_TEXTS = ("what", "whom", "note")
_SELECT = (
    f"SELECT {', '.join(f'o.{column}' for column in _COLUMNS)}, {', '.join(f'{name}.text' for name in _TEXTS)} "
    "FROM owed AS o "
    + "".join(
        f"LEFT JOIN free_text AS {name} ON {name}.hall = o.hall AND {name}.id = o.{name}_text " for name in _TEXTS
    )
    + "WHERE o.hall = ? AND "
)


class Owing:
    """Promises, cases, duties and handover notes."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def promise(self, post: Post, what: str, due: datetime, *, whom: str = "", ticket_id: int | None = None) -> Owed:
        """Promise a visitor something by a date."""
        return self._make(OwedKind.PROMISE, post, what, due, whom, ticket_id)

    def open_case(self, post: Post, what: str, due: datetime, *, whom: str = "", ticket_id: int | None = None) -> Owed:
        """Take up a complaint that must be answered by a date."""
        return self._make(OwedKind.CASE, post, what, due, whom, ticket_id)

    def open_case_in(self, act: Act, post: Post, what: str, due: datetime, whom: str, ticket_id: int) -> Owed:
        """Take up a complaint within the act that ends the visit."""
        return _make(act, OwedKind.CASE, post, what, due, whom, ticket_id)

    def add_duty(self, post: Post, what: str, due: datetime) -> Owed:
        """Set a task of the desk for a time."""
        return self._make(OwedKind.DUTY, post, what, due, "", None)

    def hand_over(self, post: Post, note: str) -> Owed:
        """Leave a note for the next shift."""
        return self._make(OwedKind.HANDOVER, post, note, None, "", None)

    def settle(self, owed_id: int, post: Post, *, note: str = "", another_person: bool = False) -> Owed:
        """The promise was kept, the case answered, the duty done, or the note taken over.

        A note for the next shift is taken over by another clerk than the one who left it; `another_person` says that
        it is one although the posts have one name, as where nobody gives names.
        """
        return self._end(owed_id, post, OwedState.SETTLED, note, another_person)

    def withdraw(self, owed_id: int, post: Post, *, reason: str) -> Owed:
        """It is not owed any more; the reason is kept."""
        if not clean(reason, REASON_LENGTH):
            raise QueueError("withdraw_reason", "Say why it is not owed any more.")
        return self._end(owed_id, post, OwedState.WITHDRAWN, reason)

    def take_back(self, owed_id: int, post: Post) -> Owed:
        """Take back one's own last step: what was settled or withdrawn is open again, what was open is gone.

        Returns it as it is now, or as it was before it went. The step of another clerk is refused.
        """
        with self._ledger.act(post) as act:
            row = _load(act, owed_id)
            last = act.row("SELECT clerk FROM log WHERE hall = ? AND seq = ?", (act.hall, row["revision"]))
            if last is not None and last[0] != post.clerk:
                raise NotAllowed(
                    "owed_of_other", "{clerk} did this last, so only {clerk} can take it back.", clerk=last[0]
                )
            kind = f"{row['kind']}_undone"
            if row["state"] == OwedState.OPEN.value:
                kept = {column: row[column] for column in _COLUMNS}
                act.remove("owed", kept, kind, ticket_id=row["ticket_id"])
                return _owed_of(row)
            changes = {"state": "open", "settled_at": None, "settled_by": None, "note_text": None}
            act.change("owed", row, changes, kind, ticket_id=row["ticket_id"])
            return _owed_of(_load(act, owed_id))

    def rows(
        self,
        kind: OwedKind | None = None,
        *,
        clerk: str | None = None,
        state: OwedState | None = OwedState.OPEN,
        due_before: datetime | None = None,
        due_from: datetime | None = None,
    ) -> list[Owed]:
        """What is owed, the soonest due first and notes without a date last; `state` None for what is over as well."""
        with self._ledger.look() as look:
            return owed_rows(look, kind, clerk=clerk, state=state, due_before=due_before, due_from=due_from)

    def _make(
        self, kind: OwedKind, post: Post, what: str, due: datetime | None, whom: str, ticket_id: int | None
    ) -> Owed:
        with self._ledger.act(post) as act:
            return _make(act, kind, post, what, due, whom, ticket_id)

    def _end(self, owed_id: int, post: Post, state: OwedState, note: str, another_person: bool = True) -> Owed:
        with self._ledger.act(post) as act:
            row = _load(act, owed_id)
            if row["state"] != OwedState.OPEN.value:
                raise NotAllowed(
                    "owed_closed", "This is {state} already: {what}.", state=row["state"], what=row["what"] or ""
                )
            if row["kind"] == OwedKind.HANDOVER.value and row["clerk"] == post.clerk and not another_person:
                raise NotAllowed("own_handover", "This is your own note. It waits for the clerk who comes next.")
            changes = {
                "state": state.value,
                "settled_at": act.at,
                "settled_by": post.clerk,
                "note_text": act.keep_text(note, "owed", owed_id),
            }
            act.change("owed", row, changes, f"{row['kind']}_{state}", ticket_id=row["ticket_id"])
            return _owed_of(_load(act, owed_id))


def owed_rows(
    look: Look,
    kind: OwedKind | None = None,
    *,
    clerk: str | None = None,
    state: OwedState | None = OwedState.OPEN,
    due_before: datetime | None = None,
    due_from: datetime | None = None,
) -> list[Owed]:
    """What is owed, the soonest due first and notes without a date last."""
    conditions, values = ["1 = 1"], []
    for condition, value in (
        ("o.kind = ?", kind),
        ("o.clerk = ?", None if clerk is None else clerk_name(clerk)),
        ("o.state = ?", state),
        ("o.due < ?", None if due_before is None else to_text(due_before)),
        ("o.due >= ?", None if due_from is None else to_text(due_from)),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(str(value))
    return [
        _owed_of(row) for row in _rows(look, f"{' AND '.join(conditions)} ORDER BY o.due IS NULL, o.due, o.id", values)
    ]


def _make(
    act: Act, kind: OwedKind, post: Post, what: str, due: datetime | None, whom: str, ticket_id: int | None
) -> Owed:
    said = clean(what, REASON_LENGTH)
    if not said:
        raise QueueError("owed_what", "Say what is owed.")
    if due is not None and due.tzinfo is None:
        raise QueueError("due_without_zone", "Say when it is due with a time zone.")
    act.rules.counter(post.counter)
    if ticket_id is not None and not act.rows("SELECT 1 FROM ticket WHERE hall = ? AND id = ?", (act.hall, ticket_id)):
        raise UnknownThing("unknown_ticket", "There is no ticket with the id {ticket}.", ticket=ticket_id)
    number = act.new_id()
    values = {
        "id": number, "kind": kind.value, "what_text": act.keep_text(said, "owed", number),
        "whom_text": act.keep_text(whom, "owed", number), "due": None if due is None else to_text(due),
        "state": "open", "ticket_id": ticket_id, "counter": post.counter, "clerk": post.clerk, "made_at": act.at,
        "settled_at": None, "settled_by": None, "note_text": None,
    }  # fmt: skip
    act.put("owed", values, f"{kind.value}_made", ticket_id=ticket_id)
    return _owed_of(_load(act, number))


def _load(look: Look, owed_id: int) -> Row:
    rows = _rows(look, "o.id = ?", [owed_id])
    if not rows:
        raise UnknownThing("unknown_owed", "There is no promise, case or duty with the id {owed}.", owed=owed_id)
    return rows[0]


def _rows(look: Look, where: str, values: list[Any]) -> list[Row]:
    found = look.rows(_SELECT + where, (look.hall, *values))
    return [dict(zip((*_COLUMNS, *_TEXTS), each, strict=True)) for each in found]


def _owed_of(row: Row) -> Owed:
    return Owed(
        row["id"], OwedKind(row["kind"]), row["what"] or "", row["whom"] or "", optional_time(row["due"]),
        OwedState(row["state"]), row["ticket_id"], row["counter"], row["clerk"], from_text(row["made_at"]),
        optional_time(row["settled_at"]), row["settled_by"], row["note"] or "",
    )  # fmt: skip
