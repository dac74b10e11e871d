"""Whatever a clerk writes for visitors or colleagues: what sounds wrong is said at once, and may be kept or changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from picture import squeezed
from stations import MORNING, OTHER, POST, Scene, driven, keys, write
from textual.widgets import Input

from kiosk.desk.app import DeskApp
from kiosk.desk.form import FormDialog
from kiosk.words import load_words

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
WRONG = "喂不知道"
BETTER = "材料齐了，请接着办理"
EVER = (MORNING - timedelta(days=1), MORNING + timedelta(days=1))


def declined(scene: Scene) -> str:
    [row] = [row for row in scene.store.wait_log(*EVER) if row.state == "finished"]
    return row.reason


def transferred(scene: Scene) -> str:
    return next(ticket.reason for ticket in scene.store.waiting() if ticket.for_counter == OTHER.counter)


def chosen(scene: Scene) -> str:
    [ticket] = scene.store.now_serving()
    return ticket.call_reason


def paused(scene: Scene) -> str:
    """The reason as it is kept; no view shows it."""
    with scene.store._ledger.look() as look:
        query = "SELECT f.text FROM counter AS c JOIN free_text AS f ON f.id = c.reason_text WHERE c.number = ?"
        found = look.row(query, (POST.counter,))
    assert found is not None
    return str(found[0])


def promised(scene: Scene) -> str:
    [owed] = scene.store.owed.rows()
    return owed.what


WRITERS: dict[str, tuple[tuple[str, ...], Callable[[Scene], str]]] = {
    "a refusal": (("n", "s", "f", "3"), declined),
    "a transfer note": (("n", "s", "t", "1"), transferred),
    "a reason of pause": (("b", "6"), paused),
    "a call out of turn": (("c", "enter", "5"), chosen),
}
"""Keys that lead to the line to write in, and where the words end."""
ANSWERS = {"a refusal": ("1",)}
"""Keys that answer what is asked after that."""


@pytest.mark.parametrize("writer", WRITERS)
async def test_what_sounds_wrong_is_said_and_kept_by_a_second_enter(crowd: Scene, writer: str) -> None:
    pressed, kept = WRITERS[writer]
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *pressed)
        await write(pilot, WRONG)
        await keys(pilot, "enter")
        assert isinstance(app.screen, FormDialog), writer
        assert "R1" in squeezed(app)
        assert load_words("zh-Hans")("situations.fact.keep").replace(" ", "") in squeezed(app)
        await keys(pilot, "enter")
        assert not isinstance(app.screen, FormDialog)
        await keys(pilot, *ANSWERS.get(writer, ()), "escape")
    assert kept(crowd) == WRONG


@pytest.mark.parametrize("writer", WRITERS)
async def test_better_words_are_taken_without_another_question(crowd: Scene, writer: str) -> None:
    pressed, kept = WRITERS[writer]
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *pressed)
        await write(pilot, WRONG)
        await keys(pilot, "enter")
        line = app.screen.query_one(Input)
        line.value = "这件事不归我管"
        await keys(pilot, "enter")
        assert isinstance(app.screen, FormDialog), "other words that sound wrong are said too"
        line.value = BETTER
        await keys(pilot, "enter", *ANSWERS.get(writer, ()), "escape")
    assert kept(crowd) == BETTER


@pytest.mark.parametrize("writer", WRITERS)
async def test_going_back_writes_nothing(crowd: Scene, writer: str) -> None:
    pressed, _ = WRITERS[writer]
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", *pressed)
        await write(pilot, WRONG)
        before = crowd.store.changes(0)
        await keys(pilot, "enter", "escape")
        assert not isinstance(app.screen, FormDialog)
    done = {entry.kind for entry in crowd.store.changes(0)[len(before) :]}
    assert not done & {"finish", "transfer", "call", "counter_paused"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_promise_is_looked_at_together_with_its_date(scene: Scene, language: str) -> None:
    app = DeskApp(scene.station(), POST, language=language)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "n")
        await write(pilot, WRONG)
        await keys(pilot, "enter", "enter", "enter")
        await write(pilot, "tomorrow")
        await keys(pilot, "enter")
        assert "R1" in squeezed(app)
        assert load_words(language)("situations.fact.keep").replace(" ", "") in squeezed(app)
        assert scene.store.owed.rows() == []
        await keys(pilot, "enter")
    assert promised(scene) == WRONG
