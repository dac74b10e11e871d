"""Keeps the alerts of the floor while the pages are served, whether anybody looks at the floor or not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING

from kiosk.directing.alerts import PAGES, Found, kinds_looked_at, now_so, settle
from kiosk.ticket import site_addresses
from kiosk.ticket.identity import PAGES_SECRET
from kiosk.web.access import StoreThread
from kiosk.web.background import Answer, own_site
from queue_store import FloorLimits, FloorView, QueueError, ServiceOutlook, Store

if TYPE_CHECKING:
    from kiosk.web.context import Web

FIRST_AFTER = 5.0
"""Seconds from the start to the first look: pages come first."""

LOOK_EVERY = 5.0
"""Seconds between two looks at the floor; with 60 counters and 2,000 who wait one takes about 20 ms."""

FORESEE_EVERY = 15.0
"""Seconds between two forecasts at the least."""

_PACE = 60
"""Pause before a forecast in times of what the last one took: it never takes more than a sixtieth of a processor."""

_log = logging.getLogger(__name__)


class FloorWatch:
    """Looks at the floor now and then; forecasts are worked out in a thread of their own."""

    def __init__(self, writer: StoreThread, forecaster: StoreThread) -> None:
        self.forecaster = forecaster
        self.outlooks: Mapping[str, ServiceOutlook] = {}
        """By the code of the service, as last worked out; empty before."""
        self._writer = writer
        self._foreseen_at = 0.0
        self._taken = 0.0

    async def run(self, web: Web) -> None:
        """Look for as long as the server runs; an outage of the store is met again with the next look."""
        await asyncio.sleep(FIRST_AFTER)
        while True:
            try:
                if monotonic() - self._foreseen_at > max(FORESEE_EVERY, _PACE * self._taken):
                    await self.foresee()
                view, _ = await self.look(web.config.floor.limits)
                await self._hear_pages(web, view)
            except QueueError:
                pass
            except Exception:
                _log.exception("the floor could not be looked at")
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, limits: FloorLimits) -> tuple[FloorView, Found]:
        """Read the floor, its alerts brought up to what is so now."""
        outlooks = self.outlooks
        return await self._writer.run(lambda store: _read(store, outlooks, limits))

    async def foresee(self) -> None:
        """Work out what is to come."""
        began = self._foreseen_at = monotonic()
        self.outlooks = await self.forecaster.run(lambda store: store.forecast.outlooks(), patience=None)
        self._taken = monotonic() - began

    async def _hear_pages(self, web: Web, view: FloorView) -> None:
        """Clear the alert of pages that did not answer, which a screen raised, once they answer where it asks."""
        if any(alert.kind == PAGES and alert.may_clear(view.now) for alert in view.alerts):
            secret = await web.secret(PAGES_SECRET)
            sites = site_addresses(web.config, await self._writer.run(lambda store: store.pages.address()))
            _, answer = await asyncio.to_thread(own_site, sites, secret, 1)
            if answer is Answer.HALL:
                await self._writer.run(lambda store: store.alerts.settle((), (PAGES,)))


def _read(store: Store, outlooks: Mapping[str, ServiceOutlook], limits: FloorLimits) -> tuple[FloorView, Found]:
    view = store.floor_view()
    found = now_so(view, outlooks, limits)
    if settle(store, view, found, kinds_looked_at(outlooks, pages=False)):
        view = store.floor_view()
    return view, found
