"""The apps that are measured: the screens of the example hall, and Textual alone."""

from __future__ import annotations

import time
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static

import kiosk
from kiosk.hall import load_hall
from kiosk.screens.live import POLL
from kiosk.screens.station import Station, StationApp
from queue_store import Post, open_store

SIZE = (100, 30)
SCREENS = ("desk", "reception", "board", "front")
_EXAMPLE = Path(kiosk.__file__).parent / "example"


class BareApp(App[None]):
    """Textual alone, with the timers of a screen: a key changes one line."""

    BINDINGS = [("n", "count", "Count")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("0", id="counted")
        yield Static(id="clock")

    def on_ready(self) -> None:
        self.set_interval(1.0, self._tick)
        self.set_interval(POLL, self._poll)

    def _tick(self) -> None:
        self.query_one("#clock", Static).update(time.strftime("%H:%M:%S"))

    def _poll(self) -> None:
        pass

    def action_count(self) -> None:
        """Show a new number."""
        self.query_one("#counted", Static).update(str(time.perf_counter()))


def screen(name: str, folder: Path, waiting: int) -> StationApp:
    """A screen of the hall in `folder` with at least so many people waiting."""
    config = load_hall(_EXAMPLE)
    store = open_store(folder / "screens.db", config.rules())
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
