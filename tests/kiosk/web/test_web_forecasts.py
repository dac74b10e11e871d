"""Waits beside the pages: read once for each state of the hall, shown everywhere, written down, never in the way."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from waiting import AT_ONCE, until
from web_hall import DeskSide, Ear, HandClock, browsing, hall_config, slot

from kiosk.hall import Hours
from kiosk.text.waits import told_text, wait_text
from kiosk.web import forecasts
from kiosk.web.hall_file import _taker
from kiosk.words import load_words
from queue_store import Estimate, Store, WaitNow


def phones_told(desk: DeskSide) -> list[str]:
    """Labels of the tickets whose wait was written down as told on a phone."""
    now = desk.store.now()
    found = desk.store.forecast.outcomes(now - timedelta(days=1), now + timedelta(minutes=1))
    return [each.label for each in found if each.told.shown == "phone"]


class Held:
    """Readings of the waits stand still while this is closed."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.readings = 0
        self.most_at_once = 0
        self._now = 0

    def read(self, store: Store) -> tuple[dict[int, WaitNow], dict[str, Estimate]]:
        self.readings += 1
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        self.open.wait(10)
        self._now -= 1
        return store.forecast.waits(), store.forecast.newcomers()


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    held = Held()
    monkeypatch.setattr(forecasts, "_read_all", held.read)
    yield held
    held.open.set()


async def test_a_page_does_not_wait_for_a_forecast_that_takes_long(desk: DeskSide, held: Held) -> None:
    first, second = desk.issue(), desk.issue()
    async with browsing(desk) as (client, web):
        await web.watcher.forecasting.bring_up_to(web.watcher.number)
        assert slot((await client.get(f"/t/{second.token}")).text, "ahead") == "1"
        held.open.clear()
        desk.store.cancel(first.token)
        third = desk.issue()
        await web.watcher.look(again=True)
        began = time.monotonic()
        before = (await client.get(f"/t/{second.token}")).text
        new = (await client.get(f"/t/{third.token}")).text
        assert time.monotonic() - began < AT_ONCE
        assert (slot(before, "ahead"), slot(before, "headline")) == ("0", "快到您了，请留意叫号"), "what is certain"
        assert (slot(new, "ahead"), slot(new, "wait")) == ("–", "暂时说不准")
        assert f"排队中 · {third.label}" in new
        held.open.set()
        await until(lambda: third.id in web.watcher.forecasting.latest.waits)
        assert slot((await client.get(f"/t/{third.token}")).text, "ahead") == "1"
    assert held.most_at_once == 1


async def test_streams_are_told_although_another_page_asked_for_the_waits_first(desk: DeskSide) -> None:
    first, mine = desk.issue(), desk.issue()
    async with browsing(desk) as (_, web):
        place = await web.watcher.place(mine, "zh-Hans")
        ear = Ear(web, "mine")
        web.watcher.follow("mine", mine.token, "zh-Hans", place)
        desk.store.cancel(first.token)
        await web.watcher.look(again=True)
        await web.watcher.forecasting.bring_up_to(web.watcher.number)
        await until(lambda: b'"ahead": "0"' in ear.heard)


async def test_every_wait_that_a_page_told_is_written_down_once(desk: DeskSide) -> None:
    with_page, later = desk.issue(), desk.issue()
    async with browsing(desk) as (client, web):
        for language in ("zh-Hans", "en"):
            await client.get(f"/t/{with_page.token}", headers={"cookie": f"{desk.cookie('lang')}={language}"})
        await until(lambda: phones_told(desk) == [with_page.label])
        await web.watcher.look(again=True)
        await web.watcher.forecasting.bring_up_to(web.watcher.number)
        await client.get(f"/t/{with_page.token}")
        await client.get(f"/t/{later.token}")
        await until(lambda: later.label in phones_told(desk))
    assert phones_told(desk) == [with_page.label, later.label]


async def test_the_forecast_goes_by_changed_rules(desk: DeskSide) -> None:
    import asyncio

    async with browsing(desk) as (_, web):
        slower = [each.model_copy(update={"long_wait": timedelta(hours=2)}) for each in desk.config.services]
        changed = desk.config.model_copy(update={"services": tuple(slower)})
        await asyncio.to_thread(_taker(web, asyncio.get_running_loop()), changed)
        for thread in (web.reader, web.writer, web.forecaster):
            assert await thread.run(lambda store: store.hall.services[0].long_wait) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("language", "closing"),
    [
        ("zh-Hans", "17:30 闭厅前可能轮不到您"),
        ("zh-Hant", "17:30 關廳前可能輪不到您"),
        ("en", "We may not reach you before we close at 17:30"),
    ],
)
async def test_closing_is_said_before_a_number_is_taken_and_with_it(
    tmp_path: Path, language: str, closing: str
) -> None:
    clock = HandClock()
    clock.now = datetime(2026, 3, 10, 9, 5, tzinfo=UTC)
    week = Hours.model_validate({"tue": ["08:30-12:00", "13:30-17:30"]})
    desk = DeskSide(hall_config(tmp_path).model_copy(update={"hours": week}), clock)
    early = desk.issue()
    tickets = [desk.issue() for _ in range(12)]
    words = load_words(language)
    async with browsing(desk, cookie=f"{desk.cookie('lang')}={language}") as (client, _):
        page = (await client.get(f"/t/{tickets[-1].token}")).text
        assert slot(page, "closing") == closing
        assert closing not in (await client.get(f"/t/{early.token}")).text
        home, joining = (await client.get("/")).text, (await client.get("/join")).text
        told = desk.store.estimate("A")
        assert closing in home
        assert words("web.home.ahead.many", count=told.ahead) in home
        assert wait_text(words, told.low, told.high) in home
        assert told_text(words, told, desk.config.zone) in joining
        assert closing in told_text(words, told, desk.config.zone)
    desk.store.close()


async def test_nothing_waits_for_a_reading_once_the_server_ends(desk: DeskSide, held: Held) -> None:
    async with browsing(desk) as (client, web):
        held.open.clear()
        ticket = desk.issue()
        before = held.readings
        await client.get(f"/t/{ticket.token}")
        await until(lambda: held.readings > before)
        threading.Timer(0.2, held.open.set).start()
    reading = web.watcher.forecasting._reading
    assert reading is not None
    assert reading.cancelled()
