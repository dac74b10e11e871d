"""A hall, a store on a real file, a clock turned by hand, and screens driven by keys."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import monotonic, process_time
from typing import Any, TypeVar

from textual import events
from textual.app import App
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import Screen
from waiting import until as until

import kiosk.screens.environment  # noqa: F401
from kiosk.desk.screen import DeskScreen
from kiosk.floor.screen import FloorScreen
from kiosk.hall import HallConfig, parse_hall
from kiosk.screens.station import Station, StationApp
from kiosk.screens.viewing import ViewingScreen
from kiosk.widgets.answering import AnsweringModal
from kiosk.widgets.status_line import StatusLine
from queue_store import Post, Store, Ticket, Visitor, open_store

MORNING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
"""Nine o'clock on a Tuesday in the hall."""

HALL = """
id = "lan"
timezone = "Asia/Shanghai"
name = { zh-Hans = "兰亭燃气厅", zh-Hant = "蘭亭燃氣廳", en = "Lanting Gas Hall" }
company = { zh-Hans = "兰亭燃气", zh-Hant = "蘭亭燃氣", en = "Lanting Gas" }
centre = { zh-Hans = "客服中心", zh-Hant = "客服中心", en = "Customer Centre" }

[web]
join = false
rejoin_times = 0

[limits]
long_wait = "15m"
seat_offer = "20m"

[desk]
flash = false

[[services]]
code = "A"
series = "A"
names = { zh-Hans = "开户", zh-Hant = "開戶", en = "New account" }
target = "10m"
zone = { zh-Hans = "东侧", zh-Hant = "東側", en = "East side" }
materials = [
    { zh-Hans = "身份证", zh-Hant = "身分證", en = "Identity card" },
    { zh-Hans = "房产证", zh-Hant = "房產證", en = "Title deed" },
]
forms = [{ zh-Hans = "开户申请", zh-Hant = "開戶申請", en = "application" }]

[[services]]
code = "B"
series = "B"
names = { zh-Hans = "缴费", zh-Hant = "繳費", en = "Paying" }
target = "4m"
long_wait = "10m"
cash = true

[[services]]
code = "M"
series = "M"
names = { zh-Hans = "经理接待", zh-Hant = "經理接待", en = "Manager" }
target = "20m"
month_days = [10, 25]

[[counters]]
number = 1
services = ["A", "B"]

[[counters]]
number = 2
services = ["B"]

[[counters]]
number = 3
services = ["A", "B"]

[[counters]]
number = 6
services = ["M"]
supervisor = true
name = { zh-Hans = "值班主任", zh-Hant = "值班主任", en = "Supervisor" }

[[priorities]]
id = "elder"
names = { zh-Hans = "老年人", zh-Hant = "年長者", en = "Older person" }
head_start = "20m"
"""

CONFIG: HallConfig = parse_hall(HALL, Path("/nowhere/hall.toml"))
POST = Post(3, "c07")
OTHER = Post(1, "c01")


def clerk_at(counter: int) -> Post:
    """Who has a counter in these halls."""
    return {POST.counter: POST, OTHER.counter: OTHER}.get(counter, Post(counter, f"c{counter:02}"))


_App = TypeVar("_App", bound=StationApp)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **span: float) -> None:
        self.now += timedelta(**span)


class Scene:
    """A hall in which something goes on."""

    def __init__(self, folder: Path, config: HallConfig = CONFIG, *, pages: bool = False) -> None:
        self.clock = Clock()
        self.config = config
        self.file = folder / "hall.db"
        self.store: Store = self.open()
        self.pages = pages

    def open(self) -> Store:
        """Another process's look at the same file."""
        return open_store(self.file, self.config.rules(), clock=self.clock)

    def station(self, store: Store | None = None) -> Station:
        """A station on this hall."""
        page = _page if self.pages else (lambda ticket: "")
        return Station(store or self.store, self.config, page_of=page)

    def issue(self, service: str = "A", *, after: float = 0, **visitor: Any) -> Ticket:
        """Let somebody come in `after` minutes."""
        self.clock.turn(minutes=after)
        return self.store.issue(service, visitor=Visitor(**visitor))

    def crowd(self) -> None:
        """Seven people of all sorts."""
        self.store.open_counter(OTHER)
        self.issue("A", surname="单", address="madam")
        self.issue("B", after=2)
        self.issue("A", after=3, priority="elder", assistance=True)
        self.issue("B", after=4, errands=3)
        self.issue("A", after=4, surname="尉迟", address="sir")
        self.issue("B", after=3)
        self.issue("A", after=2)
        self.clock.turn(minutes=3)


def _page(ticket: Ticket) -> str:
    return f"HTTP://192.168.1.23:8080/T/{ticket.token}"


def status(app: StationApp) -> str:
    """What the line above the keys says."""
    return app.screen.query_one(StatusLine).said


