"""The phone is kept awake where it can be, and its sound is on only where it is said to be."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from visits import PHONE, RECORD, Visit
from web_hall import DeskSide, Serving

LOCK = """
window.locks = [];
Object.defineProperty(navigator, "wakeLock", { value: { request: (kind) => {
  const lock = new EventTarget();
  lock.release = () => { lock.released = true; lock.dispatchEvent(new Event("release")); return Promise.resolve(); };
  window.locks.push(lock);
  return window.refused ? Promise.reject(new Error(kind)) : Promise.resolve(lock);
} } });
window.held = () => window.locks.filter((lock) => !lock.released).length;
"""
AWAKE, ASLEEP = "轮到您之前，屏幕会一直亮着。", "请不要关这个页面"


def test_the_screen_stays_on_while_somebody_waits_and_no_longer(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.issue("A")
    with Visit(browser, LOCK, **PHONE) as visit:
        page, awake = visit.page, visit.page.locator(".awake")
        page.goto(f"{server.address}/t/{mine.token}")
        expect(awake).to_have_text(AWAKE)
        page.evaluate("window.locks[0].release()")
        expect(awake).to_contain_text(ASLEEP)
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(awake).to_have_text(AWAKE)
        assert page.evaluate("window.held()") == 1
        desk.call(mine, 2)
        visit.at("called")
        expect(awake).to_be_hidden()
        assert page.evaluate("window.held()") == 1
        desk.store.start(mine.id, desk.posts[2])
        visit.at("serving")
        visit.until("window.held() === 0")
        assert visit.complaints == []


@pytest.mark.parametrize("script", ["window.refused = true;" + LOCK, "delete Navigator.prototype.wakeLock;"])
def test_where_the_screen_cannot_be_kept_on_it_is_said(
    browser: Browser, desk: DeskSide, server: Serving, script: str
) -> None:
    mine = desk.issue("A")
    with Visit(browser, script, **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}")
        expect(visit.page.locator(".awake")).to_contain_text(ASLEEP)
        assert visit.complaints == []


def test_sound_is_switched_by_a_press_and_the_button_says_which(
    browser: Browser, desk: DeskSide, server: Serving
) -> None:
    mine = desk.issue("A")
    with Visit(browser, RECORD, **PHONE) as visit:
        page, button = visit.page, visit.page.locator(".sound")
        page.goto(f"{server.address}/t/{mine.token}")
        expect(button).to_have_text("打开声音和振动")
        button.tap()
        expect(button).to_have_text("声音和振动已打开")
        visit.until("window.heard.length === 4 && window.felt.length === 1")
        page.reload()
        expect(button).to_have_text("打开声音和振动")
        page.locator("h1").tap()
        expect(button).to_have_text("声音和振动已打开")
        button.tap()
        expect(button).to_have_text("打开声音和振动")
        heard, felt = page.evaluate("[window.heard.length, window.felt.length]")
        desk.call(mine, 2)
        visit.at("called")
        assert page.evaluate("[window.heard.length, window.felt.length]") == [heard, felt]
        assert visit.complaints == []


def test_a_phone_that_does_not_vibrate_is_not_promised_it(browser: Browser, desk: DeskSide, server: Serving) -> None:
    mine = desk.issue("A")
    with Visit(browser, "delete Navigator.prototype.vibrate;", **PHONE) as visit:
        visit.page.goto(f"{server.address}/t/{mine.token}")
        expect(visit.page.locator(".sound")).to_have_text("打开声音")
