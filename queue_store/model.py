"""The things of a hall: posts, visitors, tickets and their events; its rules stand in `hall`.

Plain frozen values, no database and no words to say. Times are aware UTC datetimes, spans are timedeltas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from queue_store.typed import clerk_name


class State(StrEnum):
    """Where a ticket stands."""

    BOOKED = "booked"
    """Taken from afar; not callable until the visitor checks in."""
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    PARKED = "parked"
    """Stepped aside (a form to fill in, a copy to make); the clerk resumes it."""
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Ended with its business day, without being served."""
    LEFT_OVER = "left_over"
    """Still open when its business day ended; not called before the hall says what becomes of it."""


ACTIVE = frozenset({State.CALLED, State.SERVING})
"""States in which a ticket is at a counter. A counter has at most one of these."""

PRESENT = frozenset({State.BOOKED, State.WAITING, State.CALLED, State.SERVING, State.PARKED})
"""States of today's visits that are not over."""

OPEN = PRESENT | {State.LEFT_OVER}
"""States in which the visit is not over."""


class Verb(StrEnum):
    """What can be done with a ticket. The names are the clerk's words."""

    ISSUE = "issue"
    BOOK = "book"
    CHECK_IN = "check_in"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    PARK = "park"
    RESUME = "resume"
    NO_SHOW = "no_show"
    REJOIN = "rejoin"
    DELAY = "delay"
    BACK_EARLY = "back_early"
    """The visitor is there before the time that was asked for."""
    TRANSFER = "transfer"
    FINISH = "finish"
    CANCEL = "cancel"
    LEAVE_OVER = "leave_over"
    """Its business day ended; the hall is asked what becomes of it."""
    EXPIRE = "expire"
    CARRY_OVER = "carry_over"
    UNDO = "undo"
    NAME = "name"
    """Somebody wrote down how the visitor is called; what was written stays out of the log."""
    APOLOGISE = "apologise"
    """The clerk confirmed that the apology was said."""


class Outcome(StrEnum):
    """How a visit ended."""

    DONE = "done"
    REFERRED = "referred"
    DECLINED = "declined"
    COMPLAINT = "complaint"
    LEFT = "left"


NO_COUNTER = 0
"""Counter of a post that is none: of a supervisor who acts from the floor."""


@dataclass(frozen=True, slots=True)
class Post:
    """A counter staffed by a clerk: who acts."""

    counter: int
    clerk: str
    """The name in the one spelling of `clerk_name`, however it was typed; a post without a name is refused."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "clerk", clerk_name(self.clerk))


@dataclass(frozen=True, slots=True)
class Visitor:
    """What a visitor told at reception. Everything is optional: nobody needs a name to queue."""

    surname: str = ""
    address: str = ""
    """Form of address by id (`madam`, `sir` …); empty when not asked."""
    phone: str = ""
    language: str = ""
    """Language tag that the visitor chose, for the ticket page."""
    priority: str = ""
    """Priority class id; empty for the ordinary order."""
    errands: int = 1
    assistance: bool = False
    """Moves with difficulty: met and helped (R22)."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One visitor's place. The clocks are those of the current leg (since the last entry into a queue)."""

    id: int
    token: str
    """Secret of the ticket page: upper-case Crockford base32 of 130 random bits."""
    label: str
    number: int
    series: str
    service: str
    business_day: date
    state: State
    entered_at: datetime
    """When this leg entered the queue; waits are counted from here."""
    queue_at: datetime
    """Place in the order: `entered_at` less the head start."""
    issued_at: datetime
    called_at: datetime | None
    """First call of this leg."""
    last_called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    counter: int | None
    clerk: str | None
    responsible: str | None
    """Clerk who was asked first and stays responsible through transfers (R25)."""
    priority: str
    errands: int
    calls: int
    """Calls in this leg, the first included."""
    legs: int
    """1 for a ticket that has queued once; counts re-entries by transfer, return and rejoining."""
    returning: bool
    """Came back after stepping aside, missing the call or a transfer (R11)."""
    visitor: Visitor
    outcome: Outcome | None
    reason: str
    """Why it was parked, declined, referred; or the note that a transfer carries."""
    limit: timedelta
    """Long-wait limit in force: the one of the call, or today's while still waiting."""
    apology_due: bool
    """The wait at the call was over the limit (R04)."""
    apology_said_at: datetime | None
    wait: timedelta
    """From `entered_at` to the first call; of who was not called to `leg_ended_at`, else to the end of the visit, or to
    now while waiting. Less the time that the visitor asked for, and never negative."""
    parked_at: datetime | None = None
    """When the visitor stepped aside; set while parked."""
    away: timedelta = timedelta()
    """Time spent aside since the start: being served took `finished_at - started_at - away`."""
    for_counter: int | None = None
    """Counter to which it was transferred: only that one calls it by `call_next`."""
    void: bool = False
    """Issued by mistake and taken back: the number stays used, figures leave it out."""
    leg_ended_at: datetime | None = None
    """Until when it could have been called, where its day ended first: left over, or expired since."""
    delays: int = 0
    """How often the visitor dropped back, or asked for time."""
    not_before: datetime | None = None
    """The visitor asked for time until then: no counter calls the ticket by `call_next` before."""
    asked: timedelta = timedelta()
    """Time that the visitor asked for in this leg, up to `not_before`: nobody else made the visitor wait then."""
    kept_until: datetime | None = None
    """Until when a number that was taken from afar is kept unless the visitor checks in."""
    rejoins: int = 0
    """How often the visitor came back alone after a missed call."""
    chosen: bool = False
    """A clerk called it out of order."""
    call_reason: str = ""
    """Why it was called out of order."""
    way: str = ""
    """What a visitor who was declined was told can be done instead."""
    revision: int = 0
    """Changes whenever the ticket does."""

    def held_at(self, now: datetime) -> bool:
        """Whether it waits, and is not called yet because the visitor asked for time."""
        return self.state is State.WAITING and self.not_before is not None and self.not_before > now

    def waited(self, now: datetime) -> timedelta:
        """The wait so far at `now`, or the whole wait once it is over. Never negative."""
        if not self.legs:
            return timedelta()
        until = self.called_at or self.leg_ended_at or self.finished_at or now
        return waited_until(until, self.entered_at, self.asked, self.not_before)

    @property
    def late_at(self) -> datetime:
        """When the wait of one who is not called by then is over the limit."""
        return self.entered_at + self.asked + self.limit


