"""Everybody can use the pages: large letters, any screen, colours of one's own, right to left, and by ear."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from between import between
from playwright.sync_api import Browser, Page, expect
from visits import PHONE, Visit
from web_hall import DeskSide, HandClock, Serving, hall_config, serving, wait_for

from kiosk.hall import BoardConfig, Hours
from queue_store import Span

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BROKEN_WORDS = """
() => {
  const broken = [];
  for (const place of document.querySelectorAll("h1, h2, .number, .counter, .figure, td strong, button, .button")) {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      for (const word of walk.currentNode.data.matchAll(/[\\w'-]+/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, word.index);
        range.setEnd(walk.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
        if (lines.size > 1) { broken.push(word[0]); }
      }
    }
  }
  return broken;
}
"""
SCREENS: list[tuple[int, int]] = [(320, 640), (390, 844), (820, 1180), (1920, 1080), (2160, 3840)]
COLOURS: list[dict[str, Any]] = [{}, {"color_scheme": "dark"}, {"contrast": "more"}]


def pages_of(desk: DeskSide) -> dict[str, str]:
    tickets = desk.all_kinds()
    paths = {kind: f"/t/{ticket.token}" for kind, ticket in tickets.items()}
    return paths | {
        "delay": f"{paths['waiting']}/delay?minutes=5",
        "home": "/",
        "join": "/join",
        "board": "/board",
        "gone": f"/t/{'0' * 26}",
    }


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_no_page_is_wider_than_its_screen_and_no_word_is_broken(
    browser: Browser, desk: DeskSide, server: Serving, language: str
) -> None:
    desk.store.messages.put_up("系统维护")
    faults = []
    with Visit(browser) as visit:
        page = visit.page
        visit.context.add_cookies([{"name": "lang", "value": language, "url": server.address}])
        for name, path in pages_of(desk).items():
            page.goto(server.address + path)
            for width, height in SCREENS:
                page.set_viewport_size({"width": width, "height": height})
                for size in ("", "200%"):
                    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
                    if page.evaluate(WIDER):
                        faults.append((name, width, size, "wider than the screen"))
                    faults += [(name, width, size, word) for word in page.evaluate(BROKEN_WORDS)]
    assert faults == []


def test_a_long_label_stays_in_one_line_on_a_narrow_phone(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.bring_to("called")
    with Visit(browser, viewport={"width": 320, "height": 640}) as visit:
        page = visit.page
        page.goto(f"{server.address}/t/{mine.token}")
        for label in ("A001-12", "A1234"):
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            page.evaluate(
                "label => { const place = document.querySelector('.number strong'); place.textContent = label; "
                "place.className = label.length > 5 ? 'long' : ''; }",
                label,
            )
            assert not page.evaluate(WIDER)
            assert page.evaluate(BROKEN_WORDS) == []


def test_a_page_that_stands_still_is_readable_in_every_colour(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    desk.store.messages.put_up("系统维护")
    paths = pages_of(desk)
    faults = []
    for way in COLOURS:
        with Visit(browser, **PHONE, reduced_motion="reduce", **way) as visit:
            for name in ("called", "waiting", "board"):
                visit.page.goto(server.address + paths[name])
                visit.page.evaluate("document.documentElement.classList.add('stale')")
                faults += [(name, way, fault) for fault in broken_rules(visit.page)]
    assert faults == []


def test_with_forced_colours_a_message_and_a_call_keep_their_frames(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    desk.store.messages.put_up("系统维护")
    paths = pages_of(desk)
    with Visit(browser, **PHONE, forced_colors="active") as visit:
        for name, framed in (("called", ".notice, .state"), ("board", ".notice, .please")):
            visit.page.goto(server.address + paths[name])
            for frame in visit.page.locator(framed).all():
                width, ground, line = frame.evaluate(
                    "each => { const style = getComputedStyle(each); "
                    "return [style.borderTopWidth, style.backgroundColor, style.borderTopColor]; }"
                )
                assert float(width.removesuffix("px")) >= 1
                assert ground != line


def test_the_pages_can_be_read_from_right_to_left(browser: Browser, desk: DeskSide, server: Serving) -> None:
    with Visit(browser, **PHONE) as visit:
        page = visit.page
        for name, path in pages_of(desk).items():
            page.goto(server.address + path)
            page.evaluate("document.documentElement.dir = 'rtl'")
            assert not page.evaluate(WIDER), name
            first = page.locator("header > :first-child").bounding_box()
            title = page.locator("header > :nth-child(2)").bounding_box()
            assert first["x"] >= title["x"] or first["y"] < title["y"], name
            page.evaluate("document.scrollingElement.scrollLeft = -1000")
            assert page.evaluate("document.scrollingElement.scrollLeft") == 0, name


def test_no_style_knows_left_from_right() -> None:
    folder = resources.files("kiosk.web") / "static"
    sides = re.compile(r"[-\s{;](left|right)\s*[:;-]|text-align:\s*(left|right)|float\s*:")
    for name in ("page.css", "board.css"):
        assert sides.findall((folder / name).read_text(encoding="utf-8")) == [], name


class Ear:
    """What a screen reader finds in the live regions of a page, through the browser's accessibility tree."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def hears(self) -> str:
        nodes = self.session.send("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        said = [self._text(node, by_id) for node in nodes if self._is_live(node)]
        return " | ".join(text for text in said if text)

    def wait_for(self, text: str, seconds: float = 10) -> None:
        for _ in range(int(seconds * 20)):
            if text in self.hears():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{text!r} is not in {self.hears()!r}")

    @staticmethod
    def _is_live(node: dict[str, Any]) -> bool:
        return node.get("role", {}).get("value") in ("status", "alert") and not node["ignored"]

    def _text(self, node: dict[str, Any], by_id: dict[str, Any]) -> str:
        if node.get("role", {}).get("value") == "StaticText":
            return str(node["name"]["value"])
        return "".join(self._text(by_id[child], by_id) for child in node.get("childIds", ()) if child in by_id)


def test_what_happens_on_a_phone_is_heard(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with between(server.port) as proxy, Visit(browser, **PHONE) as visit:
        page, ear = visit.page, Ear(visit.page)
        page.goto(f"{proxy.address}/t/{mine.token}")
        wait_for(lambda: len(server.web.hub))
        desk.store.messages.put_up("今天提早关门")
        ear.wait_for("今天提早关门")
        page.get_by_text("不排了").click()
        page.route(
            "**/leave", lambda route: route.fulfill(status=403, content_type="text/html", body=refusal(visit, page.url))
        )
        page.get_by_role("button", name="确定放弃").tap()
        ear.wait_for("没有做任何改动")
        desk.call(mine, 2)
        ear.wait_for("请到 2 号窗口")


def refusal(visit: Visit, page: str) -> str:
    """The page that says that a request was forbidden."""
    return visit.context.request.post(f"{page}/leave", headers={"origin": "http://elsewhere.example"}).text()


PLACES: dict[str, Callable[[str], str]] = {"phone": lambda token: f"/t/{token}", "television": lambda token: "/board"}


@pytest.mark.parametrize("place", PLACES)
def test_a_page_that_stands_still_says_so_and_that_it_goes_on(
    browser: Browser, desk: DeskSide, server: Serving, place: str
) -> None:
    mine = desk.issue("A")
    with Visit(browser, **PHONE) as visit:
        page, ear = visit.page, Ear(visit.page)
        page.clock.install()
        page.goto(server.address + PLACES[place](mine.token))
        wait_for(lambda: len(server.web.hub))
        assert "更新" not in ear.hears()
        visit.context.set_offline(True)
        page.clock.run_for(60_000)
        ear.wait_for("未能更新，停留在")
        visit.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        ear.wait_for("更新于")
        expect(page.locator("html")).not_to_have_class(re.compile("stale"))


def test_a_hall_message_on_the_television_is_heard(browser: Browser, desk: DeskSide, server: Serving) -> None:
    desk.store.messages.put_up("旧通知")
    with Visit(browser, **PHONE) as visit:
        ear = Ear(visit.page)
        visit.page.goto(f"{server.address}/board")
        wait_for(lambda: len(server.web.hub))
        desk.store.messages.put_up("今天提早关门")
        ear.wait_for("今天提早关门")
        assert "旧通知" not in ear.hears()


def test_axe_finds_nothing_on_the_rarer_pages(browser: Browser, tmp_path: Path) -> None:
    """Left over, too late to come back, left, forbidden, and an empty television."""
    clock = HandClock()
    desk = DeskSide(hall_config(tmp_path, delay_times=1), clock)
    left_over, faults = desk.issue("A"), {}
    clock.turn(days=1)
    missed, moved, waiting = desk.bring_to("missed"), desk.issue("A"), desk.issue("B")
    clock.turn(minutes=20)
    desk.store.open_counter(desk.posts[1])
    with serving(desk) as server, Visit(browser, **PHONE, reduced_motion="reduce") as visit:
        page = visit.page
        for ticket in (left_over, missed, waiting):
            page.goto(f"{server.address}/t/{ticket.token}")
            faults[page.title()] = broken_rules(page)
        page.goto(f"{server.address}/board")
        faults["nobody called"] = broken_rules(page)
        server.web.config = server.web.config.model_copy(update={"board": BoardConfig(waiting=True)})
        desk.call(moved, 1)
        expect(page.locator(".waiting")).to_be_visible()
        faults["how many wait"] = broken_rules(page)
        left = visit.context.request.post(f"{server.address}/t/{moved.token}/leave")
        page.goto(f"{server.address}/t/{'0' * 26}")  # no event of the hall changes this page
        for name, body in (
            ("left", left.text()),
            ("forbidden", refusal(visit, f"{server.address}/t/{moved.token}")),
        ):
            page.set_content(re.sub(r"<script.*?</script>", "", body, flags=re.DOTALL))
            faults[name] = broken_rules(page)
    desk.store.close()
    assert {name: rules for name, rules in faults.items() if rules} == {}


def test_axe_finds_nothing_when_the_hall_is_closed_and_all_numbers_are_taken(browser: Browser, tmp_path: Path) -> None:
    """Kept for the next day, none left to take from afar, and the pages of a hall that is closed now."""
    config = hall_config(tmp_path, join_daily=1, join_one_per_phone=False)
    clock, faults, seen = HandClock(), {}, ""
    desk = DeskSide(config.model_copy(update={"hours": Hours(wed=(Span(time(9), time(12)),))}), clock)
    kept = desk.issue("A")
    desk.store.close_day(waiting="carry_over")
    with serving(desk) as server, Visit(browser, **PHONE, reduced_motion="reduce") as visit:
        page = visit.page
        for name, path in (("kept", f"/t/{kept.token}"), ("closed", "/"), ("closed for joining", "/join")):
            page.goto(server.address + path)
            seen += page.locator("body").inner_text()
            faults[name] = broken_rules(page)
        server.web.config = config
        page.goto(f"{server.address}/join")
        page.locator("input[type=radio]").first.check()
        page.get_by_role("button", name="取号").click()
        expect(page.locator(".number").first).to_be_visible()
        visit.context.clear_cookies()
        for name, path in (("none left", "/join"), ("none left at home", "/")):
            page.goto(server.address + path)
            expect(page.locator("body")).to_contain_text("今天的手机号已经发完")
            faults[name] = broken_rules(page)
    desk.store.close()
    assert "您的号为您留着" in seen
    assert "明天 09:00 开门" in seen
    assert "这里办的业务" in seen, "a closed hall shows no queue"
    assert {name: rules for name, rules in faults.items() if rules} == {}


def broken_rules(page: Page) -> list[tuple[str, list[str]]]:
    return [
        (fault["id"], [node["html"] for node in fault["nodes"]]) for fault in Axe().run(page).response["violations"]
    ]
