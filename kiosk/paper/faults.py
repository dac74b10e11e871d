"""Why a paper did not come out, and how long a printer may take."""

from __future__ import annotations

import threading
import time

CONNECT_SECONDS = 2.0
"""Time in which a printer in the network has to answer."""

JOB_SECONDS = 10.0
"""Time that one paper may take."""

SLICE = 0.1
"""Seconds after which whoever waits for a printer looks whether to give up."""


class PrinterFault(Exception):
    """The paper did not come out; `reason` is an id such as `no_paper`, said by `paper.reason.ID`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Patience:
    """How long a paper may still take; it ends at once when the station closes."""

    def __init__(self, seconds: float = JOB_SECONDS, closing: threading.Event | None = None) -> None:
        self._end = time.monotonic() + seconds
        self._closing = closing

    def left(self) -> float:
        """Seconds left; PrinterFault `silent` when the time is over, `interrupted` when the station closes."""
        if self._closing is not None and self._closing.is_set():
            raise PrinterFault("interrupted")
        left = self._end - time.monotonic()
        if left <= 0:
            raise PrinterFault("silent")
        return left

    def slice(self) -> float:
        """Seconds to wait before the next look at `left`."""
        return min(SLICE, self.left())
