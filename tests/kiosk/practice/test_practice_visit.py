"""The practice visit, played by keys: a coach, a visitor who answers, and nothing left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from picture import squeezed, text
from stations import CONFIG, HALL, POST, driven, keys, settle, until
from textual.pilot import Pilot

from kiosk.desk.told_screen import ToldScreen
from kiosk.hall import HallConfig, parse_hall
from kiosk.practice.app import PracticeApp
from kiosk.practice.hall import PracticeHall, practice_hall
from kiosk.practice.screen import PracticeScreen
from kiosk.practice.steps import ACT_OF_STEP, Step
from kiosk.screens.station import Station
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.typeset import clean
from kiosk.words import load_words
from queue_store import Outcome, State

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@asynccontextmanager
async def practised(
    config: HallConfig = CONFIG,
    language: str = "zh-Hans",
    size: tuple[int, int] = (80, 24),
    waiting: Callable[[], int] = lambda: 0,
) -> AsyncIterator[tuple[PracticeApp, PracticeHall, Pilot[None]]]:
    with practice_hall(config, POST) as hall:
        app = PracticeApp(Station(hall.store, hall.config), POST, language=language, waiting=waiting)
        async with driven(app, size=size) as pilot:
            yield app, hall, pilot


def step(app: PracticeApp) -> Step:
    desk = app.screen_stack[0]
    assert isinstance(desk, PracticeScreen)
    return desk.step


def shows(app: PracticeApp, key: str, language: str, /, **fields: Any) -> bool:
    """Whether a sentence of the catalogue is on the screen, however it was wrapped."""
    return "".join(clean(load_words(language)(key, **fields)).split()) in squeezed(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 42)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_whole_visit_by_the_keys_that_the_coach_names(language: str, size: tuple[int, int]) -> None:
    async with practised(language=language, size=size) as (app, hall, pilot):
        desk = app.screen
        assert isinstance(desk, PracticeScreen)
        for expected in (Step.CALL, Step.GREET, Step.START, Step.PAPERS, Step.FINISH):
            assert step(app) is expected
            key = desk.act_of(ACT_OF_STEP[expected]).shown
            assert shows(app, f"practice.step.{expected}.advice", language, key=key)
            label = desk.view.current.label if desk.view.current else ""
            said = f"practice.step.{expected}.said"
            assert expected is Step.CALL or shows(app, said, language, label=label)
            await keys(pilot, key)
            if expected is Step.PAPERS:
                assert isinstance(app.screen, ToldScreen)
                await keys(pilot, "enter", "escape")
            if expected is Step.FINISH:
                await keys(pilot, "1")
        assert step(app) is Step.FAREWELL
        assert shows(app, "practice.step.farewell.said", language)
        goodbye = app.screen.query_one(Teleprompter).text
        assert goodbye.strip() == clean(app.lines("finish", desk.shown.ticket, POST)[0].say)
        [ticket] = [hall.store.ticket_by_label("A001")]
        assert (ticket.state, ticket.outcome) == (State.FINISHED, Outcome.DONE)
        assert ticket.apology_said_at is not None
        assert set(hall.store.told.missing(ticket.id)) == set()
        assert len(hall.store.told.of(ticket.id)) == 2
        await keys(pilot, "enter")
        await until(lambda: not app.is_running)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_wrong_key_gets_a_kind_answer_and_does_nothing(language: str) -> None:
    async with practised(language=language) as (app, hall, pilot):
        words = load_words(language)
        for key, act in (("x", "no_show"), ("b", "pause"), ("f", "finish"), ("z", "undo"), ("o", "owed")):
            await keys(pilot, key)
            assert app.screen is app.screen_stack[0]
            name = words(app.screen.act_of(act).name)
            assert shows(app, "practice.answer.other", language, key=key, name=name, wanted="n")
        await keys(pilot, "enter")
        assert shows(app, "practice.answer.unknown", language, wanted="n")
        assert step(app) is Step.CALL
        assert [each.state for each in hall.store.waiting()] == [State.WAITING] * 3
        await keys(pilot, "n")
        assert "practice" not in text(app)
        await keys(pilot, "s")
        assert hall.store.now_serving()[0].state is State.CALLED
        assert shows(app, "practice.answer.other", language, key="s", name=words("desk.act.start.name"), wanted="a")
        await keys(pilot, "a")
        assert step(app) is Step.START
        assert not shows(app, "practice.answer.other", language, key="s", name="", wanted="a")


@pytest.mark.parametrize("pressed", [(), ("n",), ("n", "a", "s"), ("n", "a", "s", "j", "escape")])
async def test_escape_leaves_at_any_time(pressed: tuple[str, ...]) -> None:
    async with practised() as (app, _, pilot):
        await keys(pilot, *pressed)
        await pilot.press("escape")
        await until(lambda: not app.is_running)


async def test_the_keys_are_those_of_the_hall() -> None:
    moved = HALL.replace("[limits]", '[keys]\nnext = "F5"\n\n[limits]', 1)
    async with practised(parse_hall(moved, Path("/nowhere/hall.toml")), "en") as (app, _, pilot):
        assert shows(app, "practice.step.call.advice", "en", key="F5")
        await keys(pilot, "f5")
        assert step(app) is Step.GREET


async def test_a_service_without_papers_has_a_step_less() -> None:
    services = tuple(service.model_copy(update={"materials": ()}) for service in CONFIG.services)
    text_without = "\n".join(line for line in HALL.split("\n") if "身份证" not in line and "房产证" not in line)
    config = parse_hall(text_without, Path("/nowhere/hall.toml"))
    assert [each.materials for each in config.services] == [each.materials for each in services]
    async with practised(config, "en") as (app, _, pilot):
        assert shows(app, "practice.title", "en", number=1, count=4, name="The call")
        await keys(pilot, "n", "a", "s")
        assert step(app) is Step.FINISH


async def test_the_language_may_change_on_the_way() -> None:
    async with practised() as (app, _, pilot):
        await keys(pilot, "n", "l", "l")
        assert shows(app, "practice.step.greet.advice", "en", key="a")


async def test_people_who_wait_in_the_real_hall_are_told_of() -> None:
    waiting = 0
    async with practised(language="en", waiting=lambda: waiting) as (app, _, pilot):
        await keys(pilot, "n")
        waiting = 2
        await until(lambda: shows(app, "practice.waiting", "en", count=2))
        waiting = 0
        await until(lambda: not shows(app, "practice.waiting", "en", count=2))
        await settle(pilot)


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "hall").mkdir()
    file = tmp_path / "hall" / "hall.toml"
    file.write_text(HALL, encoding="utf-8")
    with practice_hall(parse_hall(HALL, file), POST) as hall:
        assert Path(hall.config.database_path).is_relative_to(tmp_path / "tmp")
        assert hall.config.folder.is_relative_to(tmp_path / "tmp")
        assert len(hall.store.waiting_at(POST.counter)) == 3
        first = hall.store.waiting_at(POST.counter)[0]
        assert first.wait > first.limit
        assert hall.config.open_at(hall.store.now())
    assert [entry.name for entry in (tmp_path / "hall").iterdir()] == ["hall.toml"]
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("cutover", ["00:00", "04:00", "23:30"])
def test_its_visitors_are_of_its_business_day_whatever_the_cut_over(cutover: str) -> None:
    moved = f'cutover = "{cutover}"\n{HALL}'
    with practice_hall(parse_hall(moved, Path("/nowhere/hall.toml")), POST) as hall:
        assert [ticket.state for ticket in hall.store.waiting()] == [State.WAITING] * 3
        assert hall.store.open_tickets_of_past_days() == []
