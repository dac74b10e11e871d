"""An act that was refused ends in its sentence: nothing on the screen says that it was done."""

from __future__ import annotations

from typing import Any

import pytest
from picture import text
from stations import CONFIG, POST, Scene, driven, keys, settle, tap, write

from kiosk.desk.app import DeskApp
from kiosk.desk.form import FormDialog
from kiosk.desk.owed_screen import OwedScreen
from kiosk.front.app import FrontApp
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import Outcome, OwedKind, Post, QueueError, StoreUnavailable

LOCKED = "被其他程序锁住了"


def desk(scene: Scene) -> DeskApp:
    return DeskApp(scene.station(), POST)


def status(app: DeskApp) -> str:
    return app.screen.query_one(StatusLine).said


def refuse(*_args: object, **_fields: object) -> Any:
    raise StoreUnavailable("locked", "The database {path} is locked.", path="hall.db")


def state(scene: Scene) -> str:
    return next(each.state for each in scene.store.counters() if each.counter == POST.counter)


async def test_a_counter_that_could_not_be_opened_again_is_not_called_open(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "b", "1", "0")
        monkeypatch.setattr(scene.store, "unpause", refuse)
        await keys(pilot, "b")
        assert LOCKED in status(app)
        assert app.screen.query_one(StatusLine).has_class("-problem")
        assert "窗口已暂停" in text(app)
    assert state(scene) != "open"


