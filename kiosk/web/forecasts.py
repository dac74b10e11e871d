"""What everybody is told of the wait, kept up with the hall beside the pages: a long queue never holds up a call."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from kiosk.web.access import StoreThread
from queue_store import Estimate, Store, Ticket, WaitNow, WaitTold

SHOWN = "phone"
"""Where the ledger of waits says that these were shown."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """The waits of one moment."""

    number: int
    """Number of the snapshot that they belong to."""
    waits: Mapping[int, WaitNow]
    """Of all who wait, by ticket id."""
    newcomers: Mapping[str, Estimate]
    """Of somebody who came now, by service."""

    def of(self, ticket: Ticket) -> Estimate | None:
        """The wait of a ticket; None when it is not known yet."""
        found = self.waits.get(ticket.id)
        return None if found is None else found.estimate


class Forecasting:
    """Reads the waits in a thread of its own, once for each state of the hall however many pages ask."""

    def __init__(self, thread: StoreThread) -> None:
        self.latest = Forecasts(-1, {}, {})
        self._thread = thread
        self._reading = asyncio.Lock()

    async def bring_up_to(self, number: int) -> Forecasts:
        """The waits as they are in a snapshot, or later."""
        async with self._reading:
            if self.latest.number < number:
                waits, newcomers = await self._thread.run(_read)
                self.latest = Forecasts(number, waits, newcomers)
        return self.latest

    async def note_told(self, shown: Collection[Ticket]) -> None:
        """Write down what the open pages of these tickets were told and had not been told before."""
        waits = self.latest.waits
        fresh = [
            WaitTold(ticket.id, ticket.legs, SHOWN, ticket.service, waits[ticket.id].estimate, waits[ticket.id].basis)
            for ticket in shown
            if ticket.id in waits and waits[ticket.id].fresh
        ]
        if fresh:
            await self._thread.run(partial(_write, fresh))


def _read(store: Store) -> tuple[Mapping[int, WaitNow], Mapping[str, Estimate]]:
    return store.forecast.waits(), store.forecast.newcomers()


def _write(told: list[WaitTold], store: Store) -> None:
    store.forecast.note_told(told)
