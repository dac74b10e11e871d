"""What the pages refuse, counted: a flood writes one line a minute into the log."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable

REPORT_EVERY = 60.0
"""Seconds between two lines."""

_log = logging.getLogger(__name__)


class Refused:
    """Counts refusals by their reason."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.counts: Counter[str] = Counter()
        self._clock = clock
        self._since = 0.0

    def count(self, reason: str) -> int:
        """Count one, and return how many there are since the last line; `reason` is a few words for the log."""
        if not self.counts:
            self._since = self._clock()
        self.counts[reason] += 1
        return self.counts[reason]

    def report(self, *, now: bool = False) -> None:
        """Write the line when its minute is over, or `now`; nothing when nothing was refused."""
        if self.counts and (now or self._clock() - self._since >= REPORT_EVERY):
            _log.warning("refused: %s", ", ".join(f"{count} {reason}" for reason, count in self.counts.most_common()))
            self.counts.clear()
