"""A television through a whole day: the business day ends, the server restarts, the network is gone for an hour.

The day minute by minute takes a quarter of an hour: `pytest -m soak tests/kiosk/web/test_web_browser_whole_day.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from visits import TELEVISION, VOICE, Visit
from web_hall import DeskSide, HandClock, Serving, create_app, hall_config, wait_for

from kiosk.web.snapshot import read_snapshot
from queue_store import State

HOURS = 24
RESTART_AT, OFFLINE_FROM, OFFLINE_UNTIL = 6, 10, 11
STALE = "document.documentElement.classList.contains('stale')"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSide]:
    side = DeskSide(hall_config(tmp_path), HandClock())
    yield side
    side.store.close()


class Television:
    """A board, its hall and their clocks, which go together."""

    def __init__(self, visit: Visit, desk: DeskSide) -> None:
        self.visit, self.page, self.desk = visit, visit.page, desk
        self.server = Serving(create_app(desk.config, desk.connect))
        self.offline = False
        self.page.clock.install()
        self.page.goto(f"{self.server.address}/board")
        self.tools = self.page.context.new_cdp_session(self.page)
        self.tools.send("Performance.enable")
        wait_for(lambda: len(self.server.web.hub))

    def restart(self) -> None:
        """Stop the server, and start another one in its place."""
        self.server.stop()
        self.server = Serving(create_app(self.desk.config, self.desk.connect), self.server.port)

    def close(self) -> None:
        self.server.stop()

    def look(self) -> None:
        """Let the server read the hall now, as it does every ten seconds."""
        look = self.server.web.watcher.look(again=True)
        asyncio.run_coroutine_threadsafe(look, self.server.loop).result(10)

    def connect(self, connected: bool) -> None:
        self.offline = not connected
        self.visit.context.set_offline(self.offline)

    def is_level(self) -> bool:
        """Whether the page shows what the hall's database says."""
        snapshot = read_snapshot(self.desk.store, self.desk.config)
        shape, shown = self.server.web.watcher.board_shape(snapshot, "zh-Hans"), self.page.locator("main")
        return bool(shown.get_attribute("data-shape") == shape and not self.page.evaluate(STALE))

    def pass_time(self, seconds: int, *, every_second: int) -> None:
        """Let time pass once the page is level: every second of the first ones, the rest at once."""
        if not self.offline:
            self.settle()
        self.desk.clock.turn(seconds=seconds)
        while seconds > 0:
            part = min(seconds, 20)
            if every_second > 0:
                self.page.clock.run_for(part * 1000)
            else:
                part = seconds
                self.page.clock.fast_forward(part * 1000)
            every_second, seconds = every_second - part, seconds - part
            if not self.offline:
                self.settle()

    def settle(self) -> None:
        """Wait until the page is level; its own clock goes on, so that it asks again where an answer was lost."""
        for attempt in range(300):
            if self.is_level():
                return
            if attempt % 20 == 0:
                self.page.evaluate("window.dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(20)
            self.page.clock.run_for(100)
        raise AssertionError("the television did not become level")

    def size(self) -> tuple[float, float, float]:
        """Bytes of the page's heap, its nodes and its listeners, once what is not needed is swept away."""
        self.tools.send("HeapProfiler.collectGarbage")
        found = {each["name"]: each["value"] for each in self.tools.send("Performance.getMetrics")["metrics"]}
        return found["JSHeapUsedSize"], found["Nodes"], found["JSEventListeners"]


def work(desk: DeskSide, turn: int) -> int:
    """One turn of the hall's work: somebody is called, the one before is served; the number of calls made."""
    post = desk.posts[(1, 3)[turn % 2]]
    if not desk.store.queue_view({}, [], calls=1).day_began <= desk.clock.now:
        return 0
    for ticket in desk.store.now_serving():
        if ticket.counter == post.counter and ticket.state is State.CALLED and turn % 5 == 0:
            desk.store.no_show(ticket.id, post)
        elif ticket.counter == post.counter:
            desk.store.start(ticket.id, post)
            desk.store.finish(ticket.id, post)
    mine = desk.issue("A")
    desk.store.call(mine.id, post)
    if turn % 7 == 0:
        desk.store.undo(post)
        desk.store.cancel(mine.token)
        return 0
    if turn % 11 == 0:
        message = desk.store.messages.put_up(f"第 {turn} 号通知")
        desk.store.messages.take_down(message.id)
    return 1


def live_through(television: Television, minutes: int, *, every_second: int) -> None:
    """A whole day in steps of so many minutes."""
    desk, page, calls, missed = television.desk, television.page, 0, 0
    day, sizes = desk.store.business_day(), []
    for turn, minute in enumerate(range(0, HOURS * 60, minutes)):
        hour = minute // 60
        if minute == RESTART_AT * 60:
            television.restart()
        if minute in (OFFLINE_FROM * 60, OFFLINE_UNTIL * 60):
            television.connect(hour == OFFLINE_UNTIL)
        if desk.store.business_day() != day:
            day = desk.store.business_day()
            television.look()
            television.settle()
            expect(page.locator("tr[data-key]")).to_have_count(0)
            for number in (1, 2, 3):
                desk.store.open_counter(desk.posts[number])
        made = work(desk, turn)
        calls, missed = calls + made, missed + (made if television.offline else 0)
        television.pass_time(minutes * 60, every_second=every_second)
        if television.offline:
            assert page.evaluate(STALE)
        if minute % 60 == 0 and not television.offline:
            sizes.append(television.size())
    page.clock.run_for(60_000)
    said = page.evaluate("window.said.length")
    page.clock.run_for(60_000)
    assert page.evaluate("window.said.length") == said
    assert calls - missed <= said <= calls
    expect(page.locator("tr.flash")).to_have_count(0)
    (heap, nodes, listeners), last = sizes[1], sizes[-1]
    assert last[0] < heap + 3_000_000
    assert last[1] < nodes + 300
    assert last[2] < listeners + 10
    print(sizes[0], sizes[1], last, f"{calls} calls, {missed} without a network, {said} said")


def test_a_television_lives_through_a_day(browser: Browser, desk: DeskSide) -> None:
    with Visit(browser, VOICE, **TELEVISION) as visit, closing(Television(visit, desk)) as television:
        live_through(television, 30, every_second=20)


@pytest.mark.soak
def test_a_television_lives_through_every_minute_of_a_day(browser: Browser, desk: DeskSide) -> None:
    with Visit(browser, VOICE, **TELEVISION) as visit, closing(Television(visit, desk)) as television:
        live_through(television, 1, every_second=60)
