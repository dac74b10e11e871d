"""What a hall is and what happens in it, as far as waits are concerned.

Times are floats: seconds since 1970 of the hall's own time. Spans are seconds. Nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

CounterMood = Literal["open", "paused", "closed"]
"""What the clerk of a counter said last."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The configuration of a hall. One without counters is forecast from the rate at which its services are called."""

    services: Mapping[str, float]
    """Code to the configured mean time of a service, in seconds."""
    counters: Mapping[int, frozenset[str]]
    """Number to the services it gives."""
    stand_ins: frozenset[int] = frozenset()
    """Counters that also call tickets whose service no counter gives."""
    cap: int = 0
    """Calls with precedence in a row after which an ordinary visitor who came before is called first; 0 for no cap."""
    sent_back_after: float = 900.0
    """A ticket sent to a counter at which nobody is falls back to its service after so many seconds."""

    given: frozenset[str] = field(init=False)
    """Services that some counter gives."""

    def __post_init__(self) -> None:
        given = frozenset(code for services in self.counters.values() for code in services)
        object.__setattr__(self, "given", given)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits. `queue_at` is the place in the order; `place_at` the place without precedence."""

    id: int
    service: str
    entered_at: float
    queue_at: float
    place_at: float
    head_start: float = 0.0
    for_counter: int | None = None
    sent_at: float | None = None
    returning: bool = False
    not_before: float | None = None
    """Asked for time until then, and is not called before."""
    asked: float = 0.0
    """Seconds that were asked for, up to `not_before`: they are no wait."""

    def waited(self, now: float) -> float:
        """Seconds of waiting until now."""
        ahead = 0.0 if self.not_before is None else max(0.0, self.not_before - now)
        return max(0.0, now - self.entered_at - max(0.0, self.asked - ahead))

    def held_at(self, now: float) -> bool:
        """Whether the time that was asked for is not over."""
        return self.not_before is not None and self.not_before > now

    @property
    def rank(self) -> tuple[float, int]:
        """What the order of the queue sorts by."""
        return self.queue_at, self.id


@dataclass(frozen=True, slots=True)
class Entered:
    """Entered a queue. With `undone` an undo put the visitor back: nothing is learned from it."""

    at: float
    ticket: Waiting
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Still waits, at another place or for another service or counter."""

    at: float
    ticket: Waiting


@dataclass(frozen=True, slots=True)
class Called:
    """Was called to a counter; None where counters are not known."""

    at: float
    id: int
    counter: int | None


@dataclass(frozen=True, slots=True)
class Served:
    """The visit is finished; `seconds` the counter spent on it."""

    at: float
    id: int
    seconds: float


@dataclass(frozen=True, slots=True)
class NoShow:
    """Did not come when called."""

    at: float
    id: int


@dataclass(frozen=True, slots=True)
class Left:
    """Gave the number back before being called."""

    at: float
    id: int


@dataclass(frozen=True, slots=True)
class CutOff:
    """Its day ended before it was called: nobody knows whether the visitor had given up by then, or when."""

    at: float
    id: int
    until: float
    """Until then it could have been called."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Stepped aside; the counter is free."""

    at: float
    id: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """Came to a counter without waiting: from aside, or back after a missed call."""

    at: float
    id: int
    counter: int
    ticket: Waiting


@dataclass(frozen=True, slots=True)
class CounterState:
    """A counter was opened, paused or closed; `back_at` is the return that the clerk told."""

    at: float
    number: int
    state: CounterMood
    back_at: float | None = None


@dataclass(frozen=True, slots=True)
class DayEnded:
    """The business day ended: what was called before does not count for the cap any more."""

    at: float


@dataclass(frozen=True, slots=True)
class Undone:
    """An act on a ticket was taken back. The ticket now waits (`ticket`), is at a counter (`counter`), or neither."""

    at: float
    id: int
    ticket: Waiting | None = None
    counter: int | None = None


@dataclass(frozen=True, slots=True)
class LayoutChanged:
    """The configuration changed."""

    at: float
    layout: Layout


HallEvent = (
    Entered
    | Moved
    | Called
    | Served
    | NoShow
    | Left
    | CutOff
    | Aside
    | Resumed
    | CounterState
    | DayEnded
    | Undone
    | LayoutChanged
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The known future, from now to the end of the day; absolute seconds."""

    away: Mapping[int, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    """Spans in which a counter does not call anybody, ascending: lunch, planned returns, the hall closed at noon."""
    comes: Mapping[int, float] = field(default_factory=dict)
    """When a counter that is closed now is planned to open."""


NOTHING_PLANNED = Plan()


@dataclass(frozen=True, slots=True)
class Basis:
    """What a wait rested on, to tell causes of a change apart."""

    counters: tuple[int, ...]
    """Open counters that may call the ticket."""
    ahead: int
    service_seconds: float
    """Mean time of the service."""
    precedence_rate: float
    """Visitors with precedence for the services of these counters, an hour."""


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one waits, in seconds from now.

    `low` to `high` holds four times in five, `low90` to `high90` nine times in ten.
    All five are None where nothing can be said: no counter that may call the ticket is open or planned to open.
    """

    ahead: int
    """How many of those who wait now will be called before, by counters that could call this one."""
    sure: bool
    """That number cannot come out otherwise unless the hall changes."""
    next: bool
    """Every open counter that may call it would call it next, whatever the cap does."""
    centre: float | None
    low: float | None
    high: float | None
    low90: float | None
    high90: float | None
    counters: int
    """Open counters that may call it."""
    method: Literal["drain", "rate", "none"]
    basis: Basis

    def after(self, seconds: float) -> Wait:
        """The same wait so many seconds later, while nothing happened in the hall."""
        if not seconds or self.centre is None:
            return self
        ends = ("centre", "low", "high", "low90", "high90")
        return replace(self, **{end: max(0.0, getattr(self, end) - seconds) for end in ends})
