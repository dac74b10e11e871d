"""A number that was given out, with all that its visitor is told at that moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.hall import HallConfig
from kiosk.reception.details import TicketRequest
from kiosk.text.counters import somebody_free
from queue_store import NO_COUNTER, CounterStatus, Estimate, Post, Store, Ticket

if TYPE_CHECKING:
    from kiosk.paper.printing import Printing


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket with what was known when it was taken."""

    ticket: Ticket
    estimate: Estimate
    counters: tuple[CounterStatus, ...]


def issue_number(
    store: Store, request: TicketRequest, request_id: str, post: Post | None = None, paper: Printing | None = None
) -> Issued:
    """Issue a number and write down the wait that its visitor is told; asked again with the same id it is the same.

    With `paper` the number is printed too; its bytes go out after the commit, and nobody waits for them.
    """
    print_at = paper.station if paper is not None else ""
    ticket = store.issue(request.service, visitor=request.visitor, request_id=request_id, post=post, print_at=print_at)
    at_a_counter = post is not None and post.counter != NO_COUNTER
    estimate = store.forecast.tell(ticket.id, "desk" if at_a_counter else "reception")
    if paper is not None:
        paper.begin(ticket.id, estimate)
    return Issued(ticket, estimate, tuple(store.counters()))


def waits_long(config: HallConfig, issued: Issued) -> bool:
    """Tell whether the wait is likely to be over the limit from which a seat and tea are offered (R03)."""
    low, high = issued.estimate.low, issued.estimate.high
    return low is not None and high is not None and (low + high) / 2 > config.limits.seat_offer


def much_to_do(config: HallConfig, issued: Issued) -> bool:
    """Tell whether a visitor with several errands has to wait, if only for whoever is at the counter now (R03)."""
    ticket = issued.ticket
    if ticket.errands < 2:
        return False
    return issued.estimate.ahead > 0 or not somebody_free(config, issued.counters, ticket.service)
