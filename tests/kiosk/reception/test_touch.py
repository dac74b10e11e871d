"""Reception under fingers: what is hit, by tap and by a numeric keypad, and that the number stays in sight."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

import pytest
from codes import codes_in
from picture import picture, squeezed, text
from stations import CONFIG, Scene, driven, keys, settle, until
from textual import events
from textual.app import App

from kiosk.reception import ticket_screen
from kiosk.reception.app import DOUBLE_TAP, ReceptionApp
from kiosk.reception.details_screen import DetailsScreen, PriorityScreen
from kiosk.reception.ticket_screen import CodeScreen, TicketScreen
from kiosk.reception.welcome import WelcomeScreen
from kiosk.widgets.tap_list import TapList

SIZES = [(60, 20), (80, 24), (100, 30), (140, 42), (200, 60)]


def reception(scene: Scene, *, greeter: bool = False) -> ReceptionApp:
    return ReceptionApp(scene.station(), greeter=greeter)


def services(scene: Scene, count: int) -> None:
    """A hall with so many services."""
    many = tuple(
        CONFIG.find_service("A").model_copy(update={"code": f"S{number}", "series": "A"}) for number in range(count)
    )
    counter = CONFIG.counters[0].model_copy(update={"services": tuple(each.code for each in many)})
    scene.config = CONFIG.model_copy(update={"services": many, "counters": (counter,)})
    scene.store.close()
    scene.store = scene.open()


def finger(app: App[None], x: int, y: int, at: float) -> None:
    """Tap a point of the screen as a terminal reports it, at a time."""
    for kind in (events.MouseDown, events.MouseUp):
        event = kind(None, x, y, 0, 0, 1, False, False, False, x, y)
        event.time = at
        app.post_message(event)


async def ready(app: ReceptionApp) -> None:
    """Let so much time go by that the next tap is one of its own."""
    await until(lambda: monotonic() - app.tapped_at > DOUBLE_TAP)


def boxes(taps: TapList) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of each filled box, on the screen."""
    grid, region = taps._grid, taps.content_region
    return [
        (
            region.x + place % grid.columns * (grid.width + 2),
            region.y + place // grid.columns * grid.pitch,
            grid.width,
            grid.height,
        )
        for place in range(len(taps.taps))
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [3, 6, 9])
async def test_every_service_is_three_rows_high_where_there_is_room(
    scene: Scene, size: tuple[int, int], count: int
) -> None:
    services(scene, count)
    app = reception(scene)
    async with driven(app, size=size):
        taps = app.screen.query_one("#choices", TapList)
        high = min(height for _, _, _, height in boxes(taps))
        assert high >= (3 if size[1] >= 30 or count <= 6 else 1)
        for left, top, width, height in boxes(taps):
            assert left + width <= size[0]
            assert top + height <= app.screen.query_one("#languages").region.y
        if size[0] >= 140 and count == 9:
            assert taps._grid.columns == 2
            assert high >= 5


