"""A hand on the keys, a child at the screen, one person who wants many numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from picture import squeezed
from stations import Scene, driven, hold, key_event, keys, settle
from test_touch import finger

from kiosk.reception import ticket_screen
from kiosk.reception.app import ReceptionApp
from kiosk.reception.details_screen import DetailsScreen
from kiosk.reception.pace import FREE, Mash, Pace
from kiosk.reception.ticket_screen import TicketScreen
from kiosk.reception.welcome import WelcomeScreen

KEYS = [*"0123456789.+-*/l ", "enter", "escape", "tab", "ctrl+c", "ctrl+q", "up", "f1", "你"]


class Seconds:
    """A clock in seconds that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    """The clock by which a ticket settles."""
    made = Seconds()
    monkeypatch.setattr(ticket_screen, "monotonic", made)
    return made


def at_random(clock: Seconds, seconds: float, least: float, most: float, chance: random.Random) -> Iterator[str]:
    """Keys at random, between `least` and `most` seconds apart."""
    end = clock.now + seconds
    while clock.now < end:
        clock.now += chance.uniform(least, most)
        yield chance.choice(KEYS)


async def mashed(scene: Scene, clock: Seconds, seconds: float, least: float, most: float) -> int:
    """How many numbers random keys take in so many seconds."""
    app = ReceptionApp(scene.station(), greeter=False)
    app.pace = Pace(clock)
    async with driven(app) as pilot:
        for number, key in enumerate(at_random(clock, seconds, least, most, random.Random(9))):
            app.post_message(key_event(key, clock.now))
            if most > 0.1 or number % 20 == 0:
                await settle(pilot)
        assert app.is_running
    return len(scene.store.waiting())


@pytest.mark.parametrize("seconds", [15, pytest.param(120, marks=pytest.mark.soak)])
async def test_a_hand_on_the_keys_takes_hardly_a_number(scene: Scene, clock: Seconds, seconds: float) -> None:
    assert await mashed(scene, clock, seconds, 0.005, 0.03) <= 2


@pytest.mark.parametrize("seconds", [20, pytest.param(120, marks=pytest.mark.soak)])
@pytest.mark.parametrize("apart", [(0.05, 0.2), (0.1, 0.4)], ids=["quick", "slow"])
async def test_a_child_that_presses_key_after_key_takes_a_few(
    scene: Scene, clock: Seconds, apart: tuple[float, float], seconds: float
) -> None:
    assert await mashed(scene, clock, seconds, *apart) <= FREE + 1 + seconds // 30


async def test_hands_all_over_a_touch_screen_take_hardly_a_number(scene: Scene, clock: Seconds) -> None:
    app = ReceptionApp(scene.station(), greeter=False)
    app.pace = Pace(clock)
    chance = random.Random(3)
    async with driven(app) as pilot:
        for number in range(1500):
            clock.now += chance.uniform(0.005, 0.03)
            finger(app, chance.randrange(80), chance.randrange(24), clock.now)
            if number % 20 == 0:
                await settle(pilot)
        assert app.is_running
    assert len(scene.store.waiting()) <= 1


async def test_mashing_is_answered_and_a_single_press_counts_again(scene: Scene) -> None:
    app = ReceptionApp(scene.station(), greeter=False)
    async with driven(app) as pilot:
        for place, key in enumerate("458745"):
            app.post_message(key_event(key, 50.0 + place * 0.02))
        await pilot.pause()
        assert "".join(app.words("reception.slowly").split()) in squeezed(app)
        app.post_message(key_event("1", 52.0))
        await settle(pilot)
        assert isinstance(app.screen, DetailsScreen)


def test_two_fingers_and_a_key_that_sends_a_digit_and_enter_are_no_mashing() -> None:
    mash = Mash()
    assert not any(mash.swallows(at) for at in (10.0, 10.0, 10.9, 10.92, 11.5, 11.5, 11.6, 11.7, 11.9))


