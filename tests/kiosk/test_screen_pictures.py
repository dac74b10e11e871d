"""Pictures of every screen. After a wanted change of look or wording: `pytest tests/kiosk --snapshot-update`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from stations import CONFIG, POST, Scene, clerk_at, keys, settle, still
from textual.pilot import Pilot

from kiosk.board.app import BoardApp
from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.reception.app import ReceptionApp
from kiosk.screens.live import HallUnreachable
from kiosk.screens.station import Station, StationApp
from queue_store import Post, StoreUnavailable

Snap = Callable[..., bool]


def pressing(*names: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys before the picture is taken."""

    async def press(pilot: Pilot[Any]) -> None:
        await keys(pilot, *names)

    return press


async def lose_the_store(pilot: Pilot[Any]) -> None:
    await pressing("enter", "n")(pilot) if isinstance(pilot.app, DeskApp) else None
    pilot.app.on_hall_unreachable(HallUnreachable(StoreUnavailable("x", "The database is locked.")))
    await settle(pilot)


@pytest.mark.parametrize("language", CONFIG.languages)
def test_desk_at_the_moment_of_an_apology(snap_compare: Snap, crowd: Scene, language: str) -> None:
    app = still(DeskApp(crowd.station(), POST, language=language))
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing("enter", "n"))


@pytest.mark.parametrize("size", [(60, 20), (132, 40)], ids=["narrow", "wide"])
def test_desk_narrow_and_wide(snap_compare: Snap, crowd: Scene, size: tuple[int, int]) -> None:
    app = still(DeskApp(crowd.station(), POST))
    assert snap_compare(app, terminal_size=size, run_before=pressing("enter", "n"))


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("size", [(140, 42), (200, 60)], ids=["large", "largest"])
def test_desk_in_large_letters(snap_compare: Snap, crowd: Scene, size: tuple[int, int], language: str) -> None:
    app = still(DeskApp(crowd.station(), POST, language=language))
    assert snap_compare(app, terminal_size=size, run_before=pressing("enter", "n"))


def test_desk_in_high_contrast(snap_compare: Snap, crowd: Scene) -> None:
    app = still(DeskApp(crowd.station(), POST))
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing("enter", "k", "n"))


def test_desk_while_serving(snap_compare: Snap, scene: Scene) -> None:
    scene.issue("A", surname="尉迟", address="sir")
    app = still(DeskApp(scene.station(), POST))
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing("enter", "n", "s"))


def test_desk_with_nobody_waiting(snap_compare: Snap, scene: Scene) -> None:
    assert snap_compare(still(DeskApp(scene.station(), POST)), terminal_size=(80, 24), run_before=pressing("enter"))


def test_desk_signing_in(snap_compare: Snap, scene: Scene) -> None:
    assert snap_compare(still(DeskApp(scene.station(), POST)), terminal_size=(80, 24), run_before=pressing())


def test_desk_asking_how_it_went(snap_compare: Snap, crowd: Scene) -> None:
    app = still(DeskApp(crowd.station(), POST))
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing("enter", "n", "s", "f"))


def test_desk_help(snap_compare: Snap, scene: Scene) -> None:
    app = still(DeskApp(scene.station(), POST))
    assert snap_compare(app, terminal_size=(80, 30), run_before=pressing("enter", "h"))


@pytest.mark.parametrize("app_class", [DeskApp, BoardApp], ids=["desk", "board"])
def test_a_store_that_is_gone(snap_compare: Snap, crowd: Scene, app_class: Callable[..., StationApp]) -> None:
    crowd.store.call_next(clerk_at(1))
    station: Station = crowd.station()
    app = still(app_class(station, POST) if app_class is DeskApp else app_class(station))
    assert snap_compare(app, terminal_size=(80, 24), run_before=lose_the_store)


def test_reception_details(snap_compare: Snap, crowd: Scene) -> None:
    app = still(ReceptionApp(crowd.station(), greeter=True, language="en"))
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing("1", "3"))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48)], ids=["narrow", "normal", "wall"])
def test_board(snap_compare: Snap, crowd: Scene, size: tuple[int, int]) -> None:
    for number in (1, 2, 3):
        crowd.store.call_next(clerk_at(number))
        crowd.clock.turn(seconds=15)
    assert snap_compare(still(BoardApp(crowd.station())), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", [(60, 20), (80, 24)], ids=["narrow", "normal"])
def test_board_with_messages(snap_compare: Snap, crowd: Scene, size: tuple[int, int]) -> None:
    for number in (1, 2, 3):
        crowd.store.call_next(clerk_at(number))
        crowd.clock.turn(seconds=15)
    crowd.store.messages.put_up("2 号窗口今天不办理过户。")
    crowd.store.messages.put_up("系统正在升级，办理时间会比平时长一些，请大家耐心等候，需要帮助请找大堂经理。")
    assert snap_compare(still(BoardApp(crowd.station())), terminal_size=size, run_before=pressing())


def test_board_before_the_first_call(snap_compare: Snap, scene: Scene) -> None:
    assert snap_compare(still(BoardApp(scene.station())), terminal_size=(80, 24), run_before=pressing())


def test_front_desk_issuing(snap_compare: Snap, crowd: Scene) -> None:
    app = still(FrontApp(crowd.station(), Post(1, "c01")))
    assert snap_compare(app, terminal_size=(80, 24), run_before=pressing("enter", "i", "e"))


def test_front_desk_after_issuing(snap_compare: Snap, crowd: Scene) -> None:
    app = still(FrontApp(crowd.station(), Post(1, "c01")))
    assert snap_compare(app, terminal_size=(100, 30), run_before=pressing("enter", "i", "2"))
