"""The supervisor's screen: what it shows, what its keys do, and what two supervisors see."""

from __future__ import annotations

import pytest
from floor_hall import LEAD, SECOND
from picture import squeezed, text
from rich.cells import cell_len
from stations import OTHER, POST, Scene, driven, keys, settle, status, until, write
from stuck import held

from kiosk.floor.app import FloorApp
from kiosk.floor.screen import FloorScreen
from queue_store import FORESEEN, Condition, State


def floor_of(app: FloorApp) -> FloorScreen:
    screen = app.screen_stack[0]
    assert isinstance(screen, FloorScreen)
    return screen


def standing(scene: Scene) -> set[str]:
    return {alert.kind for alert in scene.store.floor_view().alerts if alert.cleared_at is None}


async def test_the_whole_floor_is_in_sight(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app):
        shown = text(app)
        assert "lead" in shown
        assert "等候 6  办理 1  暂离 0" in shown
        assert "开户" in shown
        assert "超限" in shown
        assert "1 号窗口请您过去：c01" in shown
        assert "办理中" in shown
        assert "09:41 回来" in shown
        assert "3 号窗口空闲 3 分钟，有 6 人可叫" in shown
        assert "承诺过了 09:22 还没办" in shown
        assert standing(busy) == {"wait", "idle", "promise"}


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (132, 40)])
async def test_every_line_fits(busy: Scene, language: str, size: tuple[int, int]) -> None:
    app = FloorApp(busy.station(), LEAD, language=language)
    async with driven(app, size=size) as pilot:
        for press in ((), ("tab",), ("tab", "down"), ("k",)):
            await keys(pilot, *press)
            assert all(cell_len(line) <= size[0] for line in text(app).splitlines())


async def test_time_alone_raises_an_alert_and_another_process_clears_it(scene: Scene) -> None:
    scene.store.open_counter(POST)
    scene.issue("B")
    app = FloorApp(scene.station(), LEAD)
    async with driven(app) as pilot:
        assert "没有要处理的事" in text(app)
        scene.clock.turn(minutes=11)
        app.tick()
        await until(lambda: standing(scene) == {"wait", "idle"})
        await until(lambda: "缴费：1 人等候超过 10 分钟" in text(app))
        scene.clock.turn(minutes=2)
        beside = scene.open()
        beside.call_next(POST)
        await until(lambda: standing(scene) == set())
        await settle(pilot)
        assert "09:13 解除" in text(app)
        beside.close()


async def test_two_supervisors_see_the_same_and_the_second_is_told(busy: Scene) -> None:
    beside = busy.open()
    one, other = FloorApp(busy.station(), LEAD), FloorApp(busy.station(beside), SECOND)
    async with driven(one) as first:
        await keys(first, "a")
        assert status(one) == "由您处理，别的值班主任会看到。"
        [taken] = [alert for alert in busy.store.floor_view().alerts if alert.taken_by]
    async with driven(other) as second:
        assert "lead在处理" in text(other)
        floor_of(other).list_of("alerts").point_at(str(taken.id))
        await keys(second, "a")
        assert status(other).startswith("lead 在 09:24 已经接手")
        await keys(second, "s", "2")
        assert "09:34" in status(other)
        await keys(second, "o", "1")
        assert "加开了窗口" in text(other)
    again = FloorApp(busy.station(), LEAD)
    async with driven(again) as third:
        floor_of(again).list_of("alerts").point_at(str(taken.id))
        await keys(third, "a")
        assert status(again) == "已放回，现在没有人处理。"
    beside.close()


async def test_a_service_is_closed_and_opened_again(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "tab", "down", "e", "1")
        assert busy.store.arranged.closed == {"B"}
        assert status(app) == "缴费今天不再取号，还有 3 人等候。"
        assert "已停取" in text(app)
        assert not app.station.config.service_open_on("B", busy.store.business_day())
        await keys(pilot, "e", "1")
        assert not busy.store.arranged.closed
        assert app.station.config.service_open_on("B", busy.store.business_day())


async def test_a_counter_is_moved_and_the_second_supervisor_is_told(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "tab", "tab", "down", "v", "1")
        assert busy.store.arranged.counters == {2: ("A", "B")}
        assert status(app) == "2 号窗口今天办：开户、缴费。"
        assert app.station.config.counters_for("A")[1].number == 2
        await keys(pilot, "v")
        busy.store.directing.move_counter(2, ("B",), SECOND, seen=("A", "B"))
        await keys(pilot, "2")
        assert status(app).startswith("2 号窗口的业务刚被别人改过")
        await keys(pilot, "v", "1", "v", "0")
        assert busy.store.arranged.counters == {}


async def test_a_visitor_is_called_to_a_free_counter(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "c")
        await write(pilot, "b3")
        await keys(pilot, "enter", "1")
        [called] = [ticket for ticket in busy.store.now_serving() if ticket.counter == 3]
        assert (called.label, called.clerk, called.state) == ("B003", POST.clerk, State.CALLED)
        assert status(app) == "已叫 B003 到 3 号窗口。"
        assert busy.store.changes(0)[-1].clerk == "lead"
        await keys(pilot, "c")
        assert status(app) == "现在没有空闲的窗口。"


