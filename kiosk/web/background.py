"""The phone pages in a background thread of a terminal screen, whose first picture does not wait for them."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from enum import Enum
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.ticket.identity import identity_path, new_nonce, proves_identity
from queue_store import QueueError

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from kiosk.web.server import Server

_NOT_NOW = frozenset({429, 500, 502, 503, 504})
"""Status codes that say nothing of who answers: the hall's own pages give them too, and a proxy before them."""
_UNANSWERED = 60_000
"""Milliseconds for which a connection may acknowledge nothing: a set that lost its network leaves its stream open."""


def open_socket(host: str, port: int) -> socket.socket:
    """Take the port; OSError when somebody has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def bound_to(port: int) -> list[str]:
    """Return the addresses of this machine at which a port is open; none too where the system does not tell."""
    import psutil

    try:
        sockets = psutil.net_connections("tcp")
    except psutil.Error:
        return []
    return sorted({each.laddr.ip for each in sockets if each.status == psutil.CONN_LISTEN and each.laddr.port == port})


def is_local(host: str) -> bool:
    """Tell whether only programs of this machine get to an address."""
    return ip_address(host).is_loopback


class Answer(Enum):
    """Who answers at the address of the pages."""

    NOBODY = "nobody"
    OTHER = "other"
    """Another program, or the pages of another hall."""
    HALL = "hall"


def who_answers(address: str, secret: bytes, seconds: float = 2) -> Answer:
    """Tell whether the pages at an address are those of the hall whose secret this is.

    Nobody's answer is waited for up to `seconds`.
    """
    end = time.monotonic() + seconds
    while True:
        answer = _ask(address, secret, seconds)
        if answer is not Answer.NOBODY or time.monotonic() > end:
            return answer
        time.sleep(0.1)


def _ask(address: str, secret: bytes, seconds: float) -> Answer:
    nonce = new_nonce()
    ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
    try:
        with ask(address.rstrip("/") + identity_path(nonce), timeout=max(seconds, 0.1)) as answer:
            proof = answer.read(1000).decode("ascii", errors="replace")
    except urllib.error.HTTPError as error:
        error.close()
        return Answer.NOBODY if error.code in _NOT_NOW else Answer.OTHER
    except (OSError, ValueError):
        return Answer.NOBODY
    except http.client.HTTPException:
        return Answer.OTHER
    return Answer.HALL if proves_identity(secret, nonce, proof) else Answer.OTHER


def own_site(sites: Sequence[str], secret: bytes, seconds: float) -> tuple[str, Answer]:
    """Return the first site at which the hall's own pages answer, else the last of all, and who answers there."""
    site, answer = "", Answer.NOBODY
    for site in sites:
        if (answer := who_answers(site, secret, seconds)) is Answer.HALL:
            break
    return site, answer


class PagesWatch:
    """Asks again and again, from a thread of its own, at which address the hall's own pages answer."""

    def __init__(
        self,
        sites: Callable[[], Sequence[str]],
        secret: Callable[[], bytes],
        every: float = 5.0,
        startup: float = 15.0,
    ) -> None:
        self.site = ""
        """Where the pages answered when last asked, or should have; empty without a network."""
        self.every = every
        """Seconds between questions; while the hall's own pages do not answer yet, it asks every second."""
        self.answer = Answer.NOBODY
        """Who answered when last asked."""
        self._read_sites = sites
        self._read_secret = secret
        self._secret = b""
        self._started = time.monotonic()
        self._startup = startup
        self._over = threading.Event()
        threading.Thread(target=self._watch, name="kiosk-pages", daemon=True).start()

    def silent(self) -> bool:
        """Tell whether the pages had time enough to come up and do not answer."""
        return bool(self.site) and self.answer is Answer.NOBODY and time.monotonic() - self._started > self._startup

    def foreign_port(self) -> int:
        """Port that belongs to another program or hall; 0 when it does not."""
        if self.answer is not Answer.OTHER:
            return 0
        parts = urlsplit(self.site)
        return parts.port or (443 if parts.scheme == "https" else 80)

    def page(self, token: str) -> str:
        """Return the address of a ticket's page; empty while the hall's own pages do not answer there."""
        from kiosk.ticket import page_address

        return page_address(self.site, token) if self.answer is Answer.HALL else ""

    def close(self) -> None:
        """Ask no more."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.is_set():
            with suppress(QueueError):
                self._look()
            self._over.wait(self.every if self.answer is Answer.HALL else min(self.every, 1.0))

    def _look(self) -> None:
        """Ask once; the store is read again only when the pages have not proved to be where they were."""
        if self.answer is Answer.HALL:
            self.answer = who_answers(self.site, self._secret, 1)
        if self.answer is not Answer.HALL:
            self._secret = self._read_secret()
            self.site, self.answer = own_site(self._read_sites(), self._secret, 1)


@contextmanager
def serving_in_background(config: HallConfig, host: str = "0.0.0.0") -> Iterator[bool]:
    """Serve as long as the block runs; False when the port is somebody else's, usually another screen's."""
    try:
        listening = open_socket(host, config.web.port)
    except OSError:
        yield False
        return
    servers: list[Server] = []
    over = threading.Event()
    thread = threading.Thread(target=_serve, args=(listening, config, servers, over), name="kiosk-web", daemon=True)
    thread.start()
    try:
        yield True
    finally:
        over.set()
        for server in servers:
            server.should_exit = True
        thread.join(timeout=3)


def _serve(listening: socket.socket, config: HallConfig, servers: list[Server], over: threading.Event) -> None:
    """Serve without logging: logs would go to the terminal on which the screen is drawn."""
    for name in ("kiosk.web", "uvicorn", "asyncio"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    from kiosk.web.app import create_app
    from kiosk.web.server import address_for_phones, allow_many_connections, connector, make_server

    allow_many_connections()
    app = create_app(config, connector(config), address_for_phones(config, listening))
    server = make_server(app, *listening.getsockname()[:2], quiet=True)
    servers.append(server)
    with closing(listening):
        if not over.is_set():
            with suppress(SystemExit):  # a database that cannot be read; whoever asks for the pages finds nobody there
                server.run([listening])
