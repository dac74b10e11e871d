"""With staff the desk asks who sits down, names colleagues as people do, and locks without showing a visitor."""

from __future__ import annotations

from typing import Any

import pytest
from picture import text
from stations import OTHER, POST, Scene, driven, keys, settle, status, tap, until, write
from textual.pilot import Pilot

from kiosk.desk.app import DeskApp
from kiosk.desk.screen import DeskScreen
from kiosk.desk.sign_in import SignInScreen
from kiosk.front.app import FrontApp
from kiosk.screens.who import WhoScreen
from kiosk.text.clerks import unnamed_clerk
from kiosk.widgets.status_line import StatusLine
from queue_store import NotAllowed, OwedKind, Post, Role, Verb

WANG_PIN, LI_PIN = "2580", "sunflower"
NOBODY = Post(3, unnamed_clerk(3))


@pytest.fixture
def staffed(crowd: Scene) -> Scene:
    """Seven wait, and people work here."""
    take_in(crowd)
    return crowd


def take_in(scene: Scene) -> None:
    """Take in 李主任 (li), 王工 (c07), Ann (c01), who has no PIN, and an auditor."""
    staff = scene.store.staff
    staff.add("li", name="李敏", surname="李", office="主任", role=Role.SUPERVISOR, pin=LI_PIN)
    staff.add(POST.clerk, name="王建国", surname="王", office="工", pin=WANG_PIN)
    staff.add(OTHER.clerk, name="Ann")
    staff.add("zhou", name="周正", surname="周", role=Role.AUDITOR, pin="moonlight")


def desk_of(scene: Scene, post: Post = NOBODY, **more: Any) -> DeskApp:
    return DeskApp(scene.station(), post, asks=True, **more)


async def type_pin(pilot: Pilot[None], pin: str) -> None:
    """Type a PIN and let it be looked at."""
    who = pilot.app.screen
    assert isinstance(who, WhoScreen)
    await write(pilot, pin)
    await pilot.press("enter")
    await until(lambda: who.idle)
    await settle(pilot)


async def sign_in(pilot: Pilot[None]) -> None:
    """王工 chooses himself, shows the PIN, and begins."""
    await keys(pilot, "2")
    await type_pin(pilot, WANG_PIN)
    await keys(pilot, "enter")


async def test_a_hall_without_staff_asks_nothing(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        assert isinstance(app.screen, SignInScreen)
        await keys(pilot, "enter", "ctrl+l")
        assert isinstance(app.screen, DeskScreen)
        assert "锁屏" not in text(app)


async def test_one_chooses_oneself_and_shows_the_pin(staffed: Scene) -> None:
    app = desk_of(staffed)
    async with driven(app) as pilot:
        seen = text(app)
        assert [word in seen for word in ("请选择您自己", "王工", "李主任", "Ann", "周正", "A001")] == [
            True, True, True, True, False, False,
        ]  # fmt: skip
        await keys(pilot, "2")
        await write(pilot, WANG_PIN)
        assert WANG_PIN not in text(app)
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, SignInScreen))
        await settle(pilot)
        assert "王工" in text(app)
        await keys(pilot, "enter", "n")
    called = staffed.store.now_serving()[0]
    assert (called.counter, called.clerk) == (3, POST.clerk)


async def test_a_wrong_pin_says_so_and_nobody_sits_down(staffed: Scene) -> None:
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await keys(pilot, "2")
        await type_pin(pilot, "9999")
        assert status(app) == "PIN 不对，请再输入一次。"
        for _ in range(2):
            await type_pin(pilot, "9999")
        assert status(app) == "PIN 不对，王工 已连错 3 次。请过 15 秒 再试，或请值班主任解除等待。"
        await type_pin(pilot, WANG_PIN)
        assert status(app).startswith("王工 已连错 3 次")
        assert isinstance(app.screen, WhoScreen)
        staffed.store.staff.unlock(POST.clerk, by="li")
        await type_pin(pilot, WANG_PIN)
        assert isinstance(app.screen, SignInScreen)


async def test_wrong_pins_and_a_recovered_one_are_told_at_the_next_sign_in(staffed: Scene) -> None:
    with pytest.raises(NotAllowed):
        staffed.store.staff.confirm(POST.clerk, "9999")
    staffed.clock.turn(minutes=1)
    staffed.store.staff.recover("li", "moonlight", user="root")
    app = desk_of(staffed)
    async with driven(app, size=(80, 30)) as pilot:
        await keys(pilot, "2")
        await type_pin(pilot, WANG_PIN)
        seen = text(app).replace("\n", "").replace(" ", "")
        assert "有人输错您的PIN1次" in seen
        assert "root在大厅的电脑上为李主任另设了PIN" in seen


