"""The desk keeps its word: the apology stays until it is said, one reason per key, nothing old on the status line."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from picture import text
from stations import POST, Scene, driven, keys, settle, until, write
from textual.widgets import Input

from kiosk.desk.app import DeskApp
from kiosk.desk.sign_in import SignInScreen
from kiosk.widgets.key_bar import KeyBar
from kiosk.widgets.status_line import StatusLine
from kiosk.widgets.teleprompter import Teleprompter
from queue_store import Post


def desk(scene: Scene, **options: str) -> DeskApp:
    return DeskApp(scene.station(), POST, **options)


def state(scene: Scene, number: int = 3) -> str:
    return next(each.state for each in scene.store.counters() if each.counter == number)


def status(app: DeskApp) -> str:
    return str(app.screen.query_one(StatusLine).content)


async def test_the_header_says_that_the_apology_was_said(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert "限 15 分  先致歉" in text(app)
        await keys(pilot, "a")
        assert "限 15 分  已致歉" in text(app)
        await keys(pilot, "s")
        assert "限 15 分  已致歉" in text(app)
        assert not app.screen.query_one(Teleprompter).apologising


async def test_an_apology_not_said_before_the_start_stays_until_it_is_said(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        prompter = app.screen.query_one(Teleprompter)
        assert prompter.apologising
        assert prompter.text.startswith("对不起，让您久等了")
        await keys(pilot, "full_stop")
        assert prompter.apologising
        await keys(pilot, "a")
        assert not prompter.apologising
        assert "对不起" not in prompter.text


async def test_an_apology_never_said_ends_with_the_visit(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "1")
        assert not app.screen.query_one(Teleprompter).apologising


async def test_a_key_gives_the_one_reason_that_holds(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "s")
        assert status(app) == "窗口现在没有来客，按 n 请下一位。"
        await keys(pilot, "b", "1", "enter", "n")
        assert status(app) == "窗口已暂停，按 b 恢复。"
        await keys(pilot, "b", "n", "n")
        label = next(each.label for each in crowd.store.now_serving())
        assert status(app).startswith(f"{label} 还在窗口")
        await keys(pilot, "s", "x")
        assert status(app) == f"{label} 已经在办理了。"
        await keys(pilot, "a", "a")
        assert status(app) == f"已经向 {label} 道过歉了。"
        await keys(pilot, "b")
        assert status(app).startswith(f"{label} 还在窗口，先办结或转走")


async def test_nobody_waiting_is_said_as_such(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        for key in ("enter", "n"):
            await keys(pilot, key)
        assert status(app) == "没有人在等。"
        await keys(pilot, "c")
        assert status(app) == "没有人在等。"


async def test_a_refusal_stands_in_the_status_line_and_covers_nothing(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "z")
        assert app.screen.query_one(StatusLine).has_class("-problem")
        assert not app._notifications
        await keys(pilot, "k")
        assert status(app) == ""


async def test_the_line_is_not_emptied_between_two_sentences(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app, said, say = desk(crowd), list[str](), StatusLine.say

    def noted(line: StatusLine, sentence: str, **how: bool) -> None:
        said.append(sentence)
        say(line, sentence, **how)

    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        monkeypatch.setattr(StatusLine, "say", noted)
        await keys(pilot, "s")
        assert said == [status(app)]


async def test_a_sentence_is_gone_before_a_question_comes_up(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f")
        assert app.screen_stack[-2].query_one(StatusLine).said == ""


async def test_a_sentence_goes_away_by_itself(crowd: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StatusLine, "SECONDS", 0.3)
    app, said, say = desk(crowd), list[str](), StatusLine.say

    def noted(line: StatusLine, sentence: str, **how: bool) -> None:
        said.append(sentence)
        say(line, sentence, **how)

    monkeypatch.setattr(StatusLine, "say", noted)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        assert any(sentence.startswith("已叫") for sentence in said)
        await until(lambda: status(app) == "")


async def test_a_form_in_a_dialog_says_how_to_go_on_and_a_surname_has_no_digits(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "e")
        assert "数字键或回车选择" in text(app)
        await keys(pilot, "1")
        assert "回车确定，Esc 取消" in text(app)
        assert "数字键或回车选择" not in text(app)
        await write(pilot, "2单3")
        assert app.screen.query_one(Input).value == "单"


async def test_a_counter_that_another_clerk_has_open_takes_one_more_key(scene: Scene) -> None:
    scene.store.open_counter(Post(3, "c99"))
    app = desk(scene)
    async with driven(app) as pilot:
        assert "3 号窗口已由 c99 打开" in text(app)
        await keys(pilot, "enter")
        assert isinstance(app.screen, SignInScreen)
        assert next(each.clerk for each in scene.store.counters() if each.counter == 3) == "c99"
        await keys(pilot, "enter")
        assert not isinstance(app.screen, SignInScreen)
        assert next(each.clerk for each in scene.store.counters() if each.counter == 3) == POST.clerk


async def test_a_counter_that_is_opened_during_the_sign_in_is_told_and_asked_about(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        assert "c99" not in text(app)
        scene.store.open_counter(Post(3, "c99"))
        await settle(pilot)
        assert "3 号窗口已由 c99 打开" in text(app)
        await keys(pilot, "enter")
        assert isinstance(app.screen, SignInScreen)
        scene.store.open_counter(Post(3, "c98"), take_over=True)
        await keys(pilot, "enter")
        assert isinstance(app.screen, SignInScreen), "another clerk than the one who was told of"
        assert "c98" in text(app)
        await keys(pilot, "enter")
        assert not isinstance(app.screen, SignInScreen)


async def test_a_closed_terminal_closes_the_counter(scene: Scene) -> None:
    for number in (signal.SIGHUP, signal.SIGTERM):
        app = desk(scene)
        async with driven(app) as pilot:
            await keys(pilot, "enter")
            assert state(scene) == "open"
            assert signal.getsignal(number) is not signal.SIG_DFL, "a handler is in place before it is tried"
            signal.raise_signal(number)
            await until(lambda: state(scene) == "closed")


async def test_a_counter_taken_over_meanwhile_stays_open(scene: Scene) -> None:
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        scene.store.open_counter(Post(3, "c99"), take_over=True)
        app.leave()
        await until(lambda: not app.is_running)
    assert state(scene) == "open"


async def test_leaving_before_the_sign_in_closes_nothing(scene: Scene) -> None:
    scene.store.open_counter(POST)
    app = desk(scene)
    async with driven(app):
        app.leave()
        await until(lambda: not app.is_running)
    assert state(scene) == "open"


async def test_leaving_a_visitor_behind_is_said_on_the_terminal(
    crowd: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "ctrl+q")
        assert "窗口会留着" in text(app)
        await keys(pilot, "ctrl+q")
    label = next(each.label for each in crowd.store.now_serving() if each.counter == 3)
    assert f"3 号窗口没有关闭：{label} 还在窗口" in capsys.readouterr().err
    assert state(crowd) == "open"


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 42)])
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_the_key_bar_has_the_steps_of_a_visit_and_the_way_to_all_others(
    crowd: Scene, language: str, size: tuple[int, int]
) -> None:
    app = desk(crowd, language=language)
    async with driven(app, size=size) as pilot:
        await keys(pilot, "enter")
        bar = app.screen.query_one(KeyBar)
        visit, lines = ([hint.key for hint in row] for row in bar._rows(bar.size.width))
        assert visit[:6] == ["n", "s", "r", "a", "x", "f"]
        assert lines[:3] == ["/", ".", ","]
        assert lines[-1] == "?"


async def test_what_is_owed_stands_in_line_one_row_each(scene: Scene) -> None:
    for what in ("查清上月用气量并回电" * 6, "回电"):
        scene.store.owed.promise(POST, what, scene.clock.now + timedelta(hours=2), whom="欧阳女士 A003")
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "o")
        rows = text(app).splitlines()
        first = next(place for place, row in enumerate(rows) if "今天  " in row and "到期" not in row)
        assert [row[:4] for row in rows[first : first + 2]] == ["  今天"[:4]] * 2
        assert not rows[first + 2].strip()
