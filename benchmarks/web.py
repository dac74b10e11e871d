"""The phone pages beside bare Starlette: a call to every phone, memory a phone, the stop.

Each server is a process of its own; the phones are plain sockets in this one. The bare server watches the same file,
as often, sends everybody the bytes of one of our messages, and renders a template with as many fields as our page has
texts.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import uvicorn
from jinja2 import Environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

import kiosk
from benchmarks.measure import Figure, Findings, progress, quantile
from kiosk.hall import HallConfig, load_hall
from kiosk.web.app import create_app
from kiosk.web.background import open_socket
from kiosk.web.server import allow_many_connections, make_server
from kiosk.web.watch import POLL
from queue_store import Post, Store, Ticket, open_store

_EXAMPLE = Path(kiosk.__file__).parent / "example"
_STOP_LIMIT = 1000.0
"""Milliseconds in which the server has to stop with every phone connected."""
_STREAM_LIMIT = 30.0
"""Kilobytes that an open stream may take."""
_ROUNDS = 9
"""Calls at the desk that are measured."""


def _store(folder: Path) -> Store:
    return open_store(folder / "web.db", _hall().rules())


def _hall() -> HallConfig:
    return load_hall(_EXAMPLE)


def _bare_app(folder: Path) -> Starlette:
    """A broadcast and a template as Starlette's documentation writes them."""
    phones: set[asyncio.Queue[bytes]] = set()
    page = Environment(autoescape=True).from_string((folder / "page.html").read_text(encoding="utf-8"))
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    message = (folder / "message").read_bytes()

    async def watch() -> None:
        store = _store(folder)
        seen = store.version()
        while True:
            await asyncio.sleep(POLL)
            if (version := store.version()) != seen:
                seen = version
                for queue in phones:
                    queue.put_nowait(message)

    async def listen() -> AsyncIterator[bytes]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        phones.add(queue)
        try:
            yield b"data: {}\n\n"
            while True:
                yield await queue.get()
        finally:
            phones.discard(queue)

    async def events(request: Request) -> Response:
        return StreamingResponse(listen(), media_type="text/event-stream")

    async def ticket(request: Request) -> Response:
        return HTMLResponse(page.render(texts))

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch())
        yield
        watching.cancel()

    routes = [Route("/t/{token}", ticket), Route("/t/{token}/events", events)]
    return Starlette(routes=routes, lifespan=lifespan)


def _serve(kind: str, folder: Path) -> None:
    """Serve on a free port, which is printed."""
    allow_many_connections()
    listening = open_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    if kind == "ours":
        app = create_app(_hall(), lambda: _store(folder))
        app.state.web.budgets.tickets.burst = 1e9
        server: uvicorn.Server = make_server(app, "127.0.0.1", port)
    else:
        config = uvicorn.Config(_bare_app(folder), access_log=False, log_level="error", backlog=2048)
        server = uvicorn.Server(config)
    print(port, flush=True)
    server.run([listening])


class _Phone(asyncio.Protocol):
    """A socket that notes when it heard of somebody ahead."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.heard_at = 0.0
        self.message = b""
        """What it heard last of somebody ahead."""
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(f"GET {self.path}/events HTTP/1.1\r\nHost: hall\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self.open = True
        if b'"ahead"' in data:
            self.heard_at = time.perf_counter()
            self.message = data


class Server:
    """A server process."""

    def __init__(self, kind: str, folder: Path) -> None:
        command = [sys.executable, "-m", "benchmarks.web", kind, str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                break
        time.sleep(0.5)

    def memory(self) -> float:
        """Kilobytes in use."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1024

    def stop(self) -> float:
        """Milliseconds until it has stopped; killed after five seconds."""
        began = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return (time.perf_counter() - began) * 1000


async def connect_phones(port: int, paths: list[str]) -> list[_Phone]:
    """Open the streams of these pages, and wait until each was told its state."""
    loop, phones = asyncio.get_running_loop(), []
    for path in paths:
        _, phone = await loop.create_connection(lambda path=path: _Phone(path), "127.0.0.1", port)  # type: ignore[misc]
        phones.append(phone)
    while not all(phone.open for phone in phones):
        await asyncio.sleep(0.1)
    return phones


async def _calls(store: Store, phones: list[_Phone], rounds: int) -> list[float]:
    """Milliseconds from each call at the desk to the last of the waiting phones."""
    post, taken = Post(1, "c1"), []
    for _ in range(rounds):
        await asyncio.sleep(1.5)
        began = time.perf_counter()
        called = store.call_next(post)
        assert called is not None
        phones = [phone for phone in phones if called.token not in phone.path]
        while not all(phone.heard_at > began for phone in phones):
            await asyncio.sleep(0.002)
            assert time.perf_counter() - began < 20, "a phone heard nothing"
        taken.append((max(phone.heard_at for phone in phones) - began) * 1000)
        await asyncio.sleep(0.5)
        store.start(called.id, post)
        store.finish(called.id, post)
    return taken


