"""A desk in a hall whose configuration changed since the numbers were issued."""

from __future__ import annotations

from picture import squeezed, text
from stations import CONFIG, POST, Scene, driven, keys

from kiosk.desk.app import DeskApp
from queue_store import State


async def test_a_number_for_a_service_that_was_dropped_is_still_served(scene: Scene) -> None:
    ticket = scene.issue("B", surname="王", address="sir", priority="elder")
    scene.clock.turn(minutes=20)
    scene.store.close()
    scene.config = CONFIG.model_copy(
        update={
            "services": tuple(each for each in CONFIG.services if each.code != "B"),
            "counters": tuple(
                each.model_copy(update={"services": tuple(code for code in each.services if code != "B")})
                for each in CONFIG.counters
                if each.services != ("B",)
            ),
            "priorities": (),
        }
    )
    scene.store = scene.open()
    scene.store.call(ticket.id, POST, reason="x")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert ticket.label in squeezed(app)
        assert "请先致歉" in text(app)
        await keys(pilot, "s", "f", "enter")
        assert scene.store.ticket(ticket.id).state is State.FINISHED
