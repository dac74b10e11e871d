"""Taking back what a clerk did."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from queue_store.clock import to_text
from queue_store.engines.engine import Conflict, Session
from queue_store.errors import CounterBusy, QueueError
from queue_store.model import Event, Outcome, Post, State, Verb
from queue_store.tickets.ledger import Base
from queue_store.tickets.rows import SELECT_EVENT, Row, event_of


class Undoing(Base):
    """Undo, one act after another."""

    def undo(self, post: Post) -> Event:
        """Take back this post's newest act of today that still stands; called again, the one before it.

        Refused when something happened to the ticket since. A number that was issued stays used, its ticket is void.
        """
        try:
            with self._engine.write() as session:
                return self._undo(session, post)
        except Conflict as conflict:
            raise CounterBusy(
                "undo_counter_busy",
                "The ticket cannot go back to counter {counter}, which has another one by now. Settle that one first.",
                counter=post.counter,
            ) from conflict

    def _undo(self, session: Session, post: Post) -> Event:
        now = self._now(session)
        found = session.row(
            "SELECT e.id, e.before FROM event AS e WHERE e.hall = ? AND e.clerk = ? AND e.counter = ? AND e.at >= ? "
            "AND e.verb <> 'undo' AND NOT EXISTS (SELECT 1 FROM event AS u WHERE u.undoes = e.id) "
            "ORDER BY e.id DESC LIMIT 1",
            (self.hall.id, post.clerk, post.counter, to_text(self._days.start(self._days.of(now)))),
        )
        if found is None:
            raise QueueError("nothing_to_undo", "There is nothing that could be undone.")
        event_id, before = found
        values = session.row(f"{SELECT_EVENT}WHERE e.id = ?", (event_id,))
        assert values is not None
        undone = event_of(values)
        row = self._load(session, undone.ticket_id)
        if self._happened_since(session, undone):
            raise QueueError(
                "changed_since",
                "`{verb}` of ticket {label} cannot be undone: something happened to the ticket since.",
                verb=undone.verb.value,
                label=row["label"],
            )
        restored = json.loads(before) if undone.verb not in (Verb.ISSUE, Verb.BOOK) else _void(to_text(now))
        self._restore(session, row, restored)
        changed_from = {column: row[column] for column in restored}
        self._event(session, row | restored, Verb.UNDO, restored, changed_from, now, post, undoes=undone.id)
        return Event(
            undone.id, undone.ticket_id, undone.at, undone.verb, undone.counter, undone.clerk, undone.changes, True
        )

    def _happened_since(self, session: Session, event: Event) -> bool:
        found = session.row(
            "SELECT 1 FROM event AS e WHERE e.ticket_id = ? AND e.id > ? AND e.verb <> 'undo' "
            "AND NOT EXISTS (SELECT 1 FROM event AS u WHERE u.undoes = e.id) LIMIT 1",
            (event.ticket_id, event.id),
        )
        return found is not None

    def _restore(self, session: Session, row: Row, restored: Mapping[str, Any]) -> None:
        """Put the row back; a leg that the undone act closed is the current one again."""
        if restored:
            columns = ", ".join(f"{column} = ?" for column in restored)
            session.run(f"UPDATE ticket SET {columns} WHERE id = ?", (*restored.values(), row["id"]))
        session.run("DELETE FROM leg WHERE ticket_id = ? AND leg >= ?", (row["id"], restored.get("legs", row["legs"])))


def _void(at: str) -> dict[str, object]:
    return {"state": State.CANCELLED.value, "finished_at": at, "outcome": Outcome.LEFT.value, "void": 1}
