"""What a visitor is told of the wait, in words: one wording for reception, slip, phone, desk and command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from math import ceil

from kiosk.words import Words, load_words
from queue_store import Estimate

_STEPS = ((5, 1), (60, 5), (120, 10), (10**6, 30))
"""Ranges are told in steps that people use: up to so many minutes, steps of so many."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is told of one wait."""

    place: str
    """How many are called before, that this visitor is next, or that it is soon."""
    wait: str
    """The range, or that nothing can be said yet."""
    why: str
    """Why it is longer than what was told before; empty where it is not."""
    closing: str
    """That the hall may close before; empty where it will not."""


def outlook(words: Words, estimate: Estimate, zone: tzinfo) -> Outlook:
    """Say a wait."""
    closes_at = estimate.closes_at
    return Outlook(
        place=place_text(words, estimate),
        wait=wait_text(words, estimate.low, estimate.high),
        why=words(f"common.wait.why.{estimate.because}") if estimate.because else "",
        closing=words("common.wait.closing", clock=_clock(closes_at, zone)) if closes_at else "",
    )


@lru_cache(maxsize=64)
def _clock(moment: datetime, zone: tzinfo) -> str:
    """The time of a closing, which is the same for all who wait."""
    return f"{moment.astimezone(zone):%H:%M}"


def place_text(words: Words, estimate: Estimate) -> str:
    """Say how many are called before; "next" only where that is certain."""
    if estimate.ahead:
        return words(f"common.place.{'one' if estimate.ahead == 1 else 'many'}", count=estimate.ahead)
    if not estimate.counters:
        return words("common.place.none")
    return words("common.place.next" if estimate.next else "common.place.soon")


def told_text(words: Words, estimate: Estimate, zone: tzinfo) -> str:
    """Say place and wait in one sentence, and what is to be known with it in more."""
    said = outlook(words, estimate, zone)
    told = words(f"common.wait.{'told' if estimate.ends else 'not_told'}", place=said.place, wait=said.wait)
    for more in filter(None, (said.why, said.closing)):
        told = words("common.wait.with", told=told, more=more)
    return told


def wait_text(words: Words, low: timedelta | None, high: timedelta | None) -> str:
    """Say a range in minutes, rounded outwards; that nothing can be said yet, where that is the truth."""
    return words("common.wait.unknown") if low is None or high is None else _range_text(words.language, low, high)


def rounded(low: timedelta, high: timedelta) -> tuple[int, int]:
    """Minutes to tell for a range: outwards, to the steps that people use."""
    least, most = int(low.total_seconds() // 60), ceil(high.total_seconds() / 60)
    return least // _step(least) * _step(least), -(-most // _step(most)) * _step(most)


def _step(minutes: int) -> int:
    return next(step for until, step in _STEPS if minutes <= until)


@lru_cache(maxsize=20_000)
def _range_text(language: str, low: timedelta, high: timedelta) -> str:
    words, (least, most) = load_words(language), rounded(low, high)
    if least < 1:
        return words("common.wait.within", minutes=max(most, 1))
    if least >= most:
        return words("common.wait.about", minutes=most)
    return words("common.wait.range", low=least, high=most)
