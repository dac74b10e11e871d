"""The hall's directory: offices, complaint channels, local information, and who receives on the manager's days."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kiosk.hall.plans import Weekday
from kiosk.hall.values import Day, MonthDay, Names, Part, Spans, Telephone


class ContactConfig(Part):
    """Somebody to turn to: by telephone, at a place, or both."""

    names: Names
    place: Names | None = None
    telephone: Telephone = ""
    hours: Spans = ()
    """When somebody answers there; empty where the hall does not say."""
    days: tuple[Weekday, ...] = ()
    """The weekdays of those hours; empty for every day."""

    @model_validator(mode="after")
    def _can_be_reached(self) -> ContactConfig:
        if self.place is None and not self.telephone:
            raise PydanticCustomError("unreachable", "neither a place nor a telephone")
        return self


class OfficeConfig(ContactConfig):
    """An office to which visitors are referred (R24)."""

    services: tuple[str, ...] = ()
    """Services of this hall whose visitors need it; empty for every service."""
    matters: tuple[Names, ...] = ()
    """What is done there."""


class LocalConfig(Part):
    """Something that visitors ask about the place: the way, the bus, where to park (R60)."""

    names: Names
    text: Names


class RotaConfig(Part):
    """A manager, with the office that goes with the name, and the days on which this manager receives (R64)."""

    names: Names
    service: str
    month_days: tuple[MonthDay, ...] = ()
    """Days of every month."""
    dates: Annotated[tuple[Day, ...], Field(max_length=100)] = ()
    """Single days; on them nobody else receives."""

    @model_validator(mode="after")
    def _has_days(self) -> RotaConfig:
        if not self.month_days and not self.dates:
            raise PydanticCustomError("rota_without_days", "no days")
        return self


def receiving_on(rota: tuple[RotaConfig, ...], service: str, day: date) -> RotaConfig | None:
    """Return who receives the visitors of a service on a day; None when the hall does not say."""
    mine = [each for each in rota if each.service == service]
    by_date = (each for each in mine if day in each.dates)
    by_month_day = (each for each in mine if day.day in each.month_days)
    return next(by_date, None) or next(by_month_day, None)
