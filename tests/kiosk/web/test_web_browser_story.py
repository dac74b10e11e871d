"""Told before the turn, after a transfer, and after the visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from visits import NARROW, PHONE, RECORD, Visit
from web_hall import LANGUAGES, DeskSide, Serving, code_now, wait_for

from queue_store import Outcome


def test_asked_back_into_the_hall_before_the_turn(browser: Browser, desk: DeskSide, server: Serving) -> None:
    *before, mine = [desk.issue("A") for _ in range(4)]
    near = "前面还有 2 位，请回到大厅来。"
    with Visit(browser, RECORD, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        expect(page.locator("[data-slot=ahead]")).to_have_text("3")
        expect(page.locator("[data-slot=near]")).to_be_hidden()
        page.locator(".sound").tap()
        visit.until("window.heard.length === 4")
        felt, heard = page.evaluate("[window.felt.length, window.heard.length]")
        wait_for(lambda: len(server.web.hub))
        desk.call(before[0], 1)
        expect(page.locator("[data-slot=near]")).to_have_text(near)
        expect(page.get_by_role("status")).to_contain_text(near)
        assert page.title() == f"前面 2 位 · {mine.label}"
        assert page.evaluate("[window.felt.length, window.heard.length]") == [felt + 1, heard + 1]
        desk.call(before[1], 3)
        expect(page.locator("[data-slot=near]")).to_have_text("前面只有 1 位了，请回到大厅来。")
        assert page.evaluate("[window.felt.length, window.heard.length]") == [felt + 1, heard + 1]


def test_with_no_counter_open_nobody_is_asked_back(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    for number in (1, 2, 3):
        desk.store.close_counter(desk.posts[number])
    with Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}")
        expect(visit.page.locator("[data-slot=ahead]")).to_have_text("0")
        expect(visit.page.locator("[data-slot=near]")).to_be_hidden()


def test_after_a_transfer_the_visitor_is_told_so(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.bring_to("serving")
    told = "您已转到缴费，接着排队，不用重新取号。"
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        desk.store.transfer(mine.id, desk.posts[1], service="B", note="给同事的话")
        visit.at("waiting")
        expect(page.locator("main").get_by_text(told)).to_be_visible()
        expect(page.locator("#announce")).to_contain_text(told)
        expect(page.get_by_text("给同事的话")).to_have_count(0)
        called = desk.call(mine, 2)
        visit.at("called")
        desk.store.no_show(called.id, desk.posts[2])
        visit.at("missed")
        page.get_by_label("报到码").fill(code_now(desk))
        page.get_by_role("button", name="重新排队").tap()
        visit.at("waiting")
        expect(page.locator("main").get_by_text(told)).to_have_count(0)


ENDS: dict[Outcome, tuple[dict[str, Any], str, list[str]]] = {
    Outcome.REFERRED: ({"reason": "<b>二楼</b> 3 号房"}, "请到别处接着办", ["办理地点：<b>二楼</b> 3 号房"]),
    Outcome.DECLINED: (
        {"reason": "缺少房产证", "way": "请值班主任再看一遍"}, "对不起，这次没能为您办理",
        ["原因：缺少房产证", "您可以这样办：请值班主任再看一遍", "请找前台"],
    ),
    Outcome.COMPLAINT: ({"reason": "态度不好"}, "您的投诉已经登记", ["前给您答复。", "请记下号码 A001"]),
    Outcome.LEFT: ({}, "这次没有办完", ["您先离开了", "请重新取号"]),
    Outcome.DONE: ({}, "请慢走", ["业务办完了"]),
}  # fmt: skip


@pytest.mark.parametrize("outcome", ENDS)
def test_after_the_visit_it_says_what_happened(
    browser: Browser, desk: DeskSide, server: Serving, outcome: Outcome
) -> None:
    more, headline, sentences = ENDS[outcome]
    mine = desk.bring_to("serving")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        if outcome is Outcome.COMPLAINT:
            more = more | {"case_due": desk.store.now() + timedelta(days=5)}
        desk.store.finish(mine.id, desk.posts[1], outcome=outcome, **more)
        visit.at("finished")
        expect(page.locator("h1")).to_have_text(headline)
        for sentence in sentences:
            expect(page.locator(".state")).to_contain_text(sentence)
            expect(page.locator("#announce")).to_contain_text(sentence)
        expect(page.get_by_text("态度不好")).to_have_count(0)
        assert (outcome is Outcome.DONE) == ("业务办完了" in page.locator("main").inner_text())
        assert Axe().run(page).response["violations"] == []
        assert visit.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_fits_a_narrow_phone(browser: Browser, desk: DeskSide, server: Serving, language: str) -> None:
    with Visit(browser, **NARROW) as visit:
        visit.context.add_cookies([{"name": desk.cookie("lang"), "value": language, "url": server.address}])
        for outcome, (more, _, _) in ENDS.items():
            mine = desk.bring_to("serving")
            desk.store.finish(mine.id, desk.posts[1], outcome=outcome, **more)
            visit.page.goto(f"{server.address}/t/{mine.token}")
            assert not visit.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
