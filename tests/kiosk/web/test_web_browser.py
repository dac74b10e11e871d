"""The pages in a real browser: a whole visit, every state under axe, bad luck, the television."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from web_hall import LANGUAGES, DeskSide, Serving, create_app, hall_config, serving, wait_for

from kiosk.reception.app import ReceptionApp
from kiosk.screens.station import Station
from kiosk.ticket import page_address
from queue_store import State

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
TABLET: Any = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
TELEVISION: Any = {"viewport": {"width": 1920, "height": 1080}}
NARROW: Any = {"viewport": {"width": 320, "height": 640}}

RECORD = """
window.felt = []; window.heard = []; window.said = [];
navigator.vibrate = (pattern) => { window.felt.push(pattern); return true; };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  window.heard.push(this.frequency.value);
  return start.apply(this, when);
};
"""
VOICE = """
window.said = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "zh-CN" }],
  speak: (words) => { window.said.push(words.text); setTimeout(() => words.onend(), 30); },
} });
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without it these tests fail where CI is set, and are skipped elsewhere."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is missing")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def server(desk: DeskSide) -> Iterator[Serving]:
    with serving(desk) as running:
        yield running


class Visit:
    """A page, with all it asked for and complained of."""

    def __init__(self, browser: Browser, script: str = "", **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**{"locale": "zh-CN", **options})
        if script:
            self.context.add_init_script(script)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.set_default_timeout(8000)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *failure: object) -> None:
        self.context.close()

    def until(self, true: str, seconds: float = 10) -> None:
        """Wait for an expression; the page's own policy forbids Playwright's way of doing so."""
        for _ in range(int(seconds * 20)):
            if self.page.evaluate(true):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(true)

    def at(self, kind: str, seconds: float = 5) -> None:
        expect(self.page.locator("main")).to_have_attribute("data-kind", kind, timeout=seconds * 1000)


