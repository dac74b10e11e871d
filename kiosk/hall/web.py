"""The pages for phones: where they are found, and what visitors may do there."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from kiosk.hall.values import Machine, Part, PositiveDuration, Site, Switch, Whole


class WebConfig(Part):
    """Where the visitor's ticket page is found."""

    address: Site = ""
    """Address that phones can reach, such as `http://192.168.1.23:8080`; empty to find it."""
    port: Annotated[Whole, Field(ge=1, le=65535)] = 8080
    proxies: Annotated[tuple[Machine, ...], Field(max_length=20)] = ()
    """Other machines, such as `10.0.0.2` or `10.0.0.0/24`, whose reverse proxies are believed whom they ask for."""
    join: Switch = True
    """Visitors may take a number on their phone before they are in the hall (R44)."""
    join_daily: Annotated[Whole, Field(ge=0, le=100_000)] = 100
    """Numbers a day taken that way."""
    join_keep: PositiveDuration = timedelta(hours=1)
    """How long each of them is kept for a visitor who has not checked in, from opening time at the earliest."""
    join_one_per_phone: Switch = True
    """A phone that has an open ticket is shown that one instead of getting another."""
    delays: Annotated[tuple[PositiveDuration, ...], Field(max_length=6)] = (
        timedelta(minutes=5),
        timedelta(minutes=10),
        timedelta(minutes=20),
    )
    """For how long a visitor may ask not to be called; empty to refuse."""
    delay_times: Annotated[Whole, Field(ge=0, le=10)] = 2
    """How often one ticket may do so."""
    rejoin_within: PositiveDuration = timedelta(minutes=15)
    """Time after a missed call in which the visitor may join again from the phone."""
    rejoin_times: Annotated[Whole, Field(ge=0, le=10)] = 2
    """How often one ticket may do so; afterwards the front desk takes the visitor back."""
    names: Literal["hidden", "masked"] = "hidden"
    """Surnames on the television: never, or masked (王**)."""

    @property
    def needs_code(self) -> bool:
        """Whether visitors prove on their phone that they are in the hall."""
        return self.join or self.rejoin_times > 0