async def test_materials_that_were_not_noted_are_not_called_told(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j")
        monkeypatch.setattr(crowd.store.told, "tell", refuse)
        await keys(pilot, "enter")
        assert LOCKED in status(app)
        assert "都已告知" not in text(app)
    [ticket] = crowd.store.now_serving()
    assert crowd.store.told.of(ticket.id) == []


async def test_words_written_for_a_case_that_was_called_away_are_given_back(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3")
        await write(pilot, "证件过期换证后再来办")
        [ticket] = [each for each in crowd.store.now_serving() if each.counter == POST.counter]
        crowd.store.finish(ticket.id, POST, outcome=Outcome.DONE)
        await keys(pilot, "enter")
        assert "您写的话在这里" in text(app)
        assert "证件过期换证后再来办" in text(app)
        assert "已不是刚才那位来客" in text(app)
        await keys(pilot, "enter")
        assert "证件过期换证后再来办" not in text(app)
        assert "已不是刚才那位来客" in status(app)
        assert crowd.store.ticket(ticket.id).outcome is Outcome.DONE


@pytest.mark.parametrize(
    ("opened", "written"),
    [
        (("slash", *"gdbx", "1"), ("证件过期",)),
        (("slash", *"szxj", "1"), ("156.5", "2000.00")),
        (("t", "1"), ("缺图纸",)),
    ],
    ids=["a situation", "cash", "a short note in Chinese"],
)
async def test_what_was_written_for_one_visitor_is_not_used_for_the_next(
    crowd: Scene, opened: tuple[str, ...], written: tuple[str, ...]
) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", *opened)
        before = app.screen_stack[0].prompt.shown  # type: ignore[attr-defined]
        for number, words in enumerate(written, 1):
            await write(pilot, words)
            if number < len(written):
                await keys(pilot, "enter")
        [ticket] = [each for each in crowd.store.now_serving() if each.counter == POST.counter]
        crowd.store.finish(ticket.id, POST, outcome=Outcome.DONE)
        crowd.store.call_next(POST)
        await keys(pilot, "enter")
        assert "您写的话在这里" in text(app)
        assert written[-1] in text(app)
        await keys(pilot, "space")
        assert app.screen_stack[0].prompt.shown.moment == "call"  # type: ignore[attr-defined]
        assert before.moment == "start"


async def test_cash_asked_on_the_way_is_not_counted_for_the_next_visitor(scene: Scene) -> None:
    scene.issue("B")
    scene.issue("B")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "full_stop")
        assert isinstance(app.screen, FormDialog)
        await write(pilot, "20")
        await keys(pilot, "enter")
        await write(pilot, "50")
        [ticket] = scene.store.now_serving()
        scene.store.finish(ticket.id, POST, outcome=Outcome.DONE)
        scene.store.call_next(POST)
        await keys(pilot, "enter")
        assert "已不是刚才那位来客" in status(app)
        assert "收您" not in app.screen.query_one(Teleprompter).text


async def test_a_question_that_failed_is_not_answered_with_nobody(
    crowd: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        monkeypatch.setattr(crowd.store, "why_next", refuse)
        await keys(pilot, "w")
        assert LOCKED in status(app)
        assert "没有人在等" not in text(app)


async def test_a_complaint_without_its_case_names_no_date(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        monkeypatch.setattr(crowd.store.owed, "open_case_in", refuse)
        await keys(pilot, "f", "4", "enter")
        assert LOCKED in status(app)
        assert "之前答复您" not in app.screen.query_one(Teleprompter).text
    assert crowd.store.owed.rows(OwedKind.CASE) == []


async def test_what_was_typed_behind_a_refused_act_is_dropped(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        with monkeypatch.context() as patch:
            patch.setattr(crowd.store, "call_next", refuse)
            tap(pilot, "n")
            tap(pilot, "s")
            await settle(pilot)
            assert LOCKED in status(app)
        tap(pilot, "n")
        tap(pilot, "s")
        await settle(pilot)
        assert app.screen.shown.moment == "start", "what is typed ahead of an act that succeeds is done after it"


async def test_an_apology_is_on_record_only_when_it_was_recorded(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        with monkeypatch.context() as patch:
            patch.setattr(crowd.store.journal, "record", refuse)
            await keys(pilot, "n")
            assert LOCKED in status(app)
        await keys(pilot, "s", "full_stop", "full_stop")
    shown = crowd.store.journal.rows(crowd.clock.now, crowd.clock.now.replace(year=2027), "apology_shown")
    assert len(shown) == 1


async def test_no_apology_is_on_record_while_the_readiness_list_covers_it(crowd: Scene) -> None:
    crowd.store.call_next(POST)

    def shown() -> int:
        return len(crowd.store.journal.rows(crowd.clock.now, crowd.clock.now.replace(year=2027), "apology_shown"))

    app = desk(crowd)
    async with driven(app) as pilot:
        app.tick()
        await settle(pilot)
        assert shown() == 0
        await keys(pilot, "enter")
        assert app.screen.query_one(Teleprompter).apologising
        assert shown() == 1


async def test_a_step_that_could_not_be_taken_back_can_be_tried_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.store.owed.promise(POST, "x", scene.clock.now)
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "k")
        with monkeypatch.context() as patch:
            patch.setattr(scene.store.owed, "take_back", refuse)
            await keys(pilot, "z")
            assert LOCKED in status(app)
        await keys(pilot, "z")
        assert [owed.what for owed in scene.store.owed.rows()] == ["x"]


async def test_a_step_that_can_never_be_taken_back_does_not_stay_in_the_way(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o", "b")
        await write(pilot, "x")
        await keys(pilot, "enter")
        [note] = scene.store.owed.rows()
        scene.store.owed.take_back(note.id, POST)
        await keys(pilot, "z")
        assert app.screen.query_one(StatusLine).has_class("-problem")
        assert isinstance(app.screen, OwedScreen)
        assert app.screen.touched == []
        with pytest.raises(QueueError):
            scene.store.owed.take_back(note.id, POST)


async def test_a_number_asked_for_again_after_a_failure_is_one_number(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number was issued, but the answer got lost: the same wish again brings it to light."""
    app = FrontApp(scene.station(), Post(1, "c01"))
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        with monkeypatch.context() as patch:
            patch.setattr(scene.store.forecast, "tell", refuse)
            await keys(pilot, "i", "1")
            assert LOCKED in status(app)
        await keys(pilot, "i", "1")
        assert len(scene.store.waiting()) == 1
        await keys(pilot, "i", "1")
        assert len(scene.store.waiting()) == 2


async def test_a_warning_does_not_stand_for_hours(crowd: Scene) -> None:
    """What is asked twice is asked anew when the question was not answered at once."""
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "ctrl+q")
        assert "再按一次 ctrl+q" in status(app)
        screen = app.screen
        screen.leaving.clock = lambda now=screen.leaving.clock: now() + 7.0  # type: ignore[attr-defined]
        await keys(pilot, "ctrl+q")
        assert app.is_running
        assert "再按一次 ctrl+q" in status(app)
        await keys(pilot, "ctrl+q")
    assert state(crowd) == "closed"


async def test_calling_out_at_night_is_asked_anew_later(scene: Scene) -> None:
    scene.clock.turn(hours=3, minutes=30)
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "d", "o")
        screen = app.screen
        screen.dialling.clock = lambda now=screen.dialling.clock: now() + 7.0  # type: ignore[attr-defined]
        await keys(pilot, "o")
        assert not scene.store.calls.open(POST)[0].outbound
        await keys(pilot, "o")
        assert scene.store.calls.open(POST)[0].outbound


async def test_more_than_nine_materials_are_all_told_and_ticked(scene: Scene) -> None:
    service = CONFIG.find_service("A")
    named = tuple(type(service.materials[0]).model_validate({"zh-Hans": f"材料{n:02}"}) for n in range(1, 13))
    services = (service.model_copy(update={"materials": named}), *CONFIG.services[1:])
    scene.config = CONFIG.model_copy(update={"services": services})
    ticket = scene.issue("A")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "j")
        assert "材料12" in app.screen.query_one(Teleprompter).text
        assert "1/2" in text(app)
        await keys(pilot, "0", "3")
        assert [told.material for told in scene.store.told.of(ticket.id)] == ["材料12"]
        await keys(pilot, "enter")
        assert len(scene.store.told.of(ticket.id)) == 12
        await keys(pilot, "0", "1")
        assert scene.store.told.missing(ticket.id) == ["材料01"]
