"""The telephone at the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from picture import text
from stations import POST, Scene, driven, keys, write

from kiosk.desk.app import DeskApp
from kiosk.desk.phone_screen import PhoneScreen
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import OwedKind, PhoneCall, State


def desk(scene: Scene, language: str = "") -> DeskApp:
    return DeskApp(scene.station(), POST, language=language)


def calls(scene: Scene) -> list[PhoneCall]:
    return scene.store.calls.between(scene.clock.now - timedelta(days=3), scene.clock.now + timedelta(days=1))


def said(app: DeskApp) -> str:
    return app.screen.query_one(Teleprompter).text


async def turn(pilot: object, app: DeskApp, scene: Scene, seconds: float) -> None:
    scene.clock.turn(seconds=seconds)
    app.repaint()
    await pilot.pause()  # type: ignore[attr-defined]


async def test_answered_within_three_rings(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "d")
        assert "响铃第 1 声" in text(app)
        assert "A002" in text(app)
        await turn(pilot, app, crowd, 9)
        assert "响铃第 3 声" in text(app)
        await keys(pilot, "d")
        assert said(app).startswith("您好，兰亭燃气客服中心")
        assert not app.screen.query_one(Teleprompter).apologising
        assert crowd.store.now_serving()[0].state is State.SERVING
    [call] = calls(crowd)
    assert (call.rings, call.apology_due) == (3, False)


async def test_past_three_rings_the_apology_leads(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d")
        await turn(pilot, app, crowd, 12.5)
        assert "已响 4 声" in text(app)
        await keys(pilot, "d")
        assert app.screen.query_one(Teleprompter).apologising
        assert said(app).startswith("不好意思，电话接晚了，让您久等了。")
    assert calls(crowd)[0].apology_due


async def test_three_minutes_note_goodbye_and_they_hang_up_first(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "d")
        await turn(pilot, app, crowd, 181)
        assert "已满三分钟" in text(app)
        assert app.screen.moment == "phone_three_minutes"
        await keys(pilot, "n")
        await write(pilot, "13800 leak")
        await keys(pilot, "enter")
        assert app.screen.moment == "phone_note"
        assert "13800 leak" in text(app)
        assert "按 e 结束" in text(app)
        assert any(line.startswith("  记录：13800 leak") for line in text(app).splitlines())
        await keys(pilot, "e")
        assert "再见" in said(app)
        assert crowd.store.calls.open(POST) == []
        assert "没挂断按 z" in text(app)
        await keys(pilot, "z")
        assert len(crowd.store.calls.open(POST)) == 1
    assert calls(crowd)[0].note == "13800 leak"


async def test_a_second_call_waits_and_one_goes_back_to_the_first(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "d", "w")
        assert app.screen.moment == "phone_wait"
        await keys(pilot, "d")
        assert app.screen.moment == "phone_second"
        await keys(pilot, "c")
        assert app.screen.moment == "phone_back"
        await keys(pilot, "e")
        assert len(crowd.store.calls.open(POST)) == 1
        assert "还有 1 通没断" in text(app)
        assert app.screen.moment == "phone_back"
        await keys(pilot, "e", "escape")
        assert crowd.store.calls.open(POST) == []


@pytest.mark.parametrize(("seconds", "late"), [(20, False), (150, True)])
async def test_after_the_call_the_visitor_who_waited_is_thanked(crowd: Scene, seconds: int, late: bool) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "d", "d")
        await turn(pilot, app, crowd, seconds)
        await keys(pilot, "e", "escape")
        assert app.screen.shown.moment == "step_back"
        assert "谢谢您等我" in app.screen.query_one(Teleprompter).text
        assert app.screen.query_one(Teleprompter).apologising == late
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "start"


async def test_a_call_that_goes_on_after_all_thanks_nobody_yet(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "d", "d", "e", "z", "escape")
        assert app.screen.shown.moment == "start"
        assert "按 d 回到电话" in text(app)
        await keys(pilot, "ctrl+q")
        assert "A002 还在窗口" in text(app)


async def test_leaving_says_that_a_call_is_open(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "d", "w", "escape", "ctrl+q")
        assert "还有 2 通电话没有结束" in text(app)


async def test_the_desk_goes_on_while_the_call_is_open(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "d", "d", "escape")
        assert app.screen.shown.moment == "start"
        await turn(pilot, app, crowd, 70)
        assert "通话中 01:10，按 d 回到电话" in text(app)
        await keys(pilot, "d")
        assert isinstance(app.screen, PhoneScreen)
        assert len(calls(crowd)) == 1


async def test_who_was_asked_to_hold_on_is_not_forgotten_on_the_telephone(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "q", "d", "d")
        await turn(pilot, app, crowd, 130)
        assert "有人久等答复 02:10，先致歉" in text(app)
        assert "按 d 回到电话" not in text(app)
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "interruption_back"


async def test_nobody_answered(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "e")
        assert "没有接到" in text(app)
        assert any(line.startswith("  没有通话") for line in text(app).splitlines()), "in line with the other rows"
    [call] = calls(crowd)
    assert (call.answered_at, call.ended_at is not None) == (None, True)


async def test_calling_out_warns_outside_the_calling_hours(scene: Scene) -> None:
    scene.clock.turn(hours=3, minutes=30)
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "o")
        assert "现在不宜" in text(app)
        assert "03-03 14:00" in text(app)
        assert not calls(scene)[0].outbound
        await keys(pilot, "o")
        assert said(app).startswith("您好，我是兰亭燃气客服中心的工作人员")
    assert calls(scene)[0].outbound


async def test_calling_out_within_the_hours_just_calls(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "o")
        assert isinstance(app.screen, PhoneScreen)
        assert [(call.outbound, call.answered_at) for call in calls(scene)] == [(True, None)]
        await keys(pilot, "o")
        assert "先结束再打出去" in text(app)
        await keys(pilot, "e")
        assert app.screen.moment == "phone_out_goodbye"


async def test_a_call_left_open_overnight_is_closed_with_a_mark_and_said_so(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "d")
    scene.clock.turn(days=1)
    again = desk(scene)
    async with driven(again) as pilot:
        assert "没有挂断" in text(again)
        assert "03-03 09:00" in text(again)
        await keys(pilot, "enter", "ctrl+q")
    once_more = desk(scene)
    async with driven(once_more):
        assert "没有挂断" not in text(once_more)
    [call] = calls(scene)
    assert call.left_open
    assert call.ended_at is not None


async def test_other_words_for_the_telephone_are_found(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "d", "slash")
        await write(pilot, "dhtbq")
        await keys(pilot, "1")
        assert app.screen.moment == "phone_unclear"


async def test_another_time_to_call_is_agreed_on_and_falls_due(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "o", "slash")
        await write(pilot, "dfbfb")
        await keys(pilot, "1")
        assert "您看什么时候方便" in app.screen_stack[-2].query_one(Teleprompter).text, "asked first, then noted"
        await write(pilot, "Zhang")
        await keys(pilot, "enter")
        await write(pilot, "13:00")
        await keys(pilot, "enter")
        assert "那时不宜打电话" in text(app)
        assert scene.store.owed.rows() == []
        await keys(pilot, *["backspace"] * 5)
        await write(pilot, "15:00")
        await keys(pilot, "enter")
        assert "已记进到点的事：今天15:00" in text(app)
        [duty] = scene.store.owed.rows(OwedKind.DUTY)
        assert (duty.what, duty.due) == ("回电：Zhang", datetime(2026, 3, 3, 7, tzinfo=UTC))
        scene.clock.turn(hours=6, seconds=1)
        await keys(pilot, "e", "escape")
        assert "到点了 15:00 回电：Zhang" in text(app)
