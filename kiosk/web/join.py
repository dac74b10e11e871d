"""Taking a number before one is in the hall (R44); it is called only after checking in there."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from contextlib import suppress
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.text.opening import closed_text, hours_text, not_today_text
from kiosk.text.waits import told_text
from kiosk.ticket import qr_address, qr_matrix
from kiosk.ticket.checkin import Device, read_device
from kiosk.web.bookings import LAPSE_EVERY, bookings_left, none_left_text, source_of, why_no_number
from kiosk.web.context import Web, both_cases, refusal_text, web_of
from kiosk.web.guard import address_of, read_form
from kiosk.web.pages import path_of
from kiosk.words import Words
from queue_store import OPEN, NotAllowed, QueueError, State, Visitor

COOKIE = "phone"
LOOK_AGAIN = "30"
"""Seconds after which a page that has no number looks again."""
_HELD = OPEN - {State.LEFT_OVER}
_KEPT = 2 * 24 * 3600
"""Seconds for which a phone is remembered: a number lives for a day."""


def _none_left(web: Web, words: Words, text: str, status: int) -> Response:
    """Say that there is none, on a page that looks again by itself: one may come back."""
    heading, again = words("web.join.full"), words("web.join.looks_again")
    text = words("web.ticket.sentences", first=text, then=again)
    texts = {"heading": heading, "text": text, "back": web.link("/")}
    return web.page("plain.html", words, status, {"refresh": LOOK_AGAIN}, **texts)


def _plain(web: Web, words: Words, reason: str, status: int) -> Response:
    when = closed_text(web.config, words, web.clock())
    text = words(f"web.join.{reason}_text", hours=hours_text(web.config, words), opens=when)
    return web.page("plain.html", words, status, heading=words(f"web.join.{reason}"), text=text, back=web.link("/"))


async def _held(web: Web, device: Device) -> str:
    """Return the page of the ticket with which a phone is in the hall or about to be; empty when it has none."""
    if not device.token or not web.config.web.join_one_per_phone:
        return ""
    ticket = await web.watcher.ticket(device.token)
    return path_of(web, ticket) if ticket is not None and ticket.state in _HELD else ""


def _choices(web: Web, words: Words) -> list[dict[str, Any]]:
    """Services to choose from, each with the wait of who came now; one not given today says when it is (R29)."""
    config = web.config
    today = web.watcher.snapshot.day if web.watcher.snapshot else web.clock().astimezone(config.zone).date()
    choices = []
    closed = closed_text(config, words, web.clock())
    for service in config.services:
        elsewhen = not_today_text(config, words, service.code, today)
        told = web.watcher.forecasting.latest.newcomers.get(service.code)
        wait = told_text(words, told, config.zone) if told and not closed else ""
        name = service.names.say(words.language)
        choices.append({"code": service.code, "name": name, "open": not elsewhen, "note": elsewhen or wait})
    return choices


def _remember(request: Request, answer: Response, device: Device, secret: bytes) -> Response:
    web_of(request).cookies.write(request, answer, COOKIE, device.cookie(secret), _KEPT)
    return answer


async def _offer(request: Request, device: Device, status: int = 200, refused: str = "") -> Response:
    """Show the services to choose from; where a choice was `refused`, with what is needed for the next one."""
    web = web_of(request)
    words, secret, left = web.words(request), await web.secret(), await bookings_left(request)
    if text := none_left_text(web, words, left):
        return _remember(request, _none_left(web, words, text, status), device, secret)
    await web.watcher.forecasting.soon(web.watcher.number)
    texts: dict[str, Any] = {"services": _choices(web, words), "closed": closed_text(web.config, words, web.clock())}
    texts |= {"kept": words.clock(left.kept_until, web.config.zone), "refused": refused}
    page = web.page("join.html", words, status, key=device.form_key(secret), **texts)
    return _remember(request, page, device, secret)


async def join_page(request: Request) -> Response:
    """Offer the services; a phone that has a number is shown that one."""
    web = web_of(request)
    if switched := web.switch_language(request):
        return switched
    words = web.words(request)
    if reason := why_no_number(web):
        return _plain(web, words, reason, 200)
    device = read_device(await web.secret(), web.cookies.read(request, COOKIE))
    held = await _held(web, device)
    return RedirectResponse(held, 303) if held else await _offer(request, device)


async def join(request: Request) -> Response:
    """Give a number. Two taps, or an answer lost on the way, make one."""
    web = web_of(request)
    form = await read_form(request)
    words, secret = web.words(request), await web.secret()
    if reason := why_no_number(web):
        return _plain(web, words, reason, 409)
    device = read_device(secret, web.cookies.read(request, COOKIE))
    if not hmac.compare_digest(form.get("key", "").encode(), device.form_key(secret).encode()):
        if held := await _held(web, device):
            return RedirectResponse(held, 303)
        return await _offer(request, device, 409, words("web.join.expired_text"))
    code = form.get("service", "")
    if code not in {choice["code"] for choice in _choices(web, words) if choice["open"]}:
        raise HTTPException(400)
    if wait := web.joins.take(address_of(request)):
        raise HTTPException(429, headers={"retry-after": str(int(wait) + 1)})
    name = hashlib.sha256(secret + device.id.encode()).hexdigest() if web.config.web.join_one_per_phone else ""
    visitor = Visitor(language=words.language)
    request_id, source = device.request_id(), await source_of(request)
    try:
        ticket = await web.writer.run(
            lambda store: store.book(code, visitor=visitor, device=name, source=source, request_id=request_id)
        )
    except NotAllowed as refused:
        if refused.key in ("bookings_full", "source_full"):
            text = none_left_text(web, words, await bookings_left(request))
            return _none_left(web, words, text or refusal_text(words, refused), 409)
        raise
    await web.watcher.look(again=True)
    return _remember(request, RedirectResponse(path_of(web, ticket), 303), Device(device.id, ticket.token), secret)


async def follow_bookings(web: Web) -> None:
    """End the numbers whose time is over, for as long as the server runs."""
    while True:
        await asyncio.sleep(LAPSE_EVERY)
        with suppress(QueueError):
            await web.writer.run(lambda store: store.lapse_bookings())


async def join_qr(request: Request) -> Response:
    """Draw the QR that leads to the join page, with its own white ground."""
    web = web_of(request)
    site = web.site or str(request.base_url)
    matrix = qr_matrix(qr_address(site, "/JOIN"))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    size = len(matrix)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path d="{path}"/></svg>'
    )
    return Response(svg, media_type="image/svg+xml")


async def join_either(request: Request) -> Response:
    """Answer both ways of asking for the join page."""
    return await (join(request) if request.method == "POST" else join_page(request))


ROUTES = [
    *both_cases("/join", join_either, ("GET", "POST")),
    *both_cases("/join.svg", join_qr)[:1],
]
