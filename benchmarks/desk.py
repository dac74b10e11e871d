"""How soon a key is seen at a desk with 5,000 people waiting, beside bare Textual in the same run."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Static

from benchmarks.apps import SIZE, BareApp, screen
from benchmarks.measure import Figure, Findings, histogram, progress, quantile
from kiosk.desk.screen import DeskScreen
from kiosk.widgets.line import Line
from kiosk.widgets.status_line import StatusLine

_WAITING = 5_000
_LARGE = (200, 60)
"""A terminal whose lines are drawn in large letters."""
_P95, _WORST = 25.0, 60.0
"""Milliseconds in which a key has to be seen."""
_WARM_UP = 10
"""Keys that are pressed but not counted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the screen says in answer to a key."""

    answer: str
    """The sentence on what was done."""
    outcome: str
    """What the hall is now: whom the desk serves."""


def shown_by_desk(app: App[Any]) -> Shown:
    """The status line, and the line of the visitor's panel that tells whom the desk calls or how many wait."""
    desk = app.screen
    return Shown(desk.query_one(StatusLine).said, str(desk.query_one("#visitor #name", Line).content))


def shown_by_bare(app: App[Any]) -> Shown:
    """The one line."""
    line = str(app.screen.query_one("#counted", Static).content)
    return Shown(line, line)


@dataclass
class Presses:
    """Presses keys, and reads in what is written to the terminal when their effect is there."""

    app: App[Any]
    keys: tuple[str, ...]
    shown: Callable[[App[Any]], Shown]
    answers: list[float] = field(default_factory=list)
    """Milliseconds from each key to the first sentence in answer to it."""
    outcomes: list[float] = field(default_factory=list)
    """Milliseconds from each key to the paint that shows what has become of the hall."""

    def __post_init__(self) -> None:
        self._display = self.app._display
        self.app._display = self._painted  # type: ignore[method-assign]
        self._pressed = 0
        self._began, self._before = 0.0, Shown("", "")
        self._answered, self._done = 0.0, asyncio.Event()

    async def press(self, count: int) -> None:
        """Press so many keys, each a moment after the effect of the last was seen."""
        for _ in range(count):
            await asyncio.sleep(random.uniform(0.04, 0.08))
            key = self.keys[self._pressed % len(self.keys)]
            self._pressed += 1
            self._before, self._answered = self.shown(self.app), 0.0
            self._done.clear()
            self._began = time.perf_counter()
            self.app.post_message(Key(key, key))
            try:
                async with asyncio.timeout(5):
                    await self._done.wait()
            except TimeoutError as error:
                raise RuntimeError(f"{key!r}: {self._before} -> {self.shown(self.app)}") from error

    def forget(self) -> None:
        """Count from here."""
        self.answers.clear()
        self.outcomes.clear()

    def _painted(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, and turn it into the bytes for the terminal, which a headless driver spares itself."""
        self._display(screen, renderable)
        if not isinstance(renderable, CompositorUpdate):
            return
        written = renderable.render_segments(self.app.console)
        if self._done.is_set() or not self._began:
            return
        now, taken = self.shown(self.app), (time.perf_counter() - self._began) * 1000
        if not self._answered and now.answer not in ("", self._before.answer) and now.answer in written:
            self._answered = taken
        if now.outcome != self._before.outcome and now.outcome in written:
            self.outcomes.append(taken)
            self.answers.append(self._answered or taken)
            self._done.set()


async def _signed_in(app: App[Any]) -> None:
    """Sign in and wait until the desk shows the people who wait."""
    app.post_message(Key("enter", "enter"))
    async with asyncio.timeout(20):
        while not (isinstance(app.screen, DeskScreen) and app.screen.view.total):
            await asyncio.sleep(0.02)


async def _pressed(folder: Path, count: int, size: tuple[int, int]) -> tuple[Presses, Presses]:
    """One app after the other, in the same process."""
    desk, bare = screen("desk", folder, _WAITING), BareApp()
    async with desk.run_test(size=size):
        await _signed_in(desk)
        ours = Presses(desk, ("n", "z"), shown_by_desk)
        await ours.press(_WARM_UP)
        ours.forget()
        await ours.press(count)
    async with bare.run_test(size=size):
        beside = Presses(bare, ("n",), shown_by_bare)
        await beside.press(_WARM_UP)
        beside.forget()
        await beside.press(count)
    return ours, beside


def findings(folder: Path, quick: bool) -> Findings:
    """From the key to the first answer, and to the outcome."""
    count = 200 if quick else 400
    progress(f"desk: {count} keys with {_WAITING:,} waiting, then as many at bare Textual")
    ours, bare = asyncio.run(_pressed(folder, count, SIZE))
    large, large_bare = asyncio.run(_pressed(folder, count // 2, _LARGE))
    what = f"desk key to outcome, {_WAITING:,} waiting"
    middle = quantile(bare.outcomes, 0.5)
    return Findings(
        [
            Figure(f"{what}, p50 of {count} / bare Textual", quantile(ours.outcomes, 0.5), middle, 8.0),
            Figure(f"{what}, p95", quantile(ours.outcomes, 0.95), _P95, 1.0, limit=True),
            Figure(f"{what}, worst", max(ours.outcomes), _WORST, 1.0, limit=True),
            Figure(
                f"{what}, letters eight rows high, p50 / bare Textual of that size",
                quantile(large.outcomes, 0.5),
                quantile(large_bare.outcomes, 0.5),
                8.0,
            ),
            Figure(f"{what}, letters eight rows high, p95", quantile(large.outcomes, 0.95), _P95, 1.0, limit=True),
            Figure("desk key to first answer, p50 / bare Textual", quantile(ours.answers, 0.5), middle),
            Figure(
                "desk key to first answer, p95 / bare Textual",
                quantile(ours.answers, 0.95),
                quantile(bare.outcomes, 0.95),
            ),
        ],
        "\n\n".join(
            (
                histogram("desk key to outcome", ours.outcomes),
                histogram("desk key to first answer", ours.answers),
                histogram("bare Textual, key to repaint", bare.outcomes),
            )
        ),
    )
