"""Waiting for a condition instead of for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


async def until(true: Callable[[], object], seconds: float = 10) -> None:
    """Let everything else go on until something is true; TimeoutError when that takes too long."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
