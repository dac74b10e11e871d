"""One forecast, one wording: reception, front desk, desk, phone page and command line say the same of one ticket."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import timedelta
from importlib import resources
from pathlib import Path

from picture import text
from stations import driven, keys
from web_hall import DeskSide, ask, serving, slot

from kiosk.desk.app import DeskApp
from kiosk.front.app import FrontApp
from kiosk.reception.app import ReceptionApp
from kiosk.screens.station import Station
from kiosk.widgets.waiting_list import WaitingList, WaitLevel
from queue_store import Post


def write_hall(folder: Path) -> None:
    """The example hall, open day and night."""
    example = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    file = re.sub(r"\[hours\].*?(?=\n\[)", "", example, flags=re.DOTALL)
    (folder / "hall.toml").write_text(file, encoding="utf-8")


async def command(folder: Path, *words: str) -> str:
    """What the command line prints, in another process."""
    run = [sys.executable, "-m", "kiosk", "--hall", str(folder), "--language", "zh-Hans", *words]
    done = await asyncio.to_thread(subprocess.run, run, capture_output=True, text=True, check=True)
    return done.stdout


async def page_says(port: int, token: str) -> str:
    """Place and wait on the page of a ticket, put as the other ways in put them."""
    page = (await asyncio.to_thread(ask, port, "GET", f"/t/{token}"))[1].decode()
    said = {name: slot(page, name) for name in ("ahead", "people", "wait")}
    assert f"<title>前面 {said['ahead']} 位" in page
    return f"您前面还有 {said['ahead']} {said['people']}，预计等候 {said['wait']}"


def told_on(screen: str) -> str:
    """Place and wait in what a screen shows."""
    found = re.search(r"您前面还有 \d+ 位[，\s]+预计等候 [^\s。]+(?: [^\s。]+)* 分钟(?:以内|左右)?", screen)
    assert found, screen
    return re.sub(r"位[，\s]+预计", "位，预计", found[0])


def same(one: str, other: str) -> bool:
    """Whether two texts tell the same place and range; seconds later an end may have gone down by one step."""
    (place, *ends), (other_place, *other_ends) = (list(map(int, re.findall(r"\d+", each))) for each in (one, other))
    near = all(0 <= abs(a - b) <= 5 for a, b in zip(ends, other_ends, strict=True))
    return place == other_place and near and re.sub(r"\d+", "", one) == re.sub(r"\d+", "", other)


def test_all_say_the_same_of_one_ticket(desk: DeskSide, tmp_path: Path) -> None:
    write_hall(tmp_path)
    for service in "ABABBAABAB":
        desk.issue(service)
    desk.store.call_next(desk.posts[1])

    async def tell(port: int) -> None:
        store = desk.connect()
        for app, press in (
            (ReceptionApp(Station(store, desk.config)), ("1", "enter")),
            (FrontApp(Station(store, desk.config), Post(4, "c4")), ("enter", "i", "1")),
        ):
            async with driven(app, size=(120, 40)) as pilot:
                await keys(pilot, *press)
                shown = told_on(text(app))
                ticket = store.waiting()[-1]
                assert same(shown, await page_says(port, ticket.token))
                printed = await command(tmp_path, "estimate", ticket.label)
                assert same(shown, told_on(printed))
        store.close()

    with serving(desk) as server:
        asyncio.run(tell(server.port))


def test_the_desk_calls_late_whom_the_page_tells_a_wait_past_the_limit(desk: DeskSide) -> None:
    tickets = [desk.issue("A") for _ in range(12)]

    async def look() -> None:
        store = desk.connect()
        app = DeskApp(Station(store, desk.config), desk.posts[1])
        async with driven(app, size=(120, 40)) as pilot:
            await keys(pilot, "enter")
            rows = {row.id: row for row in app.screen.query_one(WaitingList).rows}
            for ticket in tickets:
                told = desk.store.estimate("A", visitor_id=ticket.id)
                assert told.centre is not None
                if abs(told.centre - ticket.limit) > timedelta(minutes=1):
                    assert (rows[ticket.id].level is WaitLevel.LATE) is (told.centre > ticket.limit), ticket.label
            assert {row.level for row in rows.values()} >= {WaitLevel.FINE, WaitLevel.LATE}
        store.close()

    asyncio.run(look())