async def test_a_transfer_is_taken_over(busy: Scene) -> None:
    [ticket] = [each for each in busy.store.waiting() if each.label == "B001"]
    busy.store.transfer(ticket.id, POST, counter=6)
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        assert "B001 转给了 6 号窗口，那里没有人" in text(app)
        await keys(pilot, "t", "enter", "4")
        assert busy.store.ticket(ticket.id).for_counter is None
        assert status(app) == "B001 可由办这项业务的任何窗口叫号。"


async def test_help_is_answered_and_the_hall_is_told(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "g")
        assert busy.store.help.open() == []
        assert busy.store.desk_view(OTHER).help_answered is not None
        assert "请您过去" not in text(app)
        await keys(pilot, "m", "1")
        await write(pilot, "停电十分钟")
        await keys(pilot, "enter")
        assert [message.text for message in busy.store.messages.up()] == ["停电十分钟"]
        await keys(pilot, "m", "2")
        assert busy.store.messages.up() == []


async def test_the_day_ends_only_when_it_is_meant(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "0", "1", "1")
        assert len(busy.store.waiting()) == 6
        await keys(pilot, "0", "escape")
        assert len(busy.store.waiting()) == 6
        await keys(pilot, "0", "1", "2")
        assert busy.store.waiting() == []
        assert {entry.clerk for entry in busy.store.changes(0) if entry.kind == "expire"} == {"lead"}


async def test_lists_keep_their_place(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        await keys(pilot, "tab", "tab", "down", "down")
        counters = floor_of(app).list_of("counters")
        assert counters.cursor == "3"
        busy.store.call_next(POST)
        await settle(pilot)
        assert counters.cursor == "3"
        alerts = floor_of(app).list_of("alerts")
        alerts.point_at(alerts.ids[-1])
        kept = alerts.cursor
        busy.issue("A", after=20)
        await settle(pilot)
        assert alerts.cursor == kept


async def test_painting_asks_nothing_and_no_key_asks_from_the_thread_of_the_screen(
    busy: Scene, asked: list[str]
) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        asked.clear()
        for _ in range(5):
            busy.clock.turn(seconds=2)
            app.tick()
            await settle(pilot)
        await keys(pilot, "tab", "down", "l", "k")
        assert asked == []
        await keys(pilot, "e", "1", "e", "1", "tab", "v", "escape", "tab", "a", "c", "escape", "g")
        assert asked
        assert {name.split("_")[0] for name in asked} <= {"acts", "views", "waits", "alerts"}


async def test_the_floor_goes_on_while_a_writer_is_stuck(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        with held(busy):
            busy.clock.turn(minutes=2)
            app.tick()
            await pilot.pause()
            assert "09:26" in text(app)


async def test_keys_are_listed_and_text_of_people_is_never_markup(busy: Scene) -> None:
    busy.store.messages.put_up("[b]fett[/b]")
    app = FloorApp(busy.station(), LEAD)
    async with driven(app) as pilot:
        assert "[b]fett[/b]" in text(app)
        await keys(pilot, "h")
        assert "接手转办" in squeezed(app)


async def test_an_alert_calls_again_after_its_rest(busy: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = FloorApp(busy.station(), LEAD)
    rung: list[int] = []
    monkeypatch.setattr(app, "bell", lambda: rung.append(1))
    async with driven(app) as pilot:
        await keys(pilot, "s", "1")
        busy.clock.turn(minutes=4)
        app.tick()
        await settle(pilot)
        rung.clear()
        busy.clock.turn(minutes=2)
        app.tick()
        await settle(pilot)
        assert rung == [1]


async def test_a_list_that_goes_on_says_so_where_its_columns_leave_room(busy: Scene) -> None:
    app = FloorApp(busy.station(), LEAD)
    async with driven(app, size=(60, 16)):
        title = text(app).splitlines()[2]
        assert "业务  1-2/3" in title
        assert title.rstrip().endswith("现在来")


BREACH = Condition("breach", "B", {"seconds": 360, "limit": 600, "counter": 2, "then": 240})
SAID = {
    "zh-Hans": "缴费约 6 分钟后等候超 10 分钟，加开 2 号窗口可降到 4 分钟",
    "zh-Hant": "繳費約 6 分鐘後等候超 10 分鐘，加開 2 號櫃檯可降到 4 分鐘",
    "en": "Paying will pass 10 min in ~6 min: open counter 2 -> 4 min",
}


@pytest.mark.parametrize("language", list(SAID))
async def test_what_is_to_come_is_said_to_its_end(scene: Scene, language: str) -> None:
    scene.store.alerts.settle([BREACH], FORESEEN)
    app = FloorApp(scene.station(), LEAD, language=language)
    async with driven(app, size=(80, 24)) as pilot:
        assert SAID[language] in text(app)
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert SAID[language] not in text(app), "its row is cut"
        assert SAID[language].replace(" ", "") in squeezed(app), "and below the list it stands in full"
        await keys(pilot, "tab")
        assert SAID[language].replace(" ", "") not in squeezed(app)
