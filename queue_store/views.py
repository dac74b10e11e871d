"""What a screen shows, each in one consistent read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from queue_store.books.calls import PhoneCall, open_calls
from queue_store.books.counters import serving, statuses
from queue_store.books.help import HelpCall, help_answered, help_calls
from queue_store.books.messages import HallMessage, messages_up
from queue_store.books.owed import Owed, owed_rows
from queue_store.books.prints import PrintJob, print_troubles
from queue_store.books.staff import Colleague, colleagues
from queue_store.books.told import lacking
from queue_store.ledger import Ledger
from queue_store.model import ClockState, CounterStatus, Post, Ticket
from queue_store.tickets import order, reading
from queue_store.tickets.origin import Origin, origin_of


@dataclass(frozen=True, slots=True)
class DeskView:
    """The hall as seen from one post."""

    now: datetime
    """Hall time of this look."""
    status: CounterStatus
    """The counter of this post; its clerk may be another one."""
    current: Ticket | None
    """Whom this counter calls or serves."""
    origin: Origin | None
    """Where that visitor comes from, who was not simply called."""
    parked: tuple[Ticket, ...]
    """Visitors of this counter who stepped aside, the longest first."""
    booked: tuple[Ticket, ...]
    """Visitors with a number from afar whom this counter may serve and who are not in the hall yet."""
    waiting: tuple[Ticket, ...]
    """The first of those whom this counter may call now, in call order."""
    total: int
    """All whom this counter may call now."""
    held: tuple[Ticket, ...]
    """Visitors of this counter who asked for time that is not over (`not_before`), the soonest over first."""
    elsewhere: int
    """Those who wait for other counters."""
    missed: tuple[Ticket, ...]
    """Visitors who missed their call today and whom this counter may serve, the last one first."""
    mine: tuple[Ticket, ...]
    """Open visits for which this clerk is responsible (R25)."""
    owed: tuple[Owed, ...]
    """What the hall owes and has not settled, handover notes included, the soonest due first."""
    help_calls: tuple[HelpCall, ...]
    """Counters that ask for the supervisor (R21), the longest first."""
    help_answered: HelpCall | None
    """This counter's call, when somebody said a moment ago to come."""
    calls: tuple[PhoneCall, ...]
    """Telephone calls of this counter that are not over (R31)."""
    messages: tuple[HallMessage, ...]
    left_over: tuple[Ticket, ...]
    """Visits of earlier days for which the hall has to say what becomes of them."""
    unprinted: tuple[PrintJob, ...]
    """Papers that did not come out and that somebody may still want, the newest first."""
    counters: tuple[CounterStatus, ...]
    colleagues: tuple[Colleague, ...]
    """Everybody who works here or did; empty in a hall without staff of its own."""
    clock: ClockState


@dataclass(frozen=True, slots=True)
class HallView:
    """The whole hall."""

    now: datetime
    """Hall time of this look."""
    business_day: date
    counters: tuple[CounterStatus, ...]
    serving: tuple[Ticket, ...]
    waiting: tuple[Ticket, ...]
    """The first of those who wait, in the order of the queue."""
    counts: Mapping[str, int]
    """How many wait for each service."""
    recent_calls: tuple[Ticket, ...]
    """Tickets called today, the last call first."""
    messages: tuple[HallMessage, ...]
    help_calls: tuple[HelpCall, ...]
    left_over: tuple[Ticket, ...]
    clock: ClockState


@dataclass(frozen=True, slots=True)
class QueueView:
    """Everybody's place at once, for whoever follows many tickets."""

    now: datetime
    """Hall time of this look."""
    business_day: date
    day_began: datetime
    """When this business day began."""
    waiting: tuple[Ticket, ...]
    """All who wait, in the order of the queue; those that did not change since are as they were known."""
    lacking: frozenset[int]
    """Ids of those for whom papers are missing; others may be among them."""
    serving: tuple[Ticket, ...]
    parked: tuple[Ticket, ...]
    asked: Mapping[str, Ticket]
    """Tickets of the tokens asked for that are in none of those lists, by token; visits ended before today are not."""
    recent_calls: tuple[Ticket, ...]
    """Tickets called today, the last call first."""
    counters: tuple[CounterStatus, ...]
    messages: tuple[HallMessage, ...]


class Views:
    """Reads views."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def desk(self, post: Post, limit: int) -> DeskView:
        """All that a desk shows; at most `limit` waiting tickets, however many there are."""
        with self._ledger.look() as look:
            within = order.scope(look, look.rules.counter(post.counter))
            active = serving(look)
            now = order.ready(look, within)
            total, held = reading.count_within(look, now), reading.held(look, within)
            counters = statuses(look, active)
            current = next((ticket for ticket in active if ticket.counter == post.counter), None)
            everybody = look.row("SELECT count(*) FROM ticket WHERE hall = ? AND state = 'waiting'", (look.hall,))
            return DeskView(
                now=look.now,
                status=next(status for status in counters if status.counter == post.counter),
                current=current,
                origin=None if current is None else origin_of(look, current),
                parked=tuple(reading.parked(look, post)),
                booked=tuple(reading.booked(look, within)),
                waiting=tuple(reading.queue(look, f"AND {now.where}", now.params, limit)) if total else (),
                total=total,
                held=tuple(held),
                elsewhere=(0 if everybody is None else int(everybody[0])) - total - len(held),
                missed=tuple(reading.missed(look, within)),
                mine=tuple(reading.responsibilities(look, post.clerk)),
                owed=tuple(owed_rows(look)),
                help_calls=tuple(help_calls(look)),
                help_answered=help_answered(look, post.counter),
                calls=tuple(open_calls(look, post.counter)),
                messages=tuple(messages_up(look)),
                left_over=tuple(reading.left_over(look)),
                unprinted=tuple(print_troubles(look)),
                counters=tuple(counters),
                colleagues=tuple(colleagues(look)),
                clock=self._ledger.clock_state(look),
            )

    def hall(self, waiting: int, calls: int) -> HallView:
        """The whole hall; at most so many waiting tickets and calls."""
        with self._ledger.look() as look:
            active = serving(look)
            return HallView(
                now=look.now,
                business_day=look.today,
                counters=tuple(statuses(look, active)),
                serving=tuple(active),
                waiting=tuple(reading.queue(look, "", (), waiting)) if waiting else (),
                counts=reading.counts(look),
                recent_calls=tuple(reading.recent_calls(look, calls)) if calls else (),
                messages=tuple(messages_up(look)),
                help_calls=tuple(help_calls(look)),
                left_over=tuple(reading.left_over(look)),
                clock=self._ledger.clock_state(look),
            )

    def queue(self, known: Mapping[int, Ticket], tokens: Collection[str], calls: int) -> QueueView:
        """Everybody's place; of `known` tickets, by id, only those that changed are read again."""
        with self._ledger.look() as look:
            active, aside = serving(look), reading.parked(look, None)
            waiting = reading.queue_since(look, known)
            listed = {ticket.token for ticket in (*waiting, *active, *aside)}
            return QueueView(
                now=look.now,
                business_day=look.today,
                day_began=look.rules.days.start(look.today),
                waiting=tuple(waiting),
                lacking=lacking(look, min(ticket.id for ticket in waiting)) if waiting else frozenset(),
                serving=tuple(active),
                parked=tuple(aside),
                asked=reading.by_tokens(look, [token for token in tokens if token not in listed]),
                recent_calls=tuple(reading.recent_calls(look, calls)) if calls else (),
                counters=tuple(statuses(look, active)),
                messages=tuple(messages_up(look)),
            )
