"""What a desk says of yesterday, of its counter and of the PC's clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from picture import squeezed, text
from stations import CONFIG, MORNING, POST, Scene, driven, keys, settle
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp
from kiosk.desk.sign_in import SignInScreen
from kiosk.screens.station import Station
from queue_store import Post, State, open_store


def yesterday(scene: Scene) -> list[str]:
    """An evening that nobody closed; returns the labels that are left over, and turns the clock to the morning."""
    labels = [scene.issue("A").label, scene.issue("B").label]
    scene.store.open_counter(POST)
    scene.clock.turn(days=1)
    return labels


@pytest.mark.parametrize(("key", "said", "state"), [
    ("1", "遗留的 2 个号已作废", State.EXPIRED), ("2", "遗留的 2 个号已顺延到今天", State.WAITING),
])  # fmt: skip
async def test_the_first_sign_in_names_what_is_left_over_and_one_key_answers(
    scene: Scene, key: str, said: str, state: State
) -> None:
    labels = yesterday(scene)
    ids = [scene.store.ticket_by_label(label).id for label in labels]
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        assert "前一天还有 2 个号没有办完：A001、B001" in text(app)
        await keys(pilot, key)
        assert said in text(app)
        assert [scene.store.ticket(number).state for number in ids] == [state, state]
        await keys(pilot, key)
        assert isinstance(app.screen, SignInScreen), "answered once; the key does nothing more"
        await keys(pilot, "enter", "n")
        serving = scene.store.now_serving()
        assert [ticket.label for ticket in serving] == (["A001"] if state is State.WAITING else [])


async def test_nothing_is_said_of_yesterday_when_nothing_is_left(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        assert "前一天" not in text(app)
        await keys(pilot, "enter", "0")
        assert "没有前一天遗留的号" in text(app)


async def test_a_desk_that_ran_through_the_night_says_so_and_answers(scene: Scene) -> None:
    app = DeskApp(scene.station(), POST)
    async with driven(app, size=(120, 30)) as pilot:
        await keys(pilot, "enter")
        left = scene.issue("A")
        await settle(pilot)
        scene.clock.turn(days=1)
        await settle(pilot)
        assert "前一天遗留 1 个号" in text(app)
        assert "窗口已关闭" in text(app)
        await keys(pilot, "0", "1")
        assert scene.store.ticket(left.id).state is State.EXPIRED
        assert "前一天遗留" in text(app), "the outcome is said"
        scene.issue("A")
        await settle(pilot)
        await keys(pilot, "n")
        assert "窗口已关闭" not in text(app)


async def test_a_counter_taken_over_is_said_and_refused(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        crowd.store.open_counter(Post(3, "c99"), take_over=True)
        await settle(pilot)
        assert "3 号窗口已由 c99 接管" in text(app)
        await keys(pilot, "n")
        assert crowd.store.now_serving() == []
        assert "由 c99 使用中" in text(app)


async def test_two_terminals_of_one_clerk_notice_each_other(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert "另一台终端" not in text(app)
        crowd.store.open_counter(POST, terminal="pts/9 #1")
        await settle(pilot)
        assert "另一台终端打开：pts/9" in text(app)
    second = DeskApp(crowd.station(), POST)
    async with driven(second):
        assert "您已在另一台终端（pts/9 #1）打开这个窗口" in text(second)


class Machine:
    """Both clocks of a machine."""

    run = "test"

    def __init__(self) -> None:
        self.wall, self.steady = MORNING, 0

    def look(self) -> tuple[datetime, int]:
        return self.wall, self.steady


@asynccontextmanager
async def desk_with_clocks(folder: Path, machine: Machine) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    store = open_store(folder / "hall.db", CONFIG.rules(), clock=machine)
    app = DeskApp(Station(store, CONFIG), POST)
    async with driven(app, size=(120, 30)) as pilot:
        yield app, pilot
    store.close()


@pytest.mark.parametrize(("hours", "said"), [(3, "快 3 小时"), (-2, "慢 2 小时")])
async def test_a_clock_that_jumped_is_said_until_it_agrees(tmp_path: Path, hours: int, said: str) -> None:
    machine = Machine()
    async with desk_with_clocks(tmp_path, machine) as (app, pilot):
        await keys(pilot, "enter")
        store = app.station.store
        ticket = store.issue("A")
        machine.wall += timedelta(hours=hours)
        store.issue("B")
        await settle(pilot)
        assert said.replace(" ", "") in squeezed(app).replace(" ", "")
        machine.wall -= timedelta(hours=hours)
        store.cancel(ticket.token)
        await settle(pilot)
        assert said.replace(" ", "") not in squeezed(app).replace(" ", "")
