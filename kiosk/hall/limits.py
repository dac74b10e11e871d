"""House rules about time: limits, calls, where visitors who come back are placed, how a day ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hall.values import Part, PlaceOrDuration, PositiveDuration, Whole


class LimitsConfig(Part):
    """House rules about time."""

    long_wait: PositiveDuration = timedelta(minutes=15)
    """Wait from which an apology is due (R04)."""
    seat_offer: PositiveDuration = timedelta(minutes=20)
    """Expected wait from which a seat and tea are offered (R03)."""
    interruption: PositiveDuration = timedelta(minutes=2)
    """Time after which a visitor who was asked to hold on hears an apology (R05)."""
    case_days: Annotated[Whole, Field(ge=1, le=250)] = 15
    """Working days in which a complaint is answered (R46)."""


class ReturningConfig(Part):
    """Where visitors who come back are placed: `keep` for the old place, or a head start on the moment of return."""

    parked: PlaceOrDuration = None
    transferred: PlaceOrDuration = None
    missed: PlaceOrDuration = timedelta(minutes=10)


class DayConfig(Part):
    """How a business day ends."""

    leftovers: Literal["ask", "expire", "carry_over"] = "ask"
    """What becomes of numbers that are still open at the cut-over."""


class CallsConfig(Part):
    """When a visitor who was called is called again, and when the visitor has missed the call."""

    recall_after: PositiveDuration = timedelta(seconds=30)
    """From a call until it is time to call again; no call counts as missed before."""
    missed_after: Annotated[Whole, Field(ge=1, le=9)] = 3
    """Calls without an answer after which the visitor has missed them; earlier the desk asks whether to."""
