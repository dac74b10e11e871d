"""Situations and the call for the supervisor at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from picture import text
from stations import OTHER, POST, Scene, driven, keys, write
from textual.widgets import Input

from kiosk.board.app import BoardApp
from kiosk.desk.app import DeskApp
from kiosk.desk.form import FormDialog
from kiosk.desk.habits import LINE_SHOWN, weights
from kiosk.desk.situation_list import SituationDialog
from kiosk.desk.steps import Step, visit_steps
from kiosk.front.app import FrontApp
from kiosk.front.screen import FrontScreen
from kiosk.hall.values import Names
from kiosk.widgets.teleprompter import Teleprompter
from prompts import Kind, load_script
from queue_store import JournalRow, Post

SITUATIONS = [moment.id for moment in load_script("zh-Hans").moments(Kind.SITUATION)]


def desk(scene: Scene, post: Post = POST, language: str = "") -> DeskApp:
    return DeskApp(scene.station(), post, language=language)


def said(app: DeskApp) -> str:
    return app.screen.query_one(Teleprompter).text


async def test_what_the_hall_wrote_itself_is_listed_and_what_comes_up_by_itself_is_not(
    crowd: Scene, tmp_path: Path
) -> None:
    own = tmp_path / "lines.zh-Hans.toml"
    own.write_text(
        'language = "zh-Hans"\n[[moment]]\nid = "umbrella"\nkind = "flow"\ntitle = "借伞"\nrules = ["R03"]\n'
        '[[moment.line]]\nsay = "伞在门口，请您拿好。"\ndo = "双手递伞。"\nnever = "不扔。"\n',
        encoding="utf-8",
    )
    app = DeskApp(replace(crowd.station(), script_for=lambda language: load_script(language, (own,))), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash")
        listed = {entry.moment.id for entry in app.screen._shown}  # type: ignore[attr-defined]
        assert {"umbrella", "thanks", "cash"} <= listed
        assert not listed & {"promise", "call", "sign_in", "phone_note", "pause"}


async def test_list_is_found_by_pinyin_title_and_in_english(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash")
        await write(pilot, "zzzz")
        assert "没有找到" in text(app)
        await keys(pilot, *["backspace"] * 4)
        await write(pilot, "duifangdaoxie")
        await keys(pilot, "enter")
        assert "不客气" in said(app)
        await keys(pilot, "l", "l", "slash")
        await write(pilot, "favour")
        await keys(pilot, "enter")
        assert app.screen.shown.moment == "favour"


async def test_a_complaint_is_led_step_by_step_before_the_visit_ends_and_is_counted(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "lkts")
        await keys(pilot, "1")
        assert isinstance(app.screen, FormDialog), "to whom else one may turn is asked, not made up"
        await write(pilot, "12345")
        await keys(pilot, "enter")
        steps = [said(app)]
        assert "1/4" in text(app)
        assert "我来了三趟都没办成" in text(app), "what the visitor is likely to answer"
        for _ in range(3):
            await keys(pilot, "full_stop")
            steps.append(said(app))
        assert [words in step for words, step in zip(
            ("让您受委屈了", "后来怎么样了", "3月24日（星期二）之前答复您", "可以再找12345"), steps, strict=True
        )] == [True] * 4  # fmt: skip
        await keys(pilot, "full_stop")
        assert "说完了" in text(app)
        await keys(pilot, "comma")
        assert said(app) == steps[2]
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "start"
        await keys(pilot, "f", "4", "enter")
        assert "3月24日（星期二）前给您答复" in said(app)
        assert "受委屈" not in said(app), "what was said in the four steps is not said again"
        assert "不满意" not in said(app)
    figures = crowd.store.reports.courtesy(crowd.clock.now - timedelta(days=1), crowd.clock.now + timedelta(days=1))
    assert (figures.exchanges, figures.exchanges_completed) == (1, 1)


async def test_escape_leaves_the_list_and_then_the_lines(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n")
        before = said(app)
        await keys(pilot, "slash", "escape")
        assert said(app) == before
        await keys(pilot, "slash", "1", "slash", "2", "escape")
        assert said(app) == before
        await keys(pilot, "escape")
        assert "已经在原处" in text(app)


async def test_list_learns_what_this_clerk_uses(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash")
        await write(pilot, "xxph")
        await keys(pilot, "1", "escape", "slash")
        dialog = app.screen
        assert isinstance(dialog, SituationDialog)
        assert dialog._shown[0].moment.id == "cooperate_thanks"
    other = desk(crowd, OTHER)
    async with driven(other) as pilot:
        await keys(pilot, "enter", "slash")
        assert other.screen._shown[0].moment.id == SITUATIONS[0]  # type: ignore[attr-defined]


def test_recent_use_weighs_more_than_old_use(scene: Scene) -> None:
    now = scene.clock.now
    old = [JournalRow(n, now - timedelta(days=21), LINE_SHOWN, 3, "c07", {"moment": "thanks"}) for n in range(5)]
    new = [JournalRow(9, now, LINE_SHOWN, 3, "c07", {"moment": "slip"})]
    others = [JournalRow(10, now, LINE_SHOWN, 3, "c01", {"moment": "advice"})]
    found = weights([*old, *new, *others], "c07", now)
    assert found["slip"] > found["thanks"]
    assert "advice" not in found


async def test_forms_are_listed_by_their_own_names(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        await write(pilot, "dbqt")
        assert "开户申请" in text(app)
        await keys(pilot, "1")
        assert "这是开户申请单，请您填写" in said(app)


def test_no_two_acts_share_a_key() -> None:
    taken = [key for act in FrontScreen.ACTS for key in act.keys.split(",")]
    assert sorted(taken) == sorted(set(taken))


async def test_the_steps_of_a_visit_bring_their_lines_one_after_the_other(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "full_stop")
        assert "请先" in text(app) or "还没有开始" in text(app)
        await keys(pilot, "s", "full_stop")
        assert app.screen.shown.moment == "papers"
        await keys(pilot, "right")
        assert "这是开户申请单，请您填写" in said(app)
        await keys(pilot, "full_stop")
        assert app.screen.shown.moment == "sign"
        await keys(pilot, "slash")
        await write(pilot, "dfdx")
        await keys(pilot, "1")
        assert "不客气" in said(app)
        await keys(pilot, "full_stop")
        assert app.screen.shown.moment == "papers_back", "a line opened by hand does not send the visit back"
        await keys(pilot, "full_stop")
        assert "已经是最后一步" in text(app)
        await keys(pilot, "comma", "left", "left", "left")
        assert app.screen.shown.moment == "start"


def test_a_service_that_takes_money_has_the_counting_among_its_steps(scene: Scene) -> None:
    steps = visit_steps(scene.config.find_service("B"), load_script("zh-Hans"))
    assert steps == [Step("start"), Step("cash"), Step("cash", beat=2)]


def test_what_is_filled_in_is_signed_and_a_contract_is_read_before(scene: Scene) -> None:
    account = scene.config.find_service("A")
    assert account is not None
    contract = Names.model_validate({"zh-Hans": "用气合同", "zh-Hant": "用氣合約", "en": "supply contract"})
    both = account.model_copy(update={"forms": (*account.forms, contract)})
    for language, names in (("zh-Hans", ("开户申请", "用气合同")), ("en", ("application", "supply contract"))):
        assert visit_steps(both, load_script(language)) == [
            Step("start"), Step("papers"), Step("form", names[0]), Step("sign"),
            *(Step("form_read", names[1], beat) for beat in (1, 2, 3)), Step("papers_back"),
        ]  # fmt: skip


async def test_money_is_counted_in_and_out_with_the_change_computed(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "c")
        await write(pilot, "b001")
        await keys(pilot, "enter", "2", "s", "full_stop")
        await write(pilot, "156.5")
        await keys(pilot, "enter")
        await write(pilot, "100")
        await keys(pilot, "enter")
        assert "还差 56.50元" in text(app)
        await keys(pilot, *["backspace"] * 3)
        await write(pilot, "200元")
        await keys(pilot, "enter")
        assert said(app).endswith("收您200元，我当面点一遍。")
        await keys(pilot, "full_stop")
        assert said(app).endswith("收您200元，找您43.50元，请您当面点清。")


async def test_without_figures_no_sum_is_named(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "slash")
        await write(pilot, "fglkxj")
        await keys(pilot, "1", "enter")
        assert said(app) == "这笔钱请您当面点清。"
        await keys(pilot, "slash")
        await write(pilot, "fglkxj")
        await keys(pilot, "1")
        await write(pilot, "1200")
        await keys(pilot, "enter")
        assert said(app) == "一共是1200元，请您当面点清。"


async def test_why_somebody_came_first_is_said_from_the_store(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        crowd.clock.turn(minutes=1)
        await keys(pilot, "slash")
        await write(pilot, "wwhhdxb")
        await keys(pilot, "1")
        assert "哪一位问的" in text(app)
        await write(pilot, "a001")
        await keys(pilot, "enter")
        assert "我给您查过了：有1位按大厅规定优先照顾。" in said(app)
        await keys(pilot, "slash")
        await write(pilot, "wwhhdxb")
        await keys(pilot, "1")
        await write(pilot, "b003")
        await keys(pilot, "enter")
        assert "我给您查过了：没有比您后到的先办。" in said(app)


async def test_a_situation_is_on_record_with_its_rules(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "slash")
        await write(pilot, "zjsy")
        await keys(pilot, "1")
    [row] = crowd.store.journal.rows(crowd.clock.now, crowd.clock.now.replace(year=2027), LINE_SHOWN)
    assert (row.clerk, row.data["moment"], row.data["rules"]) == ("c07", "slip", ["R20"])


async def test_provocation_shows_the_key_for_the_supervisor_who_sees_the_call(crowd: Scene) -> None:
    crowd.store.open_counter(Post(6, "s01"))
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "slash")
        await write(pilot, "ydtx")
        await keys(pilot, "1")
        assert "请尊敬我们的工作" in said(app)
        assert "按 g 请值班主任" in text(app)
        await keys(pilot, "g")
        assert "已请值班主任" in text(app)
        assert "请尊敬我们的工作" in said(app)
    [alarm] = crowd.store.help.open()
    assert (alarm.counter, alarm.label) == (3, "A002")
    board = BoardApp(crowd.station())
    async with driven(board) as pilot:
        assert "值班主任请到 3 号窗口" in text(board)
    boss = desk(crowd, Post(6, "s01"))
    async with driven(boss) as pilot:
        await keys(pilot, "enter")
        assert "3 号窗口请值班主任" in text(boss)
        await keys(pilot, "g")
        assert "这就去 3 号窗口" in text(boss)
        assert "3 号窗口请值班主任" not in text(boss)
    assert crowd.store.help.open() == []


async def test_the_call_for_the_supervisor_is_taken_back_by_the_same_key(scene: Scene) -> None:
    scene.store.open_counter(Post(6, "s01"))
    app = desk(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "g")
        assert len(scene.store.help.open()) == 1
        await keys(pilot, "g")
        assert "已撤回" in text(app)
    assert scene.store.help.open() == []


async def test_who_has_much_to_do_is_offered_a_seat_and_tea_at_the_front_desk(scene: Scene) -> None:
    app = FrontApp(scene.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "e", "e", "1")
        assert app.screen.shown.moment == "issued", "nobody waits: straight to the counter"
        await keys(pilot, "i", "e", "e", "1")
        assert app.screen.shown.moment == "waiting"
        assert "茶" in said(app)
        await keys(pilot, "i", "2")
        assert app.screen.shown.moment == "waiting", "two with much to do are called first at the counter of both"


async def test_a_line_of_five_hundred_characters_scrolls_on_sixty_columns(crowd: Scene, tmp_path: Path) -> None:
    own = tmp_path / "lines.zh-Hans.toml"
    line = f'say = "{"好" * 500}"\ndo = "站"\nnever = "急"\n'
    own.write_text(f'language = "zh-Hans"\n[[moment]]\nid = "thanks"\n[[moment.line]]\n{line}', encoding="utf-8")
    station = replace(crowd.station(), script_for=lambda language: load_script(language, (own,)))
    app = DeskApp(station, POST)
    async with driven(app, size=(60, 20)) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        app.screen.query_one(Input).value = "dfdx"
        await keys(pilot, "1")
        prompter = app.screen.query_one(Teleprompter)
        assert prompter.text.count("好") == 500
        assert prompter.max_scroll_y > 0
        await keys(pilot, "space")
        assert prompter.scroll_y > 0
        assert "? 更多" in text(app)
        await keys(pilot, "escape")
        assert app.screen.shown.moment == "start"


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_visitor_stays_in_view_while_the_list_is_open(crowd: Scene, size: tuple[int, int]) -> None:
    app = FrontApp(crowd.station(), POST)
    async with driven(app, size=size) as pilot:
        await keys(pilot, "enter", "n", "s", "slash")
        top = "".join(text(app).splitlines()[:5])
        assert "开户" in top
        assert "行动不便" in top
        assert "1  " in text(app)


async def test_a_reason_that_would_hurt_is_shown_with_better_words_before_it_is_kept(crowd: Scene) -> None:
    app = desk(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f", "3")
        app.screen.query(Input).last().value = "我不知道，明天再来"
        await keys(pilot, "enter")
        assert isinstance(app.screen, FormDialog)
        assert "明天再来" in text(app)
        assert [ticket.state for ticket in crowd.store.now_serving()] == ["serving"], "nothing is kept yet"
        app.screen.query_one(Input).value = "证件过期，换证后再来"
        await keys(pilot, "enter", "1")
        assert "原因是：证件过期，换证后再来" in said(app)
