"""Pictures of the supervisor's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from floor_hall import LEAD
from stations import CONFIG, OTHER, Scene, keys, settle, still
from textual.pilot import Pilot

from kiosk.floor.app import FloorApp

Snap = Callable[..., bool]


async def _settled(pilot: Pilot[Any]) -> None:
    await settle(pilot)


async def _moving_a_counter(pilot: Pilot[Any]) -> None:
    await keys(pilot, "tab", "tab", "down", "v")


@pytest.mark.parametrize("language", CONFIG.languages)
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (132, 40)], ids=["narrow", "usual", "wide"])
def test_the_floor(snap_compare: Snap, busy: Scene, size: tuple[int, int], language: str) -> None:
    app = still(FloorApp(busy.station(), LEAD, language=language))
    assert snap_compare(app, terminal_size=size, run_before=_settled)


async def _plots(pilot: Pilot[Any]) -> None:
    await keys(pilot, "p")


@pytest.fixture
def afternoon(scene: Scene) -> Scene:
    """Three in the afternoon: this week a rush at eleven, a week ago one at ten."""
    for arrivals, minutes in (((3, 8, 4, 2, 1, 3, 2, 1), 6), ((2, 4, 9, 5, 1, 2), 9)):
        for count in arrivals:
            for _ in range(count):
                scene.issue("B")
            for _ in range(count):
                scene.clock.turn(minutes=minutes / 3)
                called = scene.store.call_next(OTHER)
                assert called is not None
                scene.store.finish(called.id, OTHER)
            scene.clock.turn(minutes=60 - count * minutes / 3)
        scene.clock.turn(hours=7 * 24 - len(arrivals))
    scene.clock.turn(hours=-7 * 24 + 6)
    return scene


@pytest.mark.parametrize(
    ("size", "language"),
    [((60, 20), "zh-Hans"), ((80, 24), "zh-Hant"), ((132, 40), "en")],
    ids=["narrow", "usual", "wide"],
)
def test_the_day_by_the_hour(snap_compare: Snap, afternoon: Scene, size: tuple[int, int], language: str) -> None:
    app = still(FloorApp(afternoon.station(), LEAD, language=language))
    assert snap_compare(app, terminal_size=size, run_before=_plots)


def test_a_counter_is_being_moved(snap_compare: Snap, busy: Scene) -> None:
    assert snap_compare(still(FloorApp(busy.station(), LEAD)), terminal_size=(80, 24), run_before=_moving_a_counter)


def test_an_empty_floor(snap_compare: Snap, scene: Scene) -> None:
    assert snap_compare(still(FloorApp(scene.station(), LEAD)), terminal_size=(80, 24), run_before=_settled)
