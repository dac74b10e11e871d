"""A site with a path of its own: whatever the pages lead to is below it, whether the proxy takes it away or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2
import pytest
from codes import codes_in
from PIL import Image
from web_hall import KINDS, DeskSide, browsing, for_hours, hall_config

from kiosk.ticket import page_address, qr_address, qr_matrix
from kiosk.web.context import Web
from kiosk.web.proxied import within

PREFIX = "/gas/Ost"
SITE = f"https://hall.example{PREFIX}"
LINK = re.compile(r'\b(?:href|src|action|data-live|data-[a-z]+-path)="([^"]*)"')


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSide]:
    side = DeskSide(for_hours(hall_config(tmp_path, address=SITE)))
    yield side
    side.store.close()


class Visitor:
    """Follows links as a browser at the site does; the proxy before it strips the prefix or passes it on."""

    def __init__(self, client: httpx2.AsyncClient, *, strips: bool) -> None:
        self.client = client
        self.strips = strips
        self.seen: set[str] = set()
        self.cookies: dict[str, str] = {}

    async def ask(self, address: str, method: str = "GET", data: dict[str, str] | None = None) -> httpx2.Response:
        """Ask for an address below the prefix, and look at what leads on from the answer."""
        assert address.startswith(f"{PREFIX}/"), address
        sent = address.removeprefix(PREFIX) if self.strips else address
        headers = {"Origin": "null", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        answer = await self.client.request(method, sent, headers=headers, data=data)
        assert answer.headers.get("location", f"{PREFIX}/").startswith(f"{PREFIX}/"), address
        for cookie in answer.headers.get_list("set-cookie"):
            assert f"path={PREFIX}/" in cookie.replace("Path=", "path=").split("; "), cookie
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    async def crawl(self, start: str) -> None:
        """Open a page and everything that it leads to."""
        waiting = [start]
        while waiting:
            address = waiting.pop()
            if address in self.seen:
                continue
            self.seen.add(address)
            answer = await self.ask(address)
            if answer.is_redirect:
                waiting.append(answer.headers["location"])
                continue
            assert answer.status_code == 200, address
            if "json" in answer.headers["content-type"]:
                assert all(text.startswith(f"{PREFIX}/") for text in re.findall('"(/[^"]*)"', answer.text)), address
            for link in LINK.findall(answer.text):
                assert link.startswith((f"{PREFIX}/", "#", "?")), (address, link)
                found = urlsplit(urljoin(f"https://hall.example{address}", link))
                is_form = f'<form method="post" action="{link}"' in answer.text
                if not is_form:
                    waiting.append(found.path + (f"?{found.query}" if found.query else ""))


@pytest.mark.parametrize("strips", [True, False], ids=["stripped", "passed on"])
async def test_no_link_leads_out_of_the_prefix(desk: DeskSide, strips: bool) -> None:
    tickets = desk.all_kinds()
    async with browsing(desk) as (client, web):
        visitor = Visitor(client, strips=strips)
        for address in (f"{PREFIX}/", f"{PREFIX}/board", f"{PREFIX}/join", f"{PREFIX}/JOIN"):
            await visitor.crawl(address)
        for kind in KINDS:
            await _crawl_ticket(visitor, tickets[kind].token)
        assert any("/static/" in address for address in visitor.seen)
        assert any(address.endswith("lang=en") for address in visitor.seen)
        await _refusals_and_acts(visitor, desk, web)


async def _crawl_ticket(visitor: Visitor, token: str) -> None:
    """Crawl the page of a QR, and what its script asks for; its form for stepping back needs its minutes."""
    path = f"{PREFIX}/t/{token}"
    visitor.seen.add(f"{path}/delay")
    await visitor.crawl(f"{PREFIX}/T/{token}")
    assert f'data-live="{path}"' in (await visitor.ask(path)).text
    await visitor.crawl(f"{path}/state")


async def _refusals_and_acts(visitor: Visitor, desk: DeskSide, web: Web) -> None:
    ticket = desk.issue()
    await web.watcher.look(again=True)
    path = f"{PREFIX}/t/{ticket.token}"
    preview = await visitor.ask(f"{path}/delay?minutes=10")
    assert f'action="{path}/delay"' in preview.text
    missing = await visitor.ask(f"{PREFIX}/nothing")
    assert missing.status_code == 404
    assert all(link.startswith((PREFIX, "#", "?")) for link in LINK.findall(missing.text))
    left = await visitor.ask(f"{path}/leave", "POST")
    assert (left.status_code, left.headers["location"]) == (303, path)
    page = await visitor.ask(f"{PREFIX}/join")
    form = dict(re.findall(r'name="(key)" value="([^"]+)"', page.text)) | {"service": "A"}
    joined = await visitor.ask(f"{PREFIX}/join", "POST", form)
    assert (joined.status_code, joined.headers["location"][: len(PREFIX) + 3]) == (303, f"{PREFIX}/t/")
    again = await visitor.ask(f"{PREFIX}/join")
    assert again.headers["location"] == joined.headers["location"]


async def test_the_qr_of_the_home_page_keeps_the_prefix_as_it_is_written(desk: DeskSide) -> None:
    async with browsing(desk) as (client, _):
        svg = (await client.get("/join.svg")).text
    cells = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1", svg)}
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    picture = Image.new("L", (size, size), 255)
    for cell in cells:
        picture.putpixel(cell, 0)
    (found,) = codes_in(picture.resize((size * 4, size * 4), Image.Resampling.NEAREST))
    assert found == qr_address(SITE, "/JOIN") == f"HTTPS://HALL.EXAMPLE{PREFIX}/JOIN"
    assert len(qr_matrix(page_address(SITE, "0" * 26))) > 0


def test_no_script_and_no_style_names_a_page() -> None:
    for file in resources.files("kiosk.web").joinpath("static").iterdir():
        if file.name.endswith((".js", ".css")):
            text = file.read_text(encoding="utf-8")
            assert not re.findall(r"""(?<!\+ )["'`]/\w|url\(["']?/""", text), file.name


@pytest.mark.parametrize(
    ("path", "prefix", "known"),
    [
        ("/gas", "/gas", "/"),
        ("/gas/", "/gas", "/"),
        ("/gas/t/X", "/gas", "/t/X"),
        ("/gasworks", "/gas", "/gasworks"),
        ("/t/gas", "/gas", "/t/gas"),
        ("/t/X", "", "/t/X"),
        ("/gas//t", "/gas", "//t"),
    ],
)
def test_a_prefix_is_taken_away_once_and_whole(path: str, prefix: str, known: str) -> None:
    assert within(path, prefix) == known


async def test_who_finds_no_number_left_goes_back_within_the_prefix(tmp_path: Path) -> None:
    desk = DeskSide(hall_config(tmp_path, address=SITE, join_daily=1))
    desk.store.book("A")
    async with browsing(desk) as (client, _):
        full = (await client.get("/join")).text
    assert "手机号已经发完" in full
    assert f'href="{PREFIX}/"' in full
    desk.store.close()
