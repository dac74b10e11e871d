"""The phone pages in a background thread of a terminal screen, whose first picture does not wait for them."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from kiosk.web.server import Server


def open_socket(host: str, port: int) -> socket.socket:
    """Take the port; OSError when somebody has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def answers(address: str, seconds: float = 2) -> bool:
    """Tell whether these pages answer at an address."""
    end = time.monotonic() + seconds
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    while True:
        try:
            with ask(f"{address.rstrip('/')}/robots.txt", timeout=seconds) as answer:
                return "noindex" in answer.headers.get("x-robots-tag", "")
        except (OSError, ValueError, http.client.HTTPException):
            if time.monotonic() > end:
                return False
            time.sleep(0.1)


class PagesWatch:
    """Asks again and again, from a thread of its own, whether the pages answer at an address."""

    def __init__(self, site: str, every: float = 5.0, startup: float = 15.0) -> None:
        self.site = site
        self.every = every
        """Seconds between questions; while nothing answers yet, it asks every second."""
        self.alive = False
        """They answered when last asked."""
        self._started = time.monotonic()
        self._startup = startup
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, name="kiosk-pages", daemon=True)
        if site:
            self._thread.start()

    def silent(self) -> bool:
        """Tell whether the pages had time enough to come up and do not answer."""
        return bool(self.site) and not self.alive and time.monotonic() - self._started > self._startup

    def page(self, token: str) -> str:
        """Return the address of a ticket's page; empty while nobody would answer there."""
        from kiosk.ticket import page_address

        return page_address(self.site, token) if self.alive else ""

    def close(self) -> None:
        """Ask no more."""
        self._over.set()

    def _ask(self) -> None:
        while not self._over.is_set():
            self.alive = answers(self.site, 1)
            self._over.wait(self.every if self.alive else min(self.every, 1.0))


@contextmanager
def serving_in_background(config: HallConfig, host: str = "0.0.0.0") -> Iterator[bool]:
    """Serve as long as the block runs; False when the port is somebody else's, usually another screen's."""
    try:
        listening = open_socket(host, config.web.port)
    except OSError:
        yield False
        return
    servers: list[Server] = []
    thread = threading.Thread(target=_serve, args=(listening, config, servers), name="kiosk-web", daemon=True)
    thread.start()
    try:
        yield True
    finally:
        for server in servers:
            server.should_exit = True
            thread.join(timeout=3)


def _serve(listening: socket.socket, config: HallConfig, servers: list[Server]) -> None:
    """Serve without logging: logs would go to the terminal on which the screen is drawn."""
    for name in ("kiosk.web", "uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    from kiosk.web.app import create_app
    from kiosk.web.server import address_for_phones, allow_many_connections, connector, make_server

    allow_many_connections()
    app = create_app(config, connector(config), address_for_phones(config, listening))
    servers.append(make_server(app, *listening.getsockname()[:2], quiet=True))
    servers[0].run([listening])
