"""A clerk who pauses says when the counter serves again, with one key or a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from picture import text
from stations import POST, Scene, driven, keys

from kiosk.desk.app import DeskApp
from kiosk.widgets.status_line import StatusLine
from queue_store import CounterStatus


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


def status(app: DeskApp) -> str:
    return str(app.screen.query_one(StatusLine).content)


def counter(scene: Scene) -> CounterStatus:
    return next(each for each in scene.store.counters() if each.counter == POST.counter)


def clock(scene: Scene, moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(scene.config.zone):%H:%M}"


async def test_one_key_says_in_how_many_minutes(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "b", "1")
        assert "几点回来" in text(app)
        expected = clock(crowd, crowd.clock.now + timedelta(minutes=10))
        assert f"10 分钟后   {expected}" in text(app)
        await keys(pilot, "2")
        assert clock(crowd, counter(crowd).back_at) == expected
        assert status(app) == f"窗口已暂停，{expected} 回来；按 b 恢复"
        assert f"窗口已暂停，{expected} 回来" in text(app)
        crowd.clock.turn(minutes=13)
        app.screen.repaint()
        await pilot.pause()
        assert f"说好 {expected} 回来，已过" in text(app)
        await keys(pilot, "b")
        assert (counter(crowd).state, counter(crowd).back_at) == ("open", None)
        assert "回来" not in text(app)


async def test_a_time_is_written_and_asked_again_when_it_is_none(crowd: Scene) -> None:
    app = desk(crowd)
    later = crowd.clock.now.astimezone(crowd.config.zone) + timedelta(hours=2)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "b", "5", "5", *"2561", "enter")
        assert "「2561」不是时刻" in text(app)
        await keys(pilot, "5", *f"{later:%H%M}", "enter")
    assert clock(crowd, counter(crowd).back_at) == f"{later:%H:%M}"


async def test_a_time_that_is_over_is_refused_and_the_pause_stays(crowd: Scene) -> None:
    app = desk(crowd)
    earlier = crowd.clock.now.astimezone(crowd.config.zone) - timedelta(hours=1)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "b", "1", "5", *f"{earlier:%H%M}", "enter")
        assert status(app).startswith(f"{earlier:%H:%M} 已经过了")
    assert (counter(crowd).state, counter(crowd).back_at) == ("paused", None)


async def test_escape_leaves_the_return_unsaid(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "b", "1", "escape")
        assert status(app) == "窗口已暂停，按 b 恢复"
    assert (counter(crowd).state, counter(crowd).back_at) == ("paused", None)
