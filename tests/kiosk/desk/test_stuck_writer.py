"""Another process holds the database: the desk stays alive, answers every key, and says what it waits for."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
from picture import text
from stations import POST, Scene, driven, keys, settle, tap, until
from stuck import ANSWER_WITHIN, NEVER_LONGER, answered, held
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp
from kiosk.desk.key_list import KeyListDialog
from kiosk.widgets.status_line import StatusLine
from queue_store import State, Ticket


def status(app: DeskApp) -> str:
    return app.screen.query_one(StatusLine).said


def at_counter(scene: Scene) -> Ticket | None:
    return next((ticket for ticket in scene.store.now_serving() if ticket.counter == POST.counter), None)


async def answer_every_key(pilot: Pilot[Any], app: DeskApp) -> list[float]:
    """Keys that need no data do what they do, the others say what is waited for; returns how long each took."""
    language, theme = app.language, app.theme
    took = [
        await answered(pilot, "l", lambda: app.language != language),
        await answered(pilot, "k", lambda: app.theme != theme),
        await answered(pilot, "h", lambda: isinstance(app.screen, KeyListDialog)),
        await answered(pilot, "escape", lambda: not isinstance(app.screen, KeyListDialog)),
    ]
    for key in ("z", "u", "o", "g"):
        app.screen.status("")
        took.append(await answered(pilot, key, lambda: bool(status(app))))
    return took


async def test_every_key_is_answered_while_a_writer_is_stuck(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "l", "l", "l")
        with held(crowd) as holder:
            tap(pilot, "n")
            await until(lambda: "等数据库" in status(app))
            assert "09:21:00" in status(app), "since when"
            rounds = [await answer_every_key(pilot, app) for _ in range(6)]
            assert max(min(times) for times in zip(*rounds, strict=True)) < ANSWER_WITHIN
            assert max(max(times) for times in rounds) < NEVER_LONGER
            await answered(pilot, "z", lambda: app.words("desk.act.next.name") in status(app))
            assert app.screen.query_one(StatusLine).has_class("-problem")
            assert at_counter(crowd) is None
            holder.let_go()
            await until(lambda: at_counter(crowd) is not None)
            await settle(pilot)
        ticket = at_counter(crowd)
        assert ticket is not None
        assert ticket.state is State.CALLED
        assert status(app) == app.words("desk.happened.called", label=ticket.label)
        assert app.screen.shown.moment == "call"


async def test_what_comes_to_nothing_is_said_and_nothing_else(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        with held(crowd):
            tap(pilot, "n")
            await settle(pilot)
            assert "被其他程序锁住了" in status(app)
            assert app.screen.shown.moment == ""
            assert at_counter(crowd) is None
        await keys(pilot, "n")
        assert at_counter(crowd) is not None


async def test_the_hall_is_still_followed_while_an_act_waits(crowd: Scene) -> None:
    """Nobody can write, but a clock goes on, and the screen says again what it waits for."""
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        with held(crowd) as holder:
            tap(pilot, "n")
            await until(lambda: "等数据库" in status(app))
            app.screen.status("")
            crowd.clock.turn(minutes=2)
            app.tick()
            await pilot.pause()
            assert "09:23" in text(app)
            assert "等数据库" in status(app)
            holder.let_go()
            await settle(pilot)


async def test_what_comes_of_an_act_is_said_where_the_clerk_is_by_then(crowd: Scene) -> None:
    crowd.store.owed.promise(POST, "call back", crowd.clock.now)
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o")
        with held(crowd) as holder:
            tap(pilot, "k")
            await until(lambda: "等数据库" in status(app))
            tap(pilot, "escape")
            await until(lambda: app.screen is app.screen_stack[0])
            holder.let_go()
            await until(lambda: "call back" in status(app))
        assert crowd.store.owed.rows() == []


async def test_signing_in_goes_on_when_the_store_cannot_be_written(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        with held(crowd) as holder:
            tap(pilot, "enter")
            await until(lambda: "等数据库" in text(app))
            holder.let_go()
            await settle(pilot)
        assert next(each.state for each in crowd.store.counters() if each.counter == 3) == "open"


@pytest.mark.soak
async def test_a_writer_stuck_for_half_a_minute(crowd: Scene) -> None:
    """Keys are answered for as long as it takes, nine of ten within a tenth of a second; acts end in their refusal."""
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "l", "l", "l")
        end, took = monotonic() + 30, []
        with held(crowd):
            while monotonic() < end:
                await settle(pilot)
                tap(pilot, "n")
                await until(lambda: app.lane.waiting_since is not None)
                began = monotonic()
                while monotonic() - began < 3:
                    took += await answer_every_key(pilot, app)
        assert sorted(took)[len(took) * 9 // 10] < ANSWER_WITHIN
        assert max(took) < NEVER_LONGER
        await settle(pilot)
        assert app.is_running
        await keys(pilot, "escape", "n")
        assert at_counter(crowd) is not None
