"""Counters: who staffs them, whether they are open, and what else went into the journal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from queue_store.clock import from_text, to_text
from queue_store.engines.engine import Session
from queue_store.errors import CounterBusy
from queue_store.model import CounterStatus, Post
from queue_store.tickets.ledger import Base
from queue_store.tickets.rows import REASON_LENGTH, clean, to_json


@dataclass(frozen=True, slots=True)
class JournalRow:
    """Something that happened in the hall but not to a ticket; never changed."""

    id: int
    at: datetime
    kind: str
    counter: int | None
    clerk: str | None
    data: Mapping[str, object]


class Counters(Base):
    """Counters and the journal."""

    def open_counter(self, post: Post) -> CounterStatus:
        """A clerk sits down at a counter; one who sat there before is relieved."""
        return self._turn(post, "open", "counter_opened", {})

    def pause(self, post: Post, reason: str = "") -> CounterStatus:
        """The counter serves nobody for a while; the reason goes to the journal only (R42)."""
        return self._turn(post, "paused", "counter_paused", {"reason": clean(reason, REASON_LENGTH)})

    def unpause(self, post: Post) -> CounterStatus:
        """The counter serves again."""
        return self._turn(post, "open", "counter_unpaused", {})

    def close_counter(self, post: Post) -> CounterStatus:
        """The clerk leaves; a ticket that is still at the counter has to be settled first."""
        return self._turn(post, "closed", "counter_closed", {})

    def _turn(self, post: Post, state: str, kind: str, data: Mapping[str, object]) -> CounterStatus:
        self._counter(post.counter)
        with self._engine.write() as session:
            now = self._now(session)
            if state == "closed":
                self._refuse_busy(session, post)
            self._set_counter(session, post, state, now)
            self._note(session, now, post, kind, data)
        return next(status for status in self.counters() if status.counter == post.counter)

    def counters(self) -> list[CounterStatus]:
        """Every counter of the hall, with whom it serves."""
        with self._engine.read() as session:
            kept: dict[int, tuple[str | None, str, datetime | None]] = {
                number: (clerk, state, from_text(since))
                for number, clerk, state, since in session.rows(
                    "SELECT number, clerk, state, since FROM counter WHERE hall = ?", (self.hall.id,)
                )
            }
            serving = {
                ticket.counter: ticket
                for ticket in self._tickets(session, "t.state IN ('called', 'serving') ORDER BY t.counter")
            }
        statuses = []
        for number in sorted(self._counters):
            clerk, state, since = kept.get(number, (None, "closed", None))
            statuses.append(CounterStatus(number, clerk, state, since, serving.get(number)))
        return statuses

    def record(self, post: Post | None, kind: str, data: Mapping[str, object]) -> int:
        """Write down something that happened (a readiness check, a line shown, an export); returns its journal id."""
        with self._engine.write() as session:
            return self._note(session, self._now(session), post, kind, data)

    def journal(self, since: datetime, until: datetime, kind: str | None = None) -> list[JournalRow]:
        """Journal rows of [since, until), oldest first."""
        condition, values = ("", ()) if kind is None else (" AND kind = ?", (kind,))
        with self._engine.read() as session:
            found = session.rows(
                "SELECT id, at, kind, counter, clerk, data FROM journal "
                f"WHERE hall = ? AND at >= ? AND at < ?{condition} ORDER BY at, id",
                (self.hall.id, to_text(since), to_text(until), *values),
            )
        return [
            JournalRow(number, from_text(at), name, counter, clerk, json.loads(data))
            for number, at, name, counter, clerk, data in found
        ]

    def _note(self, session: Session, now: datetime, post: Post | None, kind: str, data: Mapping[str, object]) -> int:
        found = session.row(
            "INSERT INTO journal (hall, at, kind, counter, clerk, data) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (
                self.hall.id,
                to_text(now),
                kind,
                None if post is None else post.counter,
                None if post is None else post.clerk,
                to_json(data),
            ),
        )
        assert found is not None
        return int(found[0])

    def _refuse_busy(self, session: Session, post: Post) -> None:
        found = session.row(
            "SELECT label FROM ticket WHERE hall = ? AND counter = ? AND state IN ('called', 'serving')",
            (self.hall.id, post.counter),
        )
        if found is not None:
            raise self._busy(post, found[0])

    def _busy(self, post: Post, label: str | None) -> CounterBusy:
        return CounterBusy(
            "counter_busy",
            "Counter {counter} still has ticket {label}. Finish it, park it or send it on first.",
            counter=post.counter,
            label=label or "?",
        )

    def _staff(self, session: Session, post: Post, now: datetime) -> None:
        """A counter that takes a visitor is open, whatever was said before."""
        found = session.row(
            "SELECT state, clerk FROM counter WHERE hall = ? AND number = ?", (self.hall.id, post.counter)
        )
        if found != ("open", post.clerk):
            self._set_counter(session, post, "open", now)

    def _set_counter(self, session: Session, post: Post, state: str, now: datetime) -> None:
        session.run(
            "INSERT INTO counter (hall, number, clerk, state, since) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (hall, number) DO UPDATE SET clerk = excluded.clerk, state = excluded.state, "
            "since = excluded.since",
            (self.hall.id, post.counter, post.clerk if state != "closed" else None, state, to_text(now)),
        )