class DeskProcess:
    """A desk in another process."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("desk_process.py")), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
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
    [code] = zxingcpp.read_barcodes(picture_of_reception(desk, server.address))
    assert code.text.startswith(f"HTTP://127.0.0.1:{server.port}/T/")
    mine = desk.store.waiting()[-1]
    with Visit(browser, RECORD, **PHONE) as visit:
        page = visit.page
        page.goto(code.text)
        visit.at("waiting")
        assert mine.label in page.title()
        expect(page.locator("[data-slot=ahead]")).to_have_text("2")
        page.locator(".sound").tap()
        assert page.evaluate("window.heard.length") > 0
        felt = page.evaluate("window.felt.length")
        for left in ("1", "0"):
            assert away.act("next", 1) == before.pop(0).label
            expect(page.locator("[data-slot=ahead]")).to_have_text(left, timeout=1000)
            called = desk.store.now_serving()[0]
            away.act("start", 1, called.id)
            away.act("finish", 1, called.id)
        assert page.title() == f"下一位就是您 · {mine.label}"
        expect(page.locator("#announce")).to_have_text("下一位就是您")
        assert away.act("next", 3) == mine.label
        visit.at("called", 1)
        assert page.title() == f"请到 3 号窗口 · {mine.label}"
        expect(page.locator("h1")).to_have_text("请到 3 号窗口")
        expect(page.locator("#announce")).to_have_text(f"请到 3 号窗口 · {mine.label}")
        assert page.evaluate("window.felt.length") == felt + 1
        away.act("recall", 3, mine.id)
        visit.until(f"window.felt.length === {felt + 2}")
        away.act("start", 3, mine.id)
        visit.at("serving", 1)
        away.act("finish", 3, mine.id)
        visit.at("finished", 1)
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
        page.get_by_role("button", name="看看会排到哪里").click()
        expect(page.locator(".figure")).to_have_text(["0", "1"])
        page.get_by_role("button", name="确定，往后让").click()
        visit.at("waiting")
        expect(page.locator("[data-slot=ahead]")).to_have_text("1")
        desk.call(other, 3)
        desk.call(mine, 1)
        visit.at("called", 1)
        desk.store.no_show(mine.id, desk.posts[1])
        visit.at("missed", 1)
        page.get_by_role("button", name="重新排队").click()
        visit.at("waiting")
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").dblclick()
        visit.at("cancelled")
        assert [event.verb.value for event in desk.store.events(mine.id)][-1] == "cancel"
        assert visit.complaints == []


def test_a_call_reaches_somebody_who_is_looking_at_the_delay(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}/delay?minutes=5")
        expect(visit.page.get_by_role("button", name="确定，往后让")).to_be_visible()
        desk.call(mine, 2)
        visit.at("called", 2)
        assert visit.page.url.endswith(mine.token)


def test_joining_from_the_halls_qr_and_checking_in(browser: Browser, desk: DeskSide, server: Serving) -> None:
    from datetime import UTC, datetime

    from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code

    with Visit(browser, **PHONE) as visit:
        page = visit.page
        page.goto(server.address)
        square = page.locator("img.qr").screenshot()
        shot = Path(desk.config.database_path).with_name("qr.png")
        shot.write_bytes(square)
        [code] = zxingcpp.read_barcodes(Image.open(shot))
        assert code.text == f"{server.address.upper()}/JOIN"
        page.goto(code.text)
        page.get_by_label("缴费").check()
        page.get_by_role("button", name="取号").tap()
        visit.at("booked")
        page.get_by_label("报到码").fill("00000")
        page.get_by_role("button", name="报到").tap()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("报到码").fill(checkin_code(desk.store.secret(CHECK_IN_SECRET), datetime.now(UTC)))
        page.get_by_role("button", name="报到").tap()
        visit.at("waiting")
    assert [ticket.service for ticket in desk.store.waiting()] == ["B"]


def pages_of(desk: DeskSide) -> dict[str, str]:
    """Every page and state."""
    tickets = desk.all_kinds()
    paths = {kind: f"/t/{ticket.token}" for kind, ticket in tickets.items()}
    paths |= {"delay": f"{paths['waiting']}/delay?minutes=5", "gone": f"/t/{'0' * 26}"}
    return paths | {"home": "/", "join": "/join", "board": "/board"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page_or_state(
    browser: Browser, desk: DeskSide, server: Serving, language: str
) -> None:
    desk.store.messages.put_up("系统维护 <b>")
    faults = []
    ways: list[Any] = [{"color_scheme": "light"}]
    if language == "zh-Hans":
        ways += [{"color_scheme": "dark"}, {"contrast": "more"}]
    paths = pages_of(desk)
    for way in ways:
        with Visit(browser, **PHONE, reduced_motion="reduce", **way) as visit:
            visit.context.add_cookies([{"name": "lang", "value": language, "url": server.address}])
            for name, path in paths.items():
                visit.page.goto(server.address + path)
                assert visit.page.locator("html").get_attribute("lang") == language
                visit.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
                found = Axe().run(visit.page).response["violations"]
                faults += [(name, way, fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]
    assert faults == []


def test_every_page_fits_a_narrow_phone_and_large_letters_and_fingers(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    faults = []
    with Visit(browser, locale="en-GB", **NARROW) as visit:
        page = visit.page
        for name, path in pages_of(desk).items():
            page.goto(server.address + path)
            for size in ("", "200%"):
                page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
                if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                    faults.append((name, size, "wider than the screen"))
            page.evaluate("document.documentElement.style.fontSize = ''")
            for box in page.locator("a:not(.skip), button, select, summary, label:has(input)").all():
                place = box.bounding_box() if box.is_visible() else None
                if place and (place["height"] < 44 or place["width"] < 44):
                    faults.append((name, box.inner_text(), place))
    assert faults == []


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
        wait_for(lambda: server.web.watcher.snapshot.ahead.get(other.id) == 0)
        page.reload()
        expect(page.locator("[data-slot=ahead]")).to_have_text("0")
        page.get_by_text("不排了").click()
        page.get_by_role("button", name="确定放弃").click()
        visit.at("cancelled")
        page.get_by_role("link", name="English").click()
        expect(page.locator("h1")).to_have_text("You have left the queue")


def test_ticks_are_kept_on_the_phone(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
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
        expect(page.get_by_text("未能更新，停留在")).to_be_visible()
        desk.call(mine, 2)
        visit.context.set_offline(False)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        visit.at("called", 3)
        expect(page.locator("html")).not_to_have_class(re.compile("stale"))


def test_the_phones_own_clock_does_not_matter(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        visit.page.clock.set_fixed_time("1999-01-01")
        visit.page.goto(f"{server.address}/t/{mine.token}")
        at = visit.page.locator("[data-at]").inner_text()
        assert at == server.web.watcher.clock() or re.fullmatch(r"\d\d:\d\d:\d\d", at)
        desk.call(mine, 2)
        visit.at("called", 2)
        expect(visit.page.locator("html")).not_to_have_class(re.compile("stale"))


def test_a_phone_that_cannot_listen_asks(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, "delete window.EventSource;", **PHONE) as visit:
        visit.page.clock.install()
        visit.page.goto(f"{server.address}/t/{mine.token}")
        desk.call(mine, 2)
        wait_for(lambda: server.web.watcher.snapshot.tickets[mine.token].state is State.CALLED)
        visit.page.clock.fast_forward(10_000)
        visit.at("called", 3)


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


def test_several_calls_at_once_are_all_shown_and_said_one_after_another(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    tickets = [desk.issue("A") for _ in range(2)] + [desk.issue("B")]
    with Visit(browser, RECORD + VOICE, **TELEVISION) as visit:
        page = visit.page
        page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        for ticket, counter in zip(tickets, (1, 3, 2), strict=True):
            desk.call(ticket, counter)
        expect(page.locator("tr.unanswered strong")).to_have_text([ticket.label for ticket in tickets[::-1]])
        visit.until("window.said.length === 3")
        said = page.evaluate("window.said")
        assert said == [
            f"请 {' '.join(ticket.label)} 号，到 {counter} 号窗口"
            for ticket, counter in zip(tickets, (1, 3, 2), strict=True)
        ]
        desk.store.recall(tickets[0].id, desk.posts[1])
        visit.until("window.said.length === 4")
        expect(page.locator("tbody tr").first.locator("strong")).to_have_text(tickets[0].label)
        assert visit.complaints == []


def test_a_television_without_a_voice_flashes(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        desk.call(mine, 1)
        expect(visit.page.locator("tr.flash strong")).to_have_text(mine.label)
        expect(visit.page.locator("tr.flash")).to_have_count(0, timeout=6000)


def test_a_board_left_open_for_a_day_shows_its_age_and_recovers_when_the_server_is_back(
    browser: Browser, desk: DeskSide
) -> None:
    first, second = desk.issue("A"), desk.issue("A")
    server = Serving(create_app(desk.config, desk.connect))
    desk.call(first, 1)
    with Visit(browser, VOICE, **TELEVISION) as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{server.address}/board")
        expect(page.locator("tr.unanswered strong")).to_have_text(first.label)
        page.clock.run_for(500)
        server.stop()
        page.clock.fast_forward("24:00:00")
        expect(page.locator("html")).to_have_class(re.compile("stale"))
        expect(page.locator("[data-age]")).to_have_text("已停 1440 分钟")
        desk.call(second, 3)
        with serving(desk, server.port):
            for _ in range(20):
                page.clock.run_for(2000)
                page.wait_for_timeout(100)
                if "stale" not in (page.locator("html").get_attribute("class") or ""):
                    break
            expect(page.locator("html")).not_to_have_class(re.compile("stale"))
            expect(page.locator("tr.unanswered strong")).to_have_text([second.label, first.label])
            page.clock.run_for(5000)
            assert page.evaluate("window.said") == [f"请 {' '.join(second.label)} 号，到 3 号窗口"]


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
        for _ in range(3):
            visit.page.evaluate("fetch('/robots.txt').then(function (answer) { return answer.text(); })")
        expect(visit.page.locator(".notice").first).to_contain_text("停电")


def test_a_hall_of_another_language_starts_in_it(browser: Browser, tmp_path: Path) -> None:
    config = hall_config(tmp_path).model_copy(update={"languages": ("en",)})
    desk = DeskSide(config)
    with serving(desk) as server, Visit(browser, **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        assert visit.page.locator("html").get_attribute("lang") == "en"
    desk.store.close()
