"""What the hall owes: promises with a date, complaints as cases, timed duties, and what the next shift must know.

Each step also goes to the journal, which is never changed; who it is owed to stays out of it and is forgotten after
the hall's retention once it is settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from queue_store.books.counters import Counters
from queue_store.clock import from_text, optional_time, to_text
from queue_store.engines.engine import Session
from queue_store.errors import NotAllowed, QueueError, UnknownThing
from queue_store.model import Post
from queue_store.tickets.rows import REASON_LENGTH, clean


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
    VOID = "void"
    """Written by mistake and taken back; figures leave it out."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed."""

    id: int
    kind: OwedKind
    what: str
    whom: str
    """To whom, as the clerk wrote it; empty once forgotten."""
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
    """How it was settled, or why it was withdrawn."""

    def overdue(self, now: datetime) -> bool:
        """Still open although its time has come."""
        return self.state is OwedState.OPEN and self.due is not None and self.due < now


_COLUMNS = (
    "id, kind, what, whom, due, state, ticket_id, counter, clerk, made_at, settled_at, settled_by, note FROM owed "
)


class Owing(Counters):
    """Promises, cases, duties and handover notes."""

    def promise(self, post: Post, what: str, due: datetime, *, whom: str = "", ticket_id: int | None = None) -> Owed:
        """Promise a visitor something by a date."""
        return self._owe(OwedKind.PROMISE, post, what, due, whom, ticket_id)

    def open_case(self, post: Post, what: str, due: datetime, *, whom: str = "", ticket_id: int | None = None) -> Owed:
        """Take up a complaint that must be answered by a date."""
        return self._owe(OwedKind.CASE, post, what, due, whom, ticket_id)

    def add_duty(self, post: Post, what: str, due: datetime) -> Owed:
        """Set a task of the desk for a time."""
        return self._owe(OwedKind.DUTY, post, what, due, "", None)

    def hand_over(self, post: Post, note: str) -> Owed:
        """Leave a note for the next shift."""
        return self._owe(OwedKind.HANDOVER, post, note, None, "", None)

    def _owe(
        self, kind: OwedKind, post: Post, what: str, due: datetime | None, whom: str, ticket_id: int | None
    ) -> Owed:
        said = clean(what, REASON_LENGTH)
        if not said:
            raise QueueError("owed_what", "Say what is owed.")
        if due is not None and due.tzinfo is None:
            raise QueueError("due_without_zone", "Say when it is due with a time zone.")
        self._counter(post.counter)
        with self._engine.write() as session:
            now = self._now(session)
            if ticket_id is not None:
                self._load(session, ticket_id)
            found = session.row(
                "INSERT INTO owed (hall, kind, what, whom, due, state, ticket_id, counter, clerk, made_at) "
                "VALUES (?, ?, ?, ?, ?, 'open', ?, ?, ?, ?) RETURNING id",
                (
                    self.hall.id,
                    kind.value,
                    said,
                    clean(whom, REASON_LENGTH),
                    None if due is None else to_text(due),
                    ticket_id,
                    post.counter,
                    post.clerk,
                    to_text(now),
                ),
            )
            assert found is not None
            self._note(session, now, post, f"{kind.value}_made", {"owed": found[0], "what": said, "ticket": ticket_id})
            return self._owed(session, found[0])

    def settle(self, owed_id: int, post: Post, *, note: str = "") -> Owed:
        """The promise was kept, the case answered, the duty done, or the note taken over."""
        return self._end(owed_id, post, OwedState.SETTLED, note)

    def withdraw(self, owed_id: int, post: Post, *, reason: str) -> Owed:
        """It is not owed any more; the reason is kept."""
        if not clean(reason, REASON_LENGTH):
            raise QueueError("withdraw_reason", "Say why it is not owed any more.")
        return self._end(owed_id, post, OwedState.WITHDRAWN, reason)

    def _end(self, owed_id: int, post: Post, state: OwedState, note: str) -> Owed:
        with self._engine.write() as session:
            owed = self._owed(session, owed_id)
            if owed.state is not OwedState.OPEN:
                raise NotAllowed("owed_closed", "This is {state} already: {what}.", state=owed.state, what=owed.what)
            now = self._now(session)
            changes = {
                "state": state.value,
                "settled_at": to_text(now),
                "settled_by": post.clerk,
                "note": clean(note, REASON_LENGTH),
            }
            return self._change_owed(session, owed, changes, f"{owed.kind}_{state}", now, post)

    def take_back(self, owed_id: int, post: Post) -> Owed:
        """Undo the last step: what was settled or withdrawn is open again, what was open was a mistake."""
        with self._engine.write() as session:
            owed = self._owed(session, owed_id)
            if owed.state is OwedState.VOID:
                raise NotAllowed("owed_closed", "This is {state} already: {what}.", state=owed.state, what=owed.what)
            state = OwedState.VOID if owed.state is OwedState.OPEN else OwedState.OPEN
            changes = {"state": state.value, "settled_at": None, "settled_by": None, "note": ""}
            return self._change_owed(session, owed, changes, f"{owed.kind}_undone", self._now(session), post)

    def _change_owed(
        self, session: Session, owed: Owed, changes: Mapping[str, object], kind: str, now: datetime, post: Post
    ) -> Owed:
        columns = ", ".join(f"{column} = ?" for column in changes)
        session.run(f"UPDATE owed SET {columns} WHERE id = ?", (*changes.values(), owed.id))
        self._note(session, now, post, kind, {"owed": owed.id, "was": owed.state.value, "is": changes["state"]})
        return self._owed(session, owed.id)

    def _owed(self, session: Session, owed_id: int) -> Owed:
        found = session.row(f"SELECT {_COLUMNS}WHERE id = ? AND hall = ?", (owed_id, self.hall.id))
        if found is None:
            raise UnknownThing("unknown_owed", "There is no promise, case or duty with the id {owed}.", owed=owed_id)
        return _owed_of(found)

    def owed(
        self,
        kind: OwedKind | None = None,
        *,
        clerk: str | None = None,
        state: OwedState | None = OwedState.OPEN,
        due_before: datetime | None = None,
    ) -> list[Owed]:
        """What is owed, the soonest due first and notes without a date last; `state` None for what is over as well."""
        conditions, values = ["hall = ?", "state <> 'void'"], [self.hall.id]
        for condition, value in (
            ("kind = ?", kind),
            ("clerk = ?", clerk),
            ("state = ?", state),
            ("due < ?", None if due_before is None else to_text(due_before)),
        ):
            if value is not None:
                conditions.append(condition)
                values.append(str(value))
        with self._engine.read() as session:
            found = session.rows(
                f"SELECT {_COLUMNS}WHERE {' AND '.join(conditions)} ORDER BY due IS NULL, due, id", values
            )
        return [_owed_of(row) for row in found]


def _owed_of(values: tuple[Any, ...]) -> Owed:
    number, kind, what, whom, due, state, ticket_id, counter, clerk, made_at, settled_at, settled_by, note = values
    return Owed(
        number, OwedKind(kind), what, whom, optional_time(due), OwedState(state), ticket_id, counter, clerk,
        from_text(made_at), optional_time(settled_at), settled_by, note,
    )  # fmt: skip
