"""How a visitor wants to be called, learnt at the counter (R12)."""

from __future__ import annotations

from dataclasses import replace

from queue_store.books.counters import own_counter
from queue_store.ledger import Ledger
from queue_store.lifecycle import advance
from queue_store.model import Post, State, Ticket, Verb
from queue_store.tickets.moving import as_ticket, load
from queue_store.tickets.rows import person_text


class Visitors:
    """Surname and form of address, kept apart from the ticket and erased after the retention."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def name(self, ticket_id: int, post: Post, *, surname: str, address: str) -> Ticket:
        """Write down how the visitor is called; the log says that it was done, not what was written."""
        with self._ledger.act(post) as act:
            own_counter(act, post)
            row = load(act, ticket_id)
            advance(State(row["state"]), Verb.NAME, row["label"])
            visitor = replace(as_ticket(row, act.rules, act.now).visitor, surname=surname, address=address)
            person = person_text(visitor)
            kept = act.keep_text(person, "ticket", ticket_id, length=len(person))
            act.change("ticket", row, {"person_text": kept}, Verb.NAME.value, ticket_id=ticket_id)
            return as_ticket(load(act, ticket_id), act.rules, act.now)
