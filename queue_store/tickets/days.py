"""Closing the business day, and forgetting who the visitors were."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from queue_store.books.calls import Phone
from queue_store.clock import seconds, to_text
from queue_store.engines.engine import Session
from queue_store.errors import QueueError
from queue_store.lifecycle import MOVES
from queue_store.model import State, Ticket, Verb
from queue_store.tickets.rows import NEW_LEG, Row


class Days(Phone):
    """Business days end here."""

    def close_day(self, *, waiting: str, day: date | None = None) -> list[Ticket]:
        """Close a business day and all before it; returns the tickets that were still open.

        Without a `day` that is yesterday when something of past days is open, else today: closing what was left
        over never touches those who came today. `waiting` says what becomes of them: `expire` ends their visit,
        `carry_over` keeps label and place for the next day (for those already at a counter on a past day there is
        no place to keep: they expire). Whoever is at a counter today stays.
        """
        if waiting not in ("expire", "carry_over"):
            raise QueueError(
                "unknown_closing",
                "Say what becomes of those who wait: `expire` or `carry_over`, not {waiting}.",
                waiting=waiting,
            )
        with self._engine.write() as session:
            now = self._now(session)
            today = self._days.of(now)
            last = day or today
            rows = self._open_rows(session, last)
            if day is None and any(row["business_day"] < today.isoformat() for row in rows):
                rows = [row for row in rows if row["business_day"] < today.isoformat()]
                last = today - timedelta(days=1)
            to = max(today, last + timedelta(days=1))
            closed = []
            for row in rows:
                if row["state"] in ("called", "serving") and row["business_day"] >= today.isoformat():
                    continue
                if waiting == "carry_over" and MOVES[State(row["state"]), Verb.CARRY_OVER] is not None:
                    closed.append(self._carry_over(session, row, to, now))
                else:
                    closed.append(self._expire(session, row, now))
            self._close_calls(session, today)
            self._forget(session, now)
            return closed

    def _expire(self, session: Session, row: Row, now: datetime) -> Ticket:
        changes: dict[str, object] = {
            "state": State.EXPIRED.value,
            "finished_at": to_text(now),
            "away": self._away(row, now),
            "parked_at": None,
        }
        return self._change(session, row, Verb.EXPIRE, changes, now, None)

    def _carry_over(self, session: Session, row: Row, to: date, now: datetime) -> Ticket:
        """Move a ticket to the next day under its own number, which today's numbers then pass over.

        Where that number is already given out today the ticket stays under its old day and its label gains that day
        of the month (`A001-20`), so that no two visitors in the hall hold the same label.
        """
        taken = session.row(
            "SELECT 1 FROM ticket WHERE hall = ? AND business_day = ? AND series = ? AND number = ?",
            (self.hall.id, to.isoformat(), row["series"], row["number"]),
        )
        changes: dict[str, object] = {"carried_to": to.isoformat()}
        if taken is None:
            changes["business_day"] = to.isoformat()
        elif "-" not in row["label"]:
            changes["label"] = f"{row['label']}-{row['business_day'][-2:]}"
        state = MOVES[State(row["state"]), Verb.CARRY_OVER]
        if state is State.WAITING:
            self._close_leg(session, row, Verb.CARRY_OVER, "carried_over", now)
            changes |= {
                **NEW_LEG,
                "state": state.value,
                "for_counter": row["for_counter"],
                "reason": row["reason"],
                "entered_at": to_text(max(now, self._days.start(to))),
                "legs": row["legs"] + 1,
                "returning_visitor": 1,
                "wait_limit": seconds(self._limit(row["service"])),
            }
        return self._change(session, row, Verb.CARRY_OVER, changes, now, None)

    def forget(self) -> int:
        """Delete surnames, forms of address and telephone numbers older than the hall's retention; how many went."""
        with self._engine.write() as session:
            return self._forget(session, self._now(session))

    def _forget(self, session: Session, now: datetime) -> int:
        """A name is kept for the retention after its business day ended, and while the visit is open."""
        last = self._days.of(now - self.hall.retention) - timedelta(days=1)
        session.run(
            "UPDATE booking SET device = '' WHERE hall = ? AND device <> '' AND business_day <= ?",
            (self.hall.id, last.isoformat()),
        )
        session.run(
            "UPDATE owed SET whom = '' WHERE hall = ? AND state <> 'open' AND whom <> '' "
            "AND coalesce(settled_at, made_at) < ?",
            (self.hall.id, to_text(self._days.start(last + timedelta(days=1)))),
        )
        return len(
            session.rows(
                "DELETE FROM visitor WHERE EXISTS (SELECT 1 FROM ticket AS t WHERE t.id = visitor.ticket_id "
                "AND t.hall = ? AND t.business_day <= ? "
                "AND t.state NOT IN ('booked', 'waiting', 'called', 'serving', 'parked')) RETURNING ticket_id",
                (self.hall.id, last.isoformat()),
            )
        )
