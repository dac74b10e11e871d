"""Reception with a greeter and the floor ask who sits there, and follow the staff list as a desk does."""

from __future__ import annotations

from picture import text
from stations import POST, Scene, driven, keys, settle, until, write
from textual.pilot import Pilot

from kiosk.floor.app import FloorApp
from kiosk.floor.screen import FloorScreen
from kiosk.reception.app import ReceptionApp
from kiosk.reception.details_screen import DetailsScreen
from kiosk.reception.welcome import WelcomeScreen
from kiosk.screens.who import WhoScreen
from queue_store import NO_COUNTER, Post, Role

PINS = {"li": "sunflower", POST.clerk: "2580"}


def take_in(scene: Scene) -> None:
    """Take in 李主任 and 王工."""
    staff = scene.store.staff
    staff.add("li", name="李敏", surname="李", office="主任", role=Role.SUPERVISOR, pin=PINS["li"])
    staff.add(POST.clerk, name="王建国", surname="王", office="工", pin=PINS[POST.clerk])


async def show_pin(pilot: Pilot[None], digit: str, pin: str) -> None:
    who = pilot.app.screen
    assert isinstance(who, WhoScreen)
    await until(lambda: bool(who.people))
    await keys(pilot, digit)
    await write(pilot, pin)
    await pilot.press("enter")
    await until(lambda: who.idle)
    await settle(pilot)


async def test_a_greeter_signs_in_and_what_is_given_out_is_on_record_under_their_id(crowd: Scene) -> None:
    take_in(crowd)
    app = ReceptionApp(crowd.station(), greeter=True)
    async with driven(app) as pilot:
        assert isinstance(app.screen, WhoScreen)
        assert "名册" not in text(app), "nothing has changed: it is the usual question"
        await keys(pilot, "ctrl+q")
        await show_pin(pilot, "1", PINS[POST.clerk])
        await keys(pilot, "1", "0")
        issued = max(crowd.store.waiting(), key=lambda ticket: ticket.id)
        (event,) = crowd.store.events(issued.id)
        assert (event.counter, event.clerk) == (NO_COUNTER, POST.clerk)
        await keys(pilot, "ctrl+l")
        assert "锁定" in text(app)
        await keys(pilot, "escape")
        await show_pin(pilot, "2", PINS["li"])
        assert isinstance(app.screen, WelcomeScreen)
        assert app.post == Post(NO_COUNTER, "li"), "the next greeter goes on"


async def test_visitors_who_take_their_numbers_themselves_are_never_asked(crowd: Scene) -> None:
    app = ReceptionApp(crowd.station(), greeter=False)
    async with driven(app) as pilot:
        take_in(crowd)
        await settle(pilot)
        await keys(pilot, "1", "ctrl+l", "0")
        issued = max(crowd.store.waiting(), key=lambda ticket: ticket.id)
        assert crowd.store.events(issued.id)[0].clerk is None


async def test_a_greeter_is_asked_when_the_hall_gets_its_staff_and_goes_on_where_they_were(crowd: Scene) -> None:
    app = ReceptionApp(crowd.station(), greeter=True)
    async with driven(app) as pilot:
        await keys(pilot, "1")
        take_in(crowd)
        await until(lambda: isinstance(app.screen, WhoScreen))
        await show_pin(pilot, "1", PINS[POST.clerk])
        assert isinstance(app.screen, DetailsScreen)


async def test_a_supervisor_who_is_none_any_more_loses_the_floor_at_once(crowd: Scene) -> None:
    app = FloorApp(crowd.station(), Post(NO_COUNTER, "lead"))
    async with driven(app) as pilot:
        take_in(crowd)
        await until(lambda: isinstance(app.screen, WhoScreen))
        await show_pin(pilot, "1", PINS["li"])
        floor = app.screen
        assert isinstance(floor, FloorScreen)
        assert floor.post == Post(NO_COUNTER, "li")
        crowd.store.staff.add("chen", name="陈晨", role=Role.SUPERVISOR, pin="moonlight", by="li")
        crowd.store.staff.change("li", role=Role.CLERK, by="chen")
        await until(lambda: isinstance(app.screen, WhoScreen))
        await settle(pilot)
        assert "李主任不能再用这个画面" in text(app)
        assert "李敏" not in text(app), "only another supervisor goes on"