@pytest.mark.parametrize("size", SIZES)
async def test_a_box_is_hit_anywhere(scene: Scene, size: tuple[int, int]) -> None:
    services(scene, 6)
    app = reception(scene)
    async with driven(app, size=size) as pilot:
        taps = app.screen.query_one("#choices", TapList)
        taken: list[str] = []
        app.screen.take = lambda tap: taken.append(tap.id)  # type: ignore[attr-defined]
        wanted, at = [], monotonic()
        for tap, (left, top, width, height) in zip(taps.taps, boxes(taps), strict=True):
            for x in (left, left + width // 2, left + width - 1):
                for y in (top, top + height - 1):
                    at += 1.0
                    app.tapped_at = float("-inf")
                    finger(app, x, y, at)
                    await pilot.pause()
                    wanted.append(tap.id)
        assert taken == wanted


@pytest.mark.parametrize(("key", "language"), [("/", "zh-Hans"), ("*", "zh-Hant"), ("-", "en")])
async def test_a_language_has_a_button_and_a_key_of_its_own(scene: Scene, key: str, language: str) -> None:
    app = ReceptionApp(scene.station(), language="zh-Hant" if language != "zh-Hant" else "en")
    async with driven(app) as pilot:
        shown = text(app)
        assert all(word in shown for word in ("简体中文", "繁體中文", "English"))
        languages = app.screen.query_one("#languages", TapList)
        place = [tap.id for tap in languages.taps].index(language)
        left, top, width, height = boxes(languages)[place]
        assert height == 3
        finger(app, left + width // 2, top + 1, monotonic())
        await pilot.pause()
        assert app.language == language
        app.speak("zh-Hant" if language != "zh-Hant" else "en")
        await keys(pilot, key)
        assert app.language == language


async def test_a_keypad_does_everything_and_no_letter_is_shown(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "-", "2", "2")
        assert isinstance(app.screen, PriorityScreen)
        for step in ("2", "9", "2", "1", "1", "3"):
            letters = [tap.key for taps in app.screen.query(TapList) for tap in taps.taps if tap.key.isalpha()]
            assert letters == []
            await keys(pilot, step)
        assert isinstance(app.screen, DetailsScreen)
        await keys(pilot, "0")
        [ticket] = scene.store.waiting()
        assert (ticket.service, ticket.priority, ticket.visitor.assistance) == ("B", "elder", True)
        assert (ticket.visitor.errands, ticket.visitor.language) == (2, "en")


async def test_priority_is_left_or_refused_by_digit(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1", "2", "1", "2", "0", "0")
        await keys(pilot, "0") if not scene.store.waiting() else None
        assert [ticket.priority for ticket in scene.store.waiting()] == [""]


async def test_full_width_digits_of_an_input_method_count(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "\uff11", "\uff10")
        assert [ticket.service for ticket in scene.store.waiting()] == ["A"]


async def test_the_second_half_of_a_double_tap_hits_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        monkeypatch.setattr("kiosk.reception.app.DOUBLE_TAP", 10.0)
        at = monotonic()
        finger(app, 10, 7, at)
        await pilot.pause()
        assert isinstance(app.screen, DetailsScreen)
        finger(app, 10, 7, at + 0.1)
        await settle(pilot)
        assert isinstance(app.screen, DetailsScreen)
        assert scene.store.waiting() == []
        monkeypatch.undo()
        errands = app.screen.query_one("#choices", TapList)
        left, top, *_ = boxes(errands)[2]
        for _ in range(2):
            await ready(app)
            for _ in range(2):
                finger(app, left, top, monotonic())
            await pilot.pause()
        assert not app.screen.request.visitor.assistance, "two double taps are two taps"


async def test_the_number_stays_until_somebody_touches_the_screen(scene: Scene) -> None:
    quick = CONFIG.reception.model_copy(update={"back_after": timedelta(seconds=1)})
    scene.config = CONFIG.model_copy(update={"reception": quick})
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1", "enter")
        ticket = app.screen
        assert isinstance(ticket, TicketScreen)
        assert ticket.seconds >= 120
        began = monotonic()
        await until(lambda: monotonic() - began > 1.5)
        assert app.screen is ticket
        await keys(pilot, "2")
        assert isinstance(app.screen, WelcomeScreen), "the first touch of the next visitor chooses nothing"
        assert len(scene.store.waiting()) == 1


async def test_the_number_goes_away_by_itself_in_the_end(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticket_screen, "STAYS", timedelta(seconds=0.2))
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1", "enter")
        await until(lambda: isinstance(app.screen, WelcomeScreen))
        assert len(scene.store.waiting()) == 1


async def settled(ticket: TicketScreen) -> None:
    """Wait until a ticket takes keys."""
    await until(lambda: ticket.settled)


async def test_the_next_visitor_begins_in_a_language_by_its_key(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1", "enter")
        assert isinstance(app.screen, TicketScreen)
        await settled(app.screen)
        await keys(pilot, "-")
        assert isinstance(app.screen, WelcomeScreen)
        assert app.language == "en"


@pytest.mark.parametrize("language", CONFIG.languages)
async def test_the_visitor_is_asked_to_remember_the_number(scene: Scene, language: str) -> None:
    app = ReceptionApp(scene.station(), language=language)
    async with driven(app) as pilot:
        await keys(pilot, "1", "enter")
        [ticket] = scene.store.waiting()
        wanted = app.words("reception.remember", label=ticket.label)
        assert "".join(wanted.split()) in squeezed(app)


@pytest.mark.parametrize("greeter", [False, True], ids=["visitor", "greeter"])
async def test_the_code_is_reached_where_it_does_not_fit_beside_the_words(scene: Scene, greeter: bool) -> None:
    scene.pages = True
    app = reception(scene, greeter=greeter)
    async with driven(app, size=(60, 20)) as pilot:
        await keys(pilot, "1", "enter")
        assert codes_in(picture(app)) == []
        assert app.words("reception.show_code") in text(app)
        assert isinstance(app.screen, TicketScreen)
        await settled(app.screen)
        await keys(pilot, "+")
        assert isinstance(app.screen, CodeScreen)
        [ticket] = scene.store.waiting()
        [found] = codes_in(picture(app))
        assert found.endswith(ticket.token)
        assert ticket.label in text(app)
        await keys(pilot, "0")
        assert isinstance(app.screen, TicketScreen)
        await keys(pilot, "0")
        assert isinstance(app.screen, WelcomeScreen)


async def test_who_is_busy_on_a_later_step_is_not_sent_back_by_an_earlier_one(scene: Scene) -> None:
    app = reception(scene)
    async with driven(app) as pilot:
        await keys(pilot, "1")
        for key in ("2", "-", "/", "9"):
            before = app._idle
            assert before is not None
            counting = before._task
            assert counting is not None
            await keys(pilot, key)
            await until(counting.done)
            assert app._idle is not before, "each touch counts from zero"
        assert isinstance(app.screen, DetailsScreen)


async def test_five_visitors_press_three_keys_each(scene: Scene) -> None:
    app = reception(scene)
    pressed = 0
    async with driven(app) as pilot:
        for _ in range(5):
            for key, step in (("2", DetailsScreen), ("enter", TicketScreen), ("0", WelcomeScreen)):
                if isinstance(app.screen, TicketScreen):
                    await settled(app.screen)
                await keys(pilot, key)
                pressed += 1
                assert isinstance(app.screen, step)
    assert pressed == 15
    assert len(scene.store.waiting()) == 5
