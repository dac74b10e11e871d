"""The floor on a tablet in a real browser: nobody is shut out by how it looks, and everything is done by touch."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from visits import Visit
from web_hall import DeskSide, Serving, wait_for

from queue_store import Role, State

PIN = "4711-4711"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll("main a, main button, main input:not([type=hidden]), main textarea")]
    .filter((each) => { const box = each.getBoundingClientRect(); return box.width < 44 || box.height < 44; })
    .map((each) => each.outerHTML)"""
TABLETS = {
    "zh-Hans": ("zh-CN", "light", (768, 1024)),
    "zh-Hant": ("zh-TW", "dark", (1024, 768)),
    "en": ("en-GB", "light", (390, 844)),
}
"""By language: locale, colours, width and height."""


@pytest.fixture
def staffed(desk: DeskSide) -> DeskSide:
    """A hall with a supervisor, where 14 wait, one is served, one was sent to a closed counter and one clerk asks."""
    desk.store.staff.add("lead", name="Li Lei", surname="李", office="主任", role=Role.SUPERVISOR, pin=PIN)
    for _ in range(14):
        desk.issue()
    desk.call(desk.issue())
    desk.store.transfer(desk.issue("B").id, desk.posts[2], counter=4)
    desk.store.help.call(desk.posts[1])
    return desk


def faults(page: Page) -> list[str]:
    """What shuts somebody out: rules of axe, a page wider than the screen, what a finger does not hit."""
    found = [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]
    return found + ["too wide"] * page.evaluate(WIDER) + page.evaluate(SMALL)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/floor")
    page.locator("#staff").fill("lead")
    page.locator("#pin").fill(PIN)
    page.locator("main button").tap()
    expect(page.locator(".alerts form button").first).to_be_visible()


@pytest.mark.parametrize("language", list(TABLETS))
def test_every_page_of_the_floor(browser: Browser, staffed: DeskSide, server: Serving, language: str) -> None:
    locale, scheme, (width, height) = TABLETS[language]
    tablet = {"viewport": {"width": width, "height": height}, "has_touch": True, "color_scheme": scheme}
    found = {}
    with Visit(browser, **tablet, locale=locale, reduced_motion="reduce") as visit:
        page = visit.page
        page.goto(f"{server.address}/floor")
        found["signing in"] = faults(page)
        sign_in(page, server.address)
        alert = next(each for each in staffed.store.floor_view().alerts if each.kind == "stuck")
        pages = ["", f"alert/{alert.id}", "counter/2", "service/A", "visitors", f"visitor/{alert.subject}", "message"]
        for path in [*pages, "day", "day?more=expire"]:
            page.goto(f"{server.address}/floor/{path}".rstrip("/"))
            found[path] = faults(page)
            if folder := os.environ.get("FLOOR_PICTURES"):
                name = f"web-{language}-{path.replace('/', '-').replace('?', '-')}.png"
                page.screenshot(path=str(Path(folder) / name), full_page=True)
        assert visit.complaints == []
    assert {name: rules for name, rules in found.items() if rules} == {}


def test_a_supervisor_acts_by_touch(browser: Browser, staffed: DeskSide, server: Serving) -> None:
    tablet = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
    store = staffed.store
    with Visit(browser, **tablet) as visit:
        page = visit.page
        sign_in(page, server.address)
        page.locator(".asks button").tap()
        expect(page.locator("#counter-1 .answer")).to_have_text("已告诉 1 号窗口您马上到。")
        row = page.locator(".alerts li", has_text="超过 12 人")
        row.locator("button").tap()
        expect(row.locator(".answer")).to_have_text("由您处理，别的值班主任会看到。")
        expect(row.locator("input[name=back]")).to_have_count(1)
        row.locator("a").tap()
        page.get_by_role("button", name="10 分钟").tap()
        expect(row.locator(".answer")).to_contain_text("再提醒")
        page.locator("#move-2").tap()
        page.get_by_role("button", name="加办开户").tap()
        expect(page.locator("#counter-2 .answer")).to_have_text("2 号窗口今天办：开户、缴费。")
        page.locator("#change-C").tap()
        page.locator("main form button").tap()
        expect(page.locator("#service-C")).to_contain_text("已停取")
        page.locator("#choose").tap()
        page.locator("#more").fill("a007")
        page.locator(".find button").tap()
        page.locator(".links a").tap()
        page.get_by_role("button", name="2 号窗口").first.tap()
        expect(page.locator("#visitors .answer")).to_have_text("已叫 A007 到 2 号窗口。")
        assert [each.label for each in store.now_serving() if each.counter == 2] == ["A007"]
        page.locator("#end").tap()
        page.locator(".links a").first.tap()
        page.locator("main form button").tap()
        expect(page.locator("#day .answer")).to_contain_text("营业日已结束")
        assert store.waiting() == []
        assert visit.complaints == []


def test_the_floor_follows_the_hall_and_keeps_its_place(browser: Browser, staffed: DeskSide, server: Serving) -> None:
    with Visit(browser, viewport={"width": 768, "height": 1024}, has_touch=True) as visit:
        page = visit.page
        sign_in(page, server.address)
        page.locator("#move-5").focus()
        page.evaluate("document.querySelector('#move-5').scrollIntoView()")
        before = page.evaluate("scrollY")
        staffed.issue("E")
        expect(page.locator("#service-E td").first).to_have_text("1", timeout=10_000)
        assert page.evaluate("document.activeElement.id") == "move-5"
        assert page.evaluate("scrollY") == before
        server.stop()
        expect(page.locator(".stale")).to_be_visible(timeout=15_000)


def test_the_floor_works_without_a_script(browser: Browser, staffed: DeskSide, server: Serving) -> None:
    with Visit(browser, java_script_enabled=False, has_touch=True) as visit:
        page = visit.page
        sign_in(page, server.address)
        assert page.locator("meta[http-equiv=refresh]").count() == 1
        page.locator("#write").tap()
        page.locator("#text-message").fill("今天提前一小时下班")
        page.locator("main form button").dblclick()
        expect(page.locator("#messages .answer")).to_have_text("已通知全厅。")
        wait_for(lambda: [each.text for each in staffed.store.messages.up()] == ["今天提前一小时下班"])
        page.locator("#end").tap()
        page.get_by_text("继续营业").tap()
        expect(page).to_have_url(f"{server.address}/floor#day")
        assert staffed.store.waiting()[0].state is State.WAITING
