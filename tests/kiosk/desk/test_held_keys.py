"""A key that is held down, or pressed faster than the screen follows: nothing crashes, nothing is done twice."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import pytest
from picture import text
from stations import POST, Scene, driven, hold, key_event, keys, settle, status
from test_directory import EXAMPLE
from textual.widgets import Input

from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.front.app import FrontApp
from kiosk.words import load_words
from queue_store import Post, State

HOLDS = pytest.mark.parametrize("every", [0.0, 0.03], ids=["queued", "repeated"])


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


@HOLDS
@pytest.mark.parametrize(
    "key", ["h", "w", "y", "m", "f", "t", "b", "c", "e", "u", "j", "o", "d", "slash", "escape", "ctrl+z"]
)
async def test_no_held_key_ends_the_desk(crowd: Scene, key: str, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *(("n", "s") if key in "mftej" else ()))
        await hold(pilot, key, 30, every=every)
        await keys(pilot, "escape", "escape", "escape", "escape")
        assert app.is_running
        assert isinstance(app.screen, DeskScreen)
        assert len(app.screen_stack) == 1


@HOLDS
@pytest.mark.parametrize(
    ("opened", "key"), [("h", "escape"), ("o", "escape"), ("f", "1"), ("c", "enter"), ("slash", "1")]
)
async def test_a_dialog_answers_once(crowd: Scene, opened: str, key: str, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *(("n", "s") if opened == "f" else ()), opened)
        await hold(pilot, key, 12, every=every)
        await keys(pilot, "escape", "escape")
        assert isinstance(app.screen, DeskScreen)


@HOLDS
async def test_a_held_key_answers_only_the_question_that_it_was_pressed_for(tmp_path: Path, every: float) -> None:
    scene = Scene(tmp_path, EXAMPLE)
    scene.issue("A")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3")
        await hold(pilot, "1", 12, every=every)
        await settle(pilot)
        assert load_words("zh-Hans")("situations.fact.way") in text(app), "the next question waits for its own key"
        assert [ticket.state for ticket in scene.store.now_serving()] == ["serving"]
    scene.store.close()


async def test_a_sum_begins_with_the_digit_that_picked_its_line(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash", *"fglkxj")
        at = monotonic() + 1e6
        for place, char in enumerate("1120"):
            app.post_message(key_event(char, at + place * 0.2))
            await settle(pilot)
        assert app.screen.query_one(Input).value == "120"


@HOLDS
async def test_a_held_key_does_nothing_on_the_screen_that_its_answer_uncovers(crowd: Scene, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "w")
        assert crowd.store.now_serving() == []
        await hold(pilot, "n", 12, every=every)
        assert isinstance(app.screen, DeskScreen)
        assert crowd.store.now_serving() == [], "the key that closes what is read calls nobody"
        await keys(pilot, "n")
        assert len(crowd.store.now_serving()) == 1


@pytest.mark.parametrize("scanned", ["A005", "F1N7", "T1234567", "6901234567892", "HTTP://Q.EXAMPLE/T/01HZX3"])
async def test_a_barcode_reader_ends_no_visit_and_opens_nothing_that_it_then_answers(
    crowd: Scene, scanned: str
) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        before = [entry.kind for entry in crowd.store.changes(0)]
        at = monotonic() + 1e6
        for place, char in enumerate([*scanned, "enter"]):
            app.post_message(key_event(char, at + place * 0.004))
        await settle(pilot)
        if scanned.isdecimal():
            assert status(app) == load_words("zh-Hans")("screens.burst")
        done = [entry.kind for entry in crowd.store.changes(0)][len(before) :]
        assert not {"finish", "transfer", "park", "call", "no_show"} & set(done)
        app.post_message(key_event("escape", at + 2))
        await settle(pilot)
        assert isinstance(app.screen, DeskScreen)


async def test_a_barcode_reader_may_fill_in_a_line(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "b")
        at = monotonic() + 1e6
        for place, char in enumerate("6901234567892"):
            app.post_message(key_event(char, at + place * 0.004))
        await settle(pilot)
        assert app.screen.query_one(Input).value == "6901234567892"


async def test_clicks_on_the_sign_in_sign_in_once(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await pilot.click(offset=(40, 10), times=3)
        await pilot.pause()
        assert isinstance(app.screen, DeskScreen)


@HOLDS
async def test_the_ticket_at_the_front_desk_closes_once(scene: Scene, every: float) -> None:
    app = FrontApp(scene.station(), Post(1, "c01"))
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "1")
        await hold(pilot, "v", 12, every=every)
        await keys(pilot, "escape")
        assert isinstance(app.screen, DeskScreen)
        assert len(scene.store.waiting()) == 1


@HOLDS
async def test_undo_held_down_takes_back_one_step(crowd: Scene, every: float) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1", "n", "s")
        [ticket] = crowd.store.now_serving()
        await hold(pilot, "z", 20, every=every)
        assert crowd.store.ticket(ticket.id).state is State.CALLED
        assert len(crowd.store.now_serving()) == 1
        await keys(pilot, "z")
        assert crowd.store.ticket(ticket.id).state is State.WAITING


@HOLDS
async def test_undo_held_down_in_the_list_of_what_is_owed_takes_back_one_step(scene: Scene, every: float) -> None:
    for what in ("x", "y"):
        scene.store.owed.promise(POST, what, scene.clock.now)
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "k", "k")
        assert scene.store.owed.rows() == []
        await hold(pilot, "z", 20, every=every)
        assert [owed.what for owed in scene.store.owed.rows()] == ["y"]


@HOLDS
async def test_a_held_key_takes_no_counter_over(scene: Scene, every: float) -> None:
    scene.store.open_counter(Post(3, "c99"))
    app = desk(scene)
    async with driven(app) as pilot:
        await hold(pilot, "enter", 10, every=every)
        assert isinstance(app.screen, SignInScreen)
        assert next(each.clerk for each in scene.store.counters() if each.counter == 3) == "c99"
        assert "再按" in text(app)
