"""Handing a visitor on: where to, whether anybody is there, and the words that send them."""

from __future__ import annotations

from picture import squeezed, text
from stations import OTHER, POST, Scene, driven, keys
from textual.widgets import OptionList

from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import Post


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


async def test_a_service_is_named_with_its_zone_and_not_the_own_counter(scene: Scene) -> None:
    scene.issue("B")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "t", "a", "enter")
        assert app.screen.shown.moment == "transfer_service"
        said = app.screen.query_one(Teleprompter).text
        assert "开户" in said
        assert "3号窗口" not in said
        assert "东侧" in said


async def test_counters_are_picked_by_their_own_numbers_and_closed_ones_are_marked(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "t")
        offered = [str(option.prompt) for option in app.screen.query_one(OptionList).options]
        rows = {row.split()[0]: row for row in offered if "号窗口" in row}
        assert "没有开窗" in rows["2"]
        assert "没有开窗" in rows["6"]
        assert "没有开窗" not in rows["1"]
        assert "3" not in rows
        label = next(each.label for each in crowd.store.now_serving())
        await keys(pilot, "1", "enter")
        assert [ticket.label for ticket in crowd.store.waiting() if ticket.for_counter == 1] == [label]
        assert not app.screen.query_one("#status").has_class("-problem")
        assert "1号窗口" in app.screen.query_one(Teleprompter).text


async def test_a_closed_counter_is_warned_of_after_the_transfer(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "t", "2", "enter")
        assert "现在没有开窗" in text(app)
        assert app.screen.query_one("#status").has_class("-problem")


async def test_nobody_is_handed_on_to_a_service_that_is_not_given_today(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "t")
        assert "今天不办" in text(app)
        await keys(pilot, "m")
        assert app.screen.query_one("#status").has_class("-problem")
        assert "今天不办" in text(app)
        assert [ticket.service for ticket in crowd.store.now_serving()] == ["A"]


async def test_calling_the_supervisor_says_when_nobody_sits_there(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "g")
        assert "现在没有值班主任能过来" in text(app)
        crowd.store.open_counter(Post(6, "c06"))
        await keys(pilot, "g")
        assert "已请值班主任过来" in text(app)


async def test_a_new_ticket_names_only_open_counters(scene: Scene) -> None:
    scene.store.open_counter(OTHER)
    scene.issue("A")
    app = FrontApp(scene.station(), OTHER)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "1")
        assert "1号窗口" in squeezed(app)
        assert "3号窗口" not in squeezed(app)
        await keys(pilot, "v")
        assert "到1号窗口" in squeezed(app)
        await keys(pilot, "escape")
        scene.store.open_counter(POST)
        await keys(pilot, "v")
        assert "到1、3号窗口" in squeezed(app) or "到1或3号窗口" in squeezed(app)
