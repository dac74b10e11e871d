"""A visitor who speaks another language: seen in words, the line in both languages, the screen turned to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from picture import squeezed, text
from stations import POST, Scene, driven, keys, status, write
from test_directory import EXAMPLE

from kiosk.desk.app import DeskApp
from kiosk.desk.languages import lines_in
from kiosk.desk.said import Said, values_in
from kiosk.desk.turned import TurnedScreen
from kiosk.widgets.dialogs import PickDialog
from kiosk.words import load_words


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Scene]:
    """The example hall with somebody whose ticket is in English."""
    scene = Scene(tmp_path, EXAMPLE)
    scene.issue("A", language="en")
    scene.clock.turn(minutes=3)
    yield scene
    scene.store.close()


def desk(scene: Scene, language: str = "") -> DeskApp:
    return DeskApp(scene.station(), POST, language=language)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_the_clerk_sees_the_language_and_the_line_in_both(foreign: Scene, size: tuple[int, int]) -> None:
    app = desk(foreign)
    async with driven(app, size=size) as pilot:
        await keys(pilot, "enter", "n", "s")
        assert "来客的语言：English。按 ; 把屏幕转过去" in text(app)
        english = lines_in(app.screen, "en")[0].say
        assert "".join(english.split()) in squeezed(app)
        assert "每一步都跟您说" in squeezed(app) or size[0] >= 120
        await keys(pilot, "l", "l")
        assert "The visitor speaks" not in text(app), "the clerk's screen is in English now"


async def test_one_key_turns_the_screen_and_any_key_turns_it_back(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "semicolon")
        assert isinstance(app.screen, TurnedScreen)
        shown = text(app)
        assert "Antai Gas, East Hall" in shown
        assert "Please point to your answer" in shown
        assert "Please write it down for me" in shown
        assert "请写给我" in shown, "the clerk sees what an answer means"
        await keys(pilot, "x")
        assert not isinstance(app.screen, TurnedScreen)
        assert [ticket.state for ticket in foreign.store.now_serving()] == ["serving"]


async def test_the_likely_answers_of_an_exchange_can_be_pointed_at(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "ts")
        await keys(pilot, "enter", "semicolon")
        assert "I've been here three times for nothing!" in text(app)


async def test_what_is_picked_is_said_in_both_and_what_is_typed_only_in_its_own(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "bzzzn")
        await keys(pilot, "enter", "1")
        both = squeezed(app)
        assert "这件事由市不动产登记中心办理" in both
        assert "ThisisdealtwithbyCityLandRegistry." in both
        assert "3XingfuRoad,groundfloor,telephone0535-5550133" in both
        await keys(pilot, "slash")
        await write(pilot, "bzzzn")
        await keys(pilot, "enter", "0")
        await write(pilot, "市住建局")
        await keys(pilot, "enter")
        both = squeezed(app)
        assert "这件事由市住建局办理" in both
        assert "Letmefindoutwhodealswiththis." in both


async def test_sums_and_causes_are_said_in_both(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "szxj")
        await keys(pilot, "enter")
        await write(pilot, "156.5")
        await keys(pilot, "enter")
        await write(pilot, "200")
        await keys(pilot, "enter", "full_stop")
        assert "收您200元，找您43.50元" in squeezed(app)
        assert "That's200fromyou,and43.50isyourchange." in squeezed(app)
        await keys(pilot, "slash")
        await write(pilot, "wwhhdxb")
        await keys(pilot, "enter")
        for language in ("zh-Hans", "en"):
            assert "".join(load_words(language)("situations.overtaken.nobody").split()) in squeezed(app)


async def test_each_form_is_handed_over_by_its_name_in_the_visitors_language(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "enter", "n", "s")
        for _ in range(9):
            if dict(app.screen.shown.fields).get("form") == "用气合同":
                break
            await keys(pilot, "full_stop")
        assert "用气合同" in squeezed(app)
        assert "gassupplycontract" in squeezed(app)
        assert "accountapplication" not in squeezed(app)


async def test_somebody_without_a_ticket_is_asked_for_the_language(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app, size=(140, 40)) as pilot:
        await keys(pilot, "enter", "semicolon")
        assert isinstance(app.screen, PickDialog)
        await keys(pilot, "2")
        assert isinstance(app.screen, TurnedScreen)
        assert "Any key" not in text(app)
        assert "按任意键回到柜员画面" in text(app)


async def test_a_hall_with_one_language_has_nothing_to_turn(tmp_path: Path) -> None:
    scene = Scene(tmp_path, EXAMPLE.model_copy(update={"languages": ("zh-Hans",)}))
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "semicolon")
        assert status(app) == "本厅只有一种语言。"
    scene.store.close()


def test_only_what_is_the_same_in_every_language_is_passed_on() -> None:
    values = {
        "label": "A001",
        "minutes": "15",
        "clock": "14:30",
        "where": "市住建局",
        "due": Said((("en", "3 March"),)),
    }
    assert values_in(values, "en", written_in="zh-Hans") == {
        "label": "A001", "minutes": "15", "clock": "14:30", "due": "3 March",
    }  # fmt: skip
    assert values_in(values, "zh-Hans", written_in="zh-Hans") == {
        "label": "A001", "minutes": "15", "clock": "14:30", "where": "市住建局",
    }  # fmt: skip


async def test_what_to_bring_is_read_in_the_visitors_language_and_pointed_at(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app, size=(100, 30)) as pilot:
        await keys(pilot, "enter", "n", "s", "j")
        assert "户主身份证  Identity card of the householder" in text(app)
        assert "按 ; 把屏幕转过去" in text(app)
        await keys(pilot, "semicolon")
        assert isinstance(app.screen, TurnedScreen)
        assert "Please point to what you do not have with you" in text(app)
        assert "Title deed or purchase contract" in text(app)
        assert "房产证或购房合同" in text(app)
        await keys(pilot, "space", "escape", "o")
        assert "来客的语言：English" in text(app)
        assert "按 ;" not in text(app), "promises are the clerk's own business"


async def test_the_good_bye_is_in_both_and_can_be_turned_though_the_counter_is_free(foreign: Scene) -> None:
    app = desk(foreign)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "2", "1")
        assert foreign.store.now_serving() == []
        assert "thisishandledbyCityLandRegistry." in squeezed(app)
        await keys(pilot, "semicolon")
        assert isinstance(app.screen, TurnedScreen)
        assert "3XingfuRoad,groundfloor" in squeezed(app)
        await keys(pilot, "space", "q")
        assert "来客的语言" not in text(app), "whoever interrupts is somebody else"
