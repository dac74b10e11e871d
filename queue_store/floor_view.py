"""The whole floor as a supervisor sees it, in one consistent read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from queue_store.acts import Look
from queue_store.arranged import Arranged, read_arranged
from queue_store.books.alerts import Alert, floor_alerts
from queue_store.books.beats import StoppedScreen, stopped_screens
from queue_store.books.counters import counter_row, last_seen, serving, statuses
from queue_store.books.help import HelpCall, help_calls
from queue_store.books.messages import HallMessage, messages_up
from queue_store.books.owed import Owed, owed_rows
from queue_store.books.staff import Colleague, colleagues
from queue_store.clock import MICROSECOND, from_text, to_text
from queue_store.ledger import Ledger
from queue_store.model import ClockState, CounterStatus, Ticket
from queue_store.tickets.moving import find_tickets
from queue_store.tickets.reading import left_over

_STRANDED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ServiceQueue:
    """Those who wait for one service."""

    service: str
    waiting: int
    """All who wait, those included who asked for time."""
    held: int
    """Those of them who asked for time that is not over."""
    longest_since: datetime | None
    """Since when the one who waits longest does: from entering the queue, later by the time that was asked for. Those
    who asked for time that is not over are left out; None for nobody."""
    over: int
    """How many of those have waited beyond the limit."""
    limit: timedelta
    """The long-wait limit of the service."""
    open: int
    """Open counters that may call those who wait for it."""
    staffed: int
    """Counters that may, paused ones included."""
    giving: int
    """Counters that give it, closed ones included."""
    closed: bool
    """A supervisor closed it for today: it takes no more numbers."""

    def longest(self, now: datetime) -> timedelta:
        """The longest wait so far; zero for nobody."""
        return timedelta() if self.longest_since is None else max(timedelta(), now - self.longest_since)


@dataclass(frozen=True, slots=True)
class CounterLoad:
    """One counter, and who waits for it."""

    status: CounterStatus
    services: tuple[str, ...]
    """What it gives today."""
    moved: bool
    """Not what the hall's configuration says: a supervisor moved it for today."""
    callable: int
    """How many wait whom it may call now."""
    free_since: datetime | None
    """When its clerk did something last, while it is open and nobody is at it; None otherwise."""
    target: timedelta | None
    """Time in which serving the ticket at it should be done; None without a ticket."""

    @property
    def number(self) -> int:
        """The counter's number."""
        return self.status.counter


@dataclass(frozen=True, slots=True)
class FloorView:
    """All that a supervisor's screen shows."""

    now: datetime
    """Hall time of this look."""
    business_day: date
    services: tuple[ServiceQueue, ...]
    """In the hall's order; services that the hall gave up last, while somebody waits for them."""
    counters: tuple[CounterLoad, ...]
    stranded: tuple[Ticket, ...]
    """Who waits for a counter at which nobody is, and was not sent so long ago that others call them; the first."""
    overdue: tuple[Owed, ...]
    """What was owed by now, the longest first."""
    help_calls: tuple[HelpCall, ...]
    messages: tuple[HallMessage, ...]
    alerts: tuple[Alert, ...]
    """Those that stand, oldest first, then the last of today that are over."""
    stopped: tuple[StoppedScreen, ...]
    """Screens that ended without being left."""
    left_over: int
    """Visits of earlier days for which the hall has to say what becomes of them."""
    parked: int
    arranged: Arranged
    colleagues: tuple[Colleague, ...]
    """Everybody who works here or did; empty in a hall without staff of its own."""
    clock: ClockState

    @property
    def waiting(self) -> int:
        """All who wait."""
        return sum(queue.waiting for queue in self.services)


_Line = tuple[str, str, int | None, str | None, str | None, int]
"""Service, entry, counter to which it was sent and when, until when time was asked for, and how much (microseconds)."""


