"""Questions about the hall as it is now. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from queue_store.clock import to_text
from queue_store.engines.engine import Session
from queue_store.errors import UnknownThing
from queue_store.model import OPEN, Event, Post, State, Ticket, Why
from queue_store.tickets import order
from queue_store.tickets.ledger import Base
from queue_store.tickets.rows import SELECT_EVENT, event_of


class Reading(Base):
    """Tickets, who waits, who is served, and who is next."""

    def ticket(self, ticket_id: int) -> Ticket:
        """The ticket with this id."""
        with self._engine.read() as session:
            return self._ticket(self._load(session, ticket_id), self._clock())

    def ticket_by_token(self, token: str, *, past: bool = False) -> Ticket | None:
        """The ticket with this secret, or None; visits that ended before today are not found unless `past` is set."""
        found = self._first("t.token = ?", token.upper())
        if found is None or past or found.state in OPEN or found.business_day >= self.business_day():
            return found
        return None

    def ticket_by_label(self, label: str, day: date | None = None) -> Ticket:
        """The ticket with this label on a day; without a day today's, or else the newest that is still open."""
        wanted = (day or self.business_day()).isoformat()
        series = label.rstrip("0123456789")
        digits = label[len(series) :]
        found = None
        if "-" in label and day is None:
            now = self._clock()
            with self._engine.read() as session:
                rows = self._open_rows(session, self._days.of(now))
            found = next((self._ticket(row, now) for row in rows if row["label"] == label.upper()), None)
        elif digits and len(digits) <= 9:
            found = self._first(
                "t.business_day = ? AND t.series = ? AND t.number = ?", wanted, series.upper(), int(digits)
            )
            if found is None and day is None:
                leftovers = [t for t in self.open_tickets_of_past_days() if t.label.upper() == label.upper()]
                found = leftovers[-1] if leftovers else None
        if found is None:
            raise UnknownThing("unknown_label", "There is no ticket {label} on {day}.", label=label, day=wanted)
        return found

    def _first(self, where: str, *params: object) -> Ticket | None:
        with self._engine.read() as session:
            found = self._tickets(session, where, params)
        return found[0] if found else None

    def waiting(self, services: Iterable[str] | None = None, limit: int | None = None) -> list[Ticket]:
        """Who waits, in the order of the queue; `services` None for all."""
        if services is None:
            return self._queue("", (), limit)
        codes = tuple(services)
        return self._queue(f"AND t.service IN ({', '.join('?' * len(codes))})", codes, limit) if codes else []

    def waiting_at(self, counter: int, limit: int | None = None) -> list[Ticket]:
        """Who waits for this counter, by its services or because they were sent to it, in the order of the queue."""
        where, params = order.scope(self._counter(counter))
        return self._queue(f"AND {where}", params, limit)

    def _queue(self, condition: str, params: tuple[object, ...], limit: int | None) -> list[Ticket]:
        where = f"t.state = 'waiting' {condition} ORDER BY t.queue_at, t.id"
        if limit is not None:
            where, params = f"{where} LIMIT ?", (*params, limit)
        with self._engine.read() as session:
            return self._tickets(session, where, params)

    def count_at(self, counter: int) -> int:
        """How many wait for this counter."""
        where, params = order.scope(self._counter(counter))
        with self._engine.read() as session:
            found = session.row(
                f"SELECT count(*) FROM ticket AS t WHERE t.hall = ? AND t.state = 'waiting' AND {where}",
                (self.hall.id, *params),
            )
        return 0 if found is None else int(found[0])

    def waiting_marks(self) -> list[tuple[int, str]]:
        """Ids of those who wait, in the order of the queue, each with a mark that changes when the ticket does.

        Whoever keeps tickets between two looks reads only those whose mark is new: a look at thousands is cheap.
        """
        with self._engine.read() as session:
            return session.rows(
                "SELECT id, legs || '.' || delays || '.' || queue_at FROM ticket WHERE hall = ? AND state = 'waiting' "
                "ORDER BY queue_at, id",
                (self.hall.id,),
            )

    def now_serving(self) -> list[Ticket]:
        """Tickets at a counter, by counter."""
        with self._engine.read() as session:
            return self._tickets(session, "t.state IN ('called', 'serving') ORDER BY t.counter")

    def parked(self, post: Post | None = None) -> list[Ticket]:
        """Visitors who stepped aside, the longest first; with a post only those of its counter."""
        mine, params = ("", ()) if post is None else ("AND t.counter = ? ", (post.counter,))
        with self._engine.read() as session:
            return self._tickets(session, f"t.state = 'parked' {mine}ORDER BY t.parked_at, t.id", params)

    def missed(self, counter: int) -> list[Ticket]:
        """Visitors called today who did not come, and whom this counter may serve; the last call first."""
        since = to_text(self._days.start(self.business_day()))
        where, params = order.scope(self._counter(counter))
        with self._engine.read() as session:
            return self._tickets(
                session,
                f"t.last_called_at >= ? AND t.state = 'no_show' AND {where} ORDER BY t.last_called_at DESC, t.id DESC",
                (since, *params),
            )

    def recent_calls(self, limit: int = 10) -> list[Ticket]:
        """Tickets called today, the last call first; a call that was undone is not among them."""
        since = to_text(self._days.start(self.business_day()))
        with self._engine.read() as session:
            return self._tickets(
                session, "t.last_called_at >= ? ORDER BY t.last_called_at DESC, t.id DESC LIMIT ?", (since, limit)
            )

    def ahead_of(self, ticket_id: int) -> int:
        """How many wait before this ticket in the same service; 0 when it does not wait."""
        with self._engine.read() as session:
            return self._ahead(session, ticket_id)

    def _ahead(self, session: Session, ticket_id: int) -> int:
        row = self._load(session, ticket_id)
        if row["state"] != State.WAITING.value:
            return 0
        found = session.row(
            "SELECT count(*) FROM ticket WHERE hall = ? AND state = 'waiting' AND service = ? "
            "AND (queue_at < ? OR (queue_at = ? AND id < ?))",
            (self.hall.id, row["service"], row["queue_at"], row["queue_at"], ticket_id),
        )
        return 0 if found is None else int(found[0])

    def counts(self) -> Mapping[str, int]:
        """How many wait for each service; services that the hall gave up are listed while somebody waits for them."""
        with self._engine.read() as session:
            found = session.rows(
                "SELECT service, count(*) FROM ticket WHERE hall = ? AND state = 'waiting' GROUP BY service",
                (self.hall.id,),
            )
        return {code: 0 for code in self._services} | dict(found)

    def why_next(self, post: Post) -> Why | None:
        """The ticket that `call_next` would call now, and why that one; None when nobody waits for this counter."""
        counter = self._counter(post.counter)
        now = self._clock()
        with self._engine.read() as session:
            choice = order.choose(session, self.hall, counter, self._days.start(self._days.of(now)))
            if choice is None:
                return None
            rule, facts, sentence = order.explain(session, self.hall, counter, choice)
            return Why(self._ticket(choice.row, now), rule, facts, sentence)

    def responsibilities(self, clerk: str) -> list[Ticket]:
        """Visits that are not over and for which this clerk, who was asked first, is responsible (R25)."""
        with self._engine.read() as session:
            return self._tickets(
                session,
                "t.responsible = ? AND t.state IN ('waiting', 'called', 'serving', 'parked') "
                "ORDER BY t.issued_at, t.id",
                (clerk,),
            )

    def events(self, ticket_id: int) -> list[Event]:
        """What happened to a ticket, oldest first."""
        with self._engine.read() as session:
            self._load(session, ticket_id)
            return [
                event_of(values)
                for values in session.rows(f"{SELECT_EVENT}WHERE e.ticket_id = ? ORDER BY e.id", (ticket_id,))
            ]

    def open_tickets_of_past_days(self) -> list[Ticket]:
        """Tickets of earlier business days that are still open, unless they were carried over to today."""
        now = self._clock()
        with self._engine.read() as session:
            rows = self._open_rows(session, self._days.of(now) - timedelta(days=1))
        return [self._ticket(row, now) for row in rows]
