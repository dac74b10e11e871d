"""What a hall decides for itself: its services, counters and rules, as far as tickets are concerned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time, timedelta

from queue_store.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Service:
    """What a visitor comes for."""

    code: str
    series: str
    """Letter run that numbers its tickets; services may share one."""
    target: timedelta
    """Time in which serving should be done (R30)."""
    long_wait: timedelta | None = None
    """Own long-wait limit; None takes the hall's."""


@dataclass(frozen=True, slots=True)
class Counter:
    """A numbered window and the services it gives."""

    number: int
    services: tuple[str, ...]
    supervisor: bool = False
    """A counter to which matters are escalated (R23)."""


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """Visitors who are called as if they had come `head_start` earlier."""

    id: str
    head_start: timedelta


@dataclass(frozen=True, slots=True)
class Returning:
    """Where a visitor who comes back is placed: a head start on the moment of return, or None to keep the old place."""

    parked: timedelta | None = None
    transferred: timedelta | None = None
    missed: timedelta | None = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Hall:
    """The rules of one hall, as far as tickets are concerned."""

    id: str
    timezone: str
    """IANA name; the business day is counted in it."""
    services: tuple[Service, ...]
    counters: tuple[Counter, ...]
    priorities: tuple[PriorityClass, ...] = ()
    cutover: time = time(4)
    """Local hour at which one business day ends and the next begins."""
    long_wait: timedelta = timedelta(minutes=15)
    priority_cap: int = 2
    """Calls with precedence in a row after which an ordinary visitor who came before is called first; 0 for no cap."""
    returning: Returning = field(default_factory=Returning)
    leftovers: str = "ask"
    """What becomes of visits still open when the business day ends: `ask`, `expire` or `carry_over`."""
    unattended: timedelta = timedelta(hours=2)
    """A counter whose clerk did nothing for so long may be opened by another clerk without taking it over."""
    retention: timedelta = timedelta(days=1)
    """How long names, telephone numbers and free text about people are kept after the business day ends."""
    grace: timedelta = timedelta(minutes=15)
    """How long after a missed call the visitor may come back into the queue alone."""
    max_delays: int = 2
    """How often a visitor may drop back or ask for time; 0 for never."""
    max_delay: timedelta = timedelta(minutes=30)
    """How far at once: so many minutes, or as many places."""
    bookings_per_day: int = 200
    """Numbers given from afar on one business day; 0 switches them off."""
    bookings_kept: timedelta = timedelta(hours=1)
    """How long each of them is kept for a visitor who has not checked in."""
    max_rejoins: int = 2
    """How often a visitor who missed the call may come back alone; 0 for never. Staff always may."""
    schedule: Schedule = field(default_factory=Schedule)
    """When the hall is open and its counters serve; always without one."""
