"""The screens beside bare Textual: how soon a key is seen with 5,000 people waiting, how soon a screen opens."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static

import kiosk
from benchmarks.measure import Figure, quantile
from kiosk.hall import load_hall
from kiosk.screens.station import Station
from queue_store import Post, open_store

_WAITING = 5_000
_KEY_LIMIT = 50.0
"""Milliseconds in which a key has to be seen."""
_EXAMPLE = Path(kiosk.__file__).parent / "example"
_SCREENS = ("desk", "reception", "board", "front")


class _Bare(App[None]):
    """Textual alone: a key changes one line."""

    BINDINGS = [("n", "count", "Count")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("0")

    def action_count(self) -> None:
        self.query_one(Static).update(str(time.perf_counter()))


def _screen(name: str, folder: Path, waiting: int) -> App[None]:
    if name == "bare":
        return _Bare()
    config = load_hall(_EXAMPLE)
    store = open_store(folder / "desk.db", config.rules())
    for number in range(waiting - sum(store.counts().values())):
        store.issue("AB"[number % 2])
    station = Station(store, config)
    if name == "desk":
        from kiosk.desk.app import DeskApp

        return DeskApp(station, Post(3, "c07"))
    if name == "front":
        from kiosk.front.app import FrontApp

        return FrontApp(station, Post(1, "c01"))
    if name == "board":
        from kiosk.board.app import BoardApp

        return BoardApp(station)
    from kiosk.reception.app import ReceptionApp

    return ReceptionApp(station)


async def _key_times(app: App[None], keys: tuple[str, ...], rounds: int) -> list[float]:
    """Milliseconds from each key to the repaint that shows what it did."""
    painted = began = 0.0
    before: object = None
    display = app._display

    def noted(*args: Any, **fields: Any) -> None:
        nonlocal painted
        display(*args, **fields)
        if painted < began and _state(app) != before:
            painted = time.perf_counter()

    app._display = noted  # type: ignore[method-assign]
    taken = []
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await pilot.pause(0.3)
        for turn in range(rounds):
            key = keys[turn % len(keys)]
            before, began = _state(app), time.perf_counter()
            app.post_message(Key(key, key))
            await asyncio.sleep(0.2)
            if painted > began:
                taken.append((painted - began) * 1000)
    return taken


def _state(app: App[None]) -> object:
    """What a key changes: whom the desk serves, or the one line of the bare app."""
    view = getattr(app.screen, "view", None)
    return app.screen.query_one(Static).content if view is None else view.current


def figures(folder: Path, quick: bool) -> list[Figure]:
    """Everything about the screens."""
    rounds = 20 if quick else 60
    ours = asyncio.run(_key_times(_screen("desk", folder, _WAITING), ("n", "z"), rounds))
    bare = asyncio.run(_key_times(_Bare(), ("n",), rounds))
    found = [
        Figure(f"key to repaint, {_WAITING} waiting, p95 (limit)", quantile(ours, 0.95), _KEY_LIMIT, 1.0),
        Figure(
            f"key to repaint, {_WAITING} waiting, p50 / bare Textual", quantile(ours, 0.5), quantile(bare, 0.5), 10.0
        ),
    ]
    starts = {name: _start(name, folder, 3 if quick else 7) for name in ("bare", *_SCREENS)}
    found += [Figure(f"opening {name} / bare Textual, p50", starts[name], starts["bare"], 2.5) for name in _SCREENS]
    return found


def _start(name: str, folder: Path, rounds: int) -> float:
    """Milliseconds of a process that opens a screen and leaves when it is painted, interpreter included."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "benchmarks.desk", name, str(folder)], check=True)
        taken.append((time.perf_counter() - began) * 1000)
    return quantile(taken, 0.5)


async def _open(name: str, folder: Path) -> None:
    app = _screen(name, folder, 0)
    async with app.run_test(size=(100, 30)) as pilot:
        pilot.app.exit()


if __name__ == "__main__":
    asyncio.run(_open(sys.argv[1], Path(sys.argv[2])))
