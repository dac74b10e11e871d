"""Questions about the hall as it is now. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from queue_store.acts import Look
from queue_store.books import counters as counter_book
from queue_store.clock import to_text
from queue_store.errors import UnknownThing
from queue_store.ledger import Ledger
from queue_store.model import OPEN, Event, Post, Ticket, Why
from queue_store.tickets import order
from queue_store.tickets.moving import as_ticket, find_tickets, load, open_rows
from queue_store.tickets.rows import SELECT_EVENT, event_of
from queue_store.typed import clerk_name


class Questions:
    """Tickets, who waits, who is served, and who is next. Each is one consistent read."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def ticket(self, ticket_id: int) -> Ticket:
        """The ticket with this id."""
        with self._ledger.look() as look:
            return as_ticket(load(look, ticket_id), look.rules, look.now)

    def by_token(self, token: str, past: bool) -> Ticket | None:
        """The ticket with this secret, or None; visits that ended before today are not found unless `past` is set."""
        with self._ledger.look() as look:
            found = find_tickets(look, "t.token = ?", (token.upper(),))
            return found[0] if found and (past or _is_of_today(look, found[0])) else None

    def by_label(self, label: str, day: date | None) -> Ticket:
        """The ticket with this label on a day; without a day today's, or else the newest that is still open."""
        with self._ledger.look() as look:
            wanted = (day or look.today).isoformat()
            found = _by_number(look, label.upper(), wanted) if "-" not in label else None
            if found is None and day is None:
                open_ones = [row for row in open_rows(look, look.today) if row["label"] == label.upper()]
                found = as_ticket(open_ones[-1], look.rules, look.now) if open_ones else None
            if found is None:
                over = find_tickets(look, "t.leg_day = ? AND t.label = ? ORDER BY t.id", (wanted, label.upper()))
                found = over[-1] if over else None
        if found is None:
            raise UnknownThing("unknown_label", "There is no ticket {label} on {day}.", label=label, day=wanted)
        return found

    def waiting(self, services: Iterable[str] | None, limit: int | None) -> list[Ticket]:
        """Who waits, in the order of the queue; `services` None for all."""
        with self._ledger.look() as look:
            if services is None:
                return queue(look, "", (), limit)
            codes = tuple(services)
            return queue(look, f"AND t.service IN ({', '.join('?' * len(codes))})", codes, limit) if codes else []

    def waiting_at(self, counter: int, limit: int | None) -> list[Ticket]:
        """Whom this counter may call, in the order of the queue."""
        with self._ledger.look() as look:
            within = order.scope(look, look.rules.counter(counter))
            return queue(look, f"AND {within.where}", within.params, limit)

    def count_at(self, counter: int) -> int:
        """How many wait whom this counter may call now."""
        with self._ledger.look() as look:
            return count_within(look, order.ready(look, order.scope(look, look.rules.counter(counter))))

    def serving(self) -> list[Ticket]:
        """Tickets at a counter, by counter."""
        with self._ledger.look() as look:
            return counter_book.serving(look)

    def parked(self, post: Post | None) -> list[Ticket]:
        """Visitors who stepped aside, the longest first; with a post only those of its counter."""
        with self._ledger.look() as look:
            return parked(look, post)

    def missed(self, counter: int) -> list[Ticket]:
        """Visitors called today who did not come, and whom this counter may serve; the last call first."""
        with self._ledger.look() as look:
            return missed(look, order.scope(look, look.rules.counter(counter)))

    def recent_calls(self, limit: int) -> list[Ticket]:
        """Tickets called today, the last call first; a call that was undone is not among them."""
        with self._ledger.look() as look:
            return recent_calls(look, limit)

    def counts(self) -> Mapping[str, int]:
        """How many wait for each service; services that the hall gave up are listed while somebody waits for them."""
        with self._ledger.look() as look:
            return counts(look)

    def why_next(self, post: Post) -> Why | None:
        """The ticket that `call_next` would call now, and why that one; None when nobody waits for this counter."""
        with self._ledger.look() as look:
            counter = look.rules.counter(post.counter)
            choice = order.choose(look, counter)
            if choice is None:
                return None
            rule, facts, sentence = order.explain(look, counter, choice)
            return Why(as_ticket(choice.row, look.rules, look.now), rule, facts, sentence)

    def responsibilities(self, clerk: str) -> list[Ticket]:
        """Visits that are not over and for which this clerk, who was asked first, is responsible (R25)."""
        with self._ledger.look() as look:
            return responsibilities(look, clerk)

    def events(self, ticket_id: int) -> list[Event]:
        """What happened to a ticket, oldest first."""
        with self._ledger.look() as look:
            load(look, ticket_id)
            where = "WHERE e.hall = ? AND e.ticket_id = ? AND e.subject = 'ticket' ORDER BY e.seq"
            return [event_of(values) for values in look.rows(SELECT_EVENT + where, (look.hall, ticket_id))]


def _by_number(look: Look, label: str, day: str) -> Ticket | None:
    series = label.rstrip("0123456789")
    digits = label[len(series) :]
    if not digits or len(digits) > 9:
        return None
    where = "t.business_day = ? AND t.series = ? AND t.number = ?"
    found = [each for each in find_tickets(look, where, (day, series, int(digits))) if "-" not in each.label]
    return found[0] if found else None


def queue(look: Look, condition: str, params: tuple[object, ...], limit: int | None) -> list[Ticket]:
    """Who waits, for a condition on `t`, in the order of the queue."""
    where = f"t.state = 'waiting' {condition} ORDER BY t.queue_at, t.id"
    if limit is not None:
        where, params = f"{where} LIMIT ?", (*params, limit)
    return find_tickets(look, where, params)


