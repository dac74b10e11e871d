"""The store of a hall: one handle, assembled from the parts that do the work."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime

from queue_store.arranged import Arranged
from queue_store.asked import Asked
from queue_store.books.alerts import Alerts
from queue_store.books.audit import Audit
from queue_store.books.beats import Beats
from queue_store.books.calls import Calls
from queue_store.books.counters import Counters
from queue_store.books.help import Help
from queue_store.books.journal import Journal
from queue_store.books.lookups import Lookups
from queue_store.books.messages import Messages, secret
from queue_store.books.owed import Owing
from queue_store.books.pages import Pages
from queue_store.books.prints import Prints
from queue_store.books.rehearsal import Rehearsals
from queue_store.books.sessions import Sessions
from queue_store.books.staff import Staff
from queue_store.books.told import Telling
from queue_store.books.visitors import Visitors
from queue_store.clock import GivenTime, HallClock, MachineTime, TimeSource
from queue_store.copies import Copies
from queue_store.engines.engine import Engine
from queue_store.errors import NotAllowed, StoreUnavailable
from queue_store.hall import Hall
from queue_store.health import Health, look_after
from queue_store.ledger import Ledger
from queue_store.model import (
    ClockState,
    CounterStatus,
    Entry,
    Outcome,
    Post,
    Ticket,
    Visitor,
)
from queue_store.rules import Rules
from queue_store.tickets.bookings import Bookings, BookingsLeft
from queue_store.tickets.days import Days
from queue_store.tickets.directing import Directing
from queue_store.tickets.done import ActsOfPost, Redone, Undone
from queue_store.tickets.issuing import NAMELESS, Issuing
from queue_store.tickets.remote import Delay, Remote
from queue_store.tickets.rows import SELECT_ENTRY, entry_of
from queue_store.tickets.serving import Serving
from queue_store.tickets.undoing import Undoing


class Store(Asked):
    """A hall's tickets in a database; any thread may use it.

    Each verb is one act: one transaction that keeps the log. It raises a `QueueError` and changes nothing when refused.
    What is kept beside tickets hangs on it: `owed`, `calls`, `told`, `messages`, `visitors`, `help`, `prints`,
    `pages`, `staff`, `sessions`, `rehearsals`, `alerts`, `beats`, `journal`, `lookups`, `audit`, `copies`; what a
    supervisor directs on `directing`, figures on `reports`.
    """

    def __init__(self, engine: Engine, hall: Hall, time: TimeSource) -> None:
        ledger = Ledger(engine, HallClock(time), Rules(hall))
        super().__init__(ledger)
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
        self.pages = Pages(ledger)
        self.staff = Staff(ledger)
        self.sessions = Sessions(ledger, self.staff)
        self.rehearsals = Rehearsals(ledger)
        self.journal = Journal(ledger)
        self.audit = Audit(ledger)
        self.copies = Copies(ledger)
        self.alerts = Alerts(ledger)
        self.beats = Beats(ledger)
        self.directing = Directing(ledger)
        self.lookups = Lookups(ledger)
        self._issuing = Issuing(ledger)
        self._serving = Serving(ledger, self.owed)
        self._remote = Remote(ledger, self.forecast)
        self._bookings = Bookings(ledger)
        self._undoing = Undoing(ledger)
        self._days = Days(ledger)

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

    @property
    def arranged(self) -> Arranged:
        """What a supervisor arranged for today, as of whatever was last read or done; asks no database."""
        return self._ledger.arranged

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
        """A number that changes when any process, this one included, did anything that people see, or a day is over."""
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
        way: str = "",
        case_due: datetime | None = None,
        case_what: str = "",
    ) -> Ticket:
        """The visit is over. Declining needs its reason, referring its where-to.

        `way` is what a visitor who was declined can do instead.
        A complaint with `case_due` (an aware datetime) becomes a case that is answered by then, in the same act;
        `case_what` says what it is about, else the reason does.
        """
        return self._serving.finish(ticket_id, post, outcome, reason, way, case_due, case_what)

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
        self, service: str, *, visitor: Visitor = NAMELESS, device: str = "", source: str = "",
        request_id: str | None = None,
    ) -> Ticket:  # fmt: skip
        """Take a number from afar; it is not called before `check_in`, and is kept until its `kept_until`.

        One open ticket a `device`, a share of the free numbers a `source`; both are salted hashes, empty for none.
        """
        return self._bookings.book(service, visitor, device, source, request_id)

    def bookings_left(self, source: str = "") -> BookingsLeft:
        """How many numbers can be taken from afar now, in all and by a source."""
        return self._bookings.left(source)

    def lapse_bookings(self) -> list[Ticket]:
        """End the numbers from afar whose time is over without a check-in; which these were."""
        return self._bookings.lapse()

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
        """Ask for some minutes, without being called and without losing the rank, or drop back behind some people."""
        return self._remote.delay(token, minutes, places)

    def back_early(self, token: str) -> Ticket:
        """The visitor is there before the time that was asked for, and may be called again."""
        return self._remote.back_early(token)

    def rate(self, token: str, stars: int, words: str = "") -> None:
        """Say how the visit was, once for a finished one: 1 to 5 stars, and words if wanted."""
        self._remote.rate(token, stars, words)

    def rated(self, ticket_id: int) -> bool:
        """Whether the visitor rated the visit already."""
        return self._remote.rated(ticket_id)

    # Days

    def close_day(self, *, waiting: str, day: date | None = None, post: Post | None = None) -> list[Ticket]:
        """Close a business day and all before it; returns the tickets that were still open.

        `waiting` is `expire` or `carry_over`. Without a `day` it answers for those left over from earlier days where
        there are any, else it closes today. `post` is who says so.
        """
        return self._days.close_day(waiting, day, post)

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
