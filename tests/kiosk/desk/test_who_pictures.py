"""Pictures of the sign-in and of the locked screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from stations import POST, Scene, keys, settle, still, until, write
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp
from kiosk.screens.who import WhoScreen
from kiosk.text.clerks import unnamed_clerk
from queue_store import Post, Role

Snap = Callable[..., bool]
PIN = "2580"
USUAL, NARROW = (80, 24), (60, 20)
SCREENS = [("zh-Hans", USUAL), ("zh-Hant", USUAL), ("en", USUAL), ("zh-Hans", NARROW), ("en", NARROW)]
ON_EVERY_SCREEN = pytest.mark.parametrize(
    ("language", "size"), SCREENS, ids=[f"{'usual' if size == USUAL else 'narrow'}-{of}" for of, size in SCREENS]
)


@pytest.fixture
def staffed(crowd: Scene) -> Scene:
    """Seven wait, and four people work here."""
    staff = crowd.store.staff
    staff.add("li", name="李敏", surname="李", office="主任", role=Role.SUPERVISOR, pin="sunflower")
    staff.add(POST.clerk, name="王建文", surname="王", office="工", pin=PIN)
    staff.add("c12", name="高白", surname="高", office="师傅", pin=PIN)
    staff.add("c01", name="Ann Lee")
    return crowd


def desk(scene: Scene, language: str) -> DeskApp:
    return still(DeskApp(scene.station(), Post(3, unnamed_clerk(3)), language=language, asks=True))


async def type_pin(pilot: Pilot[Any], pin: str) -> None:
    who = pilot.app.screen
    assert isinstance(who, WhoScreen)
    await write(pilot, pin)
    await pilot.press("enter")
    await until(lambda: who.idle)
    await settle(pilot)


@ON_EVERY_SCREEN
def test_choosing_oneself(snap_compare: Snap, staffed: Scene, size: tuple[int, int], language: str) -> None:
    assert snap_compare(desk(staffed, language), terminal_size=size, run_before=settle)


@ON_EVERY_SCREEN
def test_a_wrong_pin(snap_compare: Snap, staffed: Scene, size: tuple[int, int], language: str) -> None:
    async def wrong(pilot: Pilot[Any]) -> None:
        await keys(pilot, "2")
        for _ in range(3):
            await type_pin(pilot, "9999")

    assert snap_compare(desk(staffed, language), terminal_size=size, run_before=wrong)


@ON_EVERY_SCREEN
def test_locked(snap_compare: Snap, staffed: Scene, size: tuple[int, int], language: str) -> None:
    async def lock(pilot: Pilot[Any]) -> None:
        await keys(pilot, "2")
        await type_pin(pilot, PIN)
        await keys(pilot, "enter", "n", "ctrl+l")

    assert snap_compare(desk(staffed, language), terminal_size=size, run_before=lock)
