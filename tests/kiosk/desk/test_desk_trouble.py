"""The desk under bad luck: hostile names, refusals, a store that is gone, small terminals."""

from __future__ import annotations

from pathlib import Path

import pytest
from picture import colours, squeezed, text
from rich.cells import cell_len
from sqlite_utils.utils import sqlite3
from stations import CONFIG, OTHER, POST, Scene, driven, keys, settle, write

from kiosk.desk.app import DeskApp
from kiosk.screens.theme import THEMES
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import State, StoreUnavailable

HOSTILE = ["[/red]", "[bold]x", "\x1b[2J", "=1+1", "<script>", "单" * 10_000, "👨‍👩‍👧", "‮abc", "[@click=app.quit]x[/]"]


@pytest.mark.parametrize("surname", HOSTILE, ids=lambda name: ascii(name)[:20])
async def test_a_name_is_only_ever_a_name(scene: Scene, surname: str) -> None:
    scene.issue("A", surname=surname, address="madam")
    scene.issue("A", surname=surname, address="sir", assistance=True)
    scene.clock.turn(minutes=30)
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "w", "escape", "t", "escape", "p", "c", "escape")
        shown = text(app)
        assert app.is_running
        assert "\x1b" not in shown
        assert all(cell_len(line) <= 80 for line in shown.splitlines())
    assert scene.store.waiting()[0].state is State.WAITING


async def test_markup_in_a_name_stays_visible(scene: Scene) -> None:
    scene.issue("A", surname="[red]")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "[red]" in squeezed(app)


async def test_a_visitor_called_by_somebody_else_meanwhile_is_one_sentence(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    beside = crowd.open()
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        await write(pilot, "A001")
        await keys(pilot, "enter")
        beside.call(next(t.id for t in beside.waiting() if t.label == "A001"), OTHER, reason="first")
        await keys(pilot, "1")
        assert app.is_running
        assert app.screen.query_one("#status").has_class("-problem")
        assert "A001" in text(app)
    beside.close()


async def test_a_store_that_is_gone_is_said_and_comes_back(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        app.on_hall_unreachable(_outage())
        await pilot.pause()
        assert "暂时读不到数据" in text(app)
        crowd.issue("A")
        await settle(pilot)
        assert "暂时读不到数据" not in text(app)


async def test_a_locked_file_is_a_sentence(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.crowd()
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        thief = sqlite3.connect(scene.file, isolation_level=None)
        thief.execute("BEGIN IMMEDIATE")
        await keys(pilot, "n")
        await settle(pilot)
        assert app.is_running
        assert app.screen.query_one("#status").has_class("-problem")
        thief.execute("ROLLBACK")
        thief.close()
        await keys(pilot, "n")
        assert "已叫" in text(app)
    scene.store.close()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (132, 40), (40, 12), (200, 60)])
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_every_size_shows_what_matters(crowd: Scene, size: tuple[int, int], language: str) -> None:
    app = DeskApp(crowd.station(), POST, language=language)
    async with driven(app, size=size) as pilot:
        await keys(pilot, "enter", "n")
        lines = text(app).splitlines()
        assert all(cell_len(line) <= size[0] for line in lines)
        assert len(lines) <= size[1]
        if size < (60, 20):
            return
        shown = squeezed(app)
        assert "".join(app.words("widgets.apology").split()) in shown
        drawn_large = size >= (132, 40) and "\u2588" in shown
        said = app.screen.query_one(Teleprompter).text if drawn_large else shown
        assert all("".join(line.say.split()) in "".join(said.split()) for line in app.screen.current_lines())
        assert app.words("widgets.never").replace(" ", "") in shown
        assert "A001" in shown
        assert app.words("desk.act.start.name").replace(" ", "") in shown


async def test_lines_that_do_not_fit_scroll(scene: Scene) -> None:
    scene.issue("A", surname="欧阳", assistance=True)
    scene.clock.turn(minutes=40)
    app = DeskApp(scene.station(), POST, language="en")
    async with driven(app, size=(60, 14)) as pilot:
        await keys(pilot, "enter", "n")
        prompter = app.screen.query_one(Teleprompter)
        assert prompter.max_scroll_y > 0
        await keys(pilot, "pagedown")
        assert prompter.scroll_y > 0


async def test_one_colour_means_apologise_first(scene: Scene) -> None:
    apology = {theme.name: theme.variables["apology"] for theme in THEMES}
    scene.issue("A", surname="王", address="sir")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        assert apology[app.theme] not in colours(app)
        await keys(pilot, "k")
        assert apology[app.theme] not in colours(app)
        await keys(pilot, "f", "enter")
        late = scene.issue("A")
        scene.clock.turn(minutes=16)
        await settle(pilot)
        await keys(pilot, "n")
        assert scene.store.ticket(late.id).apology_due
        assert apology[app.theme] in colours(app)
        await keys(pilot, "a")
        assert apology[app.theme] not in colours(app)


def test_no_other_colour_of_a_theme_is_the_one_of_the_apology() -> None:
    for theme in THEMES:
        own = theme.variables["apology"]
        rest = [theme.primary, theme.secondary, theme.accent, theme.warning, theme.error, theme.success]
        rest += [value for name, value in theme.variables.items() if name != "apology"]
        assert own not in rest


async def test_a_click_on_a_key_presses_it(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        await pilot.click(KeyBar, offset=(2, 0))
        await settle(pilot)
        assert any(ticket.counter == 3 for ticket in crowd.store.now_serving())


async def test_every_moment_of_the_desk_has_lines_in_every_language(crowd: Scene) -> None:
    ticket = crowd.store.call_next(POST)
    station = crowd.station()
    for language in CONFIG.languages:
        for moment in ("call", "recall", "start", "park", "resume", "no_show", "finish", "transfer", "pause", "issued"):
            assert station.courtesy(language).lines(moment, ticket, POST, now=crowd.clock.now), (language, moment)
        for moment in ("referred", "declined", "complaint"):
            fields = {"where": "x", "reason": "y"}
            assert station.courtesy(language).lines(moment, ticket, POST, now=crowd.clock.now, **fields)


def _outage():  # type: ignore[no-untyped-def]
    from kiosk.screens.live import HallUnreachable

    return HallUnreachable(StoreUnavailable("locked", "The database is locked."))