async def test_who_was_named_at_the_start_is_asked_at_once_and_another_can_be_chosen(staffed: Scene) -> None:
    app = desk_of(staffed, POST)
    async with driven(app) as pilot:
        assert "王工的 PIN" in text(app)
        await keys(pilot, "escape", "1")
        await until(lambda: isinstance(app.screen, SignInScreen))
        await settle(pilot)
        assert app.post == Post(3, OTHER.clerk), "Ann has no PIN"
        assert not app.lockable


async def test_many_people_are_found_by_letters(staffed: Scene) -> None:
    for number in range(20, 30):
        staffed.store.staff.add(f"c{number}", name=f"员工{number}")
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await write(pilot, "wjg")
        await pilot.press("enter")
        await settle(pilot)
        assert "王工的 PIN" in text(app)


async def test_a_locked_desk_shows_no_visitor_and_goes_on_where_it_was(staffed: Scene) -> None:
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await sign_in(pilot)
        await keys(pilot, "n")
        (called,) = staffed.store.now_serving()
        staffed.store.visitors.name(called.id, POST, surname="欧阳", address="madam")
        await settle(pilot)
        assert "欧阳" in text(app)
        await keys(pilot, "ctrl+l")
        locked = text(app)
        assert "王工锁定了这个画面" in locked
        assert not [word for word in ("欧阳", "A 0 0 2", "A002", "尉迟") if word in locked]
        assert staffed.store.now_serving()[0].label == "A002", "the call goes on"
        await keys(pilot, "ctrl+q", "escape")
        assert "请选择您自己" in text(app)
        assert "Ann" not in text(app), "only a supervisor takes over"
        await keys(pilot, "1")
        await type_pin(pilot, WANG_PIN)
        assert isinstance(app.screen, DeskScreen)
        assert "欧阳" in text(app)


async def test_a_desk_locks_itself_when_nobody_touches_it_also_over_a_question(staffed: Scene) -> None:
    now = [0.0]
    app = desk_of(staffed)
    app.seat.clock = lambda: now[0]
    async with driven(app) as pilot:
        await sign_in(pilot)
        await keys(pilot, "n", "f")
        question = app.screen
        now[0] += 599
        app.tick()
        assert app.screen is question
        now[0] += 2
        app.tick()
        await until(lambda: isinstance(app.screen, WhoScreen) and app.screen.chosen is not None)
        await type_pin(pilot, WANG_PIN)
        assert app.screen is question
        app.tick()
        assert app.screen is question, "it counts anew"


async def test_who_is_removed_while_sitting_there_is_locked_out(staffed: Scene) -> None:
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await sign_in(pilot)
        staffed.store.staff.set_pin(POST.clerk, None, by="li")
        await settle(pilot)
        assert not app.lockable, "nobody could unlock it"
        staffed.store.staff.remove(POST.clerk, by="li")
        await until(lambda: isinstance(app.screen, WhoScreen))
        await settle(pilot)
        assert "请选择您自己" in text(app)
        assert "李主任" in text(app)
        assert "王建国" not in text(app)


async def test_staff_who_are_taken_in_while_a_visitor_is_served_sign_in_at_once_and_go_on(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), NOBODY)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s", "f")
        question = app.screen
        (served,) = crowd.store.now_serving()
        assert served.clerk == NOBODY.clerk
        take_in(crowd)
        await until(lambda: isinstance(app.screen, WhoScreen) and len(app.screen.people) == 3)
        assert "从现在起要先登录" in text(app)
        await pilot.press("2")
        await type_pin(pilot, WANG_PIN)
        assert app.screen is question, "what was asked is still asked"
        await until(lambda: app.desk.query_one(StatusLine).said == "王工已登录。")
        assert crowd.store.counters()[2].clerk == POST.clerk
        await keys(pilot, "enter")
        finished = crowd.store.events(served.id)[-1]
        assert (finished.verb, finished.clerk) == (Verb.FINISH, POST.clerk)


