"""Every press is answered beside its button, in words and aloud, and is done once or not at all."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from between import Between, between
from playwright.sync_api import Browser, Page, Route, expect
from visits import PHONE, Visit
from web_hall import DeskSide, Serving, code_now, wait_for

from queue_store import State, Ticket

UNSURE = "没有收到大厅的回答"
OFFLINE = "手机现在没有网络"


@pytest.fixture
def proxy(server: Serving) -> Iterator[Between]:
    with between(server.port) as passing:
        yield passing


def verbs(desk: DeskSide, ticket: Ticket) -> list[str]:
    return [event.verb.value for event in desk.store.events(ticket.id)]


def expect_answer(page: Page, button: str, text: str) -> None:
    """The answer stands in the form or beside it, and is in a live region."""
    beside = page.locator("section, details", has=page.get_by_role("button", name=button))
    expect(beside.locator(".answer, .wrong")).to_contain_text(text)
    expect(page.get_by_role("status")).to_contain_text(text)


def test_offline_nothing_is_sent_and_nothing_is_done_later(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        visit.context.set_offline(True)
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").tap()
        expect_answer(page, "确定放弃", OFFLINE)
        assert Axe().run(page).response["violations"] == []
        visit.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        wait_for(lambda: any(url.endswith("/state") for url in visit.asked))
        assert "cancel" not in verbs(desk, mine)
        page.get_by_role("button", name="确定放弃").tap()
        visit.at("cancelled")
        expect(page.locator(".answer")).to_have_text("好的，已经不排了。")
        expect(page.get_by_role("status")).to_contain_text("好的，已经不排了。")


def test_an_answer_that_is_lost_is_not_called_a_failure(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    mine = desk.bring_to("missed")
    proxy.lets_pass = lambda method, path: method != "POST" and not path.endswith("/events")
    with Visit(browser, **PHONE) as visit:
        page, path = visit.page, f"/t/{mine.token}"
        page.goto(proxy.address + path)
        page.route("**/state", lambda route: route.abort())
        page.get_by_label("报到码").fill(code_now(desk))
        page.get_by_role("button", name="重新排队").tap()
        expect_answer(page, "重新排队", UNSURE)
        proxy.lets_pass = lambda method, path: True
        page.get_by_role("button", name="重新排队").tap()
        visit.at("waiting")
        expect(page.locator(".answer")).to_have_text("好的，已经重新排上了。")
        assert verbs(desk, mine).count("rejoin") == 1
        desk.call(mine, 2)
        visit.at("called")
        expect(page.locator(".answer")).to_have_count(0)


def test_a_refusal_is_said_where_the_button_was(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    mine = desk.issue("A")
    proxy.lets_pass = lambda method, path: not path.endswith(("/events", "/state"))
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{proxy.address}/t/{mine.token}")
        page.get_by_text("不排了").click()
        desk.call(mine, 2)
        desk.store.start(mine.id, desk.posts[2])
        wait_for(lambda: server.web.watcher.snapshot.tickets[mine.token].state is State.SERVING)
        page.get_by_role("button", name="确定放弃").tap()
        visit.at("serving")
        expect(page.get_by_role("alert")).to_have_text("没有办成：情况刚刚有变化，请看这一页现在的内容。")
        expect(page.get_by_role("status")).to_contain_text("没有办成")
        assert "cancel" not in verbs(desk, mine)


def test_too_many_codes_are_not_called_a_wrong_code(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.bring_to("booked")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        for _ in range(5):
            page.get_by_label("报到码").fill("00000")
            with page.expect_response("**/check-in"):
                page.get_by_role("button", name="报到").tap()
            expect_answer(page, "报到", "报到码不对")
        page.get_by_label("报到码").fill("00000")
        page.get_by_role("button", name="报到").tap()
        expect_answer(page, "报到", "报到码试错太多次了")
        expect(page.get_by_text("报到码不对")).to_have_count(0)
        desk.store.check_in(mine.id)
        visit.at("waiting")
        expect(page.locator(".answer, .wrong")).to_have_count(0)


def test_what_is_forbidden_is_said(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.bring_to("finished")

    def from_elsewhere(route: Route) -> None:
        headers = {"origin": "http://elsewhere.example", "content-type": "application/x-www-form-urlencoded"}
        route.fulfill(response=visit.context.request.post(route.request.url, headers=headers, data="score=5"))

    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        page.route("**/rate", from_elsewhere)
        page.get_by_label("非常满意", exact=True).check()
        page.get_by_role("button", name="提交评价").tap()
        expect_answer(page, "提交评价", "没有做任何改动")
        assert not desk.store.rated(mine.id)


def test_stepping_back_answers_on_its_own_page_too(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}/delay?minutes=20")
        visit.context.set_offline(True)
        page.get_by_role("button", name="后再叫我").tap()
        expect(page.locator(".answer")).to_contain_text(OFFLINE)
        visit.context.set_offline(False)
        with page.expect_response("**/delay?*"):
            desk.store.cancel(other.token)
        expect(page.locator(".figure")).to_have_text(["0", "0"])
        expect(page.locator("form .answer")).to_contain_text(OFFLINE)
        page.get_by_role("button", name="后再叫我").tap()
        expect(page.locator(".answer")).to_have_text(re.compile(r"好的，\d\d:\d\d 以前不叫您。"))
        visit.at("waiting")
        assert page.url.endswith(mine.token)
        assert verbs(desk, mine).count("delay") == 1


def test_taking_a_number_answers_beside_its_button(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{proxy.address}/join")
        page.get_by_label("缴费").check()
        proxy.lets_pass = lambda method, path: method != "POST"
        page.get_by_role("button", name="取号").tap()
        expect(page.locator("form .answer")).to_contain_text(UNSURE)
        proxy.lets_pass = lambda method, path: True
        page.get_by_role("button", name="取号").tap()
        visit.at("booked")
        assert "/t/" in page.url


def test_a_form_lives_on_when_its_answer_comes_after_a_newer_state(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between
) -> None:
    mine = desk.bring_to("booked")
    answered, go = threading.Event(), threading.Event()

    def lets_pass(method: str, path: str) -> bool:
        if method == "POST" and not answered.is_set():
            answered.set()
            go.wait(20)
        return True

    proxy.lets_pass = lets_pass
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{proxy.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        page.get_by_label("报到码").fill("00000")
        page.get_by_role("button", name="报到").tap()
        while not answered.is_set():
            page.wait_for_timeout(20)
        desk.store.messages.put_up("今天提早关门")
        expect(page.locator("[data-slot=notice]")).to_have_text("今天提早关门")
        go.set()
        expect_answer(page, "报到", "报到码不对")
        page.get_by_label("报到码").fill(code_now(desk))
        page.get_by_role("button", name="报到").tap()
        visit.at("waiting")


@pytest.mark.parametrize("body", ["<h1>Welcome to free Wi-Fi</h1>", "cut"])
def test_what_is_not_an_answer_of_the_hall_is_not_taken_for_one(
    browser: Browser, desk: DeskSide, server: Serving, body: str
) -> None:
    mine = desk.issue("A")

    def instead(route: Route) -> None:
        page = visit.context.request.get(f"{server.address}/t/{mine.token}").text()
        cut = page[: page.index("<dl")] if body == "cut" else body
        route.fulfill(status=200, content_type="text/html", body=cut)

    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        page.route("**/leave", instead)
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").tap()
        expect_answer(page, "确定放弃", UNSURE)
        expect(page.locator(".figures")).to_be_visible()


@pytest.mark.parametrize("late", [0.0, 1.5], ids=["before-the-page-turns", "after-it"])
def test_a_lost_answer_is_told_by_what_the_hall_did(
    browser: Browser, desk: DeskSide, server: Serving, proxy: Between, late: float
) -> None:
    mine = desk.issue("A")
    proxy.lets_pass = lambda method, path: method != "POST" or time.sleep(late) is not None
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{proxy.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").tap()
        visit.at("cancelled")
        expect(page.locator(".answer")).to_have_text("好的，已经不排了。")
        expect(page.get_by_role("status")).to_contain_text("好的，已经不排了。")


def test_a_preview_that_cannot_be_had_is_answered_beside_its_button(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        visit.context.set_offline(True)
        page.get_by_role("button", name="看看留到几点").tap()
        expect_answer(page, "看看留到几点", OFFLINE)
        visit.context.set_offline(False)
        page.route("**/delay?*", lambda route: route.abort())
        page.get_by_role("button", name="看看留到几点").tap()
        expect_answer(page, "看看留到几点", "什么都没有改。请再按一次。")
        page.unroute("**/delay?*")
        page.get_by_role("button", name="看看留到几点").tap()
        expect(page.locator(".figure")).to_have_text(["0", "1"])
        desk.store.cancel(other.token)
        expect(page.locator(".figure")).to_have_text(["0", "0"])
        assert Axe().run(page).response["violations"] == []


def test_two_pages_that_ask_for_other_times_are_not_both_told_that_it_was_done(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page, other = visit.page, visit.context.new_page()
        for each, minutes in ((page, 5), (other, 20)):
            each.goto(f"{server.address}/t/{mine.token}/delay?minutes={minutes}")
        other.route("**/events", lambda route: route.abort())
        other.route("**/state", lambda route: route.abort())
        other.reload()
        other.route(re.compile(r"/delay\?"), lambda route: route.abort())
        page.get_by_role("button", name="后再叫我").tap()
        expect(page.locator(".answer")).to_have_text(re.compile(r"好的，\d\d:\d\d 以前不叫您。"))
        other.get_by_role("button", name="后再叫我").tap()
        expect(other.get_by_role("alert")).to_contain_text("没有办成：情况刚刚有变化")
    assert desk.store.ticket(mine.id).delays == 1


def test_a_phone_without_the_halls_cookie_is_told_and_may_try_again(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/join")
        page.get_by_label("缴费").check()
        visit.context.clear_cookies()
        page.get_by_role("button", name="取号").tap()
        expect(page.locator("form .answer")).to_contain_text("还没有取到号")
        expect(page.get_by_role("status")).to_contain_text("还没有取到号")
        page.get_by_role("button", name="取号").tap()
        visit.at("booked")
