"""A hall with a database, its application, and a server on a port of this machine."""

from __future__ import annotations

import asyncio
import http.client
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from importlib import resources
from pathlib import Path
from typing import Any

import httpx2
from starlette.applications import Starlette
from waiting import wait_for as wait_for

from kiosk.hall import HallConfig, parse_hall
from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code
from kiosk.web.app import create_app
from kiosk.web.background import open_socket
from kiosk.web.context import Web
from kiosk.web.cookies import Cookies
from kiosk.web.server import Server, allow_many_connections, make_server
from queue_store import Post, State, Store, Ticket, open_store

KINDS = ("booked", "waiting", "called", "serving", "parked", "missed", "finished", "cancelled")
LANGUAGES = ("zh-Hans", "zh-Hant", "en")


def hall_config(folder: Path, **web: Any) -> HallConfig:
    """The example hall, open day and night, its database in `folder`; `web` changes its [web] settings."""
    text = resources.files("kiosk").joinpath("example/hall.toml").read_text(encoding="utf-8")
    text = re.sub(r"\[hours\].*?(?=\n\[)", "", text, flags=re.DOTALL)
    config = parse_hall(text, folder / "hall.toml")
    return config.model_copy(update={"web": config.web.model_copy(update=web)})


def for_hours(config: HallConfig) -> HallConfig:
    """The hall by the PC's clock, with a business day that goes on for hours yet: time that is asked for fits in it."""
    soon_over = datetime.now(config.zone).time() < config.cutover
    return config.model_copy(update={"cutover": time_of_day(16)}) if soon_over else config


class HandClock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **span: float) -> None:
        self.now += timedelta(**span)


class DeskSide:
    """The hall as its clerks see it: a store of its own, as in another process; with a `clock` of one's own."""

    def __init__(self, config: HallConfig, clock: HandClock | None = None) -> None:
        self.config = config
        self.clock = clock
        self.store = self.connect()
        self.posts = {counter.number: Post(counter.number, f"c{counter.number}") for counter in config.counters}
        for number in (1, 2, 3):
            self.store.open_counter(self.posts[number])

    def connect(self) -> Store:
        own = {"clock": self.clock} if self.clock else {}
        return open_store(self.config.database_path, self.config.rules(), **own)

    def cookie(self, name: str) -> str:
        """The name by which browsers know a cookie of this hall: `lang` or `phone`."""
        return Cookies(self.config, "/").name(name)

    def issue(self, service: str = "A", **more: Any) -> Ticket:
        return self.store.issue(service, **more)

    def call(self, ticket: Ticket, counter: int = 1) -> Ticket:
        return self.store.call(ticket.id, self.posts[counter])

    def bring_to(self, kind: str, counter: int = 1, service: str = "A") -> Ticket:
        """A new ticket in the state of a kind of page; the counter is free afterwards unless somebody is at it."""
        post = self.posts[counter]
        if kind == "booked":
            return self.store.book(service)
        ticket = self.issue(service)
        if kind == "cancelled":
            return self.store.cancel(ticket.token)
        if kind == "waiting":
            return ticket
        ticket = self.store.call(ticket.id, post)
        if kind == "missed":
            return self.store.no_show(ticket.id, post)
        if kind == "called":
            return ticket
        ticket = self.store.start(ticket.id, post)
        if kind == "parked":
            return self.store.park(ticket.id, post)
        return self.store.finish(ticket.id, post) if kind == "finished" else ticket

    def all_kinds(self) -> dict[str, Ticket]:
        """One ticket of each kind."""
        order = ("booked", "waiting", "cancelled", "missed", "parked", "finished", "serving")
        tickets = {kind: self.bring_to(kind) for kind in order}
        return tickets | {"called": self.bring_to("called", counter=3)}


@asynccontextmanager
async def browsing(
    desk: DeskSide, connect: Callable[[], Store] | None = None, **headers: str
) -> AsyncIterator[tuple[httpx2.AsyncClient, Web]]:
    """A client of the application, in this process."""
    app = create_app(desk.config, connect or desk.connect, desk.config.web.address or "http://192.0.2.10:8080")
    async with app.router.lifespan_context(app):
        web: Web = app.state.web
        web.clock = desk.clock or web.clock
        web.budgets.pause = 0
        await web.watcher.look(again=True)
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://hall.test", headers=headers) as client:
            yield client, web


class Serving:
    """A server in a thread."""

    def __init__(self, app: Starlette, port: int = 0) -> None:
        allow_many_connections()
        self.socket = open_socket("127.0.0.1", port)
        self.port: int = self.socket.getsockname()[1]
        self.app = app
        self.web: Web = app.state.web
        self.server: Server = make_server(app, "127.0.0.1", self.port)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        wait_for(lambda: self.server.started)

    def _run(self) -> None:
        """Run on the event loop that the product runs on."""
        with asyncio.Runner(loop_factory=self.server.config.get_loop_factory()) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        await self.server.serve([self.socket])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> float:
        """Stop, and return the seconds that took."""
        began = time.monotonic()
        self.server.should_exit = True
        self.thread.join(10)
        assert not self.thread.is_alive()
        return time.monotonic() - began


@contextmanager
def serving(desk: DeskSide, port: int = 0) -> Iterator[Serving]:
    server = Serving(create_app(desk.config, desk.connect, desk.config.web.address), port)
    try:
        yield server
    finally:
        if server.thread.is_alive():
            server.stop()


class Ear:
    """A listener's other end in this process: all that it was sent."""

    def __init__(self, web: Web, topic: str) -> None:
        self.heard = b""
        self.over = False
        listener = web.hub.join(topic, "192.0.2.7")
        assert listener is not None
        listener.ride(self, b"")

    def carry(self, message: bytes) -> bool:
        self.heard += message
        return True

    def end(self) -> None:
        self.over = True

    def abort(self) -> None:
        self.over = True


def code_now(desk: DeskSide) -> str:
    """The code that reception shows in this minute."""
    return checkin_code(desk.store.secret(CHECK_IN_SECRET), desk.store.now())


def slot(html: str, name: str) -> str:
    return re.search(f'<[^>]*data-slot="{name}"[^>]*>(.*?)</', html, re.DOTALL)[1]  # type: ignore[index]


def ask(port: int, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    """One plain request over a connection of its own: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def state_of(desk: DeskSide, ticket: Ticket) -> State:
    """The state of a ticket as the store has it now."""
    return desk.store.ticket(ticket.id).state


def field(html: str, name: str) -> str:
    """The value of a hidden field of a page."""
    return re.search(f'name="{name}" value="(.*?)"', html)[1]  # type: ignore[index]
