"""What everybody is told of the wait, kept up with the hall beside the pages: a long queue never holds up a call."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from kiosk.web.access import StoreThread
from queue_store import Estimate, QueueError, State, Store, Ticket, WaitNow, WaitTold

SHOWN = "phone"
"""Where the ledger of waits says that these were shown."""

PATIENCE = 0.3
"""Seconds for which a page that is asked for waits for the newest waits: then it shows those of a moment ago, and is
sent the newest as soon as they are there."""


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
        """The wait of a ticket, that of a newcomer for one that is not checked in; None when it is not known yet."""
        if ticket.state is State.BOOKED:
            return self.newcomers.get(ticket.service)
        found = self.waits.get(ticket.id)
        return None if found is None else found.estimate


class Forecasting:
    """Reads the waits in a thread of its own, once for each state of the hall however many pages ask."""

    def __init__(self, reader: StoreThread, writer: StoreThread) -> None:
        self.latest = Forecasts(-1, {}, {})
        self._reader = reader
        self._writer = writer
        self._reading: asyncio.Task[None] | None = None
        self._noted: set[int] = set()
        """Tickets whose newest wait is in the ledger."""

    async def bring_up_to(self, number: int) -> Forecasts:
        """The waits as they are in a snapshot, or later. One reading at a time, whoever asks."""
        while self.latest.number < number:
            if self._reading is None or self._reading.done():
                self._reading = asyncio.create_task(self._read(number))
            await asyncio.shield(self._reading)
        return self.latest

    async def soon(self, number: int) -> Forecasts:
        """The waits of a snapshot, or those of before where reading takes longer than a page may."""
        if self.latest.number < number:
            with suppress(TimeoutError, QueueError):
                async with asyncio.timeout(PATIENCE):
                    await self.bring_up_to(number)
        return self.latest

    async def note_told(self, shown: Collection[Ticket]) -> None:
        """Write down what the pages of these tickets told and had not been told before."""
        waits = self.latest.waits
        fresh = [
            WaitTold(ticket.id, ticket.legs, SHOWN, ticket.service, waits[ticket.id].estimate, waits[ticket.id].basis)
            for ticket in shown
            if ticket.id in waits and waits[ticket.id].fresh and ticket.id not in self._noted
        ]
        if fresh:
            self._noted.update(told.ticket_id for told in fresh)
            await self._writer.run(partial(_write, fresh))

    async def close(self) -> None:
        """Wait no more for what is being read: the store is about to be closed."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _read(self, number: int) -> None:
        waits, newcomers = await self._reader.run(_read_all, patience=None)
        self.latest, self._noted = Forecasts(number, waits, newcomers), set()


def _read_all(store: Store) -> tuple[Mapping[int, WaitNow], Mapping[str, Estimate]]:
    return store.forecast.waits(), store.forecast.newcomers()


def _write(told: list[WaitTold], store: Store) -> None:
    store.forecast.note_told(told)
