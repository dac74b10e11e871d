"""From when on the supervisor's screen calls."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kiosk.hall.values import Part, PositiveDuration, Whole
from queue_store import FloorLimits

_USUAL = FloorLimits()


class FloorConfig(Part):
    """Alerts of the floor; waits are held against the limits of the services."""

    queue: Annotated[Whole, Field(ge=1, le=10_000)] = _USUAL.queue
    """Visitors who may wait for one service."""
    idle: PositiveDuration = _USUAL.idle
    """For how long an open counter may call nobody while somebody waits for it."""
    horizon: PositiveDuration = _USUAL.horizon
    """How far ahead it is told that a wait will pass its limit."""

    @property
    def limits(self) -> FloorLimits:
        """What the store is told of it."""
        return FloorLimits(self.queue, self.idle, self.horizon)