def test_a_hand_on_the_keys_is_mashing_until_it_is_gone() -> None:
    mash = Mash()
    swallowed = [mash.swallows(10 + number * 0.03) for number in range(100)]
    assert swallowed == [False] * 5 + [True] * 95
    assert mash.swallows(13.2)
    assert not mash.swallows(13.6)


def test_a_family_takes_its_numbers_and_the_next_ones_wait_some_seconds() -> None:
    clock = Seconds()
    pace = Pace(clock)
    waits = []
    for _ in range(FREE + 3):
        pace.touched()
        waits.append(pace.wait())
        while pace.wait():
            clock.now += 0.5
            pace.touched()
        pace.took()
        clock.now += 1.5
    assert waits[:FREE] == [0.0] * FREE
    assert 8 <= waits[FREE] <= 10
    assert waits[FREE] < waits[FREE + 1] < waits[FREE + 2]


def test_people_in_a_line_never_wait() -> None:
    clock = Seconds()
    pace = Pace(clock)
    for _ in range(60):
        pace.touched()
        assert pace.wait() == 0
        pace.took()
        clock.now += 7


@pytest.mark.parametrize("pause", [0.5, 1.0, 2.0, 3.5])
def test_nobody_takes_a_dozen_in_a_minute(pause: float) -> None:
    clock = Seconds()
    pace = Pace(clock)
    taken = 0
    while clock.now < 1060:
        pace.touched()
        if not pace.wait():
            pace.took()
            taken += 1
        clock.now += pause
    assert taken < 12


async def test_the_same_hands_are_asked_to_wait_and_see_how_long(scene: Scene, clock: Seconds) -> None:
    app = ReceptionApp(scene.station(), greeter=False)
    app.pace = Pace(clock)
    async with driven(app) as pilot:
        for _ in range(FREE):
            await keys(pilot, "2", "0")
            assert isinstance(app.screen, TicketScreen)
            clock.now += 1
            await keys(pilot, "5")
            assert isinstance(app.screen, WelcomeScreen)
        await keys(pilot, "2", "0")
        assert isinstance(app.screen, DetailsScreen)
        assert "9秒后可以继续" in squeezed(app)
        clock.now += 4
        app.tick()
        assert "5秒后可以继续" in squeezed(app)
        clock.now += 5
        app.tick()
        assert "秒后可以继续" not in squeezed(app)
        assert len(scene.store.waiting()) == FREE, "the wait takes no number by itself"
        await keys(pilot, "0")
        assert len(scene.store.waiting()) == FREE + 1


async def test_a_greeter_takes_as_many_as_come(scene: Scene, clock: Seconds) -> None:
    app = ReceptionApp(scene.station(), greeter=True)
    app.pace = Pace(clock)
    async with driven(app) as pilot:
        for _ in range(FREE + 2):
            await keys(pilot, "2", "0")
            clock.now += 1
            await keys(pilot, "5")
        assert len(scene.store.waiting()) == FREE + 2


@pytest.mark.parametrize("every", [0.0, 0.005, 0.03], ids=["queued", "fast", "repeated"])
@pytest.mark.parametrize("key", ["0", "enter", "1", "2", "3"])
async def test_a_key_held_on_the_second_step_acts_once(scene: Scene, key: str, every: float) -> None:
    app = ReceptionApp(scene.station(), greeter=False)
    async with driven(app) as pilot:
        await keys(pilot, "2")
        await hold(pilot, key, 40, every=every)
        await settle(pilot)
        if key in {"0", "enter"}:
            assert isinstance(app.screen, TicketScreen)
            assert len(scene.store.waiting()) == 1
            return
        assert scene.store.waiting() == []
        step = next(each for each in app.screen_stack if isinstance(each, DetailsScreen))
        visitor = step.request.visitor
        assert (visitor.errands, visitor.assistance, visitor.priority) == (1 + (key == "1"), key == "3", "")
