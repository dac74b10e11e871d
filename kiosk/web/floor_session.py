"""Who looks at the floor: a supervisor who signed in with a PIN."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.access import may
from kiosk.web.context import Web, web_of
from kiosk.web.guard import address_of, read_form
from kiosk.words import Words
from queue_store import Colleague, QueueError, Store, StoreUnavailable

COOKIE = "floor"
_LASTS = 12 * 3600
"""Seconds for which a session lasts, as the store has it."""


async def supervisor(request: Request) -> Colleague | None:
    """Whose session this is; None when it is none, or not of a supervisor any more."""
    web = web_of(request)
    token = web.cookies.read(request, COOKIE)
    if not token:
        return None
    who = await web.reader.run(lambda store: store.sessions.whose(token))
    return who if who is not None and who.role in may("floor").roles else None


def sign_in_page(web: Web, words: Words, problem: str = "", status: int = 200) -> Response:
    """Ask who looks."""
    return web.page("floor_in.html", words, status, problem=problem)


async def sign_in(request: Request) -> Response:
    """Open a session; why one is refused is not told to whoever guesses."""
    web = web_of(request)
    words, form = web.words(request), await read_form(request)
    if web.sign_ins.take(address_of(request)):
        return sign_in_page(web, words, words("floor.web.slowed"), 429)
    staff_id, pin = form.get("staff", ""), form.get("pin", "")
    try:
        token = await web.writer.run(lambda store: _open_session(store, staff_id, pin))
    except StoreUnavailable:
        raise
    except QueueError as refused:
        slowed = refused.key == "pin_slowed"
        return sign_in_page(web, words, words.error(refused) if slowed else words("floor.web.refused"), 403)
    if not token:
        return sign_in_page(web, words, words("floor.web.refused"), 403)
    answer = RedirectResponse(web.link("/floor"), 303)
    web.cookies.write(request, answer, COOKIE, token, _LASTS)
    return answer


def _open_session(store: Store, staff_id: str, pin: str) -> str:
    """Open a session of a supervisor who has a PIN; empty for anybody else."""
    known = next((each for each in store.staff.all() if each.id == staff_id.strip()), None)
    if known is None or known.role not in may("floor").roles or not known.has_pin:
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
