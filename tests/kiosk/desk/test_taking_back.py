"""Undo shows what it would take back where that matters, redo does it again, and a list tells what comes next."""

from __future__ import annotations

import pytest
from picture import text
from stations import CONFIG, OTHER, POST, Scene, driven, hold, keys, status

from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from queue_store import State

HOLDS = pytest.mark.parametrize("every", [0.0, 0.03], ids=["queued", "repeated"])


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


async def test_a_fresh_step_is_taken_back_at_once_and_says_how_many_are_left(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "z")
        [ticket] = crowd.store.now_serving()
        assert ticket.state is State.CALLED
        assert "还可以再撤 1 步" in status(app)
        assert "ctrl+y 重做" in status(app)


async def test_a_finished_visit_is_shown_before_it_is_taken_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1")
        assert crowd.store.now_serving() == []
        await keys(pilot, "z")
        asked = text(app)
        assert "要撤销 A002 的「办结」 吗" in asked
        assert "09:21" in asked
        assert "之后还可以再撤 2 步" in asked
        assert crowd.store.now_serving() == []
        await keys(pilot, "1")
        [ticket] = crowd.store.now_serving()
        assert (ticket.label, ticket.state) == ("A002", State.SERVING)


async def test_what_is_older_than_a_minute_is_asked_first_and_may_stay(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        crowd.clock.turn(minutes=3)
        await keys(pilot, "z")
        assert "3 分前" in text(app)
        await keys(pilot, "3")
        assert len(crowd.store.now_serving()) == 1
        await keys(pilot, "z", "escape")
        assert len(crowd.store.now_serving()) == 1
        await keys(pilot, "z", "1")
        assert crowd.store.now_serving() == []


@HOLDS
@pytest.mark.parametrize("presses", [1, 10])
async def test_no_sleeve_on_the_key_takes_back_a_finished_visit(crowd: Scene, every: float, presses: int) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1")
        for _ in range(presses):
            await hold(pilot, "z", 6, every=every)
        assert crowd.store.now_serving() == []
        await keys(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_what_was_shown_is_what_is_taken_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        crowd.clock.turn(minutes=3)
        await keys(pilot, "z")
        [ticket] = crowd.store.now_serving()
        crowd.store.start(ticket.id, POST)
        await keys(pilot, "1")
        assert crowd.store.ticket(ticket.id).state is State.SERVING
        assert "已不是最后一步" in status(app)


async def test_redo_does_again_what_was_taken_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1", "z", "1", "z", "z")
        assert crowd.store.now_serving() == []
        assert len(crowd.store.waiting()) == 7
        await keys(pilot, "ctrl+y", "ctrl+y")
        [ticket] = crowd.store.now_serving()
        assert ticket.state is State.SERVING
        assert "已重做 A002 的“开始办理”" in status(app)
        await keys(pilot, "ctrl+y")
        assert crowd.store.ticket(ticket.id).state is State.FINISHED
        await keys(pilot, "ctrl+y")
        assert app.screen.query_one("#status").has_class("-problem")
        assert "没有可以重做的操作" in status(app)


async def test_redo_says_when_the_ticket_went_on(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "z")
        [ticket] = [each for each in crowd.store.waiting() if each.label == "A002"]
        crowd.store.call(ticket.id, OTHER)
        await keys(pilot, "ctrl+y")
        assert "A002 之后又有了变化" in status(app)
        assert crowd.store.ticket(ticket.id).counter == OTHER.counter


async def test_the_list_tells_what_undo_does_next(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app, size=(100, 30)) as pilot:
        await keys(pilot, "enter", "n", "t", "6", "enter", "n", "s", "z")
        [sent] = [each for each in crowd.store.waiting() if each.for_counter == 6]
        crowd.store.cancel(sent.token)
        await keys(pilot, "ctrl+u")
        rows = [row.strip() for row in text(app).splitlines() if "09:2" in row and "的「" in row]
        assert [("重做" in row, "先撤这一步" in row, "不能撤" in row) for row in rows] == [
            (True, False, False), (False, True, False), (False, False, True), (False, False, True),
        ]  # fmt: skip
        await keys(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)


async def test_the_list_of_nothing_is_a_sentence(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "ctrl+u")
        assert "还没有可以撤销的操作" in text(app)


@pytest.mark.parametrize("language", CONFIG.languages)
async def test_the_question_is_asked_in_every_language(crowd: Scene, language: str) -> None:
    app = DeskApp(crowd.station(), POST, language=language)
    async with driven(app, size=(60, 20)) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1", "z")
        assert app.words("desk.undo.yes") in text(app)
        assert app.words("desk.undo.behind", count=2) in text(app)
        await keys(pilot, "2", "escape")
        assert isinstance(app.screen, DeskScreen)
