"""What a visitor can do from the phone. Doing it twice does no more than doing it once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code_holds
from kiosk.web.context import both_cases, refusal_text, web_of
from kiosk.web.guard import address_of, read_form
from kiosk.web.pages import delays_of, find_ticket, path_of, show_ticket
from queue_store import NotAllowed, QueueError, State, Store, StoreUnavailable, Ticket

_BACK = frozenset({State.WAITING, State.CALLED, State.SERVING})
"""States of somebody who is in the queue or further: coming into it again has been done already."""

_SAME_PRESS = timedelta(minutes=5)
"""How long after it was shown what a delay would do, the same press may come again."""
_LAST = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())


async def do(
    request: Request,
    ticket: Ticket,
    act: str,
    verb: Callable[[Store], object],
    done: Collection[State],
) -> Response:
    """Do something with a ticket and show its page; a refusal is said beside the button, unless all is `done`."""
    web, refused = web_of(request), None
    try:
        await web.writer.run(verb)
    except StoreUnavailable:
        raise
    except QueueError as error:
        refused = error
    await web.watcher.look(again=True)
    if refused is not None:
        now = await web.writer.run(lambda store: store.ticket(ticket.id))
        if now.state not in done:
            words = web.words(request, ticket.visitor.language)
            text = words("web.answer.refused", reason=refusal_text(words, refused, "web.answer.changed"))
            return await show_ticket(request, now, 409, act, text)
    return RedirectResponse(path_of(web, ticket), 303)


async def leave(request: Request) -> Response:
    """Leave the queue."""
    ticket = await find_ticket(request)
    await read_form(request)
    return await do(request, ticket, "leave", lambda store: store.cancel(ticket.token), {State.CANCELLED})


async def rejoin(request: Request) -> Response:
    """Join the queue again after a missed call, in the hall."""
    return await _with_code(request, "rejoin", {State.NO_SHOW}, Store.rejoin)


async def delay_page(request: Request) -> Response:
    """Show what asking for time would do, before it is done."""
    web = web_of(request)
    ticket = await find_ticket(request)
    minutes = _minutes(request.query_params.get("minutes", ""), delays_of(web.config))
    words = web.words(request, ticket.visitor.language)
    place = await web.watcher.place(ticket, words.language)
    ticket = web.watcher.newest(ticket)
    values: dict[str, Any] = {"ticket": ticket, "path": path_of(web, ticket), "refused": "", "minutes": minutes}
    values |= {"place": place, "stamp": web.watcher.stamp(), "at": web.watcher.clock()}
    try:
        effect = await web.forecaster.run(lambda store: store.preview_delay(ticket.token, minutes=minutes))
    except StoreUnavailable:
        raise
    except QueueError as refused:
        if ticket.state is not State.WAITING:
            text = words("web.answer.refused", reason=words("web.answer.changed"))
            return await show_ticket(request, ticket, 409, "delay", text)
        return web.page("delay.html", words, 409, **values | {"refused": refusal_text(words, refused)})
    left = words("web.delay.left", left=effect.left) if effect.left else words("web.delay.last")
    until = words.clock(effect.until, web.config.zone) if effect.until else ""
    values |= {"ahead_now": effect.ahead_before, "ahead_then": effect.ahead_after, "left": left, "until": until}
    values["until_at"] = int(effect.until.timestamp()) if effect.until else ""
    return web.page("delay.html", words, **values)


async def delay(request: Request) -> Response:
    """Ask for time, once for each time that the effect was shown."""
    web = web_of(request)
    ticket = await find_ticket(request)
    form = await read_form(request)
    minutes = _minutes(form.get("minutes", ""), delays_of(web.config))

    def ask_for_time(store: Store) -> None:
        now = store.ticket(ticket.id)
        if str(now.delays) == form.get("times"):
            store.delay(ticket.token, minutes=minutes)
        elif not _is_held_as_shown(now, form.get("until", "")):
            raise NotAllowed("delayed_otherwise", "Ticket {label} was put off otherwise meanwhile.", label=now.label)

    return await do(request, ticket, "delay", ask_for_time, ())


def _is_held_as_shown(ticket: Ticket, shown: str) -> bool:
    """Tell whether time was asked for as a page had `shown` it, in seconds since 1970: then this is the same press."""
    if not shown.isascii() or not shown.isdigit() or ticket.not_before is None:
        return not shown
    return timedelta() <= ticket.not_before - datetime.fromtimestamp(min(int(shown), _LAST), UTC) < _SAME_PRESS


async def delay_either(request: Request) -> Response:
    """Answer both ways of asking for time."""
    return await (delay(request) if request.method == "POST" else delay_page(request))


async def here(request: Request) -> Response:
    """Be called again before the time that was asked for."""
    ticket = await find_ticket(request)
    await read_form(request)
    done = {State.CALLED, State.SERVING}
    return await do(request, ticket, "here", lambda store: store.back_early(ticket.token), done)


async def check_in(request: Request) -> Response:
    """Take a visitor who is in the hall into the queue."""
    return await _with_code(request, "check-in", {State.BOOKED, State.LEFT_OVER}, Store.check_in)


async def _with_code(
    request: Request, act: str, before: Collection[State], verb: Callable[[Store, str], object]
) -> Response:
    """Take a ticket in one of the states `before` into the queue, where the hall's code proves that one is there."""
    web = web_of(request)
    ticket = await find_ticket(request)
    form = await read_form(request)
    if ticket.state in before:
        secret = await web.writer.run(lambda store: store.secret(CHECK_IN_SECRET))
        if refused := _code_refused(request, ticket, form.get("code", ""), secret):
            return await show_ticket(request, ticket, 409, act, refused)
    return await do(request, ticket, act, lambda store: verb(store, ticket.token), _BACK)


def _code_refused(request: Request, ticket: Ticket, code: str, secret: bytes) -> str:
    """Say why a code is not taken; empty when it is. Nothing is awaited here: no two tries are counted as one."""
    web, address = web_of(request), address_of(request)
    words = web.words(request, ticket.visitor.language)
    if wait := web.codes.wait(ticket.token, address):
        return words("web.check_in.too_many", minutes=ceil(wait / 60))
    if checkin_code_holds(secret, code, web.clock()):
        return ""
    web.codes.wrong(ticket.token, address)
    return words("web.check_in.wrong")


async def rate(request: Request) -> Response:
    """Say how the visit was."""
    ticket = await find_ticket(request)
    form = await read_form(request)
    stars, comment = form.get("score", ""), form.get("comment", "")
    if stars not in ("1", "2", "3", "4", "5"):
        raise HTTPException(400)

    def rate_once(store: Store) -> None:
        if not store.rated(ticket.id):
            store.rate(ticket.token, int(stars), comment)

    return await do(request, ticket, "rate", rate_once, ())


def _minutes(text: str, offered: Sequence[int]) -> int:
    """Read how much time is asked for: one of what the hall offers."""
    if text not in map(str, offered):
        raise HTTPException(400)
    return int(text)


ROUTES = [
    *both_cases("/t/{token}/leave", leave, ("POST",)),
    *both_cases("/t/{token}/rejoin", rejoin, ("POST",)),
    *both_cases("/t/{token}/delay", delay_either, ("GET", "POST")),
    *both_cases("/t/{token}/here", here, ("POST",)),
    *both_cases("/t/{token}/check-in", check_in, ("POST",)),
    *both_cases("/t/{token}/rate", rate, ("POST",)),
]
