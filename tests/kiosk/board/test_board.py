"""The board: newest first, none lost, honest when it is old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from picture import text
from rich.cells import cell_len
from stations import Scene, clerk_at, driven, keys, settle
from stuck import held
from waiting import until

from kiosk.board.app import BoardApp
from kiosk.board.rows import on_board, rows_for, scale_for
from kiosk.board.screen import BoardScreen, CallRow
from kiosk.screens.live import HallUnreachable
from kiosk.widgets.big_number import BigNumber
from queue_store import StoreUnavailable


def shown(app: BoardApp) -> list[tuple[str, str]]:
    """Numbers and counters on the board, from the top."""
    rows = [row for row in app.screen.query(CallRow) if row.display]
    return [tuple(number.value for number in row.query(BigNumber)) for row in rows]  # type: ignore[misc]


async def test_the_newest_call_is_on_top(crowd: Scene) -> None:
    app = BoardApp(crowd.station())
    async with driven(app):
        assert "还没有叫号" in text(app)
        for counter in (3, 1):
            crowd.clock.turn(seconds=5)
            crowd.store.call_next(clerk_at(counter))
        await until(lambda: [counter for _, counter in shown(app)] == ["1", "3"])
        await until(lambda: "还没有叫号" not in text(app))


async def test_another_process_appears_by_itself(crowd: Scene) -> None:
    beside = crowd.open()
    app = BoardApp(crowd.station())
    async with driven(app):
        called = beside.call_next(clerk_at(3))
        assert called is not None
        await until(lambda: shown(app) == [(called.label, "3")])
    beside.close()


async def test_a_recall_brings_a_number_back_to_the_top(crowd: Scene) -> None:
    first = crowd.store.call_next(clerk_at(3))
    assert first is not None
    crowd.clock.turn(seconds=30)
    crowd.store.call_next(clerk_at(1))
    crowd.clock.turn(seconds=30)
    crowd.store.recall(first.id, clerk_at(3))
    app = BoardApp(crowd.station())
    async with driven(app):
        assert shown(app)[0] == (first.label, "3")


async def test_several_calls_at_once_all_get_their_turn(crowd: Scene) -> None:
    posts = [clerk_at(number) for number in (1, 2, 3)]
    called = [crowd.store.call_next(post) for post in posts]
    app = BoardApp(crowd.station())
    seen: set[str] = set()
    async with driven(app, size=(60, 14)):
        for _ in range(4):
            seen |= {label for label, _ in shown(app)}
            crowd.clock.turn(seconds=4)
            app.repaint()
    assert seen == {ticket.label for ticket in called if ticket}


def test_pages_of_new_calls_leave_none_out(crowd: Scene) -> None:
    calls = [crowd.store.call_next(clerk_at(number)) for number in (1, 2, 3)]
    tickets = [call for call in calls if call]
    seen: set[int] = set()
    for _ in range(3):
        seen |= {ticket.id for ticket in on_board(tickets, crowd.clock.now, 1)}
        crowd.clock.turn(seconds=4)
    assert seen == {ticket.id for ticket in tickets}


def test_larger_walls_get_larger_numbers() -> None:
    assert [scale_for(width, height) for width, height in ((80, 21), (130, 40), (240, 70))] == [1, 2, 4]
    assert rows_for(21, 1) == 3


async def test_stale_data_is_marked_and_recovers(crowd: Scene) -> None:
    crowd.store.call_next(clerk_at(3))
    app = BoardApp(crowd.station())
    async with driven(app) as pilot:
        app.on_hall_unreachable(HallUnreachable(StoreUnavailable("locked", "The database is locked.")))
        await pilot.pause()
        assert "数据停在 09:21" in text(app)
        assert app.screen.has_class("-stale")
        assert len(shown(app)) == 1
        crowd.store.call_next(clerk_at(1))
        await until(lambda: not app.screen.has_class("-stale"))


async def test_a_paused_counter_says_when_it_serves_again(crowd: Scene) -> None:
    post = clerk_at(3)
    crowd.store.open_counter(post)
    crowd.store.pause(post, "took a hard word", back_at=crowd.clock.now + timedelta(minutes=20))
    app = BoardApp(crowd.station())
    async with driven(app) as pilot:
        assert "3 号窗口 09:41 恢复服务。   叫到号的来客请到对应窗口" in text(app)
        await pilot.resize_terminal(40, 20)
        await settle(pilot)
        assert "3 号窗口 09:41 恢复服务。" in text(app)
        assert "叫到号" not in text(app), "a hint that does not fit whole is left out"
        assert "took a hard word" not in text(app)
        crowd.clock.turn(minutes=21)
        app.screen.repaint()
        await pilot.pause()
        assert "恢复服务" not in text(app)


async def test_no_name_is_on_the_board(crowd: Scene) -> None:
    for number in (1, 3):
        crowd.store.call_next(clerk_at(number))
    app = BoardApp(crowd.station())
    async with driven(app):
        assert "单" not in text(app)
        assert "尉迟" not in text(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48)])
async def test_chinese_and_full_width_labels_stay_in_line(crowd: Scene, size: tuple[int, int]) -> None:
    crowd.store.call_next(clerk_at(3))
    crowd.store.call_next(clerk_at(1))
    app = BoardApp(crowd.station())
    async with driven(app, size=size) as pilot:
        await keys(pilot, "l", "l", "l", "k")
        columns = [
            [number.region.x for number in row.query(BigNumber)] for row in app.screen.query(CallRow) if row.display
        ]
        assert all(column == columns[0] for column in columns)
        assert all(cell_len(line) <= size[0] for line in text(app).splitlines())
        assert isinstance(app.screen, BoardScreen)


async def test_a_board_on_which_nothing_changes_asks_nothing(crowd: Scene, asked: list[str]) -> None:
    crowd.store.call_next(clerk_at(3))
    app = BoardApp(crowd.station())
    async with driven(app) as pilot:
        asked.clear()
        for _ in range(5):
            crowd.clock.turn(seconds=61)
            app.tick()
            await settle(pilot)
        await keys(pilot, "l", "k")
        assert asked == []
        assert "09:26" in text(app)


async def test_the_board_asks_in_a_thread_of_its_own(crowd: Scene, asked: list[str]) -> None:
    app = BoardApp(crowd.station())
    async with driven(app) as pilot:
        asked.clear()
        beside = crowd.open()
        own = len(asked)
        crowd.clock.turn(seconds=5)
        called = beside.call_next(clerk_at(3))
        assert called is not None
        await until(lambda: shown(app) == [(called.label, "3")])
        await settle(pilot)
        beside.close()
        assert {name.split("_")[0] for name in asked[own:]} == {"MainThread", "views"}
        assert asked[own:].count("MainThread") == 1, "the call itself"


async def test_the_board_goes_on_while_a_writer_is_stuck(crowd: Scene) -> None:
    app = BoardApp(crowd.station())
    async with driven(app) as pilot:
        with held(crowd):
            crowd.clock.turn(minutes=2)
            app.tick()
            await pilot.pause()
            assert "09:23" in text(app)
            assert not app.screen.has_class("-stale")


async def test_a_view_that_could_not_be_read_is_tried_again(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    called = crowd.store.call_next(clerk_at(3))
    assert called is not None
    app = BoardApp(crowd.station())

    def refuse(**_fields: object) -> None:
        raise StoreUnavailable("locked", "The database is locked.")

    with monkeypatch.context() as patch:
        patch.setattr(crowd.store, "hall_view", refuse)
        async with driven(app) as pilot:
            assert "数据停在 --:--" in text(app)
            assert "还没有叫号" not in text(app), "that is not known"
            patch.undo()
            app.tick()
            await settle(pilot)
            assert shown(app) == [(called.label, "3")]
            assert not app.screen.has_class("-stale")


MESSAGE = "系统正在升级，办理时间会比平时长一些，请大家耐心等候，需要帮助请找大堂经理。"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 48)])
async def test_a_message_to_the_hall_is_on_the_board_and_pushes_no_call_off(
    crowd: Scene, size: tuple[int, int], language: str
) -> None:
    for number in (1, 2, 3):
        crowd.store.call_next(clerk_at(number))
        crowd.clock.turn(seconds=30)
    app = BoardApp(crowd.station(), language=language)
    async with driven(app, size=size) as pilot:
        before = shown(app), [number.scale for number in app.screen.query(BigNumber)]
        message = crowd.store.messages.put_up(MESSAGE)
        await until(lambda: "耐心等候" in "".join(text(app).split()))
        for _ in range(3):
            app.repaint()
            await pilot.pause()
        assert {"zh-Hans": "通知：", "zh-Hant": "通知：", "en": "Notice:"}[language] in text(app)
        assert (shown(app), [number.scale for number in app.screen.query(BigNumber)]) == before
        bottom = max(row.region.bottom for row in app.screen.query(CallRow) if row.display)
        assert bottom <= app.screen.query_one("#earlier").region.y
        assert app.screen.query_one("#foot").region.bottom == size[1]
        assert all(cell_len(line) <= size[0] for line in text(app).splitlines())
        crowd.store.messages.take_down(message.id)
        await until(lambda: "耐心等候" not in "".join(text(app).split()))


async def test_the_newest_message_comes_first_and_all_of_a_long_one_is_read_in_turn(crowd: Scene) -> None:
    for number in (1, 2, 3):
        crowd.store.call_next(clerk_at(number))
        crowd.clock.turn(seconds=30)
    crowd.store.messages.put_up("older " + "x" * 40)
    app = BoardApp(crowd.station(), language="en")
    async with driven(app, size=(60, 15)) as pilot:
        crowd.store.messages.put_up("newest " + " ".join(f"word{number}" for number in range(60)) + " [b]end[/b]")
        await until(lambda: "word" in text(app))
        seen, first = "", []
        for _ in range(12):
            app.repaint()
            await pilot.pause()
            seen += text(app)
            first.append("newest" in text(app) and "older" not in text(app))
            crowd.clock.turn(seconds=4)
        assert all(f"word{number} " in seen.replace("\n", " ") for number in range(59))
        assert "[b]end[/b]" in seen
        assert "older" in seen
        assert any(first)
        assert len(shown(app)) == 2, "the one line below is enough"


async def test_a_call_for_the_supervisor_stands_before_the_messages(crowd: Scene) -> None:
    crowd.store.messages.put_up("hello")
    app = BoardApp(crowd.station(), language="en")
    async with driven(app, size=(80, 24)):
        crowd.store.help.call(clerk_at(3))
        await until(lambda: "Notice: hello" in text(app))
        await until(lambda: "3" in text(app).splitlines()[-2])
        assert text(app).index("3") < text(app).index("hello")
