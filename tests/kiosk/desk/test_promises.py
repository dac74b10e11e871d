"""Promises, complaints, duties and the note for the next shift at the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from picture import squeezed, text
from stations import OTHER, POST, Scene, driven, keys, status, write

from kiosk.desk.app import DeskApp
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import OwedKind, OwedState, Post


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


async def test_a_promise_is_made_kept_and_taken_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "o", "n")
        await write(pilot, "call")
        await keys(pilot, "enter", "enter", "enter")
        await write(pilot, "2026-02-30")
        await keys(pilot, "enter")
        assert "不是日历上有的日子" in text(app)
        await keys(pilot, *["backspace"] * 10)
        await write(pilot, "15:00")
        await keys(pilot, "enter")
        [owed] = crowd.store.owed.rows(OwedKind.PROMISE)
        assert (owed.what, owed.whom, owed.clerk) == ("call", "A002", "c07")
        assert owed.due == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
        assert "今天到期 1" in text(app)
        await keys(pilot, "escape")
        assert "承诺 今天 1 逾期 0" in text(app)
        crowd.clock.turn(hours=7)
        app.repaint()
        await pilot.pause()
        assert "逾期 1" in text(app)
        await keys(pilot, "o", "k")
        assert crowd.store.owed.rows(OwedKind.PROMISE) == []
        await keys(pilot, "z")
        assert [each.state for each in crowd.store.owed.rows(OwedKind.PROMISE)] == [OwedState.OPEN]


async def test_what_is_owed_stands_with_its_words_from_the_promise_to_its_day(crowd: Scene) -> None:
    app = desk(crowd)
    crowd.store.owed.add_duty(POST, "call the meter readers", crowd.clock.now + timedelta(hours=3))
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "o", "n")
        await write(pilot, "call")
        await keys(pilot, "enter")
        await write(pilot, "要等抄表班核对。")
        await keys(pilot, "enter", "enter")
        await write(pilot, "2026-03-10")
        await keys(pilot, "enter")
        prompter = app.screen.query_one(Teleprompter)
        assert "今天还办不完，因为要等抄表班核对。3月10日（星期二）前我给您答复" in prompter.text, (
            "told to the visitor who is here, whatever else is owed"
        )
        assert "已承诺：call，3月10日（星期二）" in status(app)
        await keys(pilot, "k", "z", "down")
        assert "因为要等抄表班核对" in prompter.text, "taken back as done, it is still what was just promised"
        await keys(pilot, "escape", "o", "down", "k", "z", "down")
        assert "您的事还在办" in app.screen.query_one(Teleprompter).text
        crowd.clock.turn(hours=3)
        await keys(pilot, "escape", "o")
        prompter = app.screen.query_one(Teleprompter)
        assert (prompter.text, "去办记在这里的事" in prompter.notices) == ("", True), "a notice, and not words to say"
        crowd.clock.turn(days=7)
        await keys(pilot, "k")
        assert app.screen.query_one(Teleprompter).text.startswith("您好，答应给您的答复")
        crowd.clock.turn(hours=8)
        app.repaint()
        await pilot.pause()
        assert app.screen.query_one(Teleprompter).text.startswith("对不起，答应您的时间已经过了"), (
            "late: an apology leads"
        )
        await keys(pilot, "escape")
        assert "承诺到期" in text(app)


async def test_a_promise_on_a_holiday_is_moved_after_saying_so(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "n")
        await write(pilot, "x")
        await keys(pilot, "enter", "enter", "enter")
        await write(pilot, "2026-05-01")
        await keys(pilot, "enter")
        assert "放假，下一个工作日是5月6日" in squeezed(app)
        assert scene.store.owed.rows() == []
        await keys(pilot, "enter")
    [owed] = scene.store.owed.rows()
    assert owed.due is not None
    assert owed.due.astimezone(scene.config.zone).date() == date(2026, 5, 6)


async def test_withdrawing_needs_a_reason(scene: Scene) -> None:
    scene.store.owed.promise(POST, "x", datetime(2026, 3, 4, tzinfo=UTC))
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "x", "enter")
        assert "这里需要写一句" in text(app)
        await write(pilot, "solved")
        await keys(pilot, "enter")
    [owed] = scene.store.owed.rows(state=None)
    assert (owed.state, owed.note) == (OwedState.WITHDRAWN, "solved")


async def test_a_duty_reminds_when_its_time_has_come(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "t")
        await write(pilot, "mail")
        await keys(pilot, "enter")
        await write(pilot, "09:30")
        await keys(pilot, "enter", "escape")
        assert "到点了" not in text(app)
        scene.clock.turn(minutes=31)
        app.repaint()
        await pilot.pause()
        assert "到点了 09:30 mail" in text(app)


async def test_the_note_for_the_next_shift_is_shown_at_sign_in_and_taken_over(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "b")
        await write(pilot, "printer")
        await keys(pilot, "enter", "escape", "ctrl+q", "ctrl+q")
    elsewhere = DeskApp(scene.station(), OTHER)
    async with driven(elsewhere):
        assert "printer" not in text(elsewhere)
    author = desk(scene)
    async with driven(author) as pilot:
        assert "您给下一班留的话，还没有人接" in text(author)
        assert "printer" in text(author)
        assert "上一班留话" not in text(author)
        await keys(pilot, "enter", "ctrl+q", "ctrl+q")
    assert len(scene.store.owed.rows(OwedKind.HANDOVER)) == 1
    following = DeskApp(scene.station(), Post(POST.counter, "c08"))
    async with driven(following) as pilot:
        assert "上一班留话" in text(following)
        assert "printer" in text(following)
        await keys(pilot, "enter")
    assert scene.store.owed.rows(OwedKind.HANDOVER) == []


async def test_a_long_note_leaves_the_key_of_the_sign_in_in_view(scene: Scene) -> None:
    scene.store.owed.hand_over(Post(POST.counter, "c08"), "打印机缺墨，已报修，下午两点来人；" * 6)
    app = desk(scene)
    async with driven(app, size=(60, 20)):
        assert "按回车开始" in text(app)
        assert "上一班留话" in text(app)


async def test_a_complaint_opens_a_case_due_in_fifteen_working_days(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "4", "enter")
        said = app.screen.query_one(Teleprompter).text
        assert "3月24日（星期二）前给您答复" in said
        assert "让您受委屈了" in said
    [case] = crowd.store.owed.rows(OwedKind.CASE)
    assert (case.whom, case.clerk) == ("A002", "c07")
    assert case.due is not None
    assert case.due.astimezone(crowd.config.zone).date() == date(2026, 3, 24)


async def test_undoing_the_end_of_a_visit_takes_its_complaint_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "4", "enter", "z", "1")
    assert crowd.store.owed.rows(OwedKind.CASE, state=None) == []
    assert crowd.store.now_serving()


async def test_keys_that_do_nothing_now_say_why(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o")
        for key in ("k", "x", "z"):
            await keys(pilot, key)
            assert app.screen.query_one("#status").has_class("-problem")
            app.screen.status("")


async def test_escalating_brings_its_line(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "t", "6")
        await write(pilot, "policy")
        await keys(pilot, "enter")
        assert app.screen.shown.moment == "escalate"
    assert [each.reason for each in crowd.store.waiting_at(6)] == ["policy"]
