"""A clerk who looks through names of visitors is on record, before the names are shown (R41)."""

from __future__ import annotations

from datetime import timedelta

from stations import POST, Scene, driven, keys

from kiosk.desk.app import DeskApp
from queue_store import Lookup


def looks(scene: Scene) -> list[Lookup]:
    now = scene.store.now()
    return scene.store.lookups.between(now - timedelta(hours=2), now + timedelta(hours=2))


async def test_looking_through_visitors_and_promises_is_on_record(crowd: Scene) -> None:
    owed = crowd.store.owed.promise(POST, "回电话", crowd.clock.now + timedelta(hours=1), whom="欧阳")
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        assert looks(crowd) == []
        await keys(pilot, "c", "escape", "o", "escape")
    assert [(look.who, look.counter, look.what, look.labels) for look in looks(crowd)] == [
        (POST.clerk, 3, "visitors", ("A001", "A003")), (POST.clerk, 3, "promises", (str(owed.id),)),
    ]  # fmt: skip


async def test_where_nobody_gave_a_name_nothing_is_looked_up(scene: Scene) -> None:
    scene.issue("A")
    scene.issue("A")
    app = DeskApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c", "escape", "o", "escape")
    assert looks(scene) == []
