"""A key that is held down, or pressed faster than the screen follows: nothing crashes, nothing is done twice."""

from __future__ import annotations

import pytest
from picture import text
from stations import POST, Scene, driven, hold, keys

from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.front.app import FrontApp
from queue_store import Post, State

HOLDS = pytest.mark.parametrize("every", [0.0, 0.03], ids=["queued", "repeated"])


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


@HOLDS
@pytest.mark.parametrize(
    "key", ["h", "w", "y", "m", "f", "t", "b", "c", "e", "u", "j", "o", "d", "slash", "escape", "ctrl+z"]
)
async def test_no_held_key_ends_the_desk(crowd: Scene, key: str, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *(("n", "s") if key in "mftej" else ()))
        await hold(pilot, key, 30, every=every)
        await keys(pilot, "escape", "escape", "escape", "escape")
        assert app.is_running
        assert isinstance(app.screen, DeskScreen)
        assert len(app.screen_stack) == 1


@HOLDS
@pytest.mark.parametrize(
    ("opened", "key"), [("h", "escape"), ("o", "escape"), ("f", "1"), ("c", "enter"), ("slash", "1")]
)
async def test_a_dialog_answers_once(crowd: Scene, opened: str, key: str, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *(("n", "s") if opened == "f" else ()), opened)
        await hold(pilot, key, 12, every=every)
        await keys(pilot, "escape", "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_clicks_on_the_sign_in_sign_in_once(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await pilot.click(offset=(40, 10), times=3)
        await pilot.pause()
        assert isinstance(app.screen, DeskScreen)


@HOLDS
async def test_the_ticket_at_the_front_desk_closes_once(scene: Scene, every: float) -> None:
    app = FrontApp(scene.station(), Post(1, "c01"))
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "1")
        await hold(pilot, "v", 12, every=every)
        await keys(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)
        assert len(scene.store.waiting()) == 1


@HOLDS
async def test_undo_held_down_takes_back_one_step(crowd: Scene, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1", "n", "s")
        [ticket] = crowd.store.now_serving()
        await hold(pilot, "z", 20, every=every)
        assert crowd.store.ticket(ticket.id).state is State.CALLED
        assert len(crowd.store.now_serving()) == 1
        await keys(pilot, "z")
        assert crowd.store.ticket(ticket.id).state is State.WAITING


@HOLDS
async def test_undo_held_down_in_the_list_of_what_is_owed_takes_back_one_step(scene: Scene, every: float) -> None:
    for what in ("x", "y"):
        scene.store.owed.promise(POST, what, scene.clock.now)
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "k", "k")
        assert scene.store.owed.rows() == []
        await hold(pilot, "z", 20, every=every)
        assert [owed.what for owed in scene.store.owed.rows()] == ["y"]


@HOLDS
async def test_a_held_key_takes_no_counter_over(scene: Scene, every: float) -> None:
    scene.store.open_counter(Post(3, "c99"))
    app = desk(scene)
    async with driven(app) as pilot:
        await hold(pilot, "enter", 10, every=every)
        assert isinstance(app.screen, SignInScreen)
        assert next(each.clerk for each in scene.store.counters() if each.counter == 3) == "c99"
        assert "再按" in text(app)
