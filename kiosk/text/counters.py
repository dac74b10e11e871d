"""Which counters a visitor may be sent to: the open ones, so that nobody is sent to an empty chair."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.hall import HallConfig
from kiosk.words import Words
from queue_store import CounterStatus, QueueError, Store


def counter_name(config: HallConfig, number: int | None, language: str) -> str:
    """What a counter is called; empty when it has no name or the hall has dropped it since."""
    counter = config.find_counter(number)
    return counter.name.say(language) if counter and counter.name else ""


def counters_open(config: HallConfig, counters: Iterable[CounterStatus], service: str) -> tuple[int, ...]:
    """Counters that serve a service now; every one that ever does when none is open."""
    serving = tuple(counter.number for counter in config.counters_for(service))
    opened = {status.counter for status in counters if status.state == "open"}
    return tuple(number for number in serving if number in opened) or serving


def somebody_free(config: HallConfig, counters: Iterable[CounterStatus], service: str) -> bool:
    """Whether an open counter that serves a service has nobody at it."""
    serving = {counter.number for counter in config.counters_for(service)}
    return any(each.state == "open" and each.counter in serving and each.ticket is None for each in counters)


def counters_text(words: Words, numbers: Sequence[int]) -> str:
    """Say several counters of which one will do, such as `1、3 号窗口`; empty when there is none."""
    return words("common.counters.phrase", numbers=words.either(numbers)) if numbers else ""


def counters_open_text(config: HallConfig, store: Store, service: str, words: Words) -> str:
    """Say to which counters a visitor may be sent now; when the store cannot be read, to all that serve the service."""
    try:
        counters = store.counters()
    except QueueError:
        counters = []
    return counters_text(words, counters_open(config, counters, service))
