"""A real browser on the hall's pages: which devices there are, and a page that tells what it asked for and felt."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

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
window.said = []; window.voiced = [];
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => (window.voices || ["zh-CN"]).map((lang) => ({ lang })),
  speak: (words) => {
    window.said.push(words.text);
    window.voiced.push(words.lang);
    setTimeout(() => words.onend(), 30);
  },
  cancel: () => { window.cut = (window.cut || 0) + 1; },
} });
"""


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

    def catch_up(self) -> None:
        """Let the page take in what it was sent before: three small questions to the server are answered after that."""
        for _ in range(3):
            self.page.evaluate("fetch('/robots.txt').then((answer) => answer.text())")

    def at(self, kind: str, seconds: float = 5) -> None:
        expect(self.page.locator("main")).to_have_attribute("data-kind", kind, timeout=seconds * 1000)
