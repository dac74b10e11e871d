"""The visitor's pages in a real browser: a whole visit, and bad luck."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from codes import codes_in
from PIL import Image
from playwright.sync_api import Browser, expect
from visits import NARROW, PHONE, RECORD, TABLET, Visit
from web_hall import DeskSide, Serving, code_now, wait_for

from kiosk.reception.app import ReceptionApp
from kiosk.screens.station import Station
from kiosk.ticket import page_address
from queue_store import State


class DeskProcess:
    """A desk in another process."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("desk_process.py")), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(str(Path(__file__).parents[up]) for up in (1, 3))},
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def act(self, verb: str, counter: int, ticket_id: int = 0) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{verb} {counter} {ticket_id}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.communicate(timeout=5)


@pytest.fixture
def away(desk: DeskSide, tmp_path: Path) -> Iterator[DeskProcess]:
    """A desk in another process, on the same hall."""
    process = DeskProcess(tmp_path)
    yield process
    process.close()


def picture_of_reception(desk: DeskSide, site: str) -> Image.Image:
    """Take a number at the terminal, and return the picture of its screen."""
    from picture import picture
    from stations import driven, keys

    pictures: list[Image.Image] = []

    async def take() -> None:
        store = desk.connect()
        station = Station(store, desk.config, page_of=lambda ticket: page_address(site, ticket.token))
        app = ReceptionApp(station)
        async with driven(app, size=(120, 45)) as pilot:
            await keys(pilot, "1", "enter")
            pictures.append(picture(app))
        store.close()

    thread = threading.Thread(target=asyncio.run, args=(take(),))
    thread.start()
    thread.join(60)
    return pictures[0]


def test_a_whole_visit_from_the_qr_on_the_terminal_to_the_rating(
    browser: Browser, desk: DeskSide, server: Serving, away: DeskProcess
) -> None:
    before = [desk.issue("A") for _ in range(2)]
    [code] = codes_in(picture_of_reception(desk, server.address))
    assert code.startswith(f"HTTP://127.0.0.1:{server.port}/T/")
    mine = desk.store.waiting()[-1]
    with Visit(browser, RECORD, **PHONE) as visit:
        page = visit.page
        page.goto(code)
        visit.at("waiting")
        assert mine.label in page.title()
        expect(page.locator("[data-slot=ahead]")).to_have_text("2")
        page.locator(".sound").tap()
        visit.until("window.heard.length === 4")
        felt = page.evaluate("window.felt.length")
        for left in ("1", "0"):
            assert away.act("next", 1) == before.pop(0).label
            expect(page.locator("[data-slot=ahead]")).to_have_text(left)
            called = desk.store.now_serving()[0]
            away.act("start", 1, called.id)
            away.act("finish", 1, called.id)
        expect(page).to_have_title(f"下一位就是您 · {mine.label}")
        expect(page.locator("#announce")).to_have_text("下一位就是您")
        assert away.act("next", 3) == mine.label
        visit.at("called")
        assert page.title() == f"请到 3 号窗口 · {mine.label}"
        expect(page.locator("h1")).to_have_text("请到 3 号窗口")
        expect(page.locator("#announce")).to_have_text(f"请到 3 号窗口 · {mine.label}")
        assert page.evaluate("window.felt.length") == felt + 1
        away.act("recall", 3, mine.id)
        visit.until(f"window.felt.length === {felt + 2}")
        away.act("start", 3, mine.id)
        visit.at("serving")
        away.act("finish", 3, mine.id)
        visit.at("finished")
        expect(page.locator("h1")).to_have_text("请慢走")
        page.get_by_label("非常满意", exact=True).check()
        page.get_by_label("想说的话").fill("谢谢")
        page.get_by_role("button", name="提交评价").tap()
        expect(page.locator("h2")).to_have_text("谢谢您的评价")
        assert visit.complaints == []
        assert {re.match(r"https?://[^/]+", url)[0] for url in visit.asked} == {server.address}  # type: ignore[index]
    assert desk.store.rated(mine.id)


