"""Who will pass the long-wait limit is said before it happens, and no key waits for the forecast that says so."""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from picture import text
from stations import OTHER, POST, Scene, driven, keys, settle, until

from kiosk.desk import sentences
from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from kiosk.widgets.waiting_list import WaitingList, WaitLevel
from queue_store import StoreUnavailable, WaitNow
from queue_store.forecast.asking import Forecast


def levels(app: DeskApp) -> dict[str, str]:
    """The state of each row, by label, in the order of the list."""
    return {row.label: row.state for row in app.screen_stack[0].query_one(WaitingList).rows}


class Held:
    """Forecasts stand still while this is closed."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.asked = 0
        self.most_at_once = 0
        self._now = 0

    def hold(self) -> None:
        self.asked += 1
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        self.open.wait(20)
        self._now -= 1


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held, waits = Held(), Forecast.waits

    def held_waits(self: Forecast, of: Collection[int] | None = None) -> dict[int, WaitNow]:
        held.hold()
        return waits(self, of)

    monkeypatch.setattr(Forecast, "waits", held_waits)
    yield held
    held.open.set()


async def test_who_will_pass_the_limit_is_said_and_the_order_stays(scene: Scene) -> None:
    for _ in range(8):
        scene.issue("A")
    scene.store.open_counter(POST)
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        shown = levels(app)
        assert list(shown) == [ticket.label for ticket in scene.store.waiting_at(3)][: len(shown)]
        assert (shown["A001"], shown["A003"]) == ("正常", "预计超时"), "ten minutes each, and fifteen are the limit"
        assert re.search("等候 8 人  预计超时 [67] 人", text(app)), "those are counted too for whom there is no row"
        for language, word in (("zh-Hant", "預計超時"), ("en", "late soon")):
            app.speak(language)
            await settle(pilot)
            assert levels(app)["A003"] == word
            assert word in text(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_it_fits_every_size(crowd: Scene, size: tuple[int, int]) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app, size=size) as pilot:
        await keys(pilot, "enter")
        rows = app.screen.query_one(WaitingList)
        late = [row.label for row in rows.rows[: rows.capacity] if row.level is WaitLevel.LATE]
        assert all(any(label in line and "预计超时" in line for line in text(app).splitlines()) for label in late)


def test_states_from_the_wait_so_far_and_the_forecast(scene: Scene) -> None:
    ticket, now = scene.issue("A"), scene.clock.now
    late, soon = ticket.entered_at + timedelta(minutes=16), ticket.entered_at + timedelta(minutes=14)
    assert ticket.limit == timedelta(minutes=15)
    for waited, expected, level in (
        (1, None, WaitLevel.FINE),
        (1, soon, WaitLevel.FINE),
        (1, late, WaitLevel.LATE),
        (11, None, WaitLevel.NEAR),
        (11, soon, WaitLevel.NEAR),
        (11, late, WaitLevel.LATE),
        (16, late, WaitLevel.OVER),
        (16, None, WaitLevel.OVER),
    ):
        assert sentences.wait_level(ticket, now + timedelta(minutes=waited), expected) is level
    called = replace(ticket, wait=timedelta(minutes=3), state=scene.store.call(ticket.id, OTHER).state)
    assert sentences.wait_level(called, now) is WaitLevel.FINE


async def test_no_key_waits_for_a_forecast_that_takes_long(crowd: Scene, held: Held) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        before = levels(app)
        held.open.clear()
        began = held.asked
        crowd.issue("A")
        await until(lambda: held.asked > began)
        desk = app.screen
        assert isinstance(desk, DeskScreen)
        for key, state in (("n", "called"), ("s", "serving")):
            await pilot.press(key)
            await until(lambda state=state: desk.view.current is not None and desk.view.current.state == state)
        assert {label: state for label, state in levels(app).items() if label in before}.items() <= before.items()
        assert held.asked == began + 1
        held.open.set()
        await settle(pilot)
        assert held.asked > began + 1, "what changed meanwhile is read"
    assert held.most_at_once == 1


async def test_a_forecast_that_fails_leaves_the_list_as_it_was(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app, size=(120, 40)) as pilot:
        await keys(pilot, "enter")
        before = levels(app)
        assert "预计超时" in before.values()

        def fail(self: Forecast, of: Collection[int] | None = None) -> dict[int, WaitNow]:
            raise StoreUnavailable("locked", "locked")

        monkeypatch.setattr(Forecast, "waits", fail)
        crowd.issue("B")
        await settle(pilot)
        after = levels(app)
        assert {label: state for label, state in after.items() if label in before} == before
        await keys(pilot, "n")
        assert app.is_running


async def test_it_is_read_only_when_the_hall_changed(crowd: Scene, held: Held) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        asked = held.asked
        for _ in range(3):
            crowd.clock.turn(seconds=30)
            app.tick()
            app.screen_stack[0].refresh_view()  # type: ignore[attr-defined]
            await settle(pilot)
        assert held.asked == asked


async def test_a_desk_that_closes_while_a_forecast_is_read_ends_quietly(crowd: Scene, held: Held) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        held.open.clear()
        began = held.asked
        crowd.issue("A")
        await until(lambda: held.asked > began)
        app.exit()
        held.open.set()
    assert app.failure is None
