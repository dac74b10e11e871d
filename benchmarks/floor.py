"""How soon the supervisor's screen shows what happened: 60 counters, 2,000 who wait."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from benchmarks.measure import Figure, Findings, histogram, progress, quantile
from kiosk.floor.app import FloorApp
from kiosk.floor.screen import FloorScreen
from kiosk.hall import HallConfig, parse_hall
from kiosk.screens.station import Station
from queue_store import NO_COUNTER, FloorView, Post, Store, open_store

_COUNTERS, _WAITING = 60, 2_000
_SIZE = (132, 40)
_P95 = 50.0
"""Milliseconds in which a view that was read is on the screen."""
_SAMPLES = 200
_SERVICES = "ABCDEF"


def _hall() -> HallConfig:
    services = "".join(
        f'[[services]]\ncode = "{code}"\nseries = "{code}"\nnames = {{ en = "Service {code}" }}\ntarget = "5m"\n'
        for code in _SERVICES
    )
    counters = "".join(
        f'[[counters]]\nnumber = {number}\nservices = ["{_SERVICES[number % 6]}", "{_SERVICES[(number + 1) % 6]}"]\n'
        for number in range(1, _COUNTERS + 1)
    )
    head = 'id = "large"\nlanguages = ["en"]\ntimezone = "Asia/Shanghai"\n'
    names = "".join(f'{name} = {{ en = "Large Hall" }}\n' for name in ("name", "company", "centre"))
    return parse_hall(head + names + services + counters, Path("hall.toml"))


def _filled(folder: Path, config: HallConfig) -> Store:
    store = open_store(folder / "floor.db", config.rules())
    for number in range(_WAITING + _COUNTERS):
        store.issue(_SERVICES[number % 6])
    for number in range(1, _COUNTERS + 1):
        post = Post(number, f"c{number:02}")
        called = store.call_next(post)
        assert called is not None
        store.start(called.id, post)
    return store


class Paints:
    """Milliseconds from a view that was read to the bytes for the terminal that show it."""

    def __init__(self, app: FloorApp, screen: FloorScreen) -> None:
        self.taken: list[float] = []
        self._app, self._display, self._take = app, app._display, screen.take_view
        self._began = 0.0
        app._display = self._painted  # type: ignore[method-assign]
        screen.take_view = self._taken  # type: ignore[method-assign]

    def _taken(self, view: FloorView) -> None:
        self._began = time.perf_counter()
        self._take(view)

    def _painted(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, and turn it into the bytes for the terminal, which a headless driver spares itself."""
        self._display(screen, renderable)
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(self._app.console)
            if self._began:
                self.taken.append((time.perf_counter() - self._began) * 1000)
                self._began = 0.0


async def _repaints(app: FloorApp, store: Store) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of a repaint, of a read, and from a commit until the screen has the new view."""
    screen = app.screen
    assert isinstance(screen, FloorScreen)
    async with asyncio.timeout(60):
        while screen.view is None or screen.working or screen.reading:
            await asyncio.sleep(0.05)
    paints, reads, seen = Paints(app, screen), [], []
    for number in range(_SAMPLES):
        post = Post(number % _COUNTERS + 1, f"c{number % _COUNTERS + 1:02}")
        [current] = [load.status.ticket for load in screen.view.counters if load.number == post.counter]
        assert current is not None
        store.finish(current.id, post)
        called = store.call_next(post)
        assert called is not None
        store.start(called.id, post)
        committed = time.perf_counter()
        async with asyncio.timeout(20):
            while not _shows(screen, called.label, post.counter):
                await asyncio.sleep(0.001)
            seen.append((time.perf_counter() - committed) * 1000)
            while len(paints.taken) <= number or screen.reading:
                await asyncio.sleep(0.005)
        reading = time.perf_counter()
        await app.reader.start(store.floor_view)
        reads.append((time.perf_counter() - reading) * 1000)
    return paints.taken, reads, seen


def _shows(screen: FloorScreen, label: str, counter: int) -> bool:
    assert screen.view is not None
    return any(
        load.number == counter and load.status.ticket is not None and load.status.ticket.label == label
        for load in screen.view.counters
    )


async def _measured(app: FloorApp, store: Store) -> tuple[list[float], list[float], list[float]]:
    async with app.run_test(size=_SIZE):
        return await _repaints(app, store)


def findings(folder: Path, quick: bool) -> Findings:
    """The repaint, the read before it, and all that lies between a commit and the screen."""
    progress(f"floor: {_SAMPLES} repaints with {_COUNTERS} counters and {_WAITING:,} waiting")
    config = _hall()
    store = _filled(folder, config)
    app = FloorApp(Station(store, config), Post(NO_COUNTER, "lead"))
    paints, reads, seen = asyncio.run(_measured(app, store))
    began = time.perf_counter()
    store.forecast.outlooks()
    outlook = timedelta(seconds=time.perf_counter() - began)
    store.close()
    what = f"floor, {_COUNTERS} counters, {_WAITING:,} waiting:"
    return Findings(
        [
            Figure(f"{what} repaint, p95 of {len(paints)}", quantile(paints, 0.95), _P95, 1.0, limit=True),
            Figure(f"{what} reading the view, p95", quantile(reads, 0.95), _P95, limit=True),
            Figure(f"{what} from a commit to the new view, p95", quantile(seen, 0.95), 4 * _P95, limit=True),
            Figure(f"{what} outlooks of all services", outlook.total_seconds() * 1000, 1000.0, limit=True),
        ],
        "\n\n".join((histogram("floor, repaint", paints), histogram("floor, reading the view", reads))),
    )


if __name__ == "__main__":
    import tempfile

    from benchmarks.measure import table

    with tempfile.TemporaryDirectory() as temporary:
        found = findings(Path(temporary), quick=False)
    print(table(found.figures))
    print(f"\n{found.drawing}")
