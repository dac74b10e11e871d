"""Pictures of the screens for README: `python tests/kiosk/take_pictures.py FOLDER`. Wants the Noto CJK fonts."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from picture import picture
from stations import POST, Scene, clerk_at, driven, keys

from kiosk.board.app import BoardApp
from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.reception.app import ReceptionApp
from kiosk.screens.station import StationApp
from queue_store import Post


async def take(folder: Path) -> None:
    """Write one picture a screen."""
    shots = {
        "desk": ((140, 42), ("enter", "n")),
        "reception": ((100, 30), ("1", "enter")),
        "board": ((100, 30), ()),
        "front": ((100, 30), ("enter", "i", "2")),
    }
    for name, (size, pressed) in shots.items():
        with tempfile.TemporaryDirectory() as place:
            scene = Scene(Path(place), pages=True)
            scene.crowd()
            if name == "board":
                for number in (1, 2, 3):
                    scene.store.call_next(clerk_at(number))
                    scene.clock.turn(seconds=15)
            app = _app(name, scene)
            async with driven(app, size=size) as pilot:
                await keys(pilot, *pressed)
                picture(app, folder / f"{name}.png")
            scene.store.close()


def _app(name: str, scene: Scene) -> StationApp:
    station = scene.station()
    if name == "desk":
        return DeskApp(station, POST)
    if name == "front":
        return FrontApp(station, Post(1, "c01"))
    return BoardApp(station) if name == "board" else ReceptionApp(station)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