def asked_until(until: datetime, asked: timedelta, not_before: datetime | None) -> timedelta:
    """How much of the time that a visitor asked for, the last of it up to `not_before`, was over at `until`."""
    ahead = timedelta() if not_before is None else max(timedelta(), not_before - until)
    return max(timedelta(), asked - ahead)


def waited_until(until: datetime, entered_at: datetime, asked: timedelta, not_before: datetime | None) -> timedelta:
    """The wait from entering a queue, less the time that the visitor asked for. Never negative."""
    return max(timedelta(), until - entered_at - asked_until(until, asked, not_before))


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a ticket's history; never changed."""

    id: int
    ticket_id: int
    at: datetime
    verb: Verb
    counter: int | None
    clerk: str | None
    changes: Mapping[str, object]
    """Columns of the ticket row after the act; replaying them in order rebuilds the row."""
    undone: bool


@dataclass(frozen=True, slots=True)
class Why:
    """Why a ticket is next: the rule by key, with the facts that fill its sentence. `str()` is plain English."""

    ticket: Ticket
    rule: str
    """`first_come`, `head_start`, `priority_cap`, `returning`, `earliest_place`."""
    facts: Mapping[str, object]
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Estimate:
    """A wait told to a visitor: a range and how it was made. The spans are None where nothing can be said yet."""

    low: timedelta | None
    high: timedelta | None
    """The visitor is called between `low` and `high` from `made_at` four times in five."""
    ahead: int
    """How many of those who wait will be called before, by counters that could call this visitor."""
    counters: int
    """Open counters that could call this visitor."""
    method: str
    """`drain` (the queue was run through the open counters), `rate` (only the rate of calls is known), `none` (no
    counter that could call this visitor is open or about to open), `called` (does not wait any more)."""
    made_at: datetime
    centre: timedelta | None = None
    """The middle: as many are called earlier as later."""
    sure: bool = False
    """`ahead` cannot come out otherwise unless the hall changes."""
    next: bool = False
    """Whichever of the open counters calls next calls this visitor."""
    closes_at: datetime | None = None
    """When the hall closes today, where it may close before the visitor is called."""
    because: str = ""
    """Why the range is worse than the one told before: `fewer_counters`, `more_ahead`, `longer_visits`."""

    @property
    def ends(self) -> tuple[timedelta, timedelta, timedelta] | None:
        """Low end, middle and high end; None where nothing can be said."""
        if self.low is None or self.centre is None or self.high is None:
            return None
        return self.low, self.centre, self.high

    def fewer_ahead(self, gone: int) -> Estimate:
        """The same wait after so many of those ahead are gone."""
        return Estimate(
            self.low, self.high, max(0, self.ahead - gone), self.counters, self.method, self.made_at, self.centre,
            self.sure, self.next, self.closes_at, self.because,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CounterStatus:
    """A counter as the hall sees it: open, paused or closed, and whom it serves. Never why it is paused (R42)."""

    counter: int
    clerk: str | None
    state: str
    """`open`, `paused` or `closed`."""
    since: datetime | None
    ticket: Ticket | None
    terminal: str = ""
    """The terminal on which it was opened, as that terminal calls itself."""
    back_at: datetime | None = None
    """When it serves again, as its clerk said on pausing; None when nothing was said."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """How the PC's clock stands to the hall's time."""

    hall: datetime
    """The hall's time."""
    wall: datetime
    """What the PC's clock says."""
    adopts: bool
    """The PC's time is taken over by itself as soon as nobody is in the hall; otherwise somebody has to say so."""

    @property
    def ahead(self) -> timedelta:
        """How far the PC's clock is ahead of hall time; negative when it is behind."""
        return self.wall - self.hall

    @property
    def differs(self) -> bool:
        """Whether there is anything to say about it."""
        return abs(self.ahead) > CLOCK_SLACK


CLOCK_SLACK = timedelta(seconds=2)
"""A difference of the PC's clock up to this is no jump."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the hall's log: an event of a ticket, a change in a book, or a note. Never changed."""

    seq: int
    """Place in the one order of everything that happened in this hall; without gaps."""
    act: int
    """`seq` of the first entry of the act to which it belongs: one act is one transaction."""
    at: datetime
    kind: str
    """A verb, or what happened."""
    subject: str
    """Table whose row changed; empty for a note."""
    key: str
    """Which row: its key within the hall, as a JSON list."""
    ticket_id: int | None
    """The ticket it is about."""
    counter: int | None
    clerk: str | None
    changes: Mapping[str, object] | None
    """Columns after the act, or what a note says; None where the row was taken away."""
    undoes: int | None
    """`seq` of the entry that this one takes back."""
