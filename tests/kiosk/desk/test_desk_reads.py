"""What a desk asks the database: nothing while nothing happens, and never from the thread that answers the keys."""

from __future__ import annotations

import threading

import pytest
from picture import text
from stations import OTHER, POST, Scene, driven, keys, settle, tap, until, write

from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import DeskView, State


async def test_a_desk_to_which_nothing_happens_asks_nothing(crowd: Scene, asked: list[str]) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        for press in ((), ("o",), ("escape", "d", "d"), ("escape", "j")):
            await keys(pilot, *press)
            asked.clear()
            for _ in range(5):
                crowd.clock.turn(seconds=61)
                app.tick()
                await settle(pilot)
            assert asked == [], app.screen
        assert "09:4" in text(app)


async def test_waits_go_on_without_a_question_to_the_database(crowd: Scene, asked: list[str]) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert "21 分" in text(app)
        asked.clear()
        crowd.clock.turn(minutes=4)
        app.tick()
        await settle(pilot)
        assert "25 分" in text(app)
        assert asked == []


async def test_no_key_of_the_desk_asks_from_the_thread_of_the_screen(crowd: Scene, asked: list[str]) -> None:
    crowd.store.owed.hand_over(OTHER, "x")
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        asked.clear()
        visit = "enter n a r s j 1 enter a 1 1 escape slash 1 escape q q d d e e z escape D escape g g e 1"
        await keys(pilot, *visit.split())
        await write(pilot, "王")
        rest = "enter t escape p u f 4 enter z f 1 c escape w escape y escape o b escape escape b 1 b n x u 1 1 z m h"
        await keys(pilot, *rest.split(), "escape", "l", "k")
        assert asked
        assert {name.split("_")[0] for name in asked} == {"acts", "views", "waits"}


async def test_a_view_that_was_read_before_an_act_is_not_shown_after_it(
    crowd: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The visitor who was late is seen off: a look at the hall from before brings neither them nor the apology back."""
    app = DeskApp(crowd.station(), POST)
    looked, go_on = threading.Event(), threading.Event()
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f")
        [ticket] = crowd.store.now_serving()
        desk = app.screen_stack[0]
        assert isinstance(desk, DeskScreen)
        read = desk.view_reader()

        def slow() -> DeskView:
            view = read()
            looked.set()
            go_on.wait(10)
            return view

        with monkeypatch.context() as patch:
            patch.setattr(desk, "view_reader", lambda: slow)
            desk.refresh_view()
            await until(looked.is_set)
        tap(pilot, "1")
        await until(lambda: desk.shown.moment == "finish")
        go_on.set()
        await settle(pilot)
        assert crowd.store.ticket(ticket.id).state is State.FINISHED
        assert desk.shown.ticket is not None
        assert desk.shown.ticket.state is State.FINISHED
        assert not desk.query_one(Teleprompter).apologising
