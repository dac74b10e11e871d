"""Reception and the database: nothing is asked while nothing happens, and no key waits for an answer."""

from __future__ import annotations

from typing import Any

from picture import squeezed, text
from stations import CONFIG, OTHER, Scene, driven, keys, settle, tap, until
from stuck import ANSWER_WITHIN, NEVER_LONGER, answered, held
from textual.pilot import Pilot
from textual.widgets import Static

from kiosk.reception.app import ReceptionApp
from kiosk.reception.details_screen import DetailsScreen
from kiosk.reception.ticket_screen import TicketScreen
from kiosk.reception.welcome import WelcomeScreen


def reception(scene: Scene) -> ReceptionApp:
    """Visitors take numbers themselves."""
    return ReceptionApp(scene.station(), greeter=False)


def with_phones(scene: Scene) -> Scene:
    """Visitors join by phone, and reception shows their code."""
    scene.config = CONFIG.model_copy(update={"web": CONFIG.web.model_copy(update={"join": True})})
    return scene


async def test_a_reception_to_which_nobody_comes_asks_nothing(crowd: Scene, asked: list[str]) -> None:
    app = reception(with_phones(crowd))
    async with driven(app) as pilot:
        for press in ((), ("1",), ("0",)):
            await keys(pilot, *press)
            asked.clear()
            for _ in range(5):
                crowd.clock.turn(seconds=1)
                app.tick()
                await settle(pilot)
            assert asked == [], app.screen


async def test_the_code_goes_on_without_a_question_to_the_database(scene: Scene, asked: list[str]) -> None:
    app = reception(with_phones(scene))
    async with driven(app) as pilot:
        before = squeezed(app)
        asked.clear()
        scene.clock.turn(minutes=1)
        app.tick()
        await settle(pilot)
        assert squeezed(app) != before
        assert asked == []


async def test_no_key_of_reception_asks_from_the_thread_of_the_screen(crowd: Scene, asked: list[str]) -> None:
    app = ReceptionApp(with_phones(crowd).station(), greeter=True)
    async with driven(app) as pilot:
        await keys(pilot, *["1", "1", "2", "1", "3", "4", "1", "enter", "l", "9", "2", "2", "1", "0"])
        assert isinstance(app.screen, TicketScreen)
        assert asked
        assert {name.split("_")[0] for name in asked} == {"acts", "views"}


async def test_who_waits_appears_by_itself(crowd: Scene) -> None:
    app = reception(crowd)
    async with driven(app) as pilot:
        assert "等候4人" in squeezed(app)
        crowd.store.call_next(OTHER)
        await settle(pilot)
        assert "等候3人" in squeezed(app)


def said(app: ReceptionApp) -> str:
    """What stands in the line for what cannot be done."""
    line = app.screen.query_one("#problem", Static)
    return str(line.content) if line.display else ""


async def answer_every_key(pilot: Pilot[Any], app: ReceptionApp) -> list[float]:
    """The language changes at once, every other key says that the number is on its way; how long each took."""
    language = app.language
    took = [await answered(pilot, "l", lambda: app.language != language)]
    for key in ("1", "2", "3", "9", "0", "enter"):
        app.screen.status("")
        took.append(await answered(pilot, key, lambda: said(app) == app.words("reception.issuing")))
    return took


async def test_every_key_is_answered_while_a_writer_is_stuck_and_one_number_is_issued(crowd: Scene) -> None:
    before = len(crowd.store.waiting())
    app = reception(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "1")
        with held(crowd) as holder:
            tap(pilot, "0")
            await until(lambda: app.lane.waiting_since is not None)
            await until(lambda: app.words("reception.issuing") in said(app))
            rounds = [await answer_every_key(pilot, app) for _ in range(3)]
            assert max(min(times) for times in zip(*rounds, strict=True)) < ANSWER_WITHIN
            assert max(max(times) for times in rounds) < NEVER_LONGER
            assert len(crowd.store.waiting()) == before
            holder.let_go()
            await settle(pilot)
        assert isinstance(app.screen, TicketScreen)
        assert len(crowd.store.waiting()) == before + 1
        assert crowd.store.waiting()[-1].visitor.errands == 1, "what was pressed meanwhile changed nothing"


async def test_a_number_that_could_not_be_issued_is_issued_once_when_asked_for_again(crowd: Scene) -> None:
    before = len(crowd.store.waiting())
    app = reception(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "1")
        with held(crowd):
            tap(pilot, "0")
            await settle(pilot)
            assert "被其他程序锁住了" in said(app)
            assert isinstance(app.screen, DetailsScreen)
        await keys(pilot, "0")
        assert isinstance(app.screen, TicketScreen)
        assert len(crowd.store.waiting()) == before + 1


async def test_nobody_is_taken_away_from_a_number_that_is_on_its_way(crowd: Scene) -> None:
    app = reception(crowd)
    async with driven(app) as pilot:
        await keys(pilot, "1")
        details = app.screen
        assert isinstance(details, DetailsScreen)
        with held(crowd) as holder:
            tap(pilot, "0")
            await until(lambda: app.lane.waiting_since is not None)
            app.nobody_here()
            assert app.screen is details
            holder.let_go()
            await settle(pilot)
        assert isinstance(app.screen, TicketScreen)
        app.nobody_here()
        assert isinstance(app.screen, WelcomeScreen)


async def test_the_start_is_alive_while_a_writer_is_stuck(crowd: Scene) -> None:
    app = reception(crowd)
    async with driven(app) as pilot:
        with held(crowd):
            language = app.language
            took = [await answered(pilot, "l", lambda: app.language != language)]
            took.append(await answered(pilot, "1", lambda: isinstance(app.screen, DetailsScreen)))
            took.append(await answered(pilot, "9", lambda: isinstance(app.screen, WelcomeScreen)))
            assert max(took) < NEVER_LONGER
            assert "4" in text(app)
