"""A rehearsal played by keys: aloud first, then the words, then one's own judgement, kept for oneself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from picture import squeezed, text
from stations import CONFIG, POST, Scene, driven, keys, settle, still, until
from textual.pilot import Pilot

from kiosk.rehearsal.app import RehearsalApp
from kiosk.rehearsal.cards import Card
from kiosk.rehearsal.screen import RehearsalScreen
from kiosk.widgets.teleprompter import Teleprompter
from kiosk.widgets.typeset import clean
from kiosk.words import load_words
from queue_store import Outcome, Post

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
SIZES = [(60, 20), (80, 24), (140, 42)]
Snap = Callable[..., bool]


def rehearsal(app: RehearsalApp) -> RehearsalScreen:
    assert isinstance(app.screen, RehearsalScreen)
    return app.screen


def up(app: RehearsalApp) -> Card | None:
    """The card that is up."""
    return rehearsal(app).course.card


def shows(app: RehearsalApp, key: str, /, **fields: Any) -> bool:
    """Whether a sentence of the catalogue is on the screen, however it was wrapped."""
    return "".join(clean(load_words(app.language)(key, **fields)).split()) in squeezed(app)


def yesterday(scene: Scene) -> None:
    """A day on which somebody complained, and which is over."""
    scene.store.open_counter(POST)
    ticket = scene.issue("A")
    scene.store.call_next(POST)
    scene.store.start(ticket.id, POST)
    scene.store.finish(ticket.id, POST, outcome=Outcome.COMPLAINT)
    scene.clock.turn(days=1)


@pytest.mark.parametrize(
    ("language", "size"), [*(("en", size) for size in SIZES), ("zh-Hans", SIZES[0]), ("zh-Hant", SIZES[1])]
)
async def test_a_whole_rehearsal(scene: Scene, language: str, size: tuple[int, int]) -> None:
    yesterday(scene)
    app = RehearsalApp(scene.station(), POST, language=language)
    async with driven(app, size=size) as pilot:
        assert up(app) == Card("complaint")
        assert shows(app, "rehearsal.situation.complaint")
        assert shows(app, "rehearsal.aloud")
        day = "3月3日" if language.startswith("zh") else "3 March"
        assert day in text(app)
        while (card := up(app)) is not None:
            words = app.lines(card.moment, beat=card.beat)
            assert not app.screen.query_one(Teleprompter).text
            await keys(pilot, "space")
            assert shows(app, "rehearsal.judge")
            assert app.screen.query_one(Teleprompter).display
            assert app.screen.query_one(Teleprompter).text
            assert not words or "".join(words[-1].do.split())[:4] in squeezed(app)
            await keys(pilot, "3")
        assert shows(app, "rehearsal.done", count=6)
        assert shows(app, "rehearsal.known", all=rehearsal(app)._all, known=6, due=0)
        assert shows(app, "rehearsal.private")
        await pilot.press("enter")
        await until(lambda: not app.is_running)
    assert len(scene.store.rehearsals.of(POST.clerk)) == 6


async def test_the_words_come_after_the_own_answer_and_the_judgement_after_the_words(scene: Scene) -> None:
    app = RehearsalApp(scene.station(), POST, language="en")
    async with driven(app) as pilot:
        first = up(app)
        await keys(pilot, "3")
        assert shows(app, "rehearsal.cannot.grade")
        assert up(app) == first
        await keys(pilot, "z")
        assert shows(app, "rehearsal.cannot.undo")
        await keys(pilot, "space", "space")
        assert shows(app, "rehearsal.cannot.show")
        assert scene.store.rehearsals.of(POST.clerk) == []


async def test_a_judgement_is_taken_back_as_if_it_had_not_been(scene: Scene) -> None:
    app = RehearsalApp(scene.station(), POST, language="en")
    async with driven(app) as pilot:
        first = up(app)
        await keys(pilot, "space", "1")
        assert shows(app, "rehearsal.again_soon")
        assert [each.card for each in scene.store.rehearsals.of(POST.clerk)] == [first.id if first else ""]
        await keys(pilot, "z")
        assert up(app) == first
        assert rehearsal(app).course.words_shown
        assert scene.store.rehearsals.of(POST.clerk) == []
        await keys(pilot, "4", "space", "3", "z", "z", "2")
        [kept] = scene.store.rehearsals.of(POST.clerk)
        assert kept.card == (first.id if first else "")


@pytest.mark.parametrize("pressed", [(), ("space",), ("space", "1"), ("space", "3", "space")])
async def test_escape_leaves_at_any_time_and_what_was_judged_is_kept(scene: Scene, pressed: tuple[str, ...]) -> None:
    app = RehearsalApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, *pressed)
        await pilot.press("escape")
        await until(lambda: not app.is_running)
    assert len(scene.store.rehearsals.of(POST.clerk)) == len(pressed) // 2


async def test_the_next_day_goes_on_where_this_one_ended(scene: Scene) -> None:
    app = RehearsalApp(scene.station(), POST, language="en")
    async with driven(app) as pilot:
        first = up(app)
        await keys(pilot, "space", "1", "escape")
    other = RehearsalApp(scene.station(), Post(1, "c01"), language="en")
    async with driven(other):
        assert up(other) == first, "another clerk begins at the beginning"
    again = RehearsalApp(scene.station(), POST, language="en")
    async with driven(again):
        assert up(again) != first, "not twice on one day"
    scene.clock.turn(days=1)
    tomorrow = RehearsalApp(scene.station(), POST, language="en")
    async with driven(tomorrow):
        assert up(tomorrow) == first


async def test_without_a_name_nothing_is_kept(scene: Scene) -> None:
    app = RehearsalApp(scene.station(), Post(3, "counter-3"), language="en")
    async with driven(app, size=(100, 30)) as pilot:
        await keys(pilot, "space", "1", "z", "1")
        while up(app) is not None:
            if not rehearsal(app).course.words_shown:
                await keys(pilot, "space")
            await keys(pilot, "4")
        assert shows(app, "rehearsal.not_kept")
    assert scene.store.rehearsals.of("counter-3") == []


async def test_the_language_may_change_on_the_way_and_visitors_are_told_of(scene: Scene) -> None:
    app = RehearsalApp(scene.station(), POST, language="zh-Hans")
    async with driven(app) as pilot:
        card = up(app)
        await keys(pilot, "space", "l", "l")
        assert up(app) == card
        assert shows(app, "rehearsal.judge")
        scene.issue("A")
        scene.issue("B")
        await until(lambda: shows(app, "rehearsal.waiting", count=2))
        assert up(app) == card
        await settle(pilot)


def answered(*names: str) -> Callable[[Pilot[Any]], Awaitable[None]]:
    """Press keys before the picture is taken."""

    async def press(pilot: Pilot[Any]) -> None:
        await keys(pilot, *names)

    return press


@pytest.mark.parametrize("language", CONFIG.languages)
def test_a_card_with_its_words(snap_compare: Snap, scene: Scene, language: str) -> None:
    yesterday(scene)
    app = still(RehearsalApp(scene.station(), POST, language=language))
    assert snap_compare(app, terminal_size=(80, 24), run_before=answered("space"))


@pytest.mark.parametrize("size", [(60, 20), (140, 42)], ids=["narrow", "wide"])
def test_a_card_narrow_and_wide(snap_compare: Snap, scene: Scene, size: tuple[int, int]) -> None:
    yesterday(scene)
    app = still(RehearsalApp(scene.station(), POST))
    assert snap_compare(app, terminal_size=size, run_before=answered("space"))


def test_a_card_before_its_words(snap_compare: Snap, scene: Scene) -> None:
    yesterday(scene)
    app = still(RehearsalApp(scene.station(), POST, language="en"))
    assert snap_compare(app, terminal_size=(80, 24), run_before=answered())
