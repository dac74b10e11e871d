"""Pictures of the supervisor's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from floor_hall import LEAD
from stations import CONFIG, Scene, keys, settle, still
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


def test_a_counter_is_being_moved(snap_compare: Snap, busy: Scene) -> None:
    assert snap_compare(still(FloorApp(busy.station(), LEAD)), terminal_size=(80, 24), run_before=_moving_a_counter)


def test_an_empty_floor(snap_compare: Snap, scene: Scene) -> None:
    assert snap_compare(still(FloorApp(scene.station(), LEAD)), terminal_size=(80, 24), run_before=_settled)
