"""What the hall tells everybody stands on every terminal while it is up, whatever screen is open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from picture import text
from stations import POST, Scene, driven, keys, until

from kiosk.board.app import BoardApp
from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.reception.app import ReceptionApp
from kiosk.screens.hall_message import HallMessageLine
from kiosk.screens.station import StationApp

TERMINALS: dict[str, tuple[Callable[[Scene], StationApp], tuple[str, ...]]] = {
    "sign-in": (lambda scene: DeskApp(scene.station(), POST), ()),
    "desk": (lambda scene: DeskApp(scene.station(), POST), ("enter",)),
    "telephone": (lambda scene: DeskApp(scene.station(), POST), ("enter", "d")),
    "owed": (lambda scene: DeskApp(scene.station(), POST), ("enter", "o")),
    "front": (lambda scene: FrontApp(scene.station(), POST), ("enter",)),
    "reception": (lambda scene: ReceptionApp(scene.station()), ()),
    "service": (lambda scene: ReceptionApp(scene.station()), ("1",)),
}


@pytest.mark.parametrize("terminal", TERMINALS)
async def test_a_message_stands_on_every_terminal(crowd: Scene, terminal: str) -> None:
    open_terminal, pressed = TERMINALS[terminal]
    app = open_terminal(crowd)
    async with driven(app, size=(80, 24)) as pilot:
        message = crowd.store.messages.put_up("[b]系统 10:20 恢复，请稍候")
        await keys(pilot, *pressed)
        await until(lambda: "通知：[b]系统 10:20 恢复" in text(app))
        crowd.store.messages.take_down(message.id)
        await until(lambda: "系统" not in text(app))
        assert not [line for screen in app.screen_stack for line in screen.query(HallMessageLine)]


async def test_several_messages_are_all_read_at_sixty_columns(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app, size=(60, 20)) as pilot:
        crowd.store.messages.put_up("one")
        crowd.store.messages.put_up("two")
        await keys(pilot, "enter")
        await until(lambda: "通知：one" in text(app) and "通知：two" in text(app))


async def test_the_board_says_it_in_its_own_place_only(crowd: Scene) -> None:
    app = BoardApp(crowd.station())
    async with driven(app):
        crowd.store.messages.put_up("one message")
        await until(lambda: "one message" in text(app))
        assert text(app).count("one message") == 1
