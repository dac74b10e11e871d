"""A clerk's first sign-in offers a practice visit: one key takes it, one declines for good, visitors come first."""

from __future__ import annotations

import pytest
from picture import squeezed
from stations import OTHER, POST, Scene, driven, keys, until

from kiosk.desk.app import DeskApp
from kiosk.desk.sign_in import SignInScreen
from kiosk.words import load_words
from queue_store import Post

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def shows(app: DeskApp, key: str, **fields: object) -> bool:
    return "".join(load_words(app.language)(key, **fields).split()) in squeezed(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_key_takes_it_and_the_clerk_is_not_asked_again(
    scene: Scene, language: str, size: tuple[int, int]
) -> None:
    app = DeskApp(scene.station(), POST, language=language)
    async with driven(app, size=size) as pilot:
        assert shows(app, "desk.sign_in.practice", count=0)
        await pilot.press("p")
        await until(lambda: not app.is_running)
    assert app.practises == POST
    assert scene.store.counters()[2].state == "closed"
    again = DeskApp(scene.station(), POST, language=language)
    async with driven(again):
        assert not shows(again, "desk.sign_in.practice", count=0)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_key_declines_for_good_and_only_for_this_clerk(scene: Scene, language: str) -> None:
    app = DeskApp(scene.station(), POST, language=language)
    async with driven(app) as pilot:
        await keys(pilot, "x")
        assert shows(app, "desk.sign_in.practice_declined")
        assert isinstance(app.screen, SignInScreen)
        await keys(pilot, "enter")
    assert app.practises is None
    again = DeskApp(scene.station(), Post(OTHER.counter, POST.clerk), language=language)
    async with driven(again):
        assert not shows(again, "desk.sign_in.practice", count=0)
    other = DeskApp(scene.station(), OTHER, language=language)
    async with driven(other):
        assert shows(other, "desk.sign_in.practice", count=0)


async def test_signing_in_answers_nothing_and_it_is_offered_the_next_time(scene: Scene) -> None:
    for _ in range(2):
        app = DeskApp(scene.station(), POST, language="en")
        async with driven(app) as pilot:
            assert shows(app, "desk.sign_in.practice", count=0)
            await keys(pilot, "enter")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_visitors_come_first(scene: Scene, language: str) -> None:
    app = DeskApp(scene.station(), POST, language=language)
    async with driven(app) as pilot:
        scene.issue("A")
        scene.issue("B")
        await until(lambda: shows(app, "desk.sign_in.practice_later", count=2))
        await keys(pilot, "p")
        assert app.is_running
        await keys(pilot, "enter", "n")
        assert scene.store.now_serving()[0].counter == POST.counter
    assert app.practises is None


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_rehearsal_is_offered_at_every_sign_in_while_nobody_waits(
    scene: Scene, language: str, size: tuple[int, int]
) -> None:
    app = DeskApp(scene.station(), POST, language=language)
    async with driven(app, size=size) as pilot:
        assert shows(app, "desk.sign_in.rehearse")
        assert shows(app, "desk.sign_in.go_hint")
        await pilot.press("r")
        await until(lambda: not app.is_running)
    assert app.rehearses == POST
    assert scene.store.counters()[2].state == "closed"
    scene.issue("A")
    busy = DeskApp(scene.station(), POST, language=language)
    async with driven(busy, size=size) as pilot:
        assert not shows(busy, "desk.sign_in.rehearse")
        await keys(pilot, "r")
        assert busy.is_running
        assert busy.rehearses is None
