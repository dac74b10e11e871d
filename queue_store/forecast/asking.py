"""Forecasts of a hall, kept up with its log: the place of a ticket, the wait told, and the ledger of what was told.

What is learned is a fold over the hall's log: any process that reads the log comes to the same forecasts. Now and then
one of them keeps what it has learned in the database, so that the next one that starts reads on from there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from queue_store.acts import Look
from queue_store.errors import StoreUnavailable
from queue_store.forecast.calm import calm
from queue_store.forecast.floor import Layout, Plan, Wait, Waiting
from queue_store.forecast.following import Mirror, waiting_of
from queue_store.forecast.forecaster import Forecaster
from queue_store.forecast.future import closing_time, known_future
from queue_store.forecast.told import Outcome, Told, outcomes, told_of, write
from queue_store.ledger import Ledger
from queue_store.model import Estimate, State
from queue_store.rules import Rules
from queue_store.tickets.moving import load
from queue_store.tickets.rows import Row

FORM = 1
"""Form in which what was learned is kept; another one is not read, but learned again from the log."""

KEEP_AFTER = 100
"""Entries of the log after which what was learned is kept again."""

_PATIENCE = 0.05
"""Seconds for which keeping waits for other writers; it is tried again with the next forecast."""


@dataclass(slots=True)
class _Followed:
    """The hall as this process knows it from the log."""

    rules: Rules
    mirror: Mirror
    forecaster: Forecaster
    kept: int
    """Place in the log up to which what was learned is in the database."""


class Forecast:
    """Places and waits. Any thread may ask; one is answered after the other."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lock = Lock()
        self._followed: _Followed | None = None

    def estimate(self, service: str, visitor_id: int | None) -> Estimate:
        """How long a newcomer, or the ticket `visitor_id`, will wait for a service."""
        with self._asking() as (look, followed):
            look.rules.service(service)  # refused where the hall has none
            if visitor_id is None:
                return _newcomer(look, followed, service)
            return _of_row(look, followed, load(look, visitor_id))[0]

    def ahead_of(self, ticket_id: int) -> int:
        """How many of those who wait will be called before this ticket; 0 when it does not wait."""
        with self._asking() as (look, followed):
            return _of_row(look, followed, load(look, ticket_id))[0].ahead

    def place_at(self, ticket_id: int, queue_at: datetime, place_at: datetime) -> int:
        """How many would be called before a waiting ticket if it stood at another place of the queue."""
        with self._asking() as (look, followed):
            waiting = followed.forecaster.moved(ticket_id, queue_at.timestamp(), place_at.timestamp())
            return followed.forecaster.newcomer(waiting, look.now.timestamp(), known_future(look)).ahead

    def waits(self) -> dict[int, Estimate]:
        """The waits of all who wait, by ticket id, in the order of the queue."""
        with self._asking() as (look, followed):
            return waits_in(look, followed)

    def newcomers(self) -> dict[str, Estimate]:
        """How long a newcomer will wait, for every service that the hall gives."""
        with self._asking() as (look, followed):
            return {code: _newcomer(look, followed, code) for code in look.rules.codes}

    def tell(self, ticket_id: int, shown: str) -> Estimate:
        """The wait of a ticket, written down as told; `shown` says where (`reception`, `slip`, `phone` …).

        While what was told before holds, the same range is told as it counts down, and nothing is written.
        """
        with self._asking() as (look, followed):
            row = load(look, ticket_id)
            estimate, basis = _of_row(look, followed, row)
        if row["state"] == State.WAITING.value:
            self.note_told([Told(ticket_id, row["legs"], shown, row["service"], estimate, basis)])
        return estimate

    def note_told(self, tellings: list[Told]) -> None:
        """Write down waits that were told; those that only count down what was told before are left out."""
        with self._ledger.act() as act:
            for told in tellings:
                write(act, told)

    def outcomes(self, since: datetime, until: datetime) -> list[Outcome]:
        """Waits told in [since, until), in the order of telling, each with how it turned out."""
        with self._ledger.look() as look:
            return outcomes(look, since, until)
