"""Small things of a day at the desk: what finds a visitor or a situation, and a desk that is opened again."""

from __future__ import annotations

import pytest
from picture import text
from stations import POST, Scene, driven, keys, write
from textual.widgets import OptionList

from kiosk.desk.app import DeskApp


@pytest.mark.parametrize(("typed", "label"), [("b3", "B003"), ("b03", "B003"), ("B003", "B003"), ("yuchi", "A003")])
async def test_a_visitor_is_found_by_a_short_number_or_the_sound_of_the_name(
    crowd: Scene, typed: str, label: str
) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        await write(pilot, typed)
        await keys(pilot, "enter", "1")
        assert [ticket.label for ticket in crowd.store.now_serving()] == [label]


async def test_the_list_of_situations_turns_pages_and_shows_no_numbers_of_rules(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash", "pagedown")
        listing = app.screen.query_one(OptionList)
        assert listing.highlighted == 8
        await keys(pilot, "pagedown", "pageup", "pageup", "pageup")
        assert listing.highlighted == 0
        assert "R16" not in text(app)


async def test_a_desk_opened_again_with_a_visitor_goes_on_without_the_list(crowd: Scene) -> None:
    crowd.store.open_counter(POST)
    crowd.store.call_next(POST)
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        assert "A002 还在您的窗口，接着办理" in text(app)
        assert "上岗前看一看自己" not in text(app)
        await keys(pilot, "enter")
        assert "A002" in text(app)
    other = DeskApp(crowd.station(), POST)
    crowd.store.park(crowd.store.now_serving()[0].id, POST)
    async with driven(other):
        assert "上岗前看一看自己" in text(other)
