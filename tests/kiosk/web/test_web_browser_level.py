"""A page is never wrong for good: answers that come late, in another order, or not at all."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator

import pytest
from between import Between, between
from playwright.sync_api import Browser, expect
from visits import PHONE, VOICE, Visit
from web_hall import DeskSide, Serving, serving, wait_for

from queue_store import State, Ticket


@pytest.fixture
def proxy(server: Serving) -> Iterator[Between]:
    with between(server.port) as passing:
        yield passing


def hold_page(proxy: Between, path: str) -> tuple[threading.Event, threading.Event]:
    """Hold the answers of one path back: an event that says when one is held, and one that lets all go."""
    held, go = threading.Event(), threading.Event()

    def lets_pass(method: str, asked: str) -> bool:
        if asked == path:
            held.set()
            go.wait(20)
        return True

    proxy.lets_pass = lets_pass
    return held, go


def open_page(visit: Visit, server: Serving, proxy: Between, mine: Ticket) -> str:
    path = f"/t/{mine.token}"
    visit.page.goto(proxy.address + path)
    visit.at("waiting")
    wait_for(lambda: len(server.web.hub))
    return path


@pytest.mark.parametrize("back", [True, False], ids=["back-to-what-is-shown", "on-to-a-third"])
def test_a_second_change_while_the_page_loads_is_not_lost(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between, back: bool
) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        path = open_page(visit, server, proxy, mine)
        held, go = hold_page(proxy, path)
        desk.call(mine, 1)
        while not held.is_set():
            visit.page.wait_for_timeout(20)
        if back:
            desk.store.undo(desk.posts[1])
        else:
            desk.store.start(mine.id, desk.posts[1])
        expected = State.WAITING if back else State.SERVING
        wait_for(lambda: server.web.watcher.snapshot.tickets[mine.token].state is expected)
        visit.catch_up()
        with visit.page.expect_response(f"**{path}"):
            go.set()
        visit.catch_up()
        kind, headline = ("waiting", "下一位就是您") if back else ("serving", "正在 1 号窗口办理")
        visit.at(kind)
        expect(visit.page.locator("h1")).to_have_text(headline)
        expect(visit.page.locator("main")).not_to_have_class(re.compile("behind"))
        visit.catch_up()
        visit.at(kind)
        assert visit.complaints == []


def test_a_page_that_cannot_load_says_what_is_known_and_that_it_is_behind(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        path, page = open_page(visit, server, proxy, mine), visit.page
        _held, go = hold_page(proxy, path)
        desk.call(mine, 2)
        expect(page.locator("h1")).to_have_text("请到 2 号窗口")
        expect(page.locator(".figures")).to_be_hidden()
        expect(page.get_by_text("未能更新，停留在")).to_be_visible()
        go.set()
        visit.at("called")
        expect(page.locator("html")).not_to_have_class(re.compile("stale"))
        expect(page.locator(".counter")).to_be_visible()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_lost_late_or_twice_the_page_ends_level(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between, seed: int
) -> None:
    chance = random.Random(seed)
    mine, others = desk.issue("A"), [desk.issue("A") for _ in range(4)]

    def lets_pass(method: str, path: str) -> bool:
        if path.endswith("/events") or "static" in path:
            return True
        time.sleep(chance.choice((0, 0.05, 0.2, 0.4)))
        return chance.random() > 0.3

    with Visit(browser, **PHONE) as visit:
        path, post = open_page(visit, server, proxy, mine), desk.posts[1]
        proxy.lets_pass = lets_pass
        for _ in range(25):
            act = chance.choice(("call", "undo", "recall", "other", "message", "online"))
            state = desk.store.ticket(mine.id).state
            if act == "call" and state is State.WAITING and not desk.store.now_serving():
                desk.call(mine)
            elif act == "undo" and state is State.CALLED:
                desk.store.undo(post)
            elif act == "recall" and state is State.CALLED:
                desk.store.recall(mine.id, post)
            elif act == "other" and others:
                desk.store.cancel(others.pop().token)
            elif act == "message":
                desk.store.messages.put_up(f"停电 {chance.random()}")
            else:
                visit.page.evaluate("window.dispatchEvent(new Event('online'))")
            visit.page.wait_for_timeout(chance.choice((0, 20, 60, 150)))
        proxy.lets_pass = lambda method, path: True
        now = desk.store.ticket(mine.id).revision
        wait_for(lambda: server.web.watcher.snapshot.tickets[mine.token].revision == now)
        wait_for(lambda: len(server.web.watcher.snapshot.notices) == len(desk.store.hall_view().messages))
        truth = visit.context.request.get(f"{server.address}{path}/state").json()
        visit.at(truth["kind"], 8)
        for name in ("headline", "notice"):
            expect(visit.page.locator(f"[data-slot={name}]")).to_have_text(truth["slots"][name])
        expect(visit.page.locator("main")).to_have_attribute("data-shape", truth["shape"], timeout=8000)
        expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"), timeout=12000)


def test_a_page_follows_the_hall_over_a_restart_of_the_server(browser: Browser, desk: DeskSide) -> None:
    """Versions begin anew with each process."""
    mine = desk.issue("A")
    with serving(desk) as server, Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        for _ in range(30):
            server.web.watcher.stamp()
        server.stop()
        expect(visit.page.locator("html")).to_have_class(re.compile("stale"), timeout=8000)
        with serving(desk, server.port) as again:
            wait_for(lambda: len(again.web.hub))
            expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"))
            desk.call(mine, 2)
            visit.at("called")
            desk.store.start(mine.id, desk.posts[2])
            visit.at("serving")


def test_two_pages_of_one_ticket_both_follow(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as first, Visit(browser, **PHONE) as second:
        for visit in (first, second):
            visit.page.goto(f"{server.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub) == 2)
        desk.call(mine, 2)
        desk.store.undo(desk.posts[2])
        desk.call(mine, 3)
        for visit in (first, second):
            visit.at("called")
            expect(visit.page.locator("h1")).to_have_text("请到 3 号窗口")


def test_the_television_is_level_after_two_quick_changes(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    server.web.watcher.board_text = lambda snapshot, language, stamp: ""
    first = desk.issue("A")
    with Visit(browser, VOICE) as visit:
        visit.page.goto(f"{proxy.address}/board")
        wait_for(lambda: len(server.web.hub))
        held, go = hold_page(proxy, "/board")
        desk.call(first, 1)
        while not held.is_set():
            visit.page.wait_for_timeout(20)
        desk.store.undo(desk.posts[1])
        wait_for(lambda: not server.web.watcher.snapshot.calls)
        visit.catch_up()
        with visit.page.expect_response("**/board"):
            go.set()
        visit.catch_up()
        expect(visit.page.locator("tr[data-key]")).to_have_count(0)
        assert visit.page.evaluate("window.said") == []
