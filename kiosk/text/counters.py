"""Which counters a visitor may be sent to: the open ones, so that nobody is sent to an empty chair."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.hall import HallConfig
from kiosk.words import Words
from queue_store import QueueError, Store


def counter_states(store: Store) -> Mapping[int, str]:
    """`open`, `paused` or `closed` for every counter; empty when the store cannot be read."""
    try:
        return {status.counter: status.state for status in store.counters()}
    except QueueError:
        return {}


def counters_open(config: HallConfig, store: Store, service: str) -> tuple[int, ...]:
    """Counters that serve a service now; every one that ever does when none is open."""
    serving = tuple(counter.number for counter in config.counters_for(service))
    states = counter_states(store)
    return tuple(number for number in serving if states.get(number) == "open") or serving


def somebody_free(config: HallConfig, store: Store, service: str) -> bool:
    """Whether an open counter that serves a service has nobody at it."""
    serving = {counter.number for counter in config.counters_for(service)}
    try:
        opened = [each for each in store.counters() if each.state == "open" and each.counter in serving]
    except QueueError:
        return False
    return any(each.ticket is None for each in opened)


def counters_phrase(config: HallConfig, store: Store, service: str, words: Words) -> str:
    """The same as a phrase, such as `1、3 号窗口`."""
    numbers = counters_open(config, store, service)
    return words("common.counters.phrase", numbers=words.either(numbers)) if numbers else ""
