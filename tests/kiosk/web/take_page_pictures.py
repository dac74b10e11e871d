"""Pictures of the phone and the television for README: `python tests/kiosk/web/take_page_pictures.py FOLDER`.

Wants Chromium and the Noto CJK fonts.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

sys.path += [str(Path(__file__).parents[up]) for up in (1, 2)]
from programs import chromium
from web_hall import DeskSide, HandClock, Serving, create_app, hall_config

from kiosk.hall import BoardConfig
from queue_store import Ticket

PHONE, TELEVISION, GAP = (390, 844), (1280, 720), 20


def morning(desk: DeskSide, clock: HandClock) -> tuple[Ticket, Ticket]:
    """A hall in the middle of its morning: who waits, and who is called just now."""
    for _ in range(24):
        for service, counter in (("A", 1), ("B", 2), ("A", 3)):
            ticket = desk.call(desk.issue(service), counter)
            desk.store.start(ticket.id, desk.posts[counter])
            clock.turn(seconds=100)
            desk.store.finish(ticket.id, desk.posts[counter])
    waiting = [desk.issue(service) for service in "BBAAABAA"]
    clock.turn(minutes=4)
    called = [desk.call(ticket, counter) for ticket, counter in ((waiting[0], 2), (waiting[2], 1), (waiting[3], 3))]
    desk.store.messages.put_up("今天 16:00 起系统维护，缴费请尽早")
    return waiting[6], called[2]


def picture_of(
    browser: Browser, address: str, size: tuple[int, int], once_shown: str, colours: str = "light"
) -> Image.Image:
    """A page once some place of it is there."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="zh-CN", reduced_motion="reduce", color_scheme=colours
    )
    page = context.new_page()
    page.goto(address)
    page.locator(once_shown).first.wait_for()
    with tempfile.TemporaryDirectory() as place:
        page.screenshot(path=Path(place) / "page.png")
        with Image.open(Path(place) / "page.png") as shot:
            shot.load()
    context.close()
    return shot


def take(folder: Path, browser: Browser, desk: DeskSide, clock: HandClock) -> None:
    """Write both pictures."""
    waiting, called = morning(desk, clock)
    server = Serving(create_app(desk.config, desk.connect))
    site = server.address
    told = ".figure.text:has-text('分钟')"
    phones = [
        picture_of(browser, f"{site}/t/{waiting.token}", PHONE, told),
        picture_of(browser, f"{site}/t/{called.token}", PHONE, ".counter"),
        picture_of(browser, f"{site}/t/{waiting.token}", PHONE, told, "dark"),
    ]
    row = Image.new("RGB", (len(phones) * (PHONE[0] + GAP) - GAP, PHONE[1]), "#d0d0d0")
    for number, phone in enumerate(phones):
        row.paste(phone, (number * (PHONE[0] + GAP), 0))
    row.quantize(64).save(folder / "phone.png", optimize=True)
    board = picture_of(browser, f"{site}/board", TELEVISION, ".waiting")
    board.quantize(64).save(folder / "television.png", optimize=True)
    server.stop()


def main(folder: Path) -> None:
    clock = HandClock()
    with tempfile.TemporaryDirectory() as place, chromium() as browser:
        config = hall_config(Path(place)).model_copy(update={"board": BoardConfig(calls=6, waiting=True)})
        desk = DeskSide(config, clock)
        take(folder, browser, desk, clock)
        desk.store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
