"""After a call the desk asks whether the visitor came, counts the calls, and asks before one is missed too early."""

from __future__ import annotations

from pathlib import Path

import pytest
from picture import text
from stations import CONFIG, HALL, POST, Scene, driven, hold, keys, settle, status
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp
from kiosk.hall import parse_hall
from queue_store import State


async def later(pilot: Pilot[None], app: DeskApp, scene: Scene, seconds: float) -> None:
    """Let time pass at the desk."""
    scene.clock.turn(seconds=seconds)
    app.repaint()
    await settle(pilot)


async def test_the_strip_asks_whether_they_came(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "叫了" not in text(app)
        await later(pilot, app, crowd, 12)
        assert "叫了 1 次，12 秒前：到了按 s" in text(app)
        assert "再叫按 r" not in text(app)
        await later(pilot, app, crowd, 28)
        assert "叫了 1 次，40 秒前：到了按 s  再叫按 r" in text(app)
        await keys(pilot, "r")
        await later(pilot, app, crowd, 31)
        await keys(pilot, "r")
        await later(pilot, app, crowd, 31)
        assert "叫了 3 次，31 秒前：到了按 s  再叫按 r  没来按 x" in text(app)
        await keys(pilot, "s")
        assert "叫了" not in text(app)


async def test_nobody_is_missed_early_without_a_question(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        [ticket] = crowd.store.now_serving()
        await later(pilot, app, crowd, 12)
        await keys(pilot, "x")
        assert crowd.store.ticket(ticket.id).state is State.CALLED
        assert "A002 叫了 1 次（满 3 次算过号），最近一次在 12 秒前" in status(app)
        await keys(pilot, "x")
        assert crowd.store.ticket(ticket.id).state is State.NO_SHOW


@pytest.mark.parametrize("every", [0.0, 0.03], ids=["queued", "repeated"])
async def test_a_held_key_misses_nobody(crowd: Scene, every: float) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        await hold(pilot, "x", 20, every=every)
        await settle(pilot)
        assert [ticket.state for ticket in crowd.store.now_serving()] == [State.CALLED]


async def test_the_question_about_one_visitor_is_not_answered_for_another(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "x", "s", "p", "n", "x")
        assert [ticket.state for ticket in crowd.store.now_serving()] == [State.CALLED]


@pytest.mark.parametrize(("seconds", "missed"), [(19, False), (21, True)])
async def test_the_halls_rule_decides_when_a_call_is_missed(crowd: Scene, seconds: int, missed: bool) -> None:
    rule = '[calls]\nrecall_after = "20s"\nmissed_after = 1\n\n[desk]'
    crowd.config = parse_hall(HALL.replace("[desk]", rule, 1), Path("/nowhere/hall.toml"))
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        await later(pilot, app, crowd, seconds)
        assert ("没来按 x" in text(app)) is missed
        await keys(pilot, "x")
        assert (crowd.store.now_serving() == []) is missed, "one call is enough, but not so soon after it"


@pytest.mark.parametrize("language", CONFIG.languages)
async def test_the_question_fits_a_small_terminal(crowd: Scene, language: str) -> None:
    app = DeskApp(crowd.station(), POST, language=language)
    async with driven(app, size=(60, 20)) as pilot:
        await keys(pilot, "enter", "n", "r", "r")
        await later(pilot, app, crowd, 40)
        words = app.words
        for part in ("here", "again", "missed"):
            key = app.screen.act_of({"here": "start", "again": "recall", "missed": "no_show"}[part]).shown
            assert words(f"desk.came.{part}", key=key) in text(app)
