"""How long five visitors, one after another, need for their numbers by keypad."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import App
from textual.events import Key
from textual.screen import Screen

from benchmarks.apps import SIZE, screen
from benchmarks.measure import Figure, Findings, progress, quantile
from kiosk.hall import Hours
from kiosk.reception.details_screen import DetailsScreen
from kiosk.reception.ticket_screen import TicketScreen
from kiosk.reception.welcome import WelcomeScreen

_VISITORS = 5
_LIMIT = 8.0
"""Seconds that they may take together."""
_FINGER = 0.15
"""Seconds from one key to the next: a finger that knows the way."""
_PATIENCE = 0.05
"""Seconds until a key is pressed again on a screen that does not take it yet."""


async def _press(app: App[Any], key: str, wanted: type[Screen[Any]]) -> None:
    """Press a key until a step is in front."""
    await asyncio.sleep(_FINGER)
    for number in range(200):
        if isinstance(app.screen, wanted):
            return
        if number % 20 == 0:
            app.post_message(Key(key, None if len(key) > 1 else key))
        await asyncio.sleep(_PATIENCE)
    raise RuntimeError(f"{key!r} does not lead to {wanted.__name__}")


async def _served(folder: Path) -> float:
    """Seconds for the visitors: a digit, Enter, and a key that goes on, each."""
    app = screen("reception", folder, 0)
    always = app.station.config.model_copy(update={"hours": Hours(), "closed": (), "special": ()})
    app.station = replace(app.station, config=always)
    async with app.run_test(size=SIZE):
        began = time.perf_counter()
        for _ in range(_VISITORS):
            await _press(app, "2", DetailsScreen)
            await _press(app, "enter", TicketScreen)
            while isinstance(app.screen, TicketScreen) and not app.screen.settled:
                await asyncio.sleep(_PATIENCE)
            await _press(app, "0", WelcomeScreen)
        return time.perf_counter() - began


def findings(folder: Path, quick: bool) -> Findings:
    """Five visitors, some times over."""
    rounds = 2 if quick else 5
    progress(f"reception: {_VISITORS} visitors by keypad, {rounds} times")
    taken = [asyncio.run(_served(folder)) for _ in range(rounds)]
    return Findings(
        [Figure(f"{_VISITORS} visitors by keypad, p50", quantile(taken, 0.5), _LIMIT, 1.0, unit="s", limit=True)]
    )
