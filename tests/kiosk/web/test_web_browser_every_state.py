"""Every page and state of a ticket in a real browser: under axe, and under a finger."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from visits import NARROW, PHONE, Visit
from web_hall import DeskSide, Serving

from queue_store import Verb
from queue_store.tickets.moving import change, load


def pages_of(desk: DeskSide) -> dict[str, str]:
    """Every page and state."""
    tickets = desk.all_kinds()
    paths = {kind: f"/t/{ticket.token}" for kind, ticket in tickets.items()}
    held, lapsed = desk.issue(), desk.store.book("A")
    desk.store.delay(held.token, minutes=20)
    with desk.store._ledger.act() as act:
        row = load(act, lapsed.id)
        change(act, row, Verb.EXPIRE, {"state": "expired", "finished_at": row["kept_until"]})
    paths |= {"held": f"/t/{held.token}", "lapsed": f"/t/{lapsed.token}"}
    paths |= {"delay": f"{paths['waiting']}/delay?minutes=5", "gone": f"/t/{'0' * 26}"}
    return paths | {"home": "/", "join": "/join", "board": "/board"}


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
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
            visit.context.add_cookies([{"name": desk.cookie("lang"), "value": language, "url": server.address}])
            for name, path in paths.items():
                visit.page.goto(server.address + path)
                assert visit.page.locator("html").get_attribute("lang") == language
                visit.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
                found = Axe().run(visit.page).response["violations"]
                faults += [(name, way, fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]
    assert faults == []


def test_every_control_of_a_narrow_phone_fits_a_finger(browser: Browser, desk: DeskSide, server: Serving) -> None:
    faults = []
    with Visit(browser, locale="en-GB", **NARROW) as visit:
        page = visit.page
        for name, path in pages_of(desk).items():
            page.goto(server.address + path)
            for box in page.locator("a:not(.skip), button, select, summary, label:has(input)").all():
                place = box.bounding_box() if box.is_visible() else None
                if place and (place["height"] < 44 or place["width"] < 44):
                    faults.append((name, box.inner_text(), place))
    assert faults == []
