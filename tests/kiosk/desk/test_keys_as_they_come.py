"""Keys as keyboards and input methods send them, and as a hall moves them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from picture import text
from stations import HALL, POST, Scene, driven, keys
from textual.widgets import Input, OptionList

from kiosk.desk.app import DeskApp
from kiosk.desk.situation_list import SituationDialog
from kiosk.hall import parse_hall
from kiosk.widgets.key_bar import KeyBar
from queue_store import Ticket


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


def at_counter(scene: Scene) -> Ticket | None:
    return next((ticket for ticket in scene.store.now_serving() if ticket.counter == POST.counter), None)


@pytest.mark.parametrize("key", ["N", "\uff4e", "\uff2e"])
async def test_capitals_and_full_width_mean_the_key(crowd: Scene, key: str) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", key)
        assert at_counter(crowd) is not None


async def test_chinese_marks_mean_their_keys(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "\u3002")
        assert app.screen.shown.moment == "papers"
        await keys(pilot, "\uff0c")
        assert app.screen.shown.moment == "start"
        await keys(pilot, "\u3001")
        assert isinstance(app.screen, SituationDialog)


async def test_characters_of_an_input_method_are_answered(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "\u4f60")
        assert "输入法切换到英文" in text(app)
        assert at_counter(crowd) is None


async def test_a_hall_moves_keys_and_every_place_follows(crowd: Scene) -> None:
    config = parse_hall(HALL + '\n[keys]\nnext = "F5"\nrecall = "n"\n', Path("/nowhere/hall.toml"))
    app = DeskApp(replace(crowd.station(), config=config), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert "按 F5 请下一位" in text(app)
        assert "F5 下一位" in text(app)
        await keys(pilot, "n")
        assert at_counter(crowd) is None
        await keys(pilot, "f5", "n")
        assert at_counter(crowd).calls == 2  # type: ignore[union-attr]
        await keys(pilot, "question_mark")
        app.screen.query_one(Input).value = "重呼"
        await pilot.pause()
        assert str(app.screen.query_one(OptionList).options[0].prompt).split()[0] == "n"


async def test_keys_keep_their_places_whatever_can_be_done(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        seen = set()
        for key in ("enter", "n", "a", "s", "slash", "escape", "f", "escape", "f", "1"):
            await keys(pilot, key)
            bar = app.screen_stack[0].query_one(KeyBar)
            seen.add(tuple(tuple(hint.action for hint in row) for row in bar._rows(bar.size.width)))
        assert len(seen) == 1
        assert next(iter(seen))[1][-1] == "more"
