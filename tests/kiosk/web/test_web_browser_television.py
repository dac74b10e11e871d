"""The board in a real browser: calls shown and said, age shown, whatever happens to the server."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, expect
from visits import PHONE, RECORD, TELEVISION, VOICE, Visit
from web_hall import DeskSide, Serving, create_app, hall_config, serving, wait_for

from kiosk.hall import BoardConfig
from kiosk.web.board import TURN_FOR
from kiosk.web.buckets import Buckets


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
    wait_for(lambda: server.web.watcher.snapshot is not None and server.web.watcher.snapshot.calls)
    with Visit(browser, VOICE, **TELEVISION) as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{server.address}/board")
        expect(page.locator("tr.unanswered strong")).to_have_text(first.label)
        page.clock.run_for(500)
        server.stop()
        page.clock.fast_forward("24:00:00")
        expect(page.locator("html")).to_have_class(re.compile("stale"))
        expect(page.locator("[data-age]")).to_have_text("已停 24 小时")
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


def test_a_hall_of_another_language_starts_in_it(browser: Browser, tmp_path: Path) -> None:
    config = hall_config(tmp_path).model_copy(update={"languages": ("en",)})
    desk = DeskSide(config)
    with serving(desk) as server, Visit(browser, **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        assert visit.page.locator("html").get_attribute("lang") == "en"
    desk.store.close()


def test_a_call_undone_or_answered_before_its_turn_is_not_said_any_more(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    tickets = [desk.issue("A") for _ in range(3)]
    with Visit(browser, VOICE, **TELEVISION) as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        for counter, ticket in enumerate(tickets, start=1):
            desk.call(ticket, counter)
        expect(page.locator("tr.unanswered")).to_have_count(3)
        expect(page.locator("#announce")).to_contain_text(f"请 {' '.join(tickets[0].label)} 号")
        desk.store.undo(desk.posts[1])
        desk.store.start(tickets[1].id, desk.posts[2])
        expect(page.locator("tr.unanswered strong")).to_have_text([tickets[2].label])
        expect(page.locator("tr.newest strong")).to_have_text([tickets[2].label])
        page.clock.run_for(20_000)
        assert page.evaluate("window.said") == [f"请 {' '.join(tickets[2].label)} 号，到 3 号窗口"]
        assert visit.complaints == []


def test_without_a_script_messages_take_turns_and_leave_the_calls_their_room(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    texts = [f"今天 {hour}:00 起系统维护，缴费请尽早" for hour in range(11, 16)]
    for text in texts:
        desk.store.messages.put_up(text)
    called = [desk.call(desk.issue("A"), counter) for counter in (1, 2, 3)]
    began = server.web.clock()
    size = {"width": 1280, "height": 720}
    with Visit(browser, java_script_enabled=False, viewport=size) as visit:
        for turn in range(2):
            server.web.clock = lambda turn=turn: began + timedelta(seconds=TURN_FOR * turn)
            visit.page.goto(f"{server.address}/board")
            first = visit.page.locator(".notice:visible")
            expect(first).to_have_count(1)
            seen = first.inner_text()
            assert texts.index(seen) == (int(began.timestamp() // TURN_FOR) + turn) % len(texts)
            rows = visit.page.locator("tr.unanswered")
            expect(rows).to_have_count(len(called))
            for row in rows.all():
                expect(row).to_be_in_viewport(ratio=1)


def test_the_newest_unanswered_call_is_the_large_one(browser: Browser, desk: DeskSide, server: Serving) -> None:
    waits, answered = desk.issue("A"), desk.issue("A")
    desk.call(waits, 1)
    desk.call(answered, 3)
    desk.store.start(answered.id, desk.posts[3])
    with Visit(browser, **TELEVISION) as visit:
        rows = visit.page.locator("tbody tr")
        visit.page.goto(f"{server.address}/board")
        expect(rows.locator("strong")).to_have_text([waits.label, answered.label])
        expect(visit.page.locator("tr.newest strong")).to_have_text([waits.label])
        desk.store.start(waits.id, desk.posts[1])
        expect(visit.page.locator("tr.newest")).to_have_count(0)


def test_the_voice_of_the_halls_own_country_says_the_call(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, VOICE + 'window.voices = ["zh-HK", "zh-TW", "zh-CN"];', **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        desk.call(mine, 1)
        visit.until("window.said.length === 1")
        assert visit.page.evaluate("window.voiced") == ["zh-CN"]


def test_a_call_is_said_in_each_language_that_the_hall_speaks_in_its_order(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.issue("A")
    with Visit(browser, VOICE + 'window.voices = ["en-GB", "zh-CN"];', **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        desk.call(mine, 1)
        visit.until("window.said.length === 2")
        label = " ".join(mine.label)
        expected = [f"请 {label} 号，到 1 号窗口", f"Number {label}, please go to counter 1"]
        assert visit.page.evaluate("window.said") == expected


SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (2160, 3840), (960, 540), (640, 360), (540, 960)]
"""The last three are 1080p, 720p and a portrait 1080p at 200 %."""
LOOK = """
() => {
  const box = (each) => each.getBoundingClientRect();
  const visible = (selector) => [...document.querySelectorAll(selector)].filter((each) => box(each).height);
  const notices = visible(".notice"), calls = box(document.querySelector(".calls")), rows = visible("tbody tr");
  const waiting = visible(".waiting li"), below = box(document.querySelector("footer")).top;
  const page = document.documentElement, right = (each) => box(each).right > innerWidth;
  const faults = [
    ...rows.filter((row) => box(row).bottom > calls.bottom + 1 || right(row)),
    ...notices.filter((notice) => box(notice).bottom > calls.top + 1 || notice.scrollWidth > notice.clientWidth),
    ...waiting.filter((each) => box(each).top < calls.bottom || box(each).bottom > below || right(each)),
    ...visible("footer, .waiting").filter((each) => box(each).bottom > innerHeight),
    ...visible("td strong, .at, .waiting strong").filter((each) => each.getClientRects().length > 1),
  ].map((each) => each.textContent);
  if (page.scrollWidth > page.clientWidth || page.scrollHeight > innerHeight) { faults.push("it scrolls"); }
  return {
    faults, notices: notices.map((each) => each.textContent), rows: rows.length,
    waiting: waiting.map((each) => each.textContent),
    unanswered: rows.filter((row) => row.matches(".unanswered")).map((row) => row.querySelector("strong").textContent),
    newest: box(document.querySelector("tr.newest strong")).height / Math.min(innerWidth, innerHeight),
  };
}
"""


MORE_WAITING = """
(names) => {
  const service = document.querySelector(".waiting li");
  names.forEach((name, number) => {
    const copy = service.cloneNode(true);
    copy.firstChild.textContent = `${name} ${number} `;
    service.after(copy);
  });
}
"""
LONG_NAMES = [
    "居民基本医疗保险异地就医备案及费用手工报销受理",
    "Household registration and residence permit endorsement",
    "缴费",
]


def test_any_number_of_notices_calls_and_services_fits_any_television(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    server.web.config = server.web.config.model_copy(update={"board": BoardConfig(calls=50, waiting=True)})
    for _ in range(20):
        desk.bring_to("finished")
    for number in (1, 2, 3):
        desk.call(desk.issue("B" if number == 2 else "A"), number)
    desk.issue("B")
    for number in range(10):
        text = f"今天下午 {number} 点系统维护，请您谅解，急办请到前台登记"
        desk.store.messages.put_up(text * (9 if number == 5 else 1))
    wait_for(lambda: len(server.web.watcher.snapshot.notices) == 10)
    with Visit(browser, viewport={"width": 1280, "height": 720}) as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{server.address}/board")
        expect(page.locator(".waiting li")).to_have_text(["缴费 1 位"])
        page.evaluate(MORE_WAITING, [LONG_NAMES[number % 3] for number in range(19)])
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            seen, waiting = set(), set()
            for _ in range(10):
                page.clock.run_for(8000)
                look = page.evaluate(LOOK)
                seen |= set(look["notices"])
                waiting |= set(look["waiting"])
                assert look["faults"] == [], (width, height)
                assert len(look["unanswered"]) == 3
                assert look["rows"] >= 5
                assert look["newest"] >= 0.08
            assert (len(seen), len(waiting)) == (10, 20)


MORE_UNANSWERED = """
(more) => {
  const row = document.querySelectorAll("tr.unanswered")[1];
  for (let each = 0; each < more; each += 1) {
    const copy = row.cloneNode(true);
    copy.querySelector("strong").textContent = "B" + each;
    row.after(copy);
  }
  window.dispatchEvent(new Event("resize"));
}
"""


def test_more_unanswered_calls_than_there_is_room_for_take_turns_below_the_newest(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    desk.bring_to("finished")
    for number in (1, 3):
        desk.call(desk.issue("A"), number)
    with Visit(browser, viewport={"width": 1280, "height": 720}) as visit:
        page = visit.page
        page.clock.install()
        page.goto(f"{server.address}/board")
        page.evaluate(MORE_UNANSWERED, 40)
        seen = set()
        for _ in range(8):
            page.clock.run_for(8000)
            look = page.evaluate(LOOK)
            assert look["faults"] == []
            assert look["rows"] == len(look["unanswered"])
            expect(page.locator("tr.newest")).to_be_visible()
            seen |= set(look["unanswered"])
        assert len(seen) == 42


def test_a_crowd_behind_its_address_keeps_no_call_from_a_television(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    """Its stream brings the page: whoever uses up the budget of the address takes nothing from it."""
    mine = desk.issue("A")
    with Visit(browser, VOICE, **TELEVISION) as visit:
        visit.page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        server.web.budgets.boards = Buckets(burst=0, rate=0.01)
        desk.call(mine, 1)
        expect(visit.page.locator("tr.newest strong")).to_have_text(mine.label, timeout=1000)
        visit.until("window.said.length === 1")
        desk.store.start(mine.id, desk.posts[1])
        expect(visit.page.locator("tr.newest")).to_have_count(0, timeout=1000)
        assert sum(address.endswith("/board") for address in visit.asked) == 1


def test_how_many_wait_is_shown_where_the_hall_wants_it(browser: Browser, desk: DeskSide, server: Serving) -> None:
    with Visit(browser, **TELEVISION) as visit:
        page = visit.page
        page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        first = desk.issue("B")
        wait_for(lambda: server.web.watcher.snapshot.queue)
        expect(page.locator(".waiting")).to_have_count(0)
        server.web.config = server.web.config.model_copy(update={"board": BoardConfig(waiting=True)})
        desk.issue("A")
        expect(page.locator(".waiting li")).to_have_text(["开户 1 位", "缴费 1 位"])
        desk.store.cancel(first.token)
        expect(page.locator(".waiting li")).to_have_text(["开户 1 位"])


def test_a_phone_that_watches_the_calls_can_scroll(browser: Browser, desk: DeskSide, server: Serving) -> None:
    for number in range(30):
        desk.store.messages.put_up(f"通知 {number}")
    with Visit(browser, **PHONE) as visit:
        visit.page.goto(f"{server.address}/board")
        visit.page.locator("footer").scroll_into_view_if_needed()
        expect(visit.page.locator("footer")).to_be_in_viewport()
