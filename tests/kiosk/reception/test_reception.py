"""Reception: taking a number by keys and taps, and that nothing leaves it."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from time import monotonic

import pytest
from codes import codes_in
from picture import picture, squeezed, text
from rich.cells import cell_len
from stations import CONFIG, Scene, driven, hold, keys, settle, together, until, write

from kiosk.hall import Hours
from kiosk.reception.app import DOUBLE_TAP, ReceptionApp
from kiosk.reception.details_screen import DetailsScreen
from kiosk.reception.step import ReceptionScreen
from kiosk.reception.ticket_screen import TicketScreen
from kiosk.reception.welcome import WelcomeScreen
from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code
from kiosk.widgets.qr_code import QrCode
from queue_store import StoreUnavailable


def reception(scene: Scene, *, greeter: bool = False) -> ReceptionApp:
    return ReceptionApp(scene.station(), greeter=greeter)


def quick(scene: Scene, seconds: float) -> None:
    """Make the screens go back sooner."""
    shorter = CONFIG.reception.model_copy(update={"back_after": timedelta(seconds=seconds)})
    scene.config = CONFIG.model_copy(update={"reception": shorter})


async def unlike_a_double_tap(app: ReceptionApp) -> None:
    """Let so much time go by that the next tap is one of its own."""
    await until(lambda: monotonic() - app.tapped_at > DOUBLE_TAP)


async def test_greets_and_lists_the_services(crowd: Scene) -> None:
    app = reception(crowd)
    async with driven(app):
        shown = squeezed(app)
        assert "上午好！请问需要办什么业务？" in shown
        assert "开户" in shown
        assert "等候4人" in shown
        assert "今天不办，最近是3月10日（星期二）" in shown


async def test_a_greeter_keeps_the_prescribed_words(crowd: Scene) -> None:
    app = reception(crowd, greeter=True)
    async with driven(app):
        assert "您好！请问有什么事需要我们帮助的吗？" in squeezed(app)


def weekdays(scene: Scene) -> None:
    """The hall is closed at half past twelve and on Sundays."""
    hours = Hours.model_validate({"tue": ["08:30-12:00", "13:30-17:30"]})
    scene.config = CONFIG.model_copy(update={"hours": hours})


async def test_outside_the_hours_it_says_when_the_hall_opens_and_gives_no_number(scene: Scene) -> None:
    weekdays(scene)
    scene.clock.turn(hours=3.5)
    app = reception(scene)
    async with driven(app) as pilot:
        assert "现在不在服务时间，今天13:30开门" in squeezed(app)
        await keys(pilot, "1", "enter")
        assert isinstance(app.screen, WelcomeScreen)
        assert scene.store.waiting() == []
        scene.clock.turn(hours=1)
        app.repaint()
        await keys(pilot, "1", "enter")
        assert [ticket.service for ticket in scene.store.waiting()] == ["A"]


async def test_a_greeter_may_give_a_number_outside_the_hours(scene: Scene) -> None:
    weekdays(scene)
    scene.clock.turn(hours=3.5)
    app = reception(scene, greeter=True)
    async with driven(app) as pilot:
        assert "今天13:30开门" in squeezed(app)
        await keys(pilot, "1", "enter")
        assert [ticket.service for ticket in scene.store.waiting()] == ["A"]


async def test_shows_the_code_with_which_phones_check_in(scene: Scene) -> None:
    scene.config = CONFIG.model_copy(update={"web": CONFIG.web.model_copy(update={"join": True})})
    app = reception(scene)
    async with driven(app):
        code = checkin_code(scene.store.secret(CHECK_IN_SECRET), scene.clock())
        assert f"手机取号报到码{code}" in squeezed(app)
        scene.clock.turn(minutes=1)
        app.repaint()
        later = checkin_code(scene.store.secret(CHECK_IN_SECRET), scene.clock())
        assert f"手机取号报到码{later}" in squeezed(app)


async def test_one_digit_and_enter_take_a_number(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app, size=(100, 40)) as pilot:
        await keys(pilot, "1", "enter")
        [ticket] = scene.store.waiting()
        assert (ticket.service, ticket.visitor.errands, ticket.visitor.surname) == ("A", 1, "")
        shown = text(app)
        for words in ("您的号码", "您前面没有人", "东侧", "1 或 3 号窗口", "身份证", "房产证"):
            assert words in shown


async def test_errands_priority_and_help(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "2", "1", "1", "2", "1", "3", "0")
        [ticket] = scene.store.waiting()
        assert (ticket.service, ticket.errands, ticket.priority) == ("B", 3, "elder")
        assert ticket.visitor.assistance
        assert "茶" in squeezed(app)


async def test_a_visitor_is_not_asked_for_a_name(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1", "4")
        assert "怎样称呼" not in text(app)
        assert isinstance(app.screen, DetailsScreen)


async def test_a_greeter_may_note_a_name(scene: Scene) -> None:
    app = reception(scene, greeter=True)
    async with driven(app) as pilot:
        await keys(pilot, "1", "4", "1")
        await write(pilot, "单")
        await keys(pilot, "enter", "enter")
        [ticket] = scene.store.waiting()
        assert (ticket.visitor.surname, ticket.visitor.address) == ("单", "madam")


async def test_a_double_tap_makes_one_ticket_and_does_not_hide_it(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1")
        await together(pilot, "enter", "enter", "0", "enter")
        assert len(scene.store.waiting()) == 1
        ticket = app.screen
        assert isinstance(ticket, TicketScreen)
        await until(lambda: ticket.settled)
        await keys(pilot, "x")
        assert isinstance(app.screen, WelcomeScreen)


async def test_taps_work_like_digits(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await pilot.click("#choices", offset=(20, 0))
        await until(lambda: isinstance(app.screen, DetailsScreen))
        await unlike_a_double_tap(app)
        await pilot.click("#take", offset=(20, 0))
        await until(lambda: isinstance(app.screen, TicketScreen))
        assert [ticket.service for ticket in scene.store.waiting()] == ["A"]


async def test_a_service_not_given_today_says_so(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "3")
        assert isinstance(app.screen, WelcomeScreen)
        assert "3月10日（星期二）" in squeezed(app)
        scene.clock.turn(days=7)
        app.repaint()
        await keys(pilot, "3", "0")
        assert [ticket.service for ticket in scene.store.waiting()] == ["M"]


async def test_goes_back_by_itself_in_the_halls_language(scene: Scene) -> None:
    quick(scene, 2.0)
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "l", "l", "1")
        assert app.language == "en"
        await until(lambda: isinstance(app.screen, WelcomeScreen))
        assert app.language == "zh-Hans"


async def test_an_abandoned_question_goes_away_too(scene: Scene) -> None:
    quick(scene, 1.0)
    app = reception(scene, greeter=True)
    async with driven(app) as pilot:
        await keys(pilot, "1", "4")
        assert not isinstance(app.screen, ReceptionScreen), "a question stands over the step"
        await until(lambda: isinstance(app.screen, WelcomeScreen))
        assert scene.store.waiting() == []
        await keys(pilot, "1", "0")
        assert len(scene.store.waiting()) == 1


LEAVING = [
    "ctrl+c",
    "ctrl+q",
    "ctrl+p",
    "ctrl+z",
    "ctrl+d",
    "escape",
    "f1",
    "f10",
    "tab",
    "ctrl+backslash",
    "q",
    "alt+x",
]


@pytest.mark.parametrize(
    "step", [(), ("1",), ("1", "enter"), ("1", "2")], ids=["start", "details", "ticket", "question"]
)
async def test_no_key_leaves(scene: Scene, step: tuple[str, ...]) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, *step)
        await pilot.press(*LEAVING)
        await settle(pilot)
        assert app.is_running
        assert app.return_code is None
        await keys(pilot, "escape", "9", "1", "0")
        assert len(scene.store.waiting()) >= 1


async def test_a_termination_signal_ends_it(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app):
        os.kill(os.getpid(), signal.SIGTERM)
        await until(lambda: app._exit)


async def test_a_store_that_is_gone_leaves_nobody_stuck(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1")

        def refuse(*_args: object, **_fields: object) -> None:
            raise StoreUnavailable("locked", "The database is locked.")

        with monkeypatch.context() as patch:
            patch.setattr(scene.store, "issue", refuse)
            await keys(pilot, "0")
            assert app.screen.query_one("#problem").display
            assert isinstance(app.screen, DetailsScreen)
        await keys(pilot, "0")
        assert isinstance(app.screen, TicketScreen)
        assert len(scene.store.waiting()) == 1


async def test_the_qr_on_the_screen_leads_to_the_ticket(scene: Scene) -> None:
    scene.pages = True
    app = reception(scene)
    async with driven(app, size=(80, 24)) as pilot:
        await keys(pilot, "1", "enter")
        [ticket] = scene.store.waiting()
        [found] = codes_in(picture(app))
        assert found == f"HTTP://192.168.1.23:8080/T/{ticket.token}"


async def test_the_large_qr_is_drawn_with_two_cells_a_module(scene: Scene) -> None:
    scene.pages = True
    app = reception(scene)
    async with driven(app, size=(140, 45)) as pilot:
        await keys(pilot, "1", "enter")
        code = app.screen.query_one(QrCode)
        assert code.size.width == 2 * len(code.matrix)
        [found] = codes_in(picture(app))
        assert found.endswith(scene.store.waiting()[0].token)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
@pytest.mark.parametrize("language", CONFIG.languages)
async def test_every_size_and_language(crowd: Scene, size: tuple[int, int], language: str) -> None:
    crowd.pages = True
    app = ReceptionApp(crowd.station(), language=language)
    async with driven(app, size=size) as pilot:
        for press, wanted in (("1", "reception.take"), ("enter", "reception.yours")):
            assert all(cell_len(line) <= size[0] for line in text(app).splitlines())
            await keys(pilot, press)
            assert app.words(wanted) in text(app)
        for name in app.station.config.find_service("A").materials:
            assert "".join(name.say(language).split()) in squeezed(app)


async def test_more_than_nine_services_turn_pages(scene: Scene) -> None:
    many = tuple(
        CONFIG.find_service("A").model_copy(update={"code": f"S{number}", "series": "A"}) for number in range(1, 13)
    )
    scene.config = CONFIG.model_copy(
        update={
            "services": many,
            "counters": (CONFIG.counters[0].model_copy(update={"services": tuple(s.code for s in many)}),),
        }
    )
    scene.store.close()
    scene.store = scene.open()
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "9", "2", "0")
        assert [ticket.service for ticket in scene.store.waiting()] == ["S10"]


@pytest.mark.parametrize("every", [0.0, 0.03], ids=["queued", "repeated"])
@pytest.mark.parametrize("key", ["1", "2", "0", "enter", "9", "l"])
async def test_a_held_key_goes_through_one_screen_only(scene: Scene, key: str, every: float) -> None:
    scene.config = CONFIG.model_copy(
        update={"priorities": tuple(CONFIG.priorities[0].model_copy(update={"id": id}) for id in ("elder", "disabled"))}
    )
    app = reception(scene)
    async with driven(app) as pilot:
        await hold(pilot, key, 30, every=every)
        assert app.is_running
        assert len(app.screen_stack) == (2 if key in "12" else 1)
        assert scene.store.waiting() == []
        if key in "12":
            await keys(pilot, "0")
            [ticket] = scene.store.waiting()
            assert (ticket.priority, ticket.visitor.assistance, ticket.errands) == ("", False, 1)
