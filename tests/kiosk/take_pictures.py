"""Pictures for README: `python tests/kiosk/take_pictures.py FOLDER`. Wants the Noto CJK fonts, and Chromium."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from picture import picture
from PIL import Image

sys.path.append(str(Path(__file__).parents[1]))
from programs import chromium
from stations import POST, Scene, driven, keys

from kiosk.cli.session import copy_example
from kiosk.demo.simulation import Simulation
from kiosk.desk.app import DeskApp
from kiosk.floor.app import FloorApp
from kiosk.hall import HallConfig, load_hall
from kiosk.report import Report, pages, read_days
from kiosk.screens.station import Station, StationApp
from kiosk.words import load_words
from queue_store import NO_COUNTER, Post, Store, open_store

OPENS = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
"""Half past eight on a Wednesday in the example hall."""

MORNING, DAY = timedelta(hours=2, minutes=10), timedelta(hours=9)
COLOURS = 48
"""Colours kept in a picture, which makes it a third as large."""


async def take(folder: Path) -> None:
    """Write the pictures of screens."""
    with tempfile.TemporaryDirectory() as place:
        scene = Scene(Path(place), pages=True)
        scene.crowd()
        await shoot(DeskApp(scene.station(), POST), (140, 42), ("enter", "n"), folder / "desk.png")
        scene.store.close()
    with working(MORNING) as (config, store):
        floor, desk = FloorApp(Station(store, config), Post(NO_COUNTER, "李敏")), DeskApp(Station(store, config), POST)
        await shoot(floor, (132, 24), (), folder / "floor.png")
        await shoot(desk, (110, 32), ("enter", "n", "m"), folder / "directory.png")


async def shoot(app: StationApp, size: tuple[int, int], pressed: tuple[str, ...], file: Path) -> None:
    """Write the picture of a screen after some keys."""
    async with driven(app, size=size) as pilot:
        await keys(pilot, *pressed)
        save(picture(app), file)


def save(image: Image.Image, file: Path) -> None:
    """Write a picture with few colours."""
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


@contextmanager
def working(span: timedelta) -> Iterator[tuple[HallConfig, Store]]:
    """The example hall after so much of a simulated day."""
    now = [OPENS]
    with tempfile.TemporaryDirectory() as place:
        copy_example(Path(place) / "hall")
        config = load_hall(Path(place) / "hall")
        store = open_store(config.database_path, config.rules(), clock=lambda: now[0])
        simulation = Simulation(store, config, 4, leave=frozenset({POST.counter}), begins=time(8, 30))
        while now[0] < OPENS + span:
            simulation.step(now[0])
            now[0] += timedelta(seconds=10)
        yield config, store
        store.close()


def take_report(file: Path) -> None:
    """Write a picture of the beginning of the report of a simulated day."""
    with working(DAY) as (config, store), chromium() as browser:
        days = read_days(store.business_day(), day="today")
        now, before = (store.reports.period(each.first, each.last) for each in (days, days.before()))
        report = Report(config, load_words("zh-Hans"), days, now, before, "kiosk", store.audit.head())
        page = browser.new_page(viewport={"width": 1040, "height": 1000})
        page.set_content("".join(pages(report)))
        page.screenshot(path=file)
    with Image.open(file) as shot:
        save(shot.convert("RGB"), file)


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1])))
    take_report(Path(sys.argv[1]) / "report.png")