async def test_staff_taken_in_before_the_counter_is_opened_sign_in_first(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), NOBODY)
    async with driven(app) as pilot:
        take_in(crowd)
        await until(lambda: isinstance(app.screen, WhoScreen))
        await keys(pilot, "2")
        await type_pin(pilot, WANG_PIN)
        assert isinstance(app.screen, SignInScreen)
        assert "王工" in text(app)
        await keys(pilot, "enter", "n")
    assert crowd.store.counters()[2].clerk == POST.clerk


async def test_who_sat_there_under_an_id_of_the_list_is_the_one_whose_pin_is_asked(crowd: Scene) -> None:
    app = DeskApp(crowd.station(), POST)
    async with driven(app) as pilot:
        await keys(pilot, "enter")
        take_in(crowd)
        await until(lambda: isinstance(app.screen, WhoScreen))
        await settle(pilot)
        assert "王工的 PIN" in text(app)
        await keys(pilot, "ctrl+q", "escape")
        assert "Ann" not in text(app)
        await keys(pilot, "1")
        await type_pin(pilot, WANG_PIN)
        assert isinstance(app.screen, DeskScreen)


async def test_a_new_pin_and_another_role_hold_at_once(staffed: Scene) -> None:
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await sign_in(pilot)
        await keys(pilot, "n")
        staffed.clock.turn(minutes=1)
        staffed.store.staff.set_pin(POST.clerk, "moonlight", by="li")
        await until(lambda: isinstance(app.screen, WhoScreen))
        await settle(pilot)
        assert "王工的 PIN 换了" in text(app)
        await type_pin(pilot, WANG_PIN)
        assert isinstance(app.screen, WhoScreen)
        await type_pin(pilot, "moonlight")
        assert isinstance(app.screen, DeskScreen)
        staffed.store.staff.change(POST.clerk, role=Role.AUDITOR, by="li")
        await until(lambda: isinstance(app.screen, WhoScreen))
        await settle(pilot)
        assert "按名册，王工不能再用这个画面" in text(app)
        assert "王建国" not in text(app), "only a supervisor goes on here"


async def test_a_desk_goes_on_when_the_hall_has_no_staff_any_more(staffed: Scene) -> None:
    staff = staffed.store.staff
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await sign_in(pilot)
        await keys(pilot, "n", "ctrl+l")
        for gone in (OTHER.clerk, "zhou", POST.clerk, "li"):
            staff.remove(gone, by="li")
        await until(lambda: isinstance(app.screen, DeskScreen))
        await keys(pilot, "s")
    assert staffed.store.now_serving()[0].started_at is not None


async def test_a_supervisor_takes_a_locked_desk_over(staffed: Scene) -> None:
    app = desk_of(staffed)
    async with driven(app) as pilot:
        await sign_in(pilot)
        await keys(pilot, "n", "ctrl+l", "escape")
        await keys(pilot, "2")
        await write(pilot, LI_PIN)
        tap(pilot, "enter")
        await until(lambda: app.heir is not None)
    heir = app.successor()
    assert isinstance(heir, DeskApp)
    async with driven(heir) as pilot:
        assert "3 号窗口已由 王工 打开" in text(heir)
        await keys(pilot, "enter", "enter")
        assert staffed.store.counters()[2].clerk == "li"


async def test_the_front_desk_asks_too(staffed: Scene) -> None:
    app = FrontApp(staffed.station(), Post(2, unnamed_clerk(2)), asks=True)
    async with driven(app) as pilot:
        await sign_in(pilot)
        assert app.post == Post(2, POST.clerk)
        assert isinstance(app.screen, DeskScreen)


@pytest.mark.parametrize(
    ("language", "called", "own"),
    [("zh-Hans", "王工", "王建国"), ("zh-Hant", "王工", "王建国"), ("en", "Wang Jianguo", "Wang Jianguo")],
)
async def test_colleagues_are_named_as_people_name_them(staffed: Scene, language: str, called: str, own: str) -> None:
    staffed.store.owed.promise(POST, "回电话", staffed.clock.now.replace(hour=9), whom="李")
    app = desk_of(staffed, language=language)
    async with driven(app) as pilot:
        await sign_in(pilot)
        assert called in text(app)
        (promise,) = staffed.store.owed.rows(OwedKind.PROMISE)
        assert promise.clerk == POST.clerk, "the record keeps the id"
        await keys(pilot, "o")
        assert called in text(app)
        assert "c07" not in text(app)
        said = [line.say for line in app.lines("sign_in", None, app.post)]
        told = [line.say for line in app.lines("phone_out", None, app.post)]
        assert called in said[0]
        assert own in told[0]
        assert not [line for line in (*said, *told) if "c07" in line]