def open_hall(folder: Path, waiting: int) -> list[Ticket]:
    """Let at least so many people wait for one open counter; return their tickets."""
    store = _store(folder)
    store.open_counter(Post(1, "c1"))
    for _ in range(waiting - len(store.waiting())):
        store.issue("A")
    tickets = store.waiting()
    store.close()
    return tickets


def write_bare(folder: Path) -> None:
    """Write what the bare server needs: our page as a template with a field for each text, and one of our messages."""
    ticket = open_hall(folder, 3)[-1]
    server = Server("ours", folder)

    async def hear() -> bytes:
        phone = (await connect_phones(server.port, [f"/t/{ticket.token}"]))[0]
        store = _store(folder)
        await _calls(store, [phone], 1)
        store.close()
        messages: list[bytes] = re.findall(rb"data: .*\n\n", phone.message)
        return messages[-1]

    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port)) as connection:
        connection.request("GET", f"/t/{ticket.token}")
        page = connection.getresponse().read().decode()
    (folder / "message").write_bytes(asyncio.run(hear()))
    server.stop()
    texts: dict[str, str] = {}

    def field(found: re.Match[str]) -> str:
        name = f"text{len(texts)}"
        texts[name] = html.unescape(found[1])
        return f">{{{{ {name} }}}}<"

    (folder / "page.html").write_text(re.sub(r">([^<>]*[^<>\s][^<>]*)<", field, page), encoding="utf-8")
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Measured:
    """What one server does with so many phones."""

    calls: list[float]
    """Milliseconds from the key at the desk to the last phone, by call."""
    memory: float
    """Kilobytes a phone."""
    stop: float
    """Milliseconds until it has stopped."""


def _measure(kind: str, folder: Path, phones: int, rounds: int) -> _Measured:
    paths = [f"/t/{ticket.token}" for ticket in open_hall(folder, phones)]
    server = Server(kind, folder)
    time.sleep(5)
    before = server.memory()

    async def live() -> _Measured:
        connected = await connect_phones(server.port, paths)
        await asyncio.sleep(2)
        memory = (server.memory() - before) / len(paths)
        store = _store(folder)
        calls = await _calls(store, connected, rounds)
        store.close()
        stop = await asyncio.to_thread(server.stop)
        return _Measured(calls, memory, stop)

    return asyncio.run(live())


def _held(folder: Path, phones: int) -> float:
    """Kilobytes for each of so many open streams on which nothing happens, beside a first one.

    With the first the server begins to tell waits, for which it remembers everybody in the queue, stream or not.
    """
    first, *paths = [f"/t/{ticket.token}" for ticket in open_hall(folder, phones + 1)]
    server = Server("ours", folder)

    async def hold() -> float:
        await connect_phones(server.port, [first])
        await asyncio.sleep(10)
        before = server.memory()
        connected = await connect_phones(server.port, paths)
        await asyncio.sleep(5)
        assert not any(phone.transport.is_closing() for phone in connected)
        return (server.memory() - before) / len(paths)

    memory = asyncio.run(hold())
    server.stop()
    return memory


def findings(folder: Path, quick: bool) -> Findings:
    """With 300 and 2,000 phones, and 5,000 that only listen; with 300, and 1,000 that listen, if it has to be quick."""
    allow_many_connections()
    write_bare(folder)
    figures = []
    for phones in (300,) if quick else (300, 2000):
        progress(f"web: {phones} phones at our pages, then at bare Starlette")
        ours, bare = (_measure(kind, folder, phones, _ROUNDS) for kind in ("ours", "bare"))
        called = f"call at the desk to the last of {phones} phones"
        figures += [
            Figure(f"{called}, p50", quantile(ours.calls, 0.5), quantile(bare.calls, 0.5), 1.5),
            Figure(f"{called}, worst of {_ROUNDS}", max(ours.calls), max(bare.calls), 1.5),
            Figure(f"memory a phone with {phones}", ours.memory, bare.memory, 1.5, unit="kB"),
            Figure(f"stop with {phones} phones open", ours.stop, _STOP_LIMIT, 1.0, limit=True),
        ]
    held = 1000 if quick else 5000
    progress(f"web: {held} open streams")
    memory = Figure(f"memory a stream with {held} idle ones", _held(folder, held), _STREAM_LIMIT, 1.0, "kB", limit=True)
    return Findings([*figures, memory])


if __name__ == "__main__":
    _serve(sys.argv[1], Path(sys.argv[2]))
