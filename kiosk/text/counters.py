"""Which counters a visitor may be sent to: the open ones, so that nobody is sent to an empty chair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.hall import HallConfig
from kiosk.words import Words
from queue_store import QueueError, Store


def counter_name(config: HallConfig, number: int | None, language: str) -> str:
    """What a counter is called; empty when it has no name or the hall has dropped it since."""
    counter = config.find_counter(number)
    return counter.name.say(language) if counter and counter.name else ""


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


def counters_text(words: Words, numbers: Sequence[int]) -> str:
    """Say several counters of which one will do, such as `1、3 号窗口`; empty when there is none."""
    return words("common.counters.phrase", numbers=words.either(numbers)) if numbers else ""


def counters_open_text(config: HallConfig, store: Store, service: str, words: Words) -> str:
    """Say to which counters a visitor may be sent now."""
    return counters_text(words, counters_open(config, store, service))
