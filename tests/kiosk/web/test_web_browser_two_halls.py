"""Two halls on one PC, in one browser: neither knows what was done at the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from visits import PHONE, Visit
from web_hall import DeskSide, Serving, hall_config, serving


@pytest.fixture
def halls(tmp_path: Path) -> Iterator[list[Serving]]:
    """Two halls of the same name on two ports, each with its own folder."""
    sides = []
    for name in ("east", "west"):
        (tmp_path / name).mkdir()
        sides.append(DeskSide(hall_config(tmp_path / name)))
    with serving(sides[0]) as east, serving(sides[1]) as west:
        yield [east, west]
    for side in sides:
        side.store.close()


def join(page: Page, hall: Serving) -> str:
    """Take a number by phone, and return the address of its page."""
    page.goto(f"{hall.address}/join")
    expect(page.locator("form")).to_be_visible()
    page.locator("input[name=service]:enabled").first.check()
    page.locator("form button.main").click()
    page.wait_for_url("**/t/*")
    return page.url


def test_two_halls_of_one_pc_share_nothing_in_a_browser(browser: Browser, halls: list[Serving]) -> None:
    east, west = halls
    with Visit(browser, **PHONE) as visit:
        mine_here, mine_there = join(visit.page, east), join(visit.page, west)
        for hall, mine in ((east, mine_here), (west, mine_there)):
            visit.page.goto(f"{hall.address}/join")
            assert visit.page.url == mine
        visit.page.goto(f"{east.address}/board?lang=en")
        visit.page.goto(f"{east.address}/")
        expect(visit.page.locator("html")).to_have_attribute("lang", "en")
        visit.page.goto(f"{west.address}/")
        expect(visit.page.locator("html")).to_have_attribute("lang", "zh-Hans")
        assert visit.complaints == []