def still(app: _App) -> _App:
    """The app without anything that moves by itself."""
    app.animation_level = "none"
    return app


@asynccontextmanager
async def driven(app: _App, *, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """Run an app and hand over its keys."""
    async with still(app).run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        yield pilot


def key_event(name: str, at: float) -> events.Key:
    """A key that arrives at a time; `name` as Textual names keys, or one character."""
    key = _character_to_key(name) if len(name) == 1 else name
    try:
        character: str | None = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key)))
    except KeyError:
        character = name if len(name) == 1 else None
    event = events.Key(key, character)
    event.time = at
    return event


_presses = count(1)


def tap(pilot: Pilot[Any], name: str) -> None:
    """Press a key as people do who mean each press: never so soon after the last one that it looks held."""
    pilot.app.post_message(key_event(name, monotonic() + next(_presses)))


async def press(pilot: Pilot[Any], name: str) -> None:
    """Press a key, and let it arrive."""
    tap(pilot, name)
    await pilot.pause()


async def hold(pilot: Pilot[None], name: str, times: int, *, every: float = 0.0) -> None:
    """Hold a key down: by its own time it arrives `every` so many seconds, however busy the machine is."""
    began = monotonic()
    for number in range(times):
        pilot.app.post_message(key_event(name, began + number * every))
        if every:
            await asyncio.sleep(every)
    await pilot.pause()


async def together(pilot: Pilot[None], *names: str) -> None:
    """Press keys faster than the screen follows, a twentieth of a second apart by their own time."""
    began = monotonic() + next(_presses)
    for number, name in enumerate(names):
        pilot.app.post_message(key_event(name, began + number / 20))
    await settle(pilot)


async def settle(pilot: Pilot[Any], *, seconds: float = 20) -> None:
    """Wait until every act is through or asks something, and the screen shows what the store says."""
    end = monotonic() + seconds
    while True:
        await _calm(pilot)
        if not _unsettled(pilot.app):
            await _calm(pilot)
            if not _unsettled(pilot.app):
                return
        assert monotonic() < end, f"it does not settle: {_unsettled(pilot.app)}"
        await asyncio.sleep(0.005)


async def _calm(pilot: Pilot[Any]) -> None:
    """Wait as `pilot.pause` does until every message is through and this process does nothing, looking more often."""
    await pilot._wait_for_screen()
    for _ in range(100):
        worked = process_time()
        await asyncio.sleep(0.01)
        if process_time() - worked < 0.001:
            break
    pilot.app.screen._on_timer_update()


async def settle_at_once(pilot: Pilot[Any], *, seconds: float = 20) -> None:
    """As `settle`, by what is queued and unpainted and not by the processor being idle: a tenth of the time."""
    end = monotonic() + seconds
    while True:
        await pilot._wait_for_screen()
        for screen in filter(_unpainted, pilot.app._background_screens):
            screen._on_timer_update()
        pilot.app.screen._on_timer_update()
        waits_for = _queued(pilot.app) or _unsettled(pilot.app)
        if not waits_for:
            return
        assert monotonic() < end, f"it does not settle: {waits_for}"
        await asyncio.sleep(0 if waits_for == _QUEUED else 0.001)


_QUEUED = "messages"


def _queued(app: App[Any]) -> str:
    """Whether messages wait, or anything has to be painted; empty when nothing does."""
    if app.screen._callbacks or app.screen._repaint_required:
        return _QUEUED
    if any(map(_unpainted, (app.screen, *app._background_screens))):
        return _QUEUED
    pumps = (app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True)))
    return _QUEUED if any(pump.message_queue_size or pump._next_callbacks for pump in pumps) else ""


def _unpainted(screen: Screen[Any]) -> bool:
    """Whether something of a screen has changed since it was painted."""
    return bool(screen._dirty_widgets) or screen._layout_required


def _unsettled(app: App[Any]) -> str:
    """What still goes on in an app; empty when nothing does."""
    if not isinstance(app, StationApp) or not app.is_running:
        return ""
    question = app.screen
    asked = app.lane.asking and isinstance(question, AnsweringModal) and not question.answered
    if app.lane.busy and not asked:
        return "an act"
    if any(isinstance(screen, ViewingScreen) and screen.reading for screen in app.screen_stack):
        return "a view"
    if any(
        isinstance(screen, DeskScreen) and screen.is_mounted and screen.expected.reading for screen in app.screen_stack
    ):
        return "a forecast"
    if any(isinstance(screen, FloorScreen) and screen.working for screen in app.screen_stack):
        return "the alerts"
    app.live.look()
    return "" if app.live.caught_up else "the poll"


async def keys(pilot: Pilot[Any], *names: str) -> None:
    """Press keys one after the other, each with all that it does."""
    await settle(pilot)
    for name in names:
        tap(pilot, name)
        await settle(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type text."""
    for char in text:
        await pilot.press(char)
    await pilot.pause()
