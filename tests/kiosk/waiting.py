"""Waiting for a condition instead of for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

AT_ONCE = 5.0
"""Seconds in which something is done that waits for nothing, however busy the machine is.

How fast it is on a machine that does nothing else is measured by the benchmarks, beside what was promised.
"""

_LOOKS_EVERY = 0.01
"""Seconds."""


def wait_for(true: Callable[[], object], seconds: float = 30) -> Any:
    """Wait until something is true, and return it."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(_LOOKS_EVERY)
    return value


async def until(true: Callable[[], object], seconds: float = 30) -> float:
    """Let everything else go on until something is true; returns how many seconds that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        await asyncio.sleep(_LOOKS_EVERY)
    return time.monotonic() - began
