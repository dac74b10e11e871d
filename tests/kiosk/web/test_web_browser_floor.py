"""The floor on a tablet in a real browser: nobody is shut out by how it looks, and it is done by touch."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from visits import Visit
from web_hall import DeskSide, Serving

from queue_store import Role

PIN = "4711-4711"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LANGUAGES = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "en": "en-GB"}


def faults(page: Page) -> list[str]:
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_supervisor_on_a_tablet(
    browser: Browser, desk: DeskSide, server: Serving, language: str, scheme: str
) -> None:
    desk.store.staff.add("lead", name="Li Lei", surname="李", office="主任", role=Role.SUPERVISOR, pin=PIN)
    for _ in range(14):
        desk.issue()
    desk.call(desk.issue())
    tablet = {"viewport": {"width": 820, "height": 1180}, "has_touch": True, "color_scheme": scheme}
    found = {}
    with Visit(browser, **tablet, locale=LANGUAGES[language], reduced_motion="reduce") as visit:
        page = visit.page
        page.goto(f"{server.address}/floor")
        found["signing in"] = faults(page)
        page.locator("#staff").fill("lead")
        page.locator("#pin").fill(PIN)
        page.locator("main button").tap()
        first = page.locator(".alerts form button").first
        expect(first).to_be_visible()
        found["floor"] = faults(page)
        assert not page.evaluate(WIDER)
        if folder := os.environ.get("FLOOR_PICTURES"):
            page.screenshot(path=str(Path(folder) / f"web-{language}-{scheme}.png"), full_page=True)
        first.tap()
        expect(page.locator("input[name=back]")).to_have_count(1)
        page.goto(f"{server.address}/floor/message")
        found["message"] = faults(page)
        page.locator("#text").fill("hello")
        page.locator("main form button").tap()
        expect(page.locator("main")).to_contain_text("hello")
    assert {name: rules for name, rules in found.items() if rules} == {}
