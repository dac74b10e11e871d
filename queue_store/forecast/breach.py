"""Which waits will pass their limit, and what one more counter would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from queue_store.forecast.floor import Plan, Waiting
from queue_store.forecast.forecaster import Forecaster

_LOOKED_AT = 8
"""Visitors of a service whose waits are worked out to find the first that will be too long."""

_OPENED = 4
"""Closed counters of which it is worked out what opening them would change; each is a simulation of the hall."""


@dataclass(frozen=True, slots=True)
class ServiceOutlook:
    """What is to come for one service."""

    service: str
    limit: timedelta
    low: timedelta | None
    high: timedelta | None
    """One who comes now is called between `low` and `high` four times in five; None where nothing can be said."""
    centre: timedelta | None
    breach_in: timedelta | None
    """When, from now, the first of those who wait and of one who comes now will have waited for longer than the limit;
    None where nobody will, and where somebody has already."""
    counter: int | None = None
    """A closed counter that gives the service and would help, where somebody will wait too long."""
    then: timedelta | None = None
    """The wait of one who comes now, were that counter open."""


def outlook_of(forecaster: Forecaster, service: str, limit: float, now: float, plan: Plan) -> ServiceOutlook:
    """The outlook of a service; `limit` and `now` in seconds."""
    newcomer = forecaster.newcomer(service, now, plan)
    waiting = [each for each in forecaster.waiting if each.service == service and not each.held_at(now)]
    breach = first_breach(forecaster, waiting, limit, now, plan)
    if breach is None and waiting and newcomer.centre is not None and newcomer.centre > limit:
        breach = limit
    counter, then = None, None
    if breach is not None and newcomer.centre is not None:
        counter, then = _help(forecaster, service, newcomer.centre, now, plan)
    return ServiceOutlook(
        service, timedelta(seconds=limit), _span(newcomer.low), _span(newcomer.high), _span(newcomer.centre),
        _span(breach), counter, _span(then),
    )  # fmt: skip


def first_breach(
    forecaster: Forecaster, waiting: Sequence[Waiting], limit: float, now: float, plan: Plan
) -> float | None:
    """Seconds from now until the first of those looked at will have waited too long without being called.

    Those looked at are spread evenly over the queue, the first and the last among them.
    """
    last = len(waiting) - 1
    places = sorted({last * step // (_LOOKED_AT - 1) for step in range(_LOOKED_AT)}) if waiting else []
    for place in places:
        ticket = waiting[place]
        left = ticket.entered_at + ticket.asked + limit - now
        centre = forecaster.wait_of(ticket.id, now, plan).centre
        if left > 0.0 and centre is not None and centre > left:
            return left
    return None


def _help(
    forecaster: Forecaster, service: str, centre: float, now: float, plan: Plan
) -> tuple[int | None, float | None]:
    """The closed counter that shortens the wait most, and the wait then; nothing where none does."""
    best: tuple[int | None, float | None] = None, None
    for number in forecaster.closed_counters(service)[:_OPENED]:
        then = forecaster.with_counter(number, now).newcomer(service, now, plan).centre
        if then is not None and then < centre:
            best, centre = (number, then), then
    return best


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def outlooks(forecaster: Forecaster, limits: Mapping[str, float], now: float, plan: Plan) -> dict[str, ServiceOutlook]:
    """The outlook of every service, by its code; limits in seconds."""
    return {code: outlook_of(forecaster, code, limit, now, plan) for code, limit in limits.items()}
