"""What a store is asked: tickets, the queue, views and figures. Nothing here changes anything."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime

from queue_store.floor_view import FloorView, FloorViews
from queue_store.forecast.asking import Forecast
from queue_store.ledger import Ledger
from queue_store.model import Estimate, Event, Post, Ticket, Why
from queue_store.reports.courtesy import Courtesy, CourtesyFigures
from queue_store.reports.hall_day import HallDay, hall_day
from queue_store.reports.metrics import Figures
from queue_store.reports.period import PeriodFigures, Periods
from queue_store.reports.tables import Tables
from queue_store.reports.visits import OutOfOrder, Rating, Visits
from queue_store.reports.waits import WaitRow, Waits
from queue_store.tickets.fairness import Fairness, Overtakes
from queue_store.tickets.reading import Questions
from queue_store.views import DeskView, HallView, QueueView, Views


class Reports:
    """Figures, each defined where it is computed."""

    def __init__(self, ledger: Ledger, waits: Waits) -> None:
        self._courtesy = Courtesy(ledger, waits)
        self._visits = Visits(ledger)
        self._periods = Periods(ledger, waits, self._visits)

    def day(self, day: date | None = None) -> tuple[date, Figures]:
        """The figures of one business day, today's without one: `LEG_METRICS`."""
        return self._periods.day(day)

    def period(self, first: date, last: date, *, each_day: Callable[[], object] | None = None) -> PeriodFigures:
        """All figures of the business days from `first` to `last`, both included, as a whole and in groups.

        `each_day` is called after each of them.
        """
        return self._periods.figures(first, last, each_day)

    def courtesy(self, since: datetime, until: datetime, *, clerk: str | None = None) -> CourtesyFigures:
        """Figures of courtesy in [since, until), of the hall or, for their own eyes, of one clerk."""
        return self._courtesy.figures(since, until, clerk=clerk)

    def ratings(self, since: datetime, until: datetime) -> list[Rating]:
        """Ratings given in [since, until), oldest first."""
        return self._visits.ratings(since, until)

    def out_of_order(self, since: datetime, until: datetime) -> list[OutOfOrder]:
        """Calls out of order of legs that began in [since, until), each with its reason."""
        return self._visits.out_of_order(since, until)


class Asked:
    """The questions that a store answers."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.forecast = Forecast(ledger)
        self._questions = Questions(ledger)
        self._fairness = Fairness(ledger)
        self._waits = Waits(ledger)
        self.reports = Reports(ledger, self._waits)
        self.tables = Tables(ledger)
        self._views = Views(ledger)
        self._floor_views = FloorViews(ledger)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Within it this thread reads the hall as it was when it began, whatever others do; it can do nothing itself.

        Many questions then agree with each other, such as those of a copy of all tables. What others write meanwhile
        cannot be merged into the database's file, which grows by it: not for days.
        """
        with self._ledger.frozen():
            yield

    def ticket(self, ticket_id: int) -> Ticket:
        """The ticket with this id."""
        return self._questions.ticket(ticket_id)

    def ticket_by_token(self, token: str, *, past: bool = False) -> Ticket | None:
        """The ticket with this secret, or None; visits that ended before today are not found unless `past` is set."""
        return self._questions.by_token(token, past)

    def ticket_by_label(self, label: str, day: date | None = None) -> Ticket:
        """The ticket with this label on a day; without a day today's, or else the newest that is still open."""
        return self._questions.by_label(label, day)

    def waiting(self, services: Iterable[str] | None = None, limit: int | None = None) -> list[Ticket]:
        """Who waits, in the order of the queue; `services` None for all."""
        return self._questions.waiting(services, limit)

    def waiting_at(self, counter: int, limit: int | None = None) -> list[Ticket]:
        """Whom this counter may call, in the order of the queue; those who asked for time stand where they would."""
        return self._questions.waiting_at(counter, limit)

    def count_at(self, counter: int) -> int:
        """How many wait whom this counter may call now: nobody who asked for time that is not over."""
        return self._questions.count_at(counter)

    def now_serving(self) -> list[Ticket]:
        """Tickets at a counter, by counter."""
        return self._questions.serving()

    def parked(self, post: Post | None = None) -> list[Ticket]:
        """Visitors who stepped aside, the longest first; with a post only those of its counter."""
        return self._questions.parked(post)

    def missed(self, counter: int) -> list[Ticket]:
        """Visitors called today who did not come, and whom this counter may serve; the last call first."""
        return self._questions.missed(counter)

    def recent_calls(self, limit: int = 10) -> list[Ticket]:
        """Tickets called today, the last call first; a call that was undone is not among them."""
        return self._questions.recent_calls(limit)

    def ahead_of(self, ticket_id: int) -> int:
        """How many of those who wait will be called before this ticket; 0 when it does not wait.

        Counted are those whom counters that could call this ticket will call first, whatever their service.
        """
        return self.forecast.ahead_of(ticket_id)

    def overtakes(self, ticket_id: int) -> Overtakes:
        """How many who entered the queue later were called before this ticket, and why."""
        return self._fairness.overtakes(ticket_id)

    def counts(self) -> Mapping[str, int]:
        """How many wait for each service."""
        return self._questions.counts()

    def why_next(self, post: Post) -> Why | None:
        """The ticket that `call_next` would call now, and why that one; None when nobody waits for this counter."""
        return self._questions.why_next(post)

    def responsibilities(self, clerk: str) -> list[Ticket]:
        """Visits that are not over and for which this clerk, who was asked first, is responsible (R25)."""
        return self._questions.responsibilities(clerk)

    def events(self, ticket_id: int) -> list[Event]:
        """What happened to a ticket, oldest first."""
        return self._questions.events(ticket_id)

    def estimate(self, service: str, *, visitor_id: int | None = None) -> Estimate:
        """How long a newcomer, or the ticket `visitor_id`, will wait for a service."""
        return self.forecast.estimate(service, visitor_id)

    def desk_view(self, post: Post, limit: int = 50) -> DeskView:
        """All that a desk shows, in one consistent read; at most `limit` waiting tickets."""
        return self._views.desk(post, limit)

    def hall_view(self, *, waiting: int = 50, calls: int = 20) -> HallView:
        """The whole hall, in one consistent read; at most so many waiting tickets and calls."""
        return self._views.hall(waiting, calls)

    def floor_view(self) -> FloorView:
        """The whole floor as a supervisor sees it, in one consistent read."""
        return self._floor_views.read()

    def queue_view(self, known: Mapping[int, Ticket], tokens: Collection[str] = (), *, calls: int = 50) -> QueueView:
        """Everybody's place, in one consistent read: all who wait, the tickets of `tokens`, at most so many calls.

        `known` are the waiting tickets of an earlier look, by id; those that did not change are not read again.
        """
        return self._views.queue(known, tokens, calls)

    def wait_log(self, since: datetime, until: datetime) -> Iterator[WaitRow]:
        """Every wait that began in [since, until), oldest first."""
        return self._waits.log(since, until)

    def hall_day(self, day: date | None = None) -> HallDay:
        """Figures of a business day, today's without one; definitions stand with `LEG_METRICS`."""
        return hall_day(*self.reports.day(day))
