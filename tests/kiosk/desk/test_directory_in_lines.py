"""What the directory says is offered first and spoken as facts; where it is empty nothing is made up (R24, R46)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from picture import squeezed, text
from stations import POST, Scene, driven, keys, write
from test_directory import EXAMPLE

from kiosk.desk.app import DeskApp
from kiosk.desk.form import FormDialog
from kiosk.hall import Hours
from kiosk.text.directory import receiving_text
from kiosk.web.story import story_of
from kiosk.widgets.dialogs import PickDialog
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.words import load_words

BARE = EXAMPLE.model_copy(
    update={
        "offices": (), "complaints": (), "local": (), "rota": (),
        "services": tuple(each.model_copy(update={"refusals": ()}) for each in EXAMPLE.services),
    }
)  # fmt: skip


@pytest.fixture
def gas(tmp_path: Path) -> Iterator[Scene]:
    """The example hall with somebody who wants an account."""
    scene = Scene(tmp_path, EXAMPLE)
    scene.issue("A")
    scene.clock.turn(minutes=3)
    yield scene
    scene.store.close()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Scene]:
    """The same hall without a directory."""
    scene = Scene(tmp_path, BARE)
    scene.issue("A")
    scene.clock.turn(minutes=3)
    yield scene
    scene.store.close()


def desk(scene: Scene, language: str = "") -> DeskApp:
    return DeskApp(scene.station(), POST, language=language)


def said(app: DeskApp) -> str:
    return app.screen.query_one(Teleprompter).text


def told_on_the_phone(scene: Scene, language: str) -> list[str]:
    """What the page of the visitor who was seen off says."""
    [ticket] = [
        scene.store.ticket(entry.ticket_id) for entry in scene.store.changes(0) if entry.kind == "finish"
    ]  # fmt: skip
    return story_of(ticket, scene.config, load_words(language), scene.store)


async def test_what_an_office_is_for_takes_the_room_that_its_name_leaves(gas: Scene) -> None:
    app = desk(gas, "en")
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "2")
        assert "City Heating Company   For: Radiators that stay cold; Paying" in text(app)
        assert "Replacing a lost title deed" in text(app)


async def test_one_is_referred_to_an_office_of_the_directory_by_a_digit(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "2")
        assert "1  市不动产登记中心" in text(app), "that of this service first"
        assert "2  市供热公司服务厅" in text(app)
        await keys(pilot, "1")
        assert "这件事归市不动产登记中心办理" in said(app)
        assert "幸福路 3 号一楼，电话 0535-555 0133，星期一至星期五 08:30-12:00、13:30-17:00" in said(app)
    assert told_on_the_phone(gas, "en")[0] == (
        "Please go to: City Land Registry (3 Xingfu Road, ground floor, telephone 0535-555 0133, "
        "Monday to Friday 08:30–12:00 and 13:30–17:00)"
    )


async def test_another_place_can_be_typed_and_a_name_alone_gets_no_address(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "2", "0")
        await keys(pilot, "enter")
        assert isinstance(app.screen, PickDialog), "an end of this kind needs a place"
        await write(pilot, "市住建局")
        await keys(pilot, "enter")
        assert "这件事归市住建局办理" in said(app)
        assert "电话" not in said(app).replace("地址和电话", "")
    assert told_on_the_phone(gas, "zh-Hans")[0].endswith("市住建局")


async def test_a_reason_of_the_service_is_said_in_the_visitors_language_on_the_phone(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3", "1")
        assert "4  去问市不动产登记中心" in text(app)
        await keys(pilot, "4")
        assert "原因是：材料不齐，按开户规定要材料齐全才能办。" in said(app)
        assert "您可以这样办：去问市不动产登记中心（幸福路 3 号一楼" in said(app)
    reason, way, _ = told_on_the_phone(gas, "en")
    assert "some papers are missing" in reason
    assert way.startswith("What you can do: turn to City Land Registry (3 Xingfu Road")


async def test_a_way_out_in_the_clerks_own_words_is_said_and_shown_as_it_was_typed(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3", "1", "0")
        await write(pilot, "先到派出所补身份证")
        await keys(pilot, "enter")
        assert "您可以这样办：先到派出所补身份证。" in said(app)
    assert told_on_the_phone(gas, "en")[1] == "What you can do: 先到派出所补身份证"


async def test_going_back_from_the_way_out_ends_no_visit(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3", "1", "escape")
        assert [ticket.state for ticket in gas.store.now_serving()] == ["serving"]


async def test_a_complaint_names_the_halls_channels_without_being_asked_for_them(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "ts")
        await keys(pilot, "enter")
        assert not isinstance(app.screen, FormDialog)
        await keys(pilot, "full_stop", "full_stop", "full_stop")
        assert "客户服务中心投诉电话（0535-555 0110） 或 市政务服务热线（12345）" in said(app)
        app.screen_stack[0].exchanges_led.clear()  # type: ignore[attr-defined]
        await keys(pilot, "escape", "f", "4", "enter")
        assert "客户服务中心投诉电话（0535-555 0110） 或 市政务服务热线（12345）" in said(app), "not led to its end"
    assert any("12345" in sentence for sentence in told_on_the_phone(gas, "zh-Hant"))


async def test_where_the_directory_is_empty_it_is_asked_as_before_and_nothing_is_made_up(bare: Scene) -> None:
    app = desk(bare)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "bzzzn")
        await keys(pilot, "enter")
        assert isinstance(app.screen, FormDialog)
        await keys(pilot, "enter")
        assert "这件事我帮您问清楚该找哪里" in said(app)
        await keys(pilot, "f", "4", "enter")
        assert "电话" not in said(app)
    assert len(told_on_the_phone(bare, "zh-Hans")) == 2


async def test_a_situation_offers_the_directory_and_leaves_it_out_at_will(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app, size=(60, 20)) as pilot:
        await keys(pilot, "enter", "n", "s")
        for pressed, line in ((("2",), "这件事由市供热公司服务厅办理"), (("0", "enter"), "这件事我帮您问清楚")):
            await keys(pilot, "slash")
            await write(pilot, "bzzzn")
            await keys(pilot, "enter")
            assert "都不是，自己写" in text(app)
            await keys(pilot, *pressed)
            assert line in said(app)
            assert "电话0535-5550148" in squeezed(app) or pressed != ("2",)


async def test_the_telephone_names_it_too(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "a", "slash")
        await write(pilot, "zjdh")
        await keys(pilot, "enter", "1")
        assert "这件事市不动产登记中心最清楚" in said(app)
        assert "请您记一下：幸福路 3 号一楼，电话 0535-555 0133" in said(app)


async def test_who_receives_next_is_said_with_the_day(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "yjjl")
        await keys(pilot, "enter")
        assert "最近一次：3月10日（星期二）由李主任接待。" in said(app)
    assert receiving_text(BARE, load_words("en"), gas.clock.now.date()) == ""


async def test_the_way_and_the_hours_are_said_as_the_hall_has_them(gas: Scene) -> None:
    app = desk(gas)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        for digit, line in (
            ("1", "服务时间是星期一至星期五 08:30-12:00、13:30-17:30；星期六"),
            ("4", "后院有 12 个车位"),
        ):
            await keys(pilot, "slash")
            await write(pilot, "wlwsj")
            await keys(pilot, "enter", digit)
            assert line in said(app)


async def test_a_hall_without_hours_or_local_facts_asks_and_says_the_plain_words(tmp_path: Path) -> None:
    scene = Scene(tmp_path, BARE.model_copy(update={"hours": Hours()}))
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash")
        await write(pilot, "wlwsj")
        await keys(pilot, "enter", "enter")
        assert said(app).startswith("您要去的地方、乘车和开门的时间")
    scene.store.close()
