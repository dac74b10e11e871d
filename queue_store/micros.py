"""Times as text that are reckoned with a million times over."""

from __future__ import annotations

from functools import lru_cache

from queue_store.clock import MICROSECOND, from_text, to_text

_EPOCH = from_text("1970-01-01T00:00:00.000000Z")


@lru_cache(maxsize=1 << 10)
def _midnight(text: str) -> int:
    return (from_text(f"{text}T00:00:00.000000Z") - _EPOCH) // MICROSECOND


def micros(text: str) -> int:
    """Microseconds since 1970 of a time as the database keeps it."""
    second = int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
    return _midnight(text[:10]) + second * 1_000_000 + int(text[20:26])


def text_of(at: int) -> str:
    """The time of so many microseconds since 1970, as the database keeps it."""
    return to_text(_EPOCH + at * MICROSECOND)


def asked_micros(in_all: int, not_before: str | None, until: str) -> int:
    """As `asked_until`, of times as text: microseconds of the time asked for that were over at a moment."""
    return in_all if not_before is None else max(0, in_all - max(0, micros(not_before) - micros(until)))


def seconds_between(since: str | None, until: str | None) -> float | None:
    """Seconds from one time to another, never negative; None where one is missing."""
    return None if since is None or until is None else max(0, micros(until) - micros(since)) / 1e6
