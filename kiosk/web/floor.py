"""The floor on a tablet, for a supervisor who signed in with a PIN: the whole hall, and what can be done about it."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.directing.deeds import Deeds
from kiosk.text.clerks import colleague_text, names_of
from kiosk.text.floor import Said
from kiosk.web.access import STORE_TIMEOUT
from kiosk.web.context import Web, web_of
from kiosk.web.floor_acts import FLOOR_ACTS, FloorAct
from kiosk.web.floor_forms import Question, question_of
from kiosk.web.floor_once import SHOWN_FOR, Done
from kiosk.web.floor_page import floor_page
from kiosk.web.floor_session import sign_in, sign_in_page, sign_out, supervisor
from kiosk.web.floor_typed import Form
from kiosk.web.guard import read_form
from kiosk.words import Words
from queue_store import NO_COUNTER, Colleague, Post, QueueError, Store, StoreUnavailable

_SAID = "floor-said"
"""Cookie that names what was done a moment ago."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An act that was refused."""

    act: str
    why: str
    typed: str
    """What was written with it."""


async def floor(request: Request) -> Response:
    """Show the floor, or ask who looks at it."""
    web = web_of(request)
    if switched := web.switch_language(request):
        return switched
    who = await supervisor(request)
    words = web.words(request)
    if who is None:
        return sign_in_page(web, words)
    return await _show(web, words, who, web.floor_once.said(web.cookies.read(request, _SAID)))


async def _show(web: Web, words: Words, who: Colleague, done: Done | None = None, refused: str = "") -> Response:
    """Show the floor with what was done, or why it was `refused`, beside the button."""
    watch = web.floor_watch
    if not watch.outlooks:
        await watch.foresee()
    view, found = await watch.look(web.config.floor.limits)
    said = Said(words.with_names(names_of(words, view.colleagues)), web.config, view.now)
    page = floor_page(said, view, found, watch.outlooks, who)
    place = done.place if done is not None and done.place in page.places else "top"
    values: dict[str, Any] = {
        "page": page,
        "who": colleague_text(words, who) or who.id,
        "place": place,
        "text": refused or (done.text if done else ""),
        "refused": bool(refused),
        "once": secrets.token_urlsafe(12),
    }
    return web.page("floor.html", words, 409 if refused else 200, **values)


async def ask(request: Request) -> Response:
    """Show a page that asks something."""
    web = web_of(request)
    if switched := web.switch_language(request):
        return switched
    who = await supervisor(request)
    words = web.words(request)
    if who is None:
        return sign_in_page(web, words)
    asked = (request.path_params["name"], request.path_params.get("subject", ""), request.query_params.get("more", ""))
    return await _ask(web, words, asked)


async def _ask(web: Web, words: Words, asked: tuple[str, str, str], refused: Refused | None = None) -> Response:
    """Ask; where an act of the page was refused, why stands beside its button, and what was typed is kept."""

    def read(store: Store) -> Question:
        view = store.floor_view()
        named = words.with_names(names_of(words, view.colleagues))
        return question_of(store, view, Said(named, web.config, view.now), *asked)

    question = await web.writer.run(read)
    values: dict[str, Any] = {"question": question, "refused": refused, "once": secrets.token_urlsafe(12)}
    return web.page("floor_ask.html", words, 200 if refused is None else 409, **values)


async def do(request: Request) -> Response:
    """Do something in the name of whoever signed in, once; a refusal is said beside its button."""
    web, form, who = web_of(request), await read_form(request), await supervisor(request)
    words = web.words(request)
    act = FLOOR_ACTS.get(request.path_params["act"])
    if act is None:
        raise HTTPException(404)
    if who is None:
        return sign_in_page(web, words, status=403)
    name = request.path_params["act"]
    key = (who.id, name, *sorted(form.items())) if form.get("once") else None
    try:
        async with asyncio.timeout(STORE_TIMEOUT):
            done = await web.floor_once.do(key, act.place(form), lambda: _deed(web, words, who, act, form))
    except TimeoutError:
        raise StoreUnavailable("store_unreachable", "The hall's database cannot be reached.") from None
    except StoreUnavailable:
        raise
    except QueueError as refused:
        return await _refuse(web, words, who, name, form, refused)
    await web.watcher.look(again=True)
    answer = RedirectResponse(web.link(f"/floor#{done.place}"), 303)
    web.cookies.write(request, answer, _SAID, done.id, SHOWN_FOR)
    return answer


async def _deed(web: Web, words: Words, who: Colleague, act: FloorAct, form: Form) -> str:
    def work(store: Store) -> str:
        named = words.with_names(names_of(words, store.staff.all()))
        return act.deed(Deeds(store, Post(NO_COUNTER, who.id), Said(named, web.config, store.now())), form)

    return await web.writer.run(work, patience=None)


async def _refuse(web: Web, words: Words, who: Colleague, name: str, form: Form, refused: QueueError) -> Response:
    """Say a refusal where the button was: on the page that asked, or on the floor."""
    act = FLOOR_ACTS[name]
    colleagues = await web.reader.run(lambda store: store.staff.all())
    text = words.with_names(names_of(words, colleagues)).error(refused)
    if act.asked_on is not None:
        try:
            return await _ask(web, words, act.asked_on(form), Refused(name, text, form.get("text", "")))
        except (HTTPException, QueueError) as gone:
            if isinstance(gone, StoreUnavailable):
                raise
    return await _show(web, words, who, Done(act.place(form), "", 0.0, ""), text)


ROUTES: list[BaseRoute] = [
    Route("/floor", floor),
    Route("/floor/in", sign_in, methods=["POST"]),
    Route("/floor/out", sign_out, methods=["POST"]),
    Route("/floor/{name:str}", ask, methods=["GET"]),
    Route("/floor/{name:str}/{subject:str}", ask, methods=["GET"]),
    Route("/floor/{act:str}", do, methods=["POST"]),
]