def test_stepping_aside_missing_the_call_and_coming_back(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    with Visit(browser, **TABLET) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        page.get_by_label("还需要多久").select_option("20")
        page.get_by_role("button", name="看看留到几点").click()
        expect(page.locator(".figure")).to_have_text(["0", "1"])
        page.get_by_role("button", name="后再叫我").click()
        visit.at("waiting")
        expect(page.locator("[data-slot=ahead]")).to_have_text("1")
        expect(page.locator("h1")).to_contain_text("以前不叫您")
        page.get_by_role("button", name="我到了").click()
        expect(page.locator("h1")).not_to_contain_text("以前不叫您")
        expect(page.get_by_text("好的，现在随时会叫您。").first).to_be_visible()
        desk.call(other, 3)
        desk.call(mine, 1)
        visit.at("called")
        desk.store.no_show(mine.id, desk.posts[1])
        visit.at("missed")
        page.get_by_label("报到码").fill(code_now(desk))
        page.get_by_role("button", name="重新排队").click()
        visit.at("waiting")
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").dblclick()
        visit.at("cancelled")
        assert [event.verb.value for event in desk.store.events(mine.id)][-1] == "cancel"
        assert len([url for url in visit.asked if url.endswith("/leave")]) == 1, "the second click is not sent"
        assert visit.complaints == []


def test_a_call_reaches_somebody_who_is_looking_at_the_delay(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}/delay?minutes=5")
        expect(visit.page.get_by_role("button", name="后再叫我")).to_be_visible()
        desk.call(mine, 2)
        visit.at("called")
        assert visit.page.url.endswith(mine.token)


def test_joining_from_the_halls_qr_and_checking_in(browser: Browser, desk: DeskSide, server: Serving) -> None:
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(server.address)
        square = page.locator("img.qr").screenshot()
        shot = Path(desk.config.database_path).with_name("qr.png")
        shot.write_bytes(square)
        [code] = codes_in(Image.open(shot))
        assert code == f"{server.address.upper()}/JOIN"
        page.goto(code)
        page.get_by_label("缴费").check()
        expect(page.get_by_text(re.compile(r"给您留到 \d\d:\d\d"))).to_be_visible()
        page.get_by_role("button", name="取号").tap()
        visit.at("booked")
        expect(page.get_by_text(re.compile(r"给您留到 \d\d:\d\d，请在这以前到大厅报到"))).to_be_visible()
        expect(page.locator("[data-slot=queue]")).to_contain_text("现在到厅的话")
        before = page.locator("[data-slot=queue]").inner_text()
        for _ in range(3):
            desk.issue("B")
        expect(page.locator("[data-slot=queue]")).not_to_have_text(before)
        page.get_by_label("报到码").fill("00000")
        page.get_by_role("button", name="报到").tap()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("报到码").fill(code_now(desk))
        page.get_by_role("button", name="报到").tap()
        visit.at("waiting")
    assert {ticket.service for ticket in desk.store.waiting()} == {"B"}
    assert desk.store.waiting()[-1].label == "B001"


def test_without_a_script_the_page_refreshes_and_every_act_works(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    with Visit(browser, java_script_enabled=False, **PHONE) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{other.token}")
        assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "15"
        expect(page.locator("[data-slot=ahead]")).to_have_text("1")
        assert not page.locator(".sound").is_visible()
        desk.call(mine, 1)
        wait_for(lambda: list(server.web.watcher.snapshot.queue) == [other.id])
        page.reload()
        expect(page.locator("[data-slot=ahead]")).to_have_text("0")
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").click()
        visit.at("cancelled")
        page.get_by_role("link", name="English").click()
        expect(page.locator("h1")).to_have_text("You have left the queue")


def test_why_it_takes_longer_is_shown_and_announced_once(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = [desk.issue("A") for _ in range(9)][-1]
    with Visit(browser, **NARROW) as visit:
        page, why = visit.page, "开着的窗口少了，比刚才说的要久"
        page.goto(f"{server.address}/t/{mine.token}")
        expect(page.locator("[data-slot=why]")).to_be_hidden()
        day = timedelta(days=1)
        wait_for(lambda: desk.store.forecast.outcomes(desk.store.now() - day, desk.store.now() + day))
        desk.store.close_counter(desk.posts[3])
        expect(page.locator("[data-slot=why]")).to_have_text(why)
        expect(page.locator("#announce")).to_have_text(why)
        page.evaluate("document.getElementById('announce').textContent = ''")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        with page.expect_response(lambda answer: answer.url.endswith("/state")):
            page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(page.locator("#announce")).to_have_text("")
        assert visit.complaints == []


def test_ticks_belong_to_the_ticket_and_go_with_it(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine, other = desk.issue("A"), desk.issue("A")
    kept = "Object.keys(localStorage).filter(name => name.startsWith('ticks:')).length"
    with Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}")
        boxes = visit.page.locator(".ticks input")
        boxes.nth(1).check()
        desk.call(mine, 1)
        visit.at("called")
        expect(boxes.nth(1)).to_be_checked()
        visit.page.reload()
        expect(boxes.nth(1)).to_be_checked()
        assert not boxes.nth(0).is_checked()
        visit.page.goto(f"{server.address}/t/{other.token}")
        expect(boxes.nth(1)).not_to_be_checked()
        boxes.nth(0).check()
        visit.page.goto(f"{server.address}/t/{mine.token}")
        expect(boxes.nth(1)).to_be_checked()
        assert visit.page.evaluate(kept) == 2
        desk.store.start(mine.id, desk.posts[1])
        desk.store.finish(mine.id, desk.posts[1])
        visit.at("finished")
        visit.until(f"{kept} === 1")
        visit.page.goto(f"{server.address}/t/{other.token}")
        expect(boxes.nth(0)).to_be_checked()
        desk.store.cancel(other.token)
        visit.at("cancelled")
        visit.until(f"{kept} === 0")
        assert visit.complaints == []


def test_a_phone_asleep_for_ten_minutes_greys_out_and_wakes_to_the_truth(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{server.address}/t/{mine.token}")
        visit.at("waiting")
        visit.context.set_offline(True)
        page.clock.fast_forward("10:00")
        expect(page.locator("html")).to_have_class(re.compile("stale"))
        expect(page.locator(".when-stale").first).to_be_visible()
        page.clock.fast_forward(4000)
        expect(page.get_by_role("status")).to_have_text(re.compile(r"^未能更新，停留在 \d\d:\d\d:\d\d。正在重新连接"))
        desk.call(mine, 2)
        visit.context.set_offline(False)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        visit.at("called")
        expect(page.locator("html")).not_to_have_class(re.compile("stale"))
        expect(page.get_by_role("status")).to_have_text(re.compile("^请到 2 号窗口"))


def test_the_phones_own_clock_does_not_matter(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        visit.page.clock.set_fixed_time("1999-01-01")
        visit.page.goto(f"{server.address}/t/{mine.token}")
        at = visit.page.locator("[data-at]").inner_text()
        assert at == server.web.watcher.clock() or re.fullmatch(r"\d\d:\d\d:\d\d", at)
        desk.call(mine, 2)
        visit.at("called")
        expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"))


def test_a_phone_that_cannot_listen_asks(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, "delete window.EventSource;", **PHONE) as visit:
        visit.page.clock.install()
        visit.page.goto(f"{server.address}/t/{mine.token}")
        desk.call(mine, 2)
        wait_for(lambda: server.web.watcher.snapshot.tickets[mine.token].state is State.CALLED)
        visit.page.clock.fast_forward(10_000)
        visit.at("called")


def test_an_outage_is_shown_and_passes(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    file = Path(desk.config.database_path)
    with Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}")
        visit.at("waiting")
        wait_for(lambda: len(server.web.hub))
        file.rename(file.with_name("away.db"))
        expect(visit.page.locator("html")).to_have_class(re.compile("stale"))
        answer = visit.context.request.get(f"{server.address}/t/{mine.token}")
        assert answer.status == 503
        file.with_name("away.db").rename(file)
        expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"))


def test_html_in_a_hall_message_is_shown_as_text(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        for path in (f"/t/{mine.token}", "/board"):
            visit.page.goto(server.address + path)
            message = desk.store.messages.put_up("<img src=x onerror=alert(1)><b>停电</b>")
            expect(visit.page.locator(".notice").first).to_contain_text("<b>停电</b>")
            desk.store.messages.take_down(message.id)
        assert visit.complaints == []


def test_a_late_answer_does_not_take_back_what_an_event_said(browser: Browser, desk: DeskSide, server: Serving) -> None:
    """The page asks for its state and listens; the answer was made before a message, and comes after it."""
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        held = []
        visit.page.route("**/state", lambda route: held.append((route, route.fetch())))
        visit.page.goto(f"{server.address}/t/{mine.token}")
        visit.page.evaluate("window.dispatchEvent(new Event('online'))")
        while not held:
            visit.page.evaluate("0")
        desk.store.messages.put_up("停电")
        expect(visit.page.locator(".notice").first).to_contain_text("停电")
        for route, answer in held:
            with visit.page.expect_response("**/state"):
                route.fulfill(response=answer)
        visit.catch_up()
        expect(visit.page.locator(".notice").first).to_contain_text("停电")
