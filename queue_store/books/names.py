"""How a visitor wants to be called, learnt at the counter (R12)."""

from __future__ import annotations

from queue_store.books.counters import Counters
from queue_store.model import Post, Ticket
from queue_store.tickets.rows import clean

_NAME_LENGTH = 40


class Naming(Counters):
    """Surname and form of address, kept apart from the ticket and forgotten with it."""

    def name_visitor(self, ticket_id: int, post: Post, *, surname: str, address: str) -> Ticket:
        """Write down how the visitor is called; the journal says that it was done, not what was written."""
        with self._engine.write() as session:
            self._load(session, ticket_id)
            session.run(
                "INSERT INTO visitor (ticket_id, surname, address, phone) VALUES (?, ?, ?, '') "
                "ON CONFLICT (ticket_id) DO UPDATE SET surname = excluded.surname, address = excluded.address",
                (ticket_id, clean(surname, _NAME_LENGTH), clean(address, _NAME_LENGTH)),
            )
            now = self._now(session)
            self._note(session, now, post, "visitor_named", {"ticket": ticket_id})
            return self._ticket(self._load(session, ticket_id), now)