class FloorViews:
    """Reads the floor."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def read(self) -> FloorView:
        """The whole floor."""
        with self._ledger.look() as look:
            found = statuses(look, serving(look))
            lines: list[_Line] = look.rows(
                "SELECT service, entered_at, for_counter, sent_at, not_before, asked FROM ticket "
                "WHERE hall = ? AND state = 'waiting'",
                (look.hall,),
            )
            aside = look.row("SELECT count(*) FROM ticket WHERE hall = ? AND state = 'parked'", (look.hall,))
            arranged = read_arranged(look)
            return FloorView(
                now=look.now,
                business_day=look.today,
                services=tuple(_queues(look, lines, found)),
                counters=tuple(_loads(look, lines, found, arranged)),
                stranded=tuple(_stranded(look, found)),
                overdue=tuple(owed_rows(look, due_before=look.now)),
                help_calls=tuple(help_calls(look)),
                messages=tuple(messages_up(look)),
                alerts=tuple(floor_alerts(look)),
                stopped=tuple(stopped_screens(look)),
                left_over=len(left_over(look)),
                parked=0 if aside is None else int(aside[0]),
                arranged=arranged,
                colleagues=tuple(colleagues(look)),
                clock=self._ledger.clock_state(look),
            )


def _queues(look: Look, lines: Sequence[_Line], counters: Sequence[CounterStatus]) -> list[ServiceQueue]:
    now, rules = to_text(look.now), look.rules
    entered: dict[str, list[str]] = {code: [] for code in rules.codes}
    held: Counter[str] = Counter()
    for service, entered_at, _, _, not_before, asked in lines:
        mine = entered.setdefault(service, [])
        if not_before is not None and not_before > now:
            held[service] += 1
        else:
            mine.append(to_text(from_text(entered_at) + asked * MICROSECOND) if asked else entered_at)
    queues = []
    for service, times in entered.items():
        limit = rules.limit(service)
        late = to_text(look.now - limit)
        numbers = _callers(look, service)
        states = [each.state for each in counters if each.counter in numbers]
        queues.append(
            ServiceQueue(
                service=service,
                waiting=len(times) + held[service],
                held=held[service],
                longest_since=from_text(min(times)) if times else None,
                over=sum(each < late for each in times),
                limit=limit,
                open=states.count("open"),
                staffed=len(states) - states.count("closed"),
                giving=len(rules.counters_for(service)),
                closed=service in rules.closed,
            )
        )
    return queues


def _callers(look: Look, service: str) -> frozenset[int]:
    """Counters that may call those who wait for a service (see `order`)."""
    rules = look.rules
    given = rules.counters_for(service)
    return frozenset(given or (each.number for each in rules.hall.counters if rules.stands_in(each)))


def _loads(
    look: Look, lines: Sequence[_Line], counters: Sequence[CounterStatus], arranged: Arranged
) -> list[CounterLoad]:
    free, sent = _callable(look, lines, counters)
    callers = {service: _callers(look, service) for service in free}
    loads = []
    for status in counters:
        number, ticket = status.counter, status.ticket
        service = None if ticket is None else look.rules.find(ticket.service)
        mine = sum(count for code, count in free.items() if number in callers[code])
        loads.append(
            CounterLoad(
                status=status,
                services=look.rules.counter(number).services,
                moved=number in arranged.counters,
                callable=mine + sent[number],
                free_since=_free_since(look, status),
                target=None if service is None else service.target,
            )
        )
    return loads


def _callable(
    look: Look, lines: Sequence[_Line], counters: Sequence[CounterStatus]
) -> tuple[Mapping[str, int], Mapping[int, int]]:
    """How many may be called now, by service; and of those sent to one counter, by that counter (see `order`)."""
    staffed = {each.counter for each in counters if each.state != "closed"}
    now, back = to_text(look.now), to_text(look.now - look.rules.hall.long_wait)
    free: Counter[str] = Counter()
    sent: Counter[int] = Counter()
    for service, _, bound, sent_at, not_before, _ in lines:
        if not_before is not None and not_before > now:
            continue
        fallen_back = bound not in staffed and (sent_at or now) < back
        if bound is None or not look.rules.has_counter(bound) or fallen_back:
            free[service] += 1
        else:
            sent[bound] += 1
    return free, sent


def _free_since(look: Look, status: CounterStatus) -> datetime | None:
    if status.state != "open" or status.ticket is not None:
        return None
    row = counter_row(look, status.counter)
    return None if row is None else last_seen(look, row)


def _stranded(look: Look, counters: Sequence[CounterStatus]) -> list[Ticket]:
    away = [each.counter for each in counters if each.state == "closed"]
    if not away:
        return []
    back = to_text(look.now - look.rules.hall.long_wait)
    where = f"t.state = 'waiting' AND t.for_counter IN ({', '.join('?' * len(away))}) AND t.sent_at >= ?"
    return find_tickets(look, f"{where} ORDER BY t.queue_at, t.id LIMIT ?", (*away, back, _STRANDED_SHOWN))