def waiting_marks(look: Look) -> list[tuple[int, int]]:
    """Ids of those who wait, in the order of the queue, each with a mark that changes when the ticket does."""
    return look.rows(
        "SELECT id, revision FROM ticket WHERE hall = ? AND state = 'waiting' ORDER BY queue_at, id", (look.hall,)
    )


_AT_ONCE = 500
"""Tickets that one statement names; where more are wanted of the queue, the whole queue is read."""


def queue_since(look: Look, known: Mapping[int, Ticket]) -> list[Ticket]:
    """Who waits, in the order of the queue; known tickets that did not change are not read again."""
    marks = waiting_marks(look)
    tickets = {number: known[number] for number, mark in marks if number in known and known[number].revision == mark}
    fresh = [number for number, _ in marks if number not in tickets]
    if len(fresh) > _AT_ONCE:
        return queue(look, "", (), None)
    if fresh:
        found = find_tickets(look, f"t.id IN ({', '.join('?' * len(fresh))})", tuple(fresh))
        tickets |= {ticket.id: ticket for ticket in found}
    return [tickets[number] for number, _ in marks]


def by_tokens(look: Look, tokens: Sequence[str]) -> dict[str, Ticket]:
    """The tickets with these secrets, by secret; visits that ended before today are not found."""
    found = []
    for first in range(0, len(tokens), _AT_ONCE):
        some = tuple(tokens[first : first + _AT_ONCE])
        found += find_tickets(look, f"t.token IN ({', '.join('?' * len(some))})", some)
    return {ticket.token: ticket for ticket in found if _is_of_today(look, ticket)}


def _is_of_today(look: Look, ticket: Ticket) -> bool:
    """Whether a visit is not over, or was today."""
    return ticket.state in OPEN or ticket.business_day >= look.today


def count_within(look: Look, within: order.Scope) -> int:
    """How many wait within a scope."""
    found = look.row(
        f"SELECT count(*) FROM ticket AS t WHERE t.hall = ? AND t.state = 'waiting' AND {within.where}",
        (look.hall, *within.params),
    )
    return 0 if found is None else int(found[0])


def held(look: Look, within: order.Scope) -> list[Ticket]:
    """Those within a scope who asked for time that is not over, the soonest over first."""
    asked = order.held(look, within)
    return find_tickets(look, f"t.state = 'waiting' AND {asked.where} ORDER BY t.not_before, t.id", asked.params)


def parked(look: Look, post: Post | None) -> list[Ticket]:
    """Visitors who stepped aside, the longest first; with a post only those of its counter."""
    mine, params = ("", ()) if post is None else ("AND t.counter = ? ", (post.counter,))
    return find_tickets(look, f"t.state = 'parked' {mine}ORDER BY t.parked_at, t.id", params)


def booked(look: Look, within: order.Scope) -> list[Ticket]:
    """Numbers taken from afar that are kept and not checked in, within a scope; the first to lapse first."""
    return find_tickets(look, f"t.state = 'booked' AND {within.where} ORDER BY t.kept_until, t.id", within.params)


def missed(look: Look, within: order.Scope) -> list[Ticket]:
    """Visitors called today who did not come, within a scope; the last call first."""
    since = to_text(look.rules.days.start(look.today))
    return find_tickets(
        look,
        f"t.last_called_at >= ? AND t.state = 'no_show' AND {within.where} ORDER BY t.last_called_at DESC, t.id DESC",
        (since, *within.params),
    )


def recent_calls(look: Look, limit: int) -> list[Ticket]:
    """Tickets called today, the last call first."""
    since = to_text(look.rules.days.start(look.today))
    return find_tickets(look, "t.last_called_at >= ? ORDER BY t.last_called_at DESC, t.id DESC LIMIT ?", (since, limit))


def responsibilities(look: Look, clerk: str) -> list[Ticket]:
    """Visits that are not over and for which a clerk is responsible."""
    return find_tickets(
        look,
        "t.responsible = ? AND t.finished_at IS NULL AND t.state IN ('waiting', 'called', 'serving', 'parked') "
        "ORDER BY t.issued_at, t.id",
        (clerk_name(clerk),),
    )


def counts(look: Look) -> dict[str, int]:
    """How many wait for each service."""
    found = look.rows(
        "SELECT service, count(*) FROM ticket WHERE hall = ? AND state = 'waiting' GROUP BY service", (look.hall,)
    )
    return {code: 0 for code in look.rules.codes} | dict(found)


def left_over(look: Look) -> list[Ticket]:
    """Visits of earlier days for which the hall has to say what becomes of them."""
    last = (look.today - timedelta(days=1)).isoformat()
    return find_tickets(
        look,
        "t.state = 'left_over' AND t.business_day <= ? AND (t.carried_to IS NULL OR t.carried_to <= ?) "
        "ORDER BY t.business_day, t.queue_at, t.id",
        (last, last),
    )


def stranded(look: Look) -> list[Ticket]:
    """Tickets sent to a counter where nobody is, or whose counter or service the hall does not have any more.

    Other counters call or finish them (see `order`); whoever looks after the hall should know.
    """
    there = {number for number in counter_book.staffed(look) if look.rules.has_counter(number)}
    given = set(look.rules.given())
    waiting = [
        ticket
        for ticket in queue(look, "", (), None)
        if ticket.service not in given or (ticket.for_counter is not None and ticket.for_counter not in there)
    ]
    return waiting + [each for each in counter_book.serving(look) if not look.rules.has_counter(each.counter or 0)]
