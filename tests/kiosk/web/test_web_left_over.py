"""The page of a number over a night: left over, kept for the next day, carried over, or over."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from web_hall import LANGUAGES, DeskSide, HandClock, browsing, hall_config

from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code
from kiosk.words import load_words
from queue_store import State, Ticket

Hall = Callable[..., DeskSide]


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """Make a hall with a clock to be turned; `rule` says what becomes of those left over."""

    def make(rule: str = "ask", **web: Any) -> DeskSide:
        config = hall_config(tmp_path, **web)
        day = config.day.model_copy(update={"leftovers": rule})
        return DeskSide(config.model_copy(update={"day": day}), HandClock())

    return make


def night(desk: DeskSide) -> None:
    """It is the same time on the next day."""
    assert desk.clock is not None
    desk.clock.turn(days=1)


async def page_of(client: Any, web: Any, ticket: Ticket, language: str = "zh-Hans") -> str:
    """The page of a ticket as it is now."""
    await web.watcher.look(again=True)
    answer = await client.get(f"/t/{ticket.token}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return unescape(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_number_left_over_from_yesterday_says_so(hall: Hall, language: str) -> None:
    desk, words = hall(), load_words(language)
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        night(desk)
        page = await page_of(client, web, ticket, language)
        for key in ("web.headline.left_over", "web.lead.left_over", "web.join.again", "web.leave.title"):
            assert words(key) in page
        assert 'data-kind="left_over"' in page
        assert words("web.ticket.wait") not in page, "nothing is promised"
    desk.store.close()


async def test_an_open_page_turns_when_the_day_is_over(hall: Hall) -> None:
    desk = hall()
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        assert (await client.get(f"/t/{ticket.token}/state")).json()["kind"] == "waiting"
        night(desk)
        await web.watcher.look()
        assert (await client.get(f"/t/{ticket.token}/state")).json()["kind"] == "left_over"
    desk.store.close()


@pytest.mark.parametrize("taken", [False, True], ids=["number free", "number taken today"])
async def test_a_visitor_who_was_carried_over_reads_the_place_and_that_it_was_kept(hall: Hall, taken: bool) -> None:
    desk = hall()
    first, second = desk.issue(), desk.issue()
    async with browsing(desk) as (client, web):
        night(desk)
        today = [desk.issue(), desk.issue()] if taken else []
        desk.store.close_day(waiting="carry_over")
        page = await page_of(client, web, second)
        label = desk.store.ticket(second.id).label
        assert label == (f"{second.label}-10" if taken else second.label)
        assert re.search(rf"<strong[^>]*>{label}</strong>", page)
        assert '<span class="figure" data-slot="ahead">1</span>' in page
        assert "您的号从前一个服务日保留到今天，位置不变" in page
        assert "对不起，让您久等了" not in page, "the night is no wait"
        fresh = today[0] if taken else desk.issue()
        assert "前一个服务日" not in await page_of(client, web, fresh)
        called = desk.call(first)
        assert re.search(rf"<strong[^>]*>{called.label}</strong>", await page_of(client, web, first))
    desk.store.close()


async def test_a_hall_that_carries_over_by_itself_says_so_in_the_morning(hall: Hall) -> None:
    desk = hall("carry_over")
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        night(desk)
        page = await page_of(client, web, ticket)
        assert 'data-kind="waiting"' in page
        assert "保留到今天" in page
    desk.store.close()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_carried_over_in_the_evening_is_kept_for_the_morning(hall: Hall, language: str) -> None:
    desk, words = hall(), load_words(language)
    ticket = desk.issue()
    desk.store.close_day(waiting="carry_over")
    async with browsing(desk) as (client, web):
        page = await page_of(client, web, ticket, language)
        assert words("web.headline.kept") in page
        assert words("web.lead.kept") in page
        night(desk)
        assert words("web.ticket.carried_over") in await page_of(client, web, ticket, language)
    desk.store.close()


async def test_an_expired_number_has_no_page(hall: Hall) -> None:
    desk = hall("expire")
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        night(desk)
        await web.watcher.look()
        assert (await client.get(f"/t/{ticket.token}")).status_code == 404
    desk.store.close()


async def test_who_is_in_the_hall_again_checks_in_with_the_code_and_not_without(hall: Hall) -> None:
    desk = hall(join=True)
    assert desk.clock is not None
    ticket = desk.issue()
    async with browsing(desk) as (client, web):
        night(desk)
        today = desk.issue()
        assert "报到后就用这个号接着排" in await page_of(client, web, ticket)
        right = checkin_code(desk.store.secret(CHECK_IN_SECRET), desk.clock.now)
        wrong = f"{(int(right) + 1) % 10000:04}"
        for body in ({}, {"code": wrong}):
            refused = await client.post(f"/t/{ticket.token}/check-in", data=body)
            assert refused.status_code == 409
            assert desk.store.ticket(ticket.id).state is State.LEFT_OVER
        assert (await client.post(f"/t/{ticket.token}/check-in", data={"code": right})).status_code == 303
        labels = [each.label for each in desk.store.waiting()]
        assert labels == [f"{ticket.label}-10", today.label]
        assert "位置不变" in await page_of(client, web, ticket)
    desk.store.close()


async def test_a_phone_with_a_number_left_over_may_take_a_new_one(hall: Hall) -> None:
    desk = hall(join=True)
    async with browsing(desk) as (client, web):
        key = (await client.get("/join")).text.split('name="key" value="')[1].split('"')[0]
        first = (await client.post("/join", data={"key": key, "service": "A"})).headers["location"]
        night(desk)
        await web.watcher.look()
        page = await client.get("/join")
        assert page.status_code == 200
        key = page.text.split('name="key" value="')[1].split('"')[0]
        second = (await client.post("/join", data={"key": key, "service": "A"})).headers["location"]
        assert second.startswith("/t/")
        assert second != first
    desk.store.close()


async def test_a_number_left_over_can_be_given_back(hall: Hall) -> None:
    desk = hall()
    ticket = desk.issue()
    async with browsing(desk) as (client, _):
        night(desk)
        assert (await client.post(f"/t/{ticket.token}/leave")).status_code == 303
        assert desk.store.ticket(ticket.id).state is State.CANCELLED
    desk.store.close()
