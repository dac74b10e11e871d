"""What a hall.toml says that can be used and is probably not meant: `kiosk check` names it, nothing refuses it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from kiosk.hall.config import HallConfig
from kiosk.hall.faults import Fault, say_path
from kiosk.hall.plan_doubts import plan_doubts, span_text
from kiosk.hall.rota_doubts import rota_doubts
from kiosk.hall.values import WEEKDAYS
from kiosk.hall.word_doubts import word_doubts
from queue_store import Span

LONGEST = timedelta(days=1)
"""No limit of a visit is longer than this; more is a slip of the unit."""
LONGEST_RETENTION = timedelta(days=366)
SHORTEST_OPENING = timedelta(minutes=15)

HARMLESS = frozenset({"no_supervisor", "no_country", "past_days", "wording", "rota_nobody"})
"""Doubts about something that may well be meant."""


def doubts_about(config: HallConfig, today: date) -> list[Fault]:
    """Return everything in a hall that is probably a mistake; days before `today` are over."""
    looks: tuple[Callable[[HallConfig], Iterator[Fault]], ...] = (
        _cutover_while_open,
        _short_openings,
        _same_names,
        _long_times,
        _no_supervisor,
        _address_of_this_machine,
    )
    return [
        *(doubt for look in looks for doubt in look(config)),
        *plan_doubts(config, today),
        *rota_doubts(config, today),
        *word_doubts(config),
    ]


def _openings(config: HallConfig) -> Iterator[tuple[str, Span]]:
    for number, name in enumerate(WEEKDAYS):
        for place, span in enumerate(config.hours.on(number)):
            yield say_path(("hours", name, place)), span


def _cutover_while_open(config: HallConfig) -> Iterator[Fault]:
    cutover = config.cutover
    for path, span in _openings(config):
        if span.start < cutover < span.end:
            yield Fault("cutover", "cutover_open", {"time": f"{cutover:%H:%M}", "where": path, "span": span_text(span)})
            return


def _short_openings(config: HallConfig) -> Iterator[Fault]:
    calling = ((say_path(("phone", "calling", place)), span) for place, span in enumerate(config.phone.calling))
    for path, span in (*_openings(config), *calling):
        day = datetime.min.date()
        if datetime.combine(day, span.end) - datetime.combine(day, span.start) < SHORTEST_OPENING:
            yield Fault(path, "short_opening", {"span": span_text(span)})


def _same_names(config: HallConfig) -> Iterator[Fault]:
    first: dict[tuple[str, str], str] = {}
    told: set[str] = set()
    for place, service in enumerate(config.services):
        for language in config.languages:
            name = service.names.say(language).strip().casefold()
            other = first.setdefault((language, name), service.code)
            if other != service.code and service.code not in told:
                told.add(service.code)
                fields = {"name": service.names.say(language), "other": other}
                yield Fault(say_path(("services", place, "names")), "same_name", fields, service.code)


def _long_times(config: HallConfig) -> Iterator[Fault]:
    for path, span, about in _times(config):
        if span > LONGEST:
            yield Fault(path, "long_time", {"days": span.days}, about)
    if config.retention > LONGEST_RETENTION:
        yield Fault("retention", "long_retention", {"days": config.retention.days})


def _times(config: HallConfig) -> Iterator[tuple[str, timedelta, str]]:
    """Every span of time that belongs to a visit: its path, its length and whose it is."""
    tables = {
        "limits": config.limits,
        "returning": config.returning,
        "reception": config.reception,
        "phone": config.phone,
        "web": config.web,
    }
    for name, table in tables.items():
        for key in type(table).model_fields:
            if isinstance(value := getattr(table, key), timedelta):
                yield f"{name}.{key}", value, ""
    for place, delay in enumerate(config.web.delays):
        yield say_path(("web", "delays", place)), delay, ""
    for place, service in enumerate(config.services):
        yield say_path(("services", place, "target")), service.target, service.code
        if service.long_wait is not None:
            yield say_path(("services", place, "long_wait")), service.long_wait, service.code
    for place, priority in enumerate(config.priorities):
        yield say_path(("priorities", place, "head_start")), priority.head_start, priority.id


def _address_of_this_machine(config: HallConfig) -> Iterator[Fault]:
    host = urlsplit(config.web.address).hostname or ""
    if host == "localhost" or host.startswith("127.") or host == "::1":
        yield Fault("web.address", "address_here", {"value": config.web.address})


def _no_supervisor(config: HallConfig) -> Iterator[Fault]:
    if not any(counter.supervisor for counter in config.counters):
        yield Fault("counters", "no_supervisor", {})
