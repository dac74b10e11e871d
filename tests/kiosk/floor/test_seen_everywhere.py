"""What a supervisor arranges is seen by reception, the desks and the phones, at once and for the day only."""

from __future__ import annotations

import pytest
from floor_hall import LEAD
from picture import squeezed
from stations import POST, Scene, driven, keys, settle, until

from kiosk.board.app import BoardApp
from kiosk.desk.app import DeskApp
from kiosk.reception.app import ReceptionApp
from kiosk.screens import alive


async def test_reception_gives_no_number_of_a_closed_service(scene: Scene) -> None:
    app = ReceptionApp(scene.station())
    async with driven(app) as pilot:
        scene.store.directing.close_service("B", LEAD)
        await settle(pilot)
        await until(lambda: "最近可办" in squeezed(app) or "今天不" in squeezed(app))
        before = squeezed(app)
        scene.store.directing.open_service("B", LEAD)
        await settle(pilot)
        await until(lambda: squeezed(app) != before)
        scene.store.directing.close_service("B", LEAD)
        scene.clock.turn(hours=24)
        app.tick()
        await settle(pilot)
        await until(lambda: app.station.config.service_open_on("B", scene.store.business_day()))


async def test_a_desk_knows_what_its_counter_gives_now(scene: Scene) -> None:
    scene.issue("M")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        scene.store.directing.move_counter(3, ("A", "B", "M"), LEAD, seen=("A", "B"))
        await settle(pilot)
        assert app.station.config.counters_for("M")[0].number == 3
        await keys(pilot, "n")
        assert [(ticket.service, ticket.counter) for ticket in scene.store.now_serving()] == [("M", 3)]


async def test_a_board_says_that_it_is_alive_and_that_it_was_left(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alive, "FIRST_AFTER", 0.01)
    app = BoardApp(scene.station())
    async with driven(app):
        beside = scene.open()

        def signs() -> list[str]:
            with beside._ledger.look() as look:
                return [station for (station,) in look.rows("SELECT station FROM beat")]

        await until(lambda: signs() == [app.terminal])
    assert signs() == []
    beside.close()


def test_the_hall_as_written_comes_back(scene: Scene) -> None:
    config = scene.config
    scene.store.directing.move_counter(2, ("A", "B"), LEAD, seen=("B",))
    scene.store.floor_view()
    arranged = config.as_arranged(scene.store.arranged)
    assert arranged.as_arranged(scene.store.arranged) is arranged
    assert arranged.counter(2).services == ("A", "B")
    assert arranged.as_written is config
    assert arranged.as_arranged(config._arranged) is config
    assert arranged.rules().counters != config.rules().counters == arranged.as_written.rules().counters
