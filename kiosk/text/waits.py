"""How long a wait will be, in words: one wording for reception, phone, television and command line."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from math import ceil

from kiosk.words import Words, load_words


def wait_text(words: Words, low: timedelta | None, high: timedelta | None) -> str:
    """Say a range in whole minutes; that nothing can be said, where that is the truth."""
    if low is None or high is None:
        return words("common.wait.unknown")
    return _range_text(words.language, int(low.total_seconds() // 60), ceil(high.total_seconds() / 60))


@lru_cache(maxsize=20_000)
def _range_text(language: str, least: int, most: int) -> str:
    words = load_words(language)
    if least < 1:
        return words("common.wait.within", minutes=max(most, 1))
    if least >= most:
        return words("common.wait.about", minutes=most)
    return words("common.wait.range", low=least, high=most)
