"""What a hall.toml says of who receives on the manager's days (R64) and probably does not mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kiosk.hall.config import HallConfig
from kiosk.hall.faults import Fault, say_path
from kiosk.hall.services import ServiceConfig

NEXT_DAYS = 3
"""How many of the manager's days to come are looked at for one on which nobody receives."""


def rota_doubts(config: HallConfig, today: date) -> Iterator[Fault]:
    """Return days that are over, days on which the service is not given, two on one day, and days without anybody."""
    if past := [day for each in config.rota for day in each.dates if day < today]:
        yield Fault("rota", "past_days", {"count": len(past), "latest": max(past)})
    yield from _days_not_given(config, today)
    yield from _two_on_a_day(config)
    yield from _nobody_on_a_day(config, today)


def _days_not_given(config: HallConfig, today: date) -> Iterator[Fault]:
    for place, manager in enumerate(config.rota):
        service = config.find_service(manager.service)
        given = set(service.month_days) if service else set()
        days = [str(day) for day in manager.month_days if given and day not in given]
        late = [day for day in manager.dates if day >= today and not config.service_open_on(manager.service, day)]
        if wrong := [*days, *map(str, late)]:
            fields = {"days": ", ".join(wrong), "service": manager.service}
            yield Fault(say_path(("rota", place)), "rota_day", fields, _name(config, place))


def _two_on_a_day(config: HallConfig) -> Iterator[Fault]:
    first: dict[tuple[str, int | date], int] = {}
    for place, manager in enumerate(config.rota):
        days: tuple[int | date, ...] = (*manager.month_days, *manager.dates)
        for day in days:
            earlier = first.setdefault((manager.service, day), place)
            if earlier != place:
                fields = {"day": day, "other": say_path(("rota", earlier))}
                yield Fault(say_path(("rota", place)), "rota_twice", fields, _name(config, place))
                break


def _nobody_on_a_day(config: HallConfig, today: date) -> Iterator[Fault]:
    for place, service in enumerate(config.services):
        if not service.month_days or not any(each.service == service.code for each in config.rota):
            continue
        free = [day for day in _days_to_come(config, service, today) if not config.receiving_on(service.code, day)]
        if free:
            yield Fault(say_path(("services", place)), "rota_nobody", {"day": free[0]}, service.code)


def _days_to_come(config: HallConfig, service: ServiceConfig, today: date) -> Iterator[date]:
    day: date | None = today - timedelta(days=1)
    for _ in range(NEXT_DAYS):
        day = config.next_day_of(service.code, day) if day else None
        if day:
            yield day


def _name(config: HallConfig, place: int) -> str:
    return config.rota[place].names.say(config.language)
