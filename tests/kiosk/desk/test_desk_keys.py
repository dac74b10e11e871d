"""Every key of the desk: what the store says afterwards, and what stands on the screen."""

from __future__ import annotations

from picture import squeezed, text
from stations import OTHER, POST, Scene, driven, keys, settle, write
from textual.widgets import Input, OptionList

from kiosk.desk.acts import ACTS
from kiosk.desk.app import DeskApp
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.waiting_list import WaitingList
from queue_store import Outcome, State, Ticket


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


def at_counter(scene: Scene) -> Ticket | None:
    return next((ticket for ticket in scene.store.now_serving() if ticket.counter == POST.counter), None)


async def test_sign_in_shows_the_checklist_and_is_logged(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        script = crowd.station().courtesy("zh-Hans").script
        assert all(item in text(app) for item in script.readiness())
        assert script.principle(crowd.clock.now.date()).title in text(app)
        await keys(pilot, "enter")
        assert "等候 7 人" in text(app)
    rows = crowd.store.journal.rows(crowd.clock.now, crowd.clock.now.replace(year=2027), "readiness")
    assert [(row.counter, row.clerk) for row in rows] == [(3, "c07")]
    assert next(each for each in crowd.store.counters() if each.counter == 3).state == "open"


async def test_next_calls_with_the_apology_first(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        called = at_counter(crowd)
        assert called is not None
        assert called.state is State.CALLED
        assert called.apology_due
        prompter = app.screen.query_one(Teleprompter)
        assert prompter.apologising
        assert prompter.text.startswith("对不起，让您久等了")
        assert squeezed(app).index("请先致歉") < squeezed(app).index("您别急")
        assert f"已叫 {called.label}" in text(app)
    shown = crowd.store.journal.rows(crowd.clock.now, crowd.clock.now.replace(year=2027), "apology_shown")
    assert [row.data["ticket"] for row in shown] == [called.id]


async def test_a_confirms_the_apology_and_calms_the_screen(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "a")
        ticket = at_counter(crowd)
        assert ticket is not None
        assert ticket.apology_said_at is not None
        assert not app.screen.query_one(Teleprompter).apologising
        assert "已于 09:21 致歉" in text(app)
        assert "请先致歉" not in text(app)


async def test_recall_start_and_finish_with_one_key_each(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "r")
        ticket = at_counter(crowd)
        assert ticket is not None
        assert ticket.calls == 2
        assert "第 2 次" in text(app)
        await keys(pilot, "s")
        assert at_counter(crowd).state is State.SERVING  # type: ignore[union-attr]
        assert "已办 00:00，目标 10:00" in text(app)
        await keys(pilot, "f", "enter")
        done = crowd.store.ticket(ticket.id)
        assert (done.state, done.outcome) == (State.FINISHED, Outcome.DONE)
        assert "请慢走" in app.screen.query_one(Teleprompter).text


async def test_finish_declined_wants_a_reason(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3", "enter")
        assert "这里需要写一句" in text(app)
        ticket = at_counter(crowd)
        assert ticket is not None
        await write(pilot, "证件已过期")
        await keys(pilot, "enter")
        assert at_counter(crowd) == ticket, "what can be done instead is asked first"
        await keys(pilot, "enter")
        done = crowd.store.ticket(ticket.id)
        assert (done.outcome, done.reason, done.way) == (Outcome.DECLINED, "证件已过期", "")
        said = app.screen.query_one(Teleprompter).text
        assert "证件已过期" in said
        assert "可以这样办" not in said


async def test_finish_referred_complaint_and_left(crowd: Scene) -> None:
    app = desk(crowd)
    outcomes = []
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        for digit, words in (("2", "政务大厅"), ("4", ""), ("5", None)):
            await keys(pilot, "n", "s")
            ticket = at_counter(crowd)
            assert ticket is not None
            await keys(pilot, "f", digit)
            if words is not None:
                await write(pilot, words)
                await keys(pilot, "enter")
            outcomes.append((crowd.store.ticket(ticket.id).outcome, crowd.store.ticket(ticket.id).reason))
    assert outcomes == [(Outcome.REFERRED, "政务大厅"), (Outcome.COMPLAINT, ""), (Outcome.LEFT, "")]


async def test_park_and_resume(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "p")
        [parked] = crowd.store.parked(POST)
        assert parked.label in text(app)
        await keys(pilot, "u")
        assert at_counter(crowd) is not None
        assert crowd.store.ticket(parked.id).state is State.SERVING
        await keys(pilot, "p")
        crowd.clock.turn(minutes=1)
        await keys(pilot, "n", "s", "p", "u")
        assert "哪一位来了" in text(app)
        await keys(pilot, "1")
        assert at_counter(crowd).id == parked.id  # type: ignore[union-attr]


async def test_no_show(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        ticket = at_counter(crowd)
        assert ticket is not None
        await keys(pilot, "x", "x")
        assert crowd.store.ticket(ticket.id).state is State.NO_SHOW
        assert f"{ticket.label} 过号" in text(app)


async def test_transfer_to_the_supervisor_carries_the_note(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        ticket = at_counter(crowd)
        assert ticket is not None
        await keys(pilot, "t")
        assert "值班主任" in text(app)
        await keys(pilot, "6")
        await write(pilot, "vip")
        await keys(pilot, "enter")
        moved = crowd.store.ticket(ticket.id)
        assert (moved.state, moved.reason) == (State.WAITING, "vip")
        assert [each.id for each in crowd.store.waiting_at(6)] == [ticket.id]
        assert moved.responsible == POST.clerk
        assert "我负责的事项 1 件" in text(app)


async def test_transfer_to_another_service(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "t", "b", "enter")
        assert at_counter(crowd) is None
        assert "已转到" in text(app)


async def test_undo_walks_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "z")
        assert at_counter(crowd).state is State.CALLED  # type: ignore[union-attr]
        await keys(pilot, "z")
        assert at_counter(crowd) is None
        assert "已撤销" in text(app)
        assert len(crowd.store.waiting()) == 7


async def test_nothing_to_undo_is_a_sentence(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "z")
        assert app.screen.query_one("#status").has_class("-problem")


async def test_choose_by_typing_a_number_and_a_reason(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        await write(pilot, "b003")
        await keys(pilot, "enter", "2")
        ticket = at_counter(crowd)
        assert ticket is not None
        assert (ticket.label, ticket.call_reason) == ("B003", "事情紧急")


async def test_why_says_why(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "w")
        assert "为什么下一位是 A002" in text(app)
        assert "老年人" in text(app)
        await keys(pilot, "enter")
        assert "为什么下一位" not in text(app)


async def test_pause_with_a_reason_nobody_else_sees(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "b", "4")
        status = next(each for each in crowd.store.counters() if each.counter == 3)
        assert status.state == "paused", "at once, before anything is said of the return"
        await keys(pilot, "enter")
        assert next(each for each in crowd.store.counters() if each.counter == 3).back_at is None
        assert "窗口已暂停" in text(app)
        await keys(pilot, "n")
        assert at_counter(crowd) is None
        await keys(pilot, "b")
        assert next(each for each in crowd.store.counters() if each.counter == 3).state == "open"


async def test_card_lists_what_to_bring(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "m")
        assert "身份证" in text(app)
        assert "房产证" in text(app)


async def test_help_lists_every_act_in_its_group_and_says_why_one_does_nothing(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app, size=(120, 50)) as pilot:
        await keys(pilot, "enter", "f1")
        listing = app.screen.query_one(OptionList)
        listed = [option.id for option in listing.options if option.id]
        assert sorted(listed) == sorted({act.id for act in ACTS if act.keys} - {"more", "print_again", "lock"})
        assert [str(option.prompt) for option in listing.options if not option.id] == ["一次接待", "话术", "其他"]
        for letter in "xyw":
            await keys(pilot, letter)
        await keys(pilot, "enter")
        assert "没有来客等候" in text(app), "next cannot be done now: it says why and stays"
        assert at_counter(scene) is None


async def test_the_palette_offers_only_what_applies_now_by_key_name_or_pinyin(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "question_mark")
        listed = {option.id for option in app.screen.query_one(OptionList).options if option.id}
        assert listed == {
            act.id for act in ACTS if act.keys and act.id != "more" and not act.why_not(app.screen_stack[0])
        }
        assert "next" in listed
        assert "finish" not in listed
        for typed, found in (("n", "next"), ("xyw", "next"), ("下一", "next"), ("zt", "pause"), ("xb", "leave")):
            app.screen.query_one(Input).value = typed
            await pilot.pause()
            assert app.screen.query_one(OptionList).options[0].id == found, typed
        app.screen.query_one(Input).value = "xyw"
        await keys(pilot, "enter")
        assert at_counter(crowd) is not None


async def test_language_changes_the_screen_and_the_lines(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "l", "l")
        assert "Apologise first" in text(app)
        assert "New account" in text(app)
        binding = next(each for each in app.screen.active_bindings.values() if each.binding.id == "desk.start")
        assert binding.binding.description == "Start"
        assert binding.binding.tooltip
        await keys(pilot, "l")
        assert "请先致歉" in text(app)


async def test_contrast_changes_the_theme(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        before = app.theme
        await keys(pilot, "enter", "k")
        assert app.theme != before


async def test_a_key_that_cannot_be_used_says_why(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        for act in ACTS:
            if app.screen.check_action("act", (act.id,)) is None:
                await keys(pilot, act.keys.split(",")[0])
                assert app.words(act.why_not(app.screen), label="") in text(app).replace("\n", ""), act.id
    assert scene.store.waiting() == []


async def test_leaving_closes_the_counter(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "ctrl+q", "ctrl+q")
    assert next(each for each in scene.store.counters() if each.counter == 3).state == "closed"


async def test_leaving_with_a_visitor_is_asked_twice(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "ctrl+q")
        assert app.is_running
        assert "还在窗口" in text(app)
        await keys(pilot, "ctrl+q")
    assert at_counter(crowd) is not None


async def test_every_binding_has_id_description_and_tooltip(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        own = [each for _, each in app.screen._bindings if each.action.startswith(("act(", "scroll_lines("))]
        assert len({each.id for each in own}) >= len(ACTS)
        assert all(each.id and each.description and each.tooltip for each in own)


async def test_two_desks_on_one_file_see_each_other(crowd: Scene) -> None:
    beside = crowd.open()
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        first = app.screen.query_one(WaitingList).rows[0].label
        taken = beside.call_next(OTHER)
        assert taken is not None
        assert taken.label == first
        await settle(pilot)
        assert "等候 6 人" in text(app)
        assert first not in [row.label for row in app.screen.query_one(WaitingList).rows]
        await keys(pilot, "n")
        mine = at_counter(crowd)
        assert mine is not None
        assert mine.id != taken.id
    beside.close()


async def test_a_ticket_that_is_gone_leaves_the_screen(crowd: Scene) -> None:
    beside = crowd.open()
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        ticket = at_counter(crowd)
        assert ticket is not None
        beside.cancel(ticket.token)
        await settle(pilot)
        assert f"{ticket.label} 已不在本窗口" in text(app)
    beside.close()
