"""A bell and a flash, once for each thing that a clerk should look at, and off where the hall does not want them."""

from __future__ import annotations

from pathlib import Path

import pytest
from picture import text
from stations import HALL, OTHER, POST, Scene, driven, keys, settle, until
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.hall import parse_hall
from queue_store import Post

BOSS = Post(6, "s01")


class RungApp(DeskApp):
    """A desk whose bell is counted."""

    rung = 0

    def bell(self) -> None:
        self.rung += 1
        super().bell()


def desk(scene: Scene, post: Post = POST, *, bell: bool = True, flash: bool = True) -> RungApp:
    """A desk of a hall that rings and flashes, or does not."""
    wanted = f"bell = {str(bell).lower()}\nflash = {str(flash).lower()}"
    scene.config = parse_hall(HALL.replace("flash = false", wanted), Path("/nowhere/hall.toml"))
    return RungApp(scene.station(), post)


def flashes(app: DeskApp) -> bool:
    return bool(app.screen.query_one("#strip").has_class("-flash"))


async def look_again(pilot: Pilot[None], app: DeskApp, times: int = 3) -> None:
    """Let the screen look at the same hall again and again."""
    for _ in range(times):
        app.tick()
        await settle(pilot)


async def test_the_first_visitor_at_an_idle_counter_rings_once(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert app.rung == 0
        scene.issue("A")
        await settle(pilot)
        assert app.rung == 1
        assert flashes(app)
        assert "来客到了：A001" in text(app)
        scene.issue("A")
        await look_again(pilot, app)
        assert app.rung == 1
        await until(lambda: not flashes(app))
        assert "来客到了" not in text(app)


async def test_a_number_that_the_clerk_gives_out_does_not_ring(scene: Scene) -> None:
    class RungFront(FrontApp):
        rung = 0

        def bell(self) -> None:
            self.rung += 1

    app = RungFront(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "1")
        assert len(scene.store.waiting()) == 1
        await look_again(pilot, app)
        assert app.rung == 0


async def test_nobody_rings_before_the_clerk_signed_in(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        scene.issue("A")
        await look_again(pilot, app)
        assert app.rung == 0


async def test_who_comes_while_a_visitor_is_served_does_not_ring(scene: Scene) -> None:
    scene.issue("A")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        scene.issue("A")
        await look_again(pilot, app)
        assert app.rung == 0
        assert not flashes(app)


async def test_a_call_for_help_rings_where_it_can_be_answered_also_during_a_visit(crowd: Scene) -> None:
    app = desk(crowd, BOSS)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        crowd.store.call_next(OTHER)
        crowd.store.help.call(OTHER)
        await look_again(pilot, app)
        assert app.rung == 1
        assert flashes(app)
        assert "1 号窗口请值班主任" in text(app)
    other = desk(crowd)
    async with driven(other) as pilot:
        await keys(pilot, "enter")
        await look_again(pilot, other)
        assert other.rung == 0
        assert "请值班主任" not in text(other)


async def test_a_queue_that_becomes_late_rings_once(scene: Scene) -> None:
    app = desk(scene)
    scene.issue("A")
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        scene.issue("A", after=3)
        await look_again(pilot, app)
        assert app.rung == 0
        scene.clock.turn(minutes=12.5)
        await look_again(pilot, app)
        assert app.rung == 1
        assert "A001 等候超限" in text(app)
        scene.clock.turn(minutes=3)
        await look_again(pilot, app)
        assert app.rung == 1


async def test_a_new_message_of_the_hall_rings_once_and_stands_on_top(scene: Scene) -> None:
    scene.store.messages.put_up("old news")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert app.rung == 0
        message = scene.store.messages.put_up("[red]系统十分钟后恢复")
        await look_again(pilot, app)
        assert app.rung == 1
        assert "通知：[red]系统十分钟后恢复" in text(app)
        scene.store.messages.take_down(message.id)
        await look_again(pilot, app)
        assert app.rung == 1
        assert "系统" not in text(app)
        assert "old news" in text(app)


@pytest.mark.parametrize(("bell", "flash"), [(False, True), (True, False), (False, False)])
async def test_each_is_off_where_the_hall_says_so(scene: Scene, bell: bool, flash: bool) -> None:
    app = desk(scene, bell=bell, flash=flash)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        scene.issue("A")
        await settle(pilot)
        assert (app.rung, flashes(app)) == (int(bell), flash)
