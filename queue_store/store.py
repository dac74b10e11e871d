"""The store of a hall: one handle, assembled from the parts that do the work."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from queue_store.books.calls import Calls
from queue_store.books.counters import Counters
from queue_store.books.help import Help
from queue_store.books.journal import Journal
from queue_store.books.messages import Messages, secret
from queue_store.books.owed import Owing
from queue_store.books.prints import Prints
from queue_store.books.told import Telling
from queue_store.books.visitors import Visitors
from queue_store.clock import GivenTime, HallClock, MachineTime, TimeSource
from queue_store.engines.engine import Engine
from queue_store.errors import NotAllowed, StoreUnavailable
from queue_store.forecast.asking import Forecast
from queue_store.health import Health, look_after
from queue_store.ledger import Ledger
from queue_store.model import (
    ClockState,
    CounterStatus,
    Entry,
    Estimate,
    Event,
    Hall,
    Outcome,
    Post,
    Ticket,
    Visitor,
    Why,
)
from queue_store.reports.courtesy import Courtesy, CourtesyFigures
from queue_store.reports.visits import OutOfOrder, Rating, Visits
from queue_store.reports.waits import HallDay, WaitRow, Waits
from queue_store.rules import Rules
from queue_store.tickets.days import Days
from queue_store.tickets.done import ActsOfPost, Redone, Undone
from queue_store.tickets.fairness import Fairness, Overtakes
from queue_store.tickets.issuing import NAMELESS, Issuing
from queue_store.tickets.reading import Questions
from queue_store.tickets.remote import Delay, Remote
from queue_store.tickets.rows import SELECT_ENTRY, entry_of
from queue_store.tickets.serving import Serving
from queue_store.tickets.undoing import Undoing
from queue_store.views import DeskView, HallView, QueueView, Views


class Reports:
    """Figures, each defined where it is computed."""

    def __init__(self, ledger: Ledger, waits: Waits) -> None:
        self._courtesy = Courtesy(ledger, waits)
        self._visits = Visits(ledger)

    def courtesy(self, since: datetime, until: datetime, *, clerk: str | None = None) -> CourtesyFigures:
        """Figures of courtesy in [since, until), of the hall or, for their own eyes, of one clerk."""
        return self._courtesy.figures(since, until, clerk=clerk)

    def ratings(self, since: datetime, until: datetime) -> list[Rating]:
        """Ratings given in [since, until), oldest first."""
        return self._visits.ratings(since, until)

    def out_of_order(self, since: datetime, until: datetime) -> list[OutOfOrder]:
        """Calls out of order of legs that began in [since, until), each with its reason."""
        return self._visits.out_of_order(since, until)


class Store:
    """A hall's tickets in a database; any thread may use it.

    Each verb is one act: one transaction that keeps the log. It raises a `QueueError` and changes nothing when refused.
    What is kept beside tickets hangs on it: `owed`, `calls`, `told`, `messages`, `visitors`, `help`, `prints`,
    `journal`; figures hang on `reports`.
    """

    def __init__(self, engine: Engine, hall: Hall, time: TimeSource) -> None:
        self._ledger = ledger = Ledger(engine, HallClock(time), Rules(hall))
        self.path = engine.path
        """Where the database is, for people."""
        self._counters = Counters(ledger)
        self.owed = Owing(ledger)
        self.calls = Calls(ledger)
        self.told = Telling(ledger)
        self.messages = Messages(ledger)
        self.visitors = Visitors(ledger)
        self.help = Help(ledger)
        self.prints = Prints(ledger)
        self.journal = Journal(ledger)
        self._issuing = Issuing(ledger)
        self._serving = Serving(ledger, self.owed)
        self.forecast = Forecast(ledger)
        self._remote = Remote(ledger, self.forecast)
        self._fairness = Fairness(ledger)
        self._undoing = Undoing(ledger)
        self._days = Days(ledger)
        self._questions = Questions(ledger)
        self._waits = Waits(ledger)
        self.reports = Reports(ledger, self._waits)
        self._views = Views(ledger)

    # The hall

    @property
    def hall(self) -> Hall:
        """The rules in force."""
        return self._ledger.rules.hall

    def change_rules(self, hall: Hall) -> None:
        """Go by a changed configuration from now on; the hall itself, its zone and its cut-over stay the same."""
        old = self.hall
        if (hall.id, hall.timezone, hall.cutover) != (old.id, old.timezone, old.cutover):
            raise NotAllowed(
                "same_hall", "The hall's id, time zone and cut-over hour cannot change while it runs. Start again."
            )
        self._ledger.rules = Rules(hall)

    def now(self) -> datetime:
        """The hall's time, an aware datetime in UTC; asks no database."""
        return self._ledger.now()

    def business_day(self) -> date:
        """The business day that it is now."""
        return self._ledger.rules.days.of(self.now())

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """First moment of a business day and of the next, aware datetimes in UTC."""
        return self._ledger.rules.days.bounds(day)

    def clock_state(self) -> ClockState:
        """How the PC's clock stands to the hall's time."""
        with self._ledger.look() as look:
            return self._ledger.clock_state(look)

    def adopt_clock(self) -> None:
        """Take over the PC's time as the hall's; refused while anybody is in the hall, whose waits it would change."""
        with self._ledger.act() as act:
            if not self._ledger.adopt_clock(act):
                raise NotAllowed(
                    "hall_not_empty",
                    "Somebody is in the hall, so the hall's time stays. Take over the PC's time when nobody waits.",
                )

    def version(self) -> int:
        """A number that changes when any process, this one included, has committed something or a day is over."""
        return self._ledger.version()

    def health(self) -> Health:
        """What whoever looks after the hall should know; reads the whole database."""
        return look_after(self._ledger)

    def check_today(self) -> None:
        """Refuse a damaged database; looks through it when it is first opened on a business day."""
        if not self._ledger.check_today():
            raise StoreUnavailable(
                "damaged", "The database {path} is damaged. Stop, keep the file and restore the last backup.",
                path=self.path,
            )  # fmt: skip

    def secret(self, name: str) -> bytes:
        """32 random bytes, made at the first call for a name and the same ever after."""
        return secret(self._ledger, name)

    def changes(self, after: int, limit: int = 1000) -> list[Entry]:
        """Entries of the hall's log after a place in it, in the one order of everything that happened."""
        with self._ledger.look() as look:
            where = "WHERE hall = ? AND seq > ? ORDER BY seq LIMIT ?"
            return [entry_of(values) for values in look.rows(SELECT_ENTRY + where, (look.hall, after, limit))]

    def close(self) -> None:
        """Close the database after the acts that are under way; every later use is refused."""
        self.forecast.close()
        self._ledger.engine.close()

    # Taking a number, giving it back

    def issue(
        self,
        service: str,
        *,
        visitor: Visitor = NAMELESS,
        request_id: str | None = None,
        post: Post | None = None,
        print_at: str = "",
    ) -> Ticket:
        """Give a visitor the next number of a service; a `request_id` seen before returns the ticket it made.

        A ticket that was taken back meanwhile counts for nothing: its request makes a new one. `print_at` names the
        station that is to print it, empty for none: the job is in the same act, so no ticket is left without it.
        """
        return self._issuing.issue(service, visitor, request_id, post, print_at)

    def cancel(self, token: str, *, reason: str = "", post: Post | None = None) -> Ticket:
        """The visitor leaves the queue."""
        return self._issuing.cancel(token, reason, post)

    # At a counter

    def call_next(self, post: Post) -> Ticket | None:
        """Call whoever is next for this counter; None when nobody waits for it."""
        return self._serving.call_next(post)

    def call(self, ticket_id: int, post: Post, *, reason: str = "") -> Ticket:
        """Call a chosen ticket out of order: waiting, stepped aside, or come back after a missed call."""
        return self._serving.call(ticket_id, post, reason)

    def recall(self, ticket_id: int, post: Post) -> Ticket:
        """Call again a visitor who did not come yet."""
        return self._serving.recall(ticket_id, post)

    def start(self, ticket_id: int, post: Post) -> Ticket:
        """The visitor is at the counter; the clerk who was asked first becomes responsible (R25)."""
        return self._serving.start(ticket_id, post)

    def apologise(self, ticket_id: int, post: Post) -> Ticket:
        """The clerk confirmed that the apology was said; confirming twice changes nothing."""
        return self._serving.apologise(ticket_id, post)

    def park(self, ticket_id: int, post: Post, *, reason: str = "") -> Ticket:
        """The visitor steps aside; the counter is free for the next one."""
        return self._serving.park(ticket_id, post, reason)

    def resume(self, ticket_id: int, post: Post) -> Ticket:
        """Go on serving, at this counter and at once, a visitor who had stepped aside."""
        return self._serving.resume(ticket_id, post)

    def no_show(self, ticket_id: int, post: Post) -> Ticket:
        """The visitor did not come when called, or not back after stepping aside."""
        return self._serving.no_show(ticket_id, post)

    def transfer(
        self, ticket_id: int, post: Post, *, service: str | None = None, counter: int | None = None, note: str = ""
    ) -> Ticket:
        """Send a visitor to another service or one counter; the note goes along and the responsible clerk stays."""
        return self._serving.transfer(ticket_id, post, service, counter, note)

    def finish(
        self,
        ticket_id: int,
        post: Post,
        *,
        outcome: Outcome = Outcome.DONE,
        reason: str = "",
        case_due: datetime | None = None,
        case_what: str = "",
    ) -> Ticket:
        """The visit is over. Declining needs its reason, referring its where-to.

        A complaint with `case_due` (an aware datetime) becomes a case that is answered by then, in the same act;
        `case_what` says what it is about, else the reason does.
        """
        return self._serving.finish(ticket_id, post, outcome, reason, case_due, case_what)

    def undo(self, post: Post, *, expected: int | None = None) -> Undone:
        """Take back this post's newest act of today on which nobody else has built; again, the one before it.

        With `expected`, the number of an act in `acts_of`, it is refused when it would take back another one.
        """
        return self._undoing.undo(post, expected)

    def redo(self, post: Post) -> Redone:
        """Do again what this post took back last, where nothing was built on it since; again, what was before it."""
        return self._undoing.redo(post)

    def acts_of(self, post: Post) -> ActsOfPost:
        """What this post did today and can take back, and what `redo` would do again."""
        return self._undoing.acts(post)

    def open_counter(self, post: Post, *, terminal: str = "", take_over: bool = False) -> CounterStatus:
        """A clerk sits down at a counter; one that is another clerk's only with `take_over`."""
        return self._counters.open(post, terminal=terminal, take_over=take_over)

    def pause(self, post: Post, reason: str = "", back_at: datetime | None = None) -> CounterStatus:
        """The counter serves nobody for a while; the reason is kept out of sight (R42), the planned return is not.

        Said again, reason and return are those of the last time and the pause goes on. A return (an aware datetime)
        that is over, or beyond the business day, is refused.
        """
        return self._counters.pause(post, reason, back_at)

    def unpause(self, post: Post) -> CounterStatus:
        """The counter serves again."""
        return self._counters.unpause(post)

    def close_counter(self, post: Post) -> CounterStatus:
        """The clerk leaves; a ticket that is still at the counter has to be settled first."""
        return self._counters.close(post)

    def counters(self) -> list[CounterStatus]:
        """Every counter of the hall, with whom it serves."""
        return self._counters.all()

    # From afar

    def book(
        self, service: str, *, visitor: Visitor = NAMELESS, device: str = "", request_id: str | None = None
    ) -> Ticket:
        """Take a number from afar; it is not called before `check_in`. One open ticket a `device` (a salted hash)."""
        return self._remote.book(service, visitor, device, request_id)

    def check_in(self, which: int | str, *, post: Post | None = None) -> Ticket:
        """The visitor who booked, or was left over from yesterday, is in the hall. Takes id or token."""
        return self._remote.check_in(which, post)

    def rejoin(self, which: int | str, *, post: Post | None = None) -> Ticket:
        """Take a visitor who missed the call or stepped aside back into the queue, at the place of the hall's rule."""
        return self._remote.rejoin(which, post)

    def preview_delay(self, token: str, *, minutes: int | None = None, places: int | None = None) -> Delay:
        """What `delay` with the same arguments would do; changes nothing."""
        return self._remote.preview_delay(token, minutes, places)

    def delay(self, token: str, *, minutes: int | None = None, places: int | None = None) -> Ticket:
        """Drop back in the queue by minutes or behind some people; never to a better place."""
        return self._remote.delay(token, minutes, places)

    def rate(self, token: str, stars: int, words: str = "") -> None:
        """Say how the visit was, once for a finished one: 1 to 5 stars, and words if wanted."""
        self._remote.rate(token, stars, words)

    def rated(self, ticket_id: int) -> bool:
        """Whether the visitor rated the visit already."""
        return self._remote.rated(ticket_id)

    def overtakes(self, ticket_id: int) -> Overtakes:
        """How many who entered the queue later were called before this ticket, and why."""
        return self._fairness.overtakes(ticket_id)

    # Questions

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
        """Whom this counter may call, in the order of the queue."""
        return self._questions.waiting_at(counter, limit)

    def count_at(self, counter: int) -> int:
        """How many wait whom this counter may call."""
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

    def queue_view(self, known: Mapping[int, Ticket], tokens: Collection[str] = (), *, calls: int = 50) -> QueueView:
        """Everybody's place, in one consistent read: all who wait, the tickets of `tokens`, at most so many calls.

        `known` are the waiting tickets of an earlier look, by id; those that did not change are not read again.
        """
        return self._views.queue(known, tokens, calls)

    # Days and reports

    def close_day(self, *, waiting: str, day: date | None = None) -> list[Ticket]:
        """Close a business day and all before it; returns the tickets that were still open.

        `waiting` is `expire` or `carry_over`. Without a `day` it answers for those left over from earlier days where
        there are any, else it closes today.
        """
        return self._days.close_day(waiting, day)

    def to_close(self, day: date | None = None) -> list[Ticket]:
        """Whom `close_day` with the same `day` would close now; it cannot be undone, so people are asked first."""
        return self._days.to_close(day)

    def open_tickets_of_past_days(self) -> list[Ticket]:
        """Tickets of earlier business days that are still open, unless they were carried over to today."""
        return self._days.left_over()

    def forget(self) -> int:
        """Erase names, telephone numbers and free text about people older than the retention; how many texts went.

        This happens by itself at the beginning of each business day.
        """
        return self._days.forget()

    def wait_log(self, since: datetime, until: datetime) -> Iterator[WaitRow]:
        """Every wait that began in [since, until), oldest first."""
        return self._waits.log(since, until)

    def hall_day(self, day: date | None = None) -> HallDay:
        """Figures of a business day, today's without one; definitions stand with the fields."""
        return self._waits.hall_day(day)


def engine_version() -> tuple[int, ...]:
    """Version of the SQLite that stores of files use."""
    from queue_store.engines.sqlite import library_version

    return library_version()


def open_store(
    where: str | os.PathLike[str], hall: Hall, *, clock: Callable[[], datetime] | TimeSource | None = None
) -> Store:
    """Open a hall's database by path or SQLite URL, making or updating it first; the hall's rules may have changed.

    `clock` is for tests: a function that gives the time, or both clocks of a machine (`TimeSource`).
    """
    address = os.fspath(where)
    scheme, mark, _ = address.partition("://")
    if mark and scheme != "sqlite" and not address.startswith("file:"):
        raise StoreUnavailable(
            "unknown_database",
            "Databases of the kind {scheme} are not supported. Give the path of a file.",
            scheme=scheme,
        )
    from queue_store.engines.sqlite import SqliteEngine  # here, so that the values can be had without a database

    time = clock if clock is not None and not callable(clock) else GivenTime(clock) if clock else MachineTime()
    engine = SqliteEngine(address)
    try:
        store = Store(engine, hall, time)
        store.check_today()
        return store
    except BaseException:
        engine.close()
        raise
