"""The hours before the demo begins, so that nothing is empty and somebody has waited too long."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from kiosk.demo.simulation import Simulation
from kiosk.hall import HallConfig
from queue_store import open_store

_STEP = timedelta(seconds=10)


class _SetClock:
    """A clock that is put forward by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def prefill(
    where: str,
    config: HallConfig,
    *,
    until: datetime,
    seed: int = 0,
    leave: frozenset[int] = frozenset(),
    begins: time | None = None,
    lasting: timedelta = timedelta(minutes=80),
) -> None:
    """Let the hall run up to a moment: afterwards all simulated counters are busy, and who is first in the queue
    of any counter has waited longer than the limit, so that the first call of a newcomer brings the apology.

    `begins` is the time of day that `until` stands for.
    """
    limits = [config.limits.long_wait, *(service.long_wait for service in config.services if service.long_wait)]
    hold = max(limits) + timedelta(minutes=6)
    lasting = max(lasting, hold + timedelta(minutes=45))
    clock = _SetClock(until - lasting)
    store = open_store(where, config.rules(), clock=clock)
    try:
        first = None if begins is None else _earlier(begins, lasting)
        simulation = Simulation(store, config, seed, leave=leave, begins=first)
        while clock.now < until:
            left = until - clock.now
            simulation.hold = hold if left <= hold + timedelta(minutes=4) else None
            simulation.arrivals.with_priority = left > hold
            simulation.step(clock.now)
            clock.now += _STEP
    finally:
        store.close()


def _earlier(moment: time, span: timedelta) -> time:
    return (datetime(2000, 1, 2, moment.hour, moment.minute) - span).time()
