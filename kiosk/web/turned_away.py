"""Requests over budget, told so at the connection: who floods waits, and costs the others next to nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Protocol
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from kiosk.web.budgets import Budgets
from kiosk.web.guard import private_headers
from kiosk.web.proxied import within
from kiosk.web.refused import Refused

_MOST_WAITING = 128
"""Connections of one address that wait to be told; further ones are broken without a word."""


class Asking(Protocol):
    """A connection that asked for too much."""

    address: str

    def abort(self) -> None:
        """Break the connection."""

    def say_last(self, answer: bytes) -> None:
        """Send a whole answer and hang up."""


class TurnedAway:
    """Decides at the connection on requests that are over budget, before a task is made for them."""

    def __init__(
        self, budgets: Budgets, refused: Refused, refuse: Callable[[Request, int], Response], prefix: str
    ) -> None:
        self.budgets = budgets
        self._refused = refused
        self._refuse = refuse
        self._prefix = unquote(prefix)
        self._waiting: Counter[str] = Counter()

    def over(self, url: bytes, address: str) -> float:
        """Seconds until a request may be asked again; 0 when it is to be answered, or has to be looked at closer."""
        if not url.startswith(b"/"):
            return 0.0
        path = url.partition(b"?")[0].decode("latin-1")
        path = unquote(path) if "%" in path else path
        return self.budgets.over(within(path, self._prefix), address)

    def take(self, connection: Asking) -> float:
        """Count a request that is over budget; return the seconds after which `tell` it, or break the connection: 0."""
        self._refused.count("requests over budget")
        if self._waiting[connection.address] >= _MOST_WAITING:
            connection.abort()
            return 0.0
        self._waiting[connection.address] += 1
        return self.budgets.pause

    def leave(self, connection: Asking) -> None:
        """One that waited is told, or has hung up."""
        self._waiting[connection.address] -= 1
        if self._waiting[connection.address] <= 0:
            del self._waiting[connection.address]

    def answer(self, scope: Scope, wait: float) -> bytes:
        """The page that says so, as it is sent, in the language of whoever asked."""
        page = self._refuse(Request(scope), 429)
        fields = [
            *private_headers(page.raw_headers),
            (b"retry-after", str(int(wait) + 1).encode()),
            (b"connection", b"close"),
        ]
        head = b"".join(b"%b: %b\r\n" % field for field in fields)
        body = b"" if scope["method"] == "HEAD" else bytes(page.body)
        return b"HTTP/1.1 429 Too Many Requests\r\n%b\r\n%b" % (head, body)
