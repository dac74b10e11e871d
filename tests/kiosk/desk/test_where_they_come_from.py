"""The desk knows where a visitor comes from and their language, and its words follow."""

from __future__ import annotations

import pytest
from picture import squeezed, text
from stations import CONFIG, OTHER, POST, Scene, driven, keys

from kiosk.desk.app import DeskApp
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import Post

BOSS = Post(6, "s01")


def spoken(app: DeskApp) -> str:
    return app.screen.query_one(Teleprompter).text


async def test_who_is_handed_on_need_not_tell_it_again(scene: Scene) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(OTHER)
    scene.store.start(ticket.id, OTHER)
    scene.store.transfer(ticket.id, OTHER, counter=3, note="表已填好")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "1 号窗口 c01 转来：表已填好" in text(app)
        assert "您的情况同事都转告我了" in spoken(app)
        assert "您回来了" not in spoken(app)


async def test_a_note_of_two_rows_is_read_whole_at_eighty_columns(scene: Scene) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(OTHER)
    scene.store.transfer(ticket.id, OTHER, counter=3, note="表已填好，差房产证复印件，来客去复印了")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "差房产证复印件，来客去复印了" in squeezed(app).replace("│", "")
        assert "再次到来" not in text(app)


async def test_the_supervisor_sees_who_asked_and_why(scene: Scene) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(OTHER)
    scene.store.transfer(ticket.id, OTHER, counter=6, note="要求退费")
    app = DeskApp(scene.station(), BOSS)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "1 号窗口 c01 请主任接办：要求退费" in text(app)
        assert "您的情况同事都转告我了" in spoken(app)


@pytest.mark.parametrize("back", ["now", "queue"])
async def test_who_missed_the_call_is_not_welcomed_back_to_what_never_began(scene: Scene, back: str) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(POST)
    scene.store.no_show(ticket.id, POST)
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "u", "1", *(["1"] if back == "now" else ["2", "n"]))
        assert "09:00 过号，现在来了" in text(app)
        assert "不要紧，现在就给您办" in spoken(app)
        assert "接着" not in spoken(app)


async def test_who_stepped_aside_is_welcomed_back(scene: Scene) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(POST)
    scene.store.park(ticket.id, POST, reason="复印")
    scene.store.rejoin(ticket.id)
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "暂离过" in text(app)
        assert "您回来了，请坐，我们接着上次的办" in spoken(app)


async def test_what_was_taken_back_is_no_origin(scene: Scene) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(POST)
    scene.store.no_show(ticket.id, POST)
    scene.store.undo(POST)
    assert scene.store.desk_view(POST).origin is None


async def test_an_apology_that_is_due_leads_these_lines_too(scene: Scene) -> None:
    ticket = scene.issue("A")
    scene.store.call_next(OTHER)
    scene.store.transfer(ticket.id, OTHER, counter=3)
    scene.clock.turn(minutes=16)
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert app.screen.query_one(Teleprompter).apologising
        await keys(pilot, "a", "s")
        assert not app.screen.query_one(Teleprompter).apologising


@pytest.mark.parametrize("language", CONFIG.languages)
async def test_the_visitors_language_is_marked(scene: Scene, language: str) -> None:
    scene.issue("A", language="en")
    scene.issue("A", language="zh-Hans")
    app = DeskApp(scene.station(), POST, language=language)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert "English" in text(app)
        await keys(pilot, "n")
        state = app.screen.query_one("#state").content.plain  # type: ignore[attr-defined]
        name = app.screen.query_one("#name").content.plain  # type: ignore[attr-defined]
        assert "English" in name + state
        await keys(pilot, "s", "p", "n")
        assert "English" not in squeezed(app).split("A002")[0]
