"""The server process: uvicorn with a quick end, and room for a phone per visitor.

Why uvicorn with a connection and a door of ours (`wire`, `door`; "taught" below): no server looked at bounds the time
of a body, or connections by address. A Starlette page of 30 fields and a stream, side by side on two cores with other
work: uvicorn 0.54.0 (httptools, uvloop), Hypercorn 0.18.0 (`--worker-class uvloop --read-timeout 10`) and Granian 2.8.7
(`--interface asgi --http 1 --loop uvloop --http1-buffer-size 16384 --http1-header-read-timeout 10000 --backlog 8192
--backpressure 8192`); Python 3.11.

                                               uvicorn    taught     Hypercorn  Granian
    endless request line: taken in 8 s         49 MB      0.1, cut   0.7, cut   0.1, cut
    endless headers: memory after 8 s          +467 MB    +0, cut    +0, cut    +0, cut
    50 dripping heads: left after 12 s         50         0          0          0
    50 dripping bodies: left after 24 s        50         0          50         50
    3,000 silent of one address: after 1, 15 s 3000 3000  512 0      3000 0     3000 0
    first byte of the page: p50, p95           0.15 0.28  0.16 0.41  0.33 0.51  0.16 0.25 ms
    broadcast to the last of 300 streams: p50  14.5       8.9        19.9       10.4 ms
    an idle stream of 1,000                    26         5          36         35 kB
    stop with 1,000 streams                    over 15    0.2        4.4        over 15 s
"""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import LOGGING_CONFIG

from kiosk.hall import HallConfig
from kiosk.ticket import site_address
from kiosk.web.app import create_app
from kiosk.web.context import Web
from kiosk.web.door import Door, limits_for
from kiosk.web.proxied import Proxies
from kiosk.web.stream import Hub
from kiosk.web.turned_away import TurnedAway
from kiosk.web.wire import Connection
from queue_store import Store, open_store

_PHONES = 8192
_LAST_MOMENT = 0.4
"""Seconds for what is being sent when the server is told to stop."""


class Server(uvicorn.Server):
    """Ends open streams before it waits for connections to end, and breaks those that keep it waiting for a request."""

    def __init__(self, config: uvicorn.Config, hub: Hub, door: Door) -> None:
        super().__init__(config)
        self.door = door
        self._hub = hub

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start; neither garbage collection nor the thread that forecasts keeps pages waiting."""
        await super().startup(sockets)
        sys.setswitchinterval(0.0002)
        gc.collect()
        gc.freeze()

    async def on_tick(self, counter: int) -> bool:
        """Look once a second at what is overdue."""
        if counter % 10 == 0:
            self.door.sweep()
            self.door.refused.report()
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every open stream, then stop; an answer that nobody takes is waited for a moment only.

        What a screen goes on with is looked through for garbage again.
        """
        self._hub.close()
        self.door.close()
        breaking = asyncio.get_running_loop().call_later(_LAST_MOMENT, self.door.abort)
        await super().shutdown(sockets)
        breaking.cancel()
        self.door.refused.report(now=True)
        gc.unfreeze()


def make_server(app: Starlette, host: str, port: int, *, quiet: bool = False) -> Server:
    """Make the server of an application. Requests are not logged: the addresses of ticket pages are secrets."""
    web: Web = app.state.web
    limits = limits_for(_files())
    proxies = Proxies(web.config.web.proxies)
    door = Door(limits, web.refused, proxies)
    turned_away = TurnedAway(web.budgets, web.refused, web.refuse, web.prefix)
    web.hub.most = min(web.hub.most, limits.streams)
    web.hub.most_boards = min(web.hub.most_boards, limits.boards)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=proxies.addresses,
        log_config=None if quiet else LOGGING_CONFIG,
        timeout_graceful_shutdown=1,
        backlog=2048,
        http=cast("type[Connection]", partial(Connection, door, turned_away)),
        ws="none",
    )
    return Server(config, web.hub, door)


def _files() -> int:
    """Return how many files this process may have open."""
    try:
        import resource
    except ImportError:
        return _PHONES
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _PHONES if soft == resource.RLIM_INFINITY else min(soft, _PHONES)


def allow_many_connections() -> None:
    """Raise the limit of open files, which is often 1,024, as far as this user may."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _PHONES if hard == resource.RLIM_INFINITY else min(_PHONES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def connector(config: HallConfig) -> Callable[[], Store]:
    """Return what opens the hall's store."""
    return lambda: open_store(config.database_path, config.rules())


def address_for_phones(config: HallConfig, listening: socket.socket) -> str:
    """Return where phones find the pages: the hall's address if it has one, else what the socket is bound to.

    Empty where that is every address of a machine without a network.
    """
    if config.web.address:
        return config.web.address
    host, port = listening.getsockname()[:2]
    if ip_address(host).is_unspecified:
        return site_address(config.model_copy(update={"web": config.web.model_copy(update={"port": port})}))
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve_on(
    listening: socket.socket, config: HallConfig, connect: Callable[[], Store], site: str, ready: Callable[[], None]
) -> None:
    """Serve on an open socket until the process is told to stop; `site` is where phones find the pages, if known."""
    allow_many_connections()
    host, port = listening.getsockname()[:2]
    server = make_server(create_app(config, connect, site), host, port)
    ready()
    server.run([listening])
