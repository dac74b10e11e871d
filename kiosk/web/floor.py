"""The floor on a tablet, for a supervisor who signed in with a PIN: view, see to alerts, tell everybody something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.text.clerks import colleague_text, names_of
from kiosk.web.context import Web, web_of
from kiosk.web.floor_page import FloorPage, floor_page, read_floor
from kiosk.web.guard import address_of, read_form
from kiosk.words import Words
from queue_store import NO_COUNTER, Colleague, Post, QueueError, Role, Store, StoreUnavailable

COOKIE = "floor"
LOOK_AGAIN = "15"
"""Seconds after which the page is read again by itself."""
_LASTS = 12 * 3600
"""Seconds for which a session lasts, as the store has it."""


async def floor(request: Request) -> Response:
    """Show the floor, or ask who looks at it."""
    web = web_of(request)
    if switched := web.switch_language(request):
        return switched
    who = await _supervisor(request)
    words = web.words(request)
    return _sign_in_page(web, words) if who is None else await _show(web, words, who)


async def sign_in(request: Request) -> Response:
    """Open a session; why one is refused is not told to whoever guesses."""
    web = web_of(request)
    words, form = web.words(request), await read_form(request)
    if web.sign_ins.take(address_of(request)):
        return _sign_in_page(web, words, words("floor.web.slowed"), 429)
    staff_id, pin = form.get("staff", ""), form.get("pin", "")
    try:
        token = await web.writer.run(lambda store: _open_session(store, staff_id, pin))
    except StoreUnavailable:
        raise
    except QueueError as refused:
        slowed = refused.key == "pin_slowed"
        return _sign_in_page(web, words, words.error(refused) if slowed else words("floor.web.refused"), 403)
    if not token:
        return _sign_in_page(web, words, words("floor.web.refused"), 403)
    answer = RedirectResponse(web.link("/floor"), 303)
    web.cookies.write(request, answer, COOKIE, token, _LASTS)
    return answer


def _open_session(store: Store, staff_id: str, pin: str) -> str:
    """Open a session of a supervisor who has a PIN; empty for anybody else."""
    known = next((each for each in store.staff.all() if each.id == staff_id.strip()), None)
    if known is None or known.role is not Role.SUPERVISOR or not known.has_pin:
        return ""
    return store.sessions.open(known.id, pin, terminal="web").token


async def sign_out(request: Request) -> Response:
    """End the session."""
    web = web_of(request)
    await read_form(request)
    token = web.cookies.read(request, COOKIE)
    if token:
        await web.writer.run(lambda store: store.sessions.end(token))
    answer = RedirectResponse(web.link("/floor"), 303)
    web.cookies.write(request, answer, COOKIE, "", 0)
    return answer


async def take(request: Request) -> Response:
    """See to an alert, or give it back."""

    def deed(store: Store, post: Post, form: dict[str, str]) -> None:
        verb = store.alerts.give_back if form.get("back") else store.alerts.take
        verb(_number(form, "alert"), post)

    return await _do(request, deed)


async def message_page(request: Request) -> Response:
    """Ask what everybody is to know; a page of its own, so that nothing is read again while somebody writes."""
    web, who = web_of(request), await _supervisor(request)
    words = web.words(request)
    return _sign_in_page(web, words) if who is None else web.page("floor_message.html", words)


async def put_up(request: Request) -> Response:
    """Tell everybody something."""
    return await _do(request, lambda store, post, form: store.messages.put_up(form.get("text", ""), post=post))


async def take_down(request: Request) -> Response:
    """Take a message down."""
    return await _do(request, lambda store, post, form: store.messages.take_down(_number(form, "message"), post=post))


async def _supervisor(request: Request) -> Colleague | None:
    """Whose session this is; None when it is none, or not of a supervisor any more."""
    web = web_of(request)
    token = web.cookies.read(request, COOKIE)
    if not token:
        return None
    who = await web.reader.run(lambda store: store.sessions.whose(token))
    return who if who is not None and who.role is Role.SUPERVISOR else None


async def _do(request: Request, deed: Callable[[Store, Post, dict[str, str]], object]) -> Response:
    """Do something in the name of whoever signed in; a refusal is said on the page."""
    web, form, who = web_of(request), await read_form(request), await _supervisor(request)
    words = web.words(request)
    if who is None:
        return _sign_in_page(web, words, status=403)
    post = Post(NO_COUNTER, who.id)
    try:
        await web.writer.run(lambda store: deed(store, post, form))
    except StoreUnavailable:
        raise
    except QueueError as refused:
        return await _show(web, words, who, refused)
    await web.watcher.look(again=True)
    return RedirectResponse(web.link("/floor"), 303)


def _number(form: dict[str, str], name: str) -> int:
    text = form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise HTTPException(400)
    return int(text)


async def _show(web: Web, words: Words, who: Colleague, refused: QueueError | None = None) -> Response:
    config = web.config
    outlooks = await web.forecaster.run(lambda store: store.forecast.outlooks())
    view, found = await web.writer.run(lambda store: read_floor(store, outlooks, config.floor.limits))
    named = words.with_names(names_of(words, view.colleagues))
    page: FloorPage = floor_page(named, config, view, found, outlooks, who)
    values: dict[str, Any] = {"page": page, "who": colleague_text(words, who) or who.id}
    problem = "" if refused is None else named.error(refused)
    headers = {"refresh": LOOK_AGAIN}
    return web.page("floor.html", words, 200 if refused is None else 409, headers, refused=problem, **values)


def _sign_in_page(web: Web, words: Words, problem: str = "", status: int = 200) -> Response:
    return web.page("floor_in.html", words, status, problem=problem)


ROUTES: list[BaseRoute] = [
    Route("/floor", floor),
    Route("/floor/in", sign_in, methods=["POST"]),
    Route("/floor/out", sign_out, methods=["POST"]),
    Route("/floor/take", take, methods=["POST"]),
    Route("/floor/message", message_page, methods=["GET"]),
    Route("/floor/message", put_up, methods=["POST"]),
    Route("/floor/down", take_down, methods=["POST"]),
]
