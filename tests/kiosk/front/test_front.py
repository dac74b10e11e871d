"""The one-person front desk: issuing beside everything that the desk can do."""

from __future__ import annotations

from dataclasses import replace

from codes import codes_in
from picture import picture, squeezed, text
from stations import CONFIG, Scene, driven, keys, write

from kiosk.desk.acts import ACTS
from kiosk.front.app import FrontApp
from kiosk.front.screen import FrontScreen
from kiosk.hall import Hours
from queue_store import Post, State

FRONT = Post(1, "c01")


def front(scene: Scene) -> FrontApp:
    return FrontApp(scene.station(), FRONT)


async def test_i_and_a_digit_issue_a_number(scene: Scene) -> None:
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "1")
        [ticket] = scene.store.waiting()
        assert ticket.service == "A"
        assert f"已取 {ticket.label}" in text(app)
        assert f"您的号是{ticket.label}" in squeezed(app)
        await keys(pilot, "n", "s", "f", "enter")
        assert scene.store.ticket(ticket.id).state is State.FINISHED


async def test_details_are_noted_before_the_digit(scene: Scene) -> None:
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "e", "m", "p", "1", "n", "2")
        await write(pilot, "曾")
        await keys(pilot, "enter", "2")
        [ticket] = scene.store.waiting()
        assert (ticket.service, ticket.errands, ticket.priority) == ("B", 2, "elder")
        assert (ticket.visitor.surname, ticket.visitor.address) == ("曾", "sir")
        assert ticket.visitor.assistance
        assert "Zēng" in text(app)


async def test_escape_issues_nothing(scene: Scene) -> None:
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "escape")
        assert scene.store.waiting() == []
        assert isinstance(app.screen, FrontScreen)


async def test_outside_the_hours_the_clerk_is_told_and_may_issue(scene: Scene) -> None:
    hours = Hours.model_validate({"tue": ["13:30-17:30"]})
    scene.config = CONFIG.model_copy(update={"hours": hours})
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i")
        assert "现在不在服务时间，今天13:30开门" in squeezed(app)
        await keys(pilot, "1")
        assert [ticket.service for ticket in scene.store.waiting()] == ["A"]


async def test_the_clerk_is_told_when_the_phone_pages_do_not_answer(scene: Scene) -> None:
    app = FrontApp(replace(scene.station(), pages_silent=lambda: True), FRONT)
    async with driven(app, size=(120, 30)) as pilot:
        await keys(pilot, "enter", "i", "1")
        assert "手机页面没有应答，号票不带二维码" in squeezed(app)


async def test_the_clerk_is_told_when_the_pages_are_somebody_elses(scene: Scene) -> None:
    app = FrontApp(replace(scene.station(), foreign_port=lambda: 8080), FRONT)
    async with driven(app, size=(120, 30)) as pilot:
        await keys(pilot, "enter", "i", "1")
        assert "端口8080被别的程序或别的大厅占用，号票不带二维码" in squeezed(app)


async def test_a_service_not_given_today_cannot_be_issued(scene: Scene) -> None:
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "3")
        assert scene.store.waiting() == []
        assert "今天不办" in text(app)


async def test_a_hall_of_many_services_turns_pages(scene: Scene) -> None:
    many = tuple(CONFIG.services[0].model_copy(update={"code": f"S{number}"}) for number in range(1, 26))
    counter = CONFIG.counters[0].model_copy(update={"services": tuple(service.code for service in many)})
    scene.config = CONFIG.model_copy(update={"services": many, "counters": (counter,)})
    scene.store.close()
    scene.store = scene.open()
    app = front(scene)
    async with driven(app, size=(80, 40)) as pilot:
        await keys(pilot, "enter", "i", "k", "7")
        assert [ticket.service for ticket in scene.store.waiting()] == ["S25"]
        await keys(pilot, "i", "k", "k", "j")
        assert [ticket.service for ticket in scene.store.waiting()] == ["S25", "S18"]


async def test_issuing_can_be_undone(scene: Scene) -> None:
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "i", "1", "z")
        assert scene.store.waiting() == []
        assert "已撤销" in text(app)


async def test_the_ticket_is_shown_with_its_qr(scene: Scene) -> None:
    scene.pages = True
    app = front(scene)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "v")
        assert "还没有取过号" in text(app)
        await keys(pilot, "i", "1", "v")
        [found] = codes_in(picture(app))
        assert found.endswith(scene.store.waiting()[0].token)
        await keys(pilot, "x")
        assert isinstance(app.screen, FrontScreen)


async def test_issuing_while_serving_keeps_the_lines(crowd: Scene) -> None:
    app = front(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        before = app.screen.current_lines()
        await keys(pilot, "i", "2")
        assert app.screen.current_lines() == before
        assert len(crowd.store.waiting()) == 7


async def test_it_has_every_key_of_the_desk() -> None:
    assert {act.id for act in ACTS} < {act.id for act in FrontScreen.ACTS}
    shown = [key for act in FrontScreen.ACTS for key in act.keys.split(",")]
    assert len(shown) == len(set(shown))


async def test_every_language_at_the_smallest_size(crowd: Scene) -> None:
    for language in CONFIG.languages:
        app = FrontApp(crowd.station(), FRONT, language=language)
        async with driven(app, size=(60, 20)) as pilot:
            await keys(pilot, "enter", "i")
            assert app.words("front.issue_title") in text(app)
            assert CONFIG.find_service("B").names.say(language) in text(app)
            await keys(pilot, "escape")
