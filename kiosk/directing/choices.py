"""Between what a supervisor chooses on the floor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.hall import HallConfig
from kiosk.text.floor import Said
from kiosk.text.labels import labels_text
from queue_store import CounterLoad, FloorView, State, Store, Ticket

SNOOZES = (5, 10, 15, 30, 60)
"""Minutes for which an alert may rest."""

CAME_OF_IT = ("opened", "moved", "spoke", "nothing")
"""What often comes of an alert; anything else is written."""

FATES = ("expire", "carry_over")
"""What can become of those who are still here when the day ends."""


def sent_first(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Those who wait, whoever was sent to one counter before the others."""
    return sorted(tickets, key=lambda ticket: ticket.for_counter is None)


def free_counters(view: FloorView, ticket: Ticket | None = None) -> list[int]:
    """Open counters at which nobody is, the one to which a visitor was sent first."""
    free = [load.number for load in view.counters if load.free_since is not None]
    wanted = None if ticket is None else ticket.for_counter
    return sorted(free, key=lambda number: number != wanted)


def staffed_counters(view: FloorView, ticket: Ticket) -> list[int]:
    """Counters with a clerk to which a visitor can be sent and was not."""
    staffed = (load.number for load in view.counters if load.status.state != "closed")
    return [number for number in staffed if number != ticket.for_counter]


@dataclass(frozen=True, slots=True)
class Move:
    """One change of what a counter gives today."""

    id: str
    """The code of the service, or `as_written`."""
    label: str
    after: tuple[str, ...]
    """What the counter gives then."""


AS_WRITTEN = "as_written"


def moves_of(said: Said, load: CounterLoad) -> list[Move]:
    """One service more or fewer each, and back to what hall.toml says where it was moved; never nothing at all."""
    config, seen = said.config, load.services
    moves = []
    for each in config.services:
        fewer = each.code in seen
        after = tuple(code for code in _codes(config) if (code in seen) != (code == each.code))
        label = said.words(f"floor.move.{'fewer' if fewer else 'more'}", service=said.service(each.code))
        if after:
            moves.append(Move(each.code, label, after))
    if load.moved:
        own = config.as_written.counter(load.number).services
        moves.append(Move(AS_WRITTEN, said.words("floor.move.as_written"), tuple(own)))
    return moves


def _codes(config: HallConfig) -> list[str]:
    return [each.code for each in config.services]


@dataclass(frozen=True, slots=True)
class DayQuestion:
    """What is asked before a day ends."""

    day: date
    """The last business day that ends."""
    tickets: tuple[Ticket, ...]
    """Who is still here and at no counter; for them it ends."""
    title: str
    fates: tuple[str, ...]
    """What each of `FATES` does to them."""
    sure: tuple[str, ...]
    """The same as the last word before it is done."""


def question_of_day(store: Store, said: Said) -> DayQuestion | None:
    """Ask what becomes of those who are still here: of earlier days first, else of today; None when nobody is."""
    first = store.to_close()
    if not first:
        return None
    day = max(ticket.business_day for ticket in first)
    tickets, words = tuple(store.to_close(day)), said.words
    count, labels = len(tickets), labels_text(words, tickets)
    if all(ticket.state is State.LEFT_OVER for ticket in tickets):
        title, fate = words("desk.left_over.named", count=count, labels=labels), "desk.left_over.choice"
    else:
        open_now = words("cli.say.day_open") if said.config.open_at(said.now) else ""
        title, fate = open_now + words("floor.day.title", count=count, labels=labels), "floor.day.fate"
    return DayQuestion(
        day,
        tickets,
        title,
        tuple(words(f"{fate}.{each}") for each in FATES),
        tuple(words(f"floor.day.{each}", count=count) for each in FATES),
    )
