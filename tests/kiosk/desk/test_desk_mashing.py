"""Whatever is pressed at a desk, however fast: it stays, no dialog acts twice, and each act had a press of its own."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from stations import POST, Scene, driven, key_event, settle

from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.front.screen import FrontScreen
from kiosk.screens.station import StationApp
from queue_store import Verb

KEYS = [
    *"nsraxfpzutcqdgjmewoybvi0123456789=/.,?h", *"NSZ", "\uff4e", "\u4f60", "\u3002", "\u3001",
    "enter", "escape", "space", "tab", "backspace", "up", "down", "left", "right", "pageup", "pagedown", "home", "end",
    "f1", "f5", "ctrl+y", "ctrl+u", "ctrl+c", "ctrl+z",
]  # fmt: skip
"""Every key of the front desk but the one that leaves it, and what people hit besides."""


async def mash(app: StationApp, scene: Scene, presses: int, seed: int) -> Counter[str]:
    """Press keys 5 to 30 ms apart, some of them held; returns how often each key was pressed afresh."""
    chance, fresh, at = random.Random(seed), Counter[str](), 1000.0
    async with driven(app) as pilot:
        done = 0
        while done < presses:
            key = chance.choice(KEYS)
            fresh[key] += 1
            for _ in range(chance.choice((1, 1, 1, 2, 25))):
                at += chance.uniform(0.005, 0.03)
                app.post_message(key_event(key, at))
                done += 1
            at += chance.choice((0.0, 0.0, 1.0))
            if done % 7 == 0:
                scene.clock.turn(seconds=2)
                await pilot.pause()
            if done % 400 == 0 and len(scene.store.waiting()) < 5:
                for _ in range(5):
                    scene.store.issue("B")
        await settle(pilot, seconds=60)
        assert app.is_running
        for _ in range(6):
            app.post_message(key_event("escape", at := at + 2))
            await settle(pilot)
        assert len(app.screen_stack) <= 2
    return fresh


@pytest.mark.parametrize("presses", [400, pytest.param(20_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("at", ["desk", "front"])
async def test_keys_at_random_end_nothing_and_do_nothing_by_themselves(crowd: Scene, at: str, presses: int) -> None:
    app = DeskApp(crowd.station(), POST) if at == "desk" else FrontApp(crowd.station(), POST)
    fresh = await mash(app, crowd, presses, 7)
    done = Counter(entry.kind for entry in crowd.store.changes(0, 1_000_000) if entry.clerk == POST.clerk)
    again = fresh["enter"] + fresh["ctrl+y"] + sum(fresh[key] for key in "0123456789")
    shown = {act.id: act.shown for act in FrontScreen.ACTS}
    for verb, id in ((Verb.RECALL, "recall"), (Verb.START, "start"), (Verb.PARK, "park"), (Verb.NO_SHOW, "no_show")):
        pressed = fresh[shown[id]] + fresh[shown[id].upper()] + again
        assert done[verb.value] <= pressed, verb
    assert done[Verb.CALL.value], "the keys did something"
