"""Random numbers that are the same in every process: one row of strata for each ticket and purpose.

A row holds `REPLICATIONS` of the `STRATA` quantiles, spread evenly and in random order (Latin hypercube sampling,
McKay, Beckman and Conover 1979), so that a mean over few replications is already close. The same ticket draws the same
quantiles in every forecast: two forecasts differ by what changed in the hall, not by chance (common random numbers).
"""

from __future__ import annotations

from random import Random

REPLICATIONS = 64
STRATA = 256

_ROWS = 1021
"""A prime, so that the strides of the purposes reach every row."""


def _rows() -> tuple[tuple[int, ...], ...]:
    random, width = Random(20240229), STRATA // REPLICATIONS
    found = []
    for _ in range(_ROWS):
        order = list(range(REPLICATIONS))
        random.shuffle(order)
        found.append(tuple(each * width + random.randrange(width) for each in order))
    return tuple(found)


_ALL = _rows()

SERVICE, SHOWS, PATIENCE, COUNTER = 1, 3, 5, 7
"""Purposes: how long a service takes, who comes when called, who leaves before, when a counter is free."""


def row(key: int, purpose: int) -> tuple[int, ...]:
    """Strata by replication, for a ticket or counter and a purpose."""
    return _ALL[(key * 389 + purpose * 127) % _ROWS]


_STREAMS, _MOMENTS = 31, 48


def _arrivals() -> tuple[tuple[tuple[float, ...], ...], ...]:
    random = Random(19990101)
    found = []
    for _ in range(_STREAMS):
        stream = []
        for _ in range(REPLICATIONS):
            at, moments = 0.0, []
            for _ in range(_MOMENTS):
                at += random.expovariate(1.0)
                moments.append(at)
            stream.append(tuple(moments))
        found.append(tuple(stream))
    return tuple(found)


_COMING = _arrivals()


def moments(stream: int, replication: int) -> tuple[float, ...]:
    """Moments at which visitors of a stream come, one in a unit of time on average (Poisson)."""
    return _COMING[stream % _STREAMS][replication]
