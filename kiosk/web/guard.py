"""What every request passes: a budget, the size of the body, and headers that keep a page private."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.web.buckets import network
from kiosk.web.budgets import Budgets, token_in
from kiosk.web.refused import Refused
from kiosk.web.turns import Turns

BODY_LIMIT = 16 * 1024
"""Bytes of a request body; the longest form here is a rating with a few hundred characters."""

_LONGEST_ADDRESS = 64
"""Letters kept of what a proxy gives as an address, which may be anything."""

_AT_ONCE = 8
"""Pages that are nobody's own and are made at once for one address."""

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow, noarchive",
    "cross-origin-resource-policy": "same-origin",
}

_RAW_HEADERS = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]

_log = logging.getLogger(__name__)

Refusal = Callable[[Request, int, dict[str, str]], Response]
"""Makes the page that says no: request, status, further headers."""


class Guard:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, refuse: Refusal, budgets: Budgets, refused: Refused) -> None:
        self.app = app
        self.refuse = refuse
        self.budgets = budgets
        self.refused = refused
        self._turns = Turns(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        started = False

        async def send_private(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                if message["status"] == 429:
                    self.refused.count("requests over budget")
                message = {**message, "headers": private_headers(message.get("headers", ()))}
            await send(message)

        request = Request(scope)
        try:
            await (await self._refusal(request) or self._in_turn)(scope, receive, send_private)
        except Exception:
            if self.refused.count("pages that could not be made") == 1:
                _log.exception("a page could not be made")
            if started:
                raise
            await self.refuse(request, 500, {})(scope, receive, send_private)

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make a page; one that is nobody's own when its address has a turn, which is over once the page is made."""
        request = Request(scope)
        if request.method not in ("GET", "HEAD") or token_in(scope["path"]) is not None:
            await self.app(scope, receive, send)
            return
        async with self._turns.turn(address_of(request)) as is_made:

            async def send_made(message: Message) -> None:
                is_made()
                await send(message)

            await self.app(scope, receive, send_made)

    async def _refusal(self, request: Request) -> Response | None:
        wait = await self.budgets.wait(request.scope["path"], address_of(request))
        if wait:
            await asyncio.sleep(self.budgets.pause)
            return self.refuse(request, 429, {"retry-after": str(int(wait) + 1)})
        declared = request.headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit():
            return self.refuse(request, 400, {"connection": "close"})
        if int(declared) > BODY_LIMIT:
            return self.refuse(request, 413, {"connection": "close"})
        return None


def private_headers(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of an answer with those that keep it private."""
    found = [*headers, *_RAW_HEADERS]
    if not any(name == b"cache-control" for name, _ in found):
        found.append((b"cache-control", b"no-store"))
    return found


def address_of(request: Request) -> str:
    """Return the address that a request is counted for."""
    return network(request.client.host[:_LONGEST_ADDRESS]) if request.client else ""


async def read_form(request: Request) -> dict[str, str]:
    """Read a form that one of these pages sent; HTTPException when it is anything else."""
    if not _is_own(request.headers.get("origin", "null"), request.headers.get("host")):
        raise HTTPException(403)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(400)
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > BODY_LIMIT:
                raise HTTPException(413, headers={"connection": "close"})
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except (ValueError, ClientDisconnect):
        raise HTTPException(400) from None
    return {name: values[-1] for name, values in fields.items()}


def _is_own(origin: str, host: str | None) -> bool:
    """Tell whether a form came from these pages; a browser that does not say where from is trusted."""
    try:
        return origin == "null" or urlsplit(origin).netloc == host
    except ValueError:
        return False
