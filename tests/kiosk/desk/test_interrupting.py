"""Somebody interrupts a visit: the limit, the apology, and back to where the visit was."""

from __future__ import annotations

from datetime import timedelta

from picture import squeezed, text
from stations import POST, Scene, driven, keys, write

from kiosk.desk.app import DeskApp
from kiosk.widgets.teleprompter import Teleprompter


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


def said(app: DeskApp) -> str:
    return app.screen.query_one(Teleprompter).text


async def test_interruption_within_the_limit(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        before = said(app)
        await keys(pilot, "q")
        assert said(app).startswith("请稍等")
        crowd.clock.turn(seconds=50)
        app.repaint()
        assert "00:50 / 02:00" in text(app)
        await keys(pilot, "q")
        assert said(app) == "谢谢您等我，请问您刚才想问什么？"
        crowd.clock.turn(seconds=30)
        await keys(pilot, "q")
        assert said(app) == "谢谢您等我，我们接着办。", "the visitor waited too"
        await keys(pilot, "escape")
        assert said(app) == before
    since = crowd.clock.now - timedelta(minutes=2)
    [row] = crowd.store.journal.rows(since, crowd.clock.now.replace(year=2027), "interruption_ended")
    assert (row.data["seconds"], row.data["apology_due"]) == (50, False)


async def test_interruption_past_the_limit_brings_the_apology_and_back_to_a_situation(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "dfdx")
        await keys(pilot, "1", "q", "escape")
        assert "不客气" in said(app)
        crowd.clock.turn(minutes=2, seconds=5)
        app.repaint()
        await pilot.pause()
        assert app.screen.query_one(Teleprompter).apologising
        assert said(app).startswith("对不起，让您久等了")
        assert "先致歉" in squeezed(app)
        await keys(pilot, "q")
        assert said(app).startswith("对不起，让您久等了")
        await keys(pilot, "q")
        assert "不客气" in said(app)
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "start"
    shown = crowd.store.journal.rows(crowd.clock.now, crowd.clock.now.replace(year=2027), "apology_shown")
    assert shown == []


async def test_who_interrupted_and_was_forgotten_is_not_waited_for_all_night(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        before = said(app)
        await keys(pilot, "q")
        crowd.clock.turn(hours=14)
        app.repaint()
        await pilot.pause()
        assert said(app) == before
        assert app.screen.interruption.since is None
        await keys(pilot, "q")
        assert said(app).startswith("请稍等"), "the next one begins anew"


async def test_an_apology_to_the_visitor_is_not_taken_for_one_to_who_interrupts(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "a", "s", "q")
        crowd.clock.turn(minutes=3)
        app.repaint()
        await pilot.pause()
        assert app.screen.query_one(Teleprompter).apologising
