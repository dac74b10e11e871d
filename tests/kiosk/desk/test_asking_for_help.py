"""A call for help goes to who can answer, ends when that is done, and says at once when nobody can."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from picture import text
from stations import HALL, OTHER, POST, Scene, driven, keys, settle, status

from kiosk.desk.app import DeskApp
from kiosk.hall import parse_hall
from queue_store import Post

BOSS = Post(6, "s01")


async def test_nobody_can_come_and_that_is_said_at_once(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "g")
        assert crowd.store.help.open() == []
        assert "没有值班主任能过来" in status(app)
        assert "请找 1 号窗口的 c01" in status(app)
        assert app.screen.shown.moment == "call"


async def test_a_supervisor_who_will_be_back_is_named_with_the_time(crowd: Scene) -> None:
    crowd.store.open_counter(BOSS)
    crowd.store.pause(BOSS, "meal", crowd.clock.now + timedelta(minutes=10))
    app = DeskApp(crowd.station(), POST)
    async with driven(app, size=(140, 42)) as pilot:
        await keys(pilot, "enter", "g")
        assert crowd.store.help.open() == []
        assert "09:31" in status(app)


async def test_who_is_alone_does_not_call_herself(scene: Scene) -> None:
    app = DeskApp(scene.station(), BOSS)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "g")
        assert scene.store.help.open() == []
        assert "也没有别的同事在窗口" in status(app)


async def test_the_call_is_seen_by_who_can_answer_and_by_who_asked(crowd: Scene) -> None:
    crowd.store.open_counter(BOSS)
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "g")
        [call] = crowd.store.help.open()
        assert "已请值班主任" in text(app)
        crowd.store.help.settle(BOSS, call.id)
        await settle(pilot)
        assert "s01 这就过来" in text(app)
        crowd.clock.turn(seconds=61)
        crowd.issue("A")
        await settle(pilot)
        assert "这就过来" not in text(app)


async def test_the_call_ends_with_the_visit_it_was_for(crowd: Scene) -> None:
    crowd.store.open_counter(BOSS)
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "g")
        assert len(crowd.store.help.open()) == 1
        await keys(pilot, "escape", "t", "6", "enter")
        assert crowd.store.help.open() == []
        assert "请值班主任" not in app.screen.query_one("#strip").content.plain  # type: ignore[attr-defined]


async def test_a_call_that_nobody_answers_does_not_stand_for_ever(crowd: Scene) -> None:
    crowd.store.open_counter(BOSS)
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "g")
        crowd.clock.turn(minutes=11)
        crowd.issue("A")
        await settle(pilot)
        assert crowd.store.help.open() == []
        await keys(pilot, "g")
        assert len(crowd.store.help.open()) == 1, "and one can ask again"


async def test_in_a_hall_without_supervisors_colleagues_answer(crowd: Scene) -> None:
    crowd.config = parse_hall(HALL.replace("supervisor = true\n", ""), Path("/nowhere/hall.toml"))
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "g")
        assert len(crowd.store.help.open()) == 1
    colleague = DeskApp(crowd.station(), OTHER)
    async with driven(colleague) as pilot:
        await keys(pilot, "enter", "g")
        assert "这就去 3 号窗口" in status(colleague)
        assert crowd.store.help.open() == []
