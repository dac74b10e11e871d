"""A network that dies without a word, and a page whose script never came: the visitor is told within seconds."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from between import Between, between
from playwright.sync_api import Browser, expect
from visits import PHONE, Visit
from web_hall import DeskSide, Serving, wait_for

STALE = re.compile("stale")


@pytest.fixture
def proxy(server: Serving) -> Iterator[Between]:
    with between(server.port) as passing:
        yield passing


def test_silence_is_noticed_within_seconds_and_so_is_its_end(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    mine, again = desk.issue("A"), threading.Event()
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{proxy.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        at = page.locator("[data-at]").inner_text()
        expect(page.locator("[data-at]")).not_to_have_text(at, timeout=4000)
        proxy.lets_pass = lambda method, path: again.wait(30)
        proxy.still = True
        expect(page.locator("html")).to_have_class(STALE, timeout=7000)
        expect(page.get_by_role("status")).to_contain_text("正在重新连接")
        desk.call(mine, 2)
        proxy.still = False
        again.set()
        visit.at("called", 5)
        expect(page.locator("html")).not_to_have_class(STALE)


def test_a_stream_that_brings_nothing_is_replaced_while_the_hall_answers(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{proxy.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        page.wait_for_timeout(500)
        proxy.still = True
        with page.expect_request(f"**/{mine.token}/events", timeout=8000):
            pass
        desk.call(mine, 2)
        visit.at("called", 5)
        expect(page.locator("html")).not_to_have_class(STALE)


def test_a_browser_that_says_offline_is_believed_at_once_and_the_hall_more(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    """On a PC without any network the browser calls itself offline, and its own server is reached all the same."""
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        page.route("**/state", lambda route: route.abort())
        assert page.evaluate(
            "window.dispatchEvent(new Event('offline')) && document.documentElement.classList.contains('stale')"
        )
        expect(page.locator("html")).not_to_have_class(STALE, timeout=4000)


def test_a_page_whose_script_never_came_says_that_it_stands_still(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.bring_to("booked")
    with Visit(browser, **PHONE) as visit:
        page, standing = visit.page, visit.page.locator(".standing")
        page.goto(f"{server.address}/t/{mine.token}")
        expect(standing).to_be_hidden()
        page.route("**/live.js", lambda route: route.abort())
        page.goto(f"{server.address}/t/{mine.token}")
        page.evaluate("document.getAnimations().forEach((each) => each.finish())")
        expect(standing).to_have_text("这一页不会自己更新，请刷新一下再看。")
        expect(standing).to_be_visible()
