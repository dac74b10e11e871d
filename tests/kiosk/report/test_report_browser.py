"""The report in a real browser: nothing fetched, axe finds nothing, and it prints on A4."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser

from kiosk.cli.root import cli

BROKEN_FIGURES = """
[...document.querySelectorAll(".tiles .figure, .notes td:not(.meaning)")].filter(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(line => line.top)).size > 1;
}).map(cell => cell.textContent)
"""
"""Figures that go over several lines."""


@pytest.mark.usefixtures("small_day")
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_on_a_screen_and_on_paper(browser: Browser, tmp_path: Path, language: str) -> None:
    file = tmp_path / "report.html"
    words = ["report", "--week", "2026-W11", "--language", language, "--output", str(file)]
    assert CliRunner().invoke(cli, words).exit_code == 0
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    asked: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: troubles.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert page.evaluate(BROKEN_FIGURES) == []
    assert page.locator("details[open] table").first.is_visible(), "waits by hour are open, on paper too"
    closed = page.locator("details:not([open])").first
    assert not closed.locator("table").is_visible()
    closed.locator("summary").click()
    assert page.locator("details[open] table").last.is_visible()
    page.get_by_role("link", name="P90", exact=True).first.click()
    assert page.evaluate("document.querySelector(':target').id") == "m-wait_p90"
    printed = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in printed or b"/MediaBox [0 0 595" in printed, "A4"
    assert troubles == []
    page.close()
