"""What a visitor can do from the phone. Doing it twice does no more than doing it once."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kiosk.web.context import both_cases, refusal_text, web_of
from kiosk.web.guard import read_form
from kiosk.web.pages import delays_of, find_ticket, page_values
from queue_store import QueueError, Store, StoreUnavailable


async def leave(request: Request) -> Response:
    """Leave the queue."""
    ticket = await find_ticket(request)
    await read_form(request)
    return await web_of(request).do(ticket, lambda store: store.cancel(ticket.token))


async def rejoin(request: Request) -> Response:
    """Join the queue again after a missed call."""
    ticket = await find_ticket(request)
    await read_form(request)
    return await web_of(request).do(ticket, lambda store: store.rejoin(ticket.token))


async def delay_page(request: Request) -> Response:
    """Show what stepping back would do, before it is done."""
    web = web_of(request)
    ticket = await find_ticket(request)
    minutes = _minutes(request.query_params.get("minutes", ""), delays_of(web.config))
    words = web.words(request, ticket.visitor.language)
    place = await web.watcher.place(ticket, words.language)
    ticket = web.watcher.newest(ticket)
    values = page_values(web, ticket, words) | {"ticket": ticket, "place": place, "refused": "", "minutes": minutes}
    try:
        effect = await web.forecaster.run(lambda store: store.preview_delay(ticket.token, minutes=minutes))
    except StoreUnavailable:
        raise
    except QueueError as refused:
        return web.page("delay.html", words, 409, **values | {"refused": refusal_text(words, refused)})
    left = words("web.delay.left", left=effect.left) if effect.left else words("web.delay.last")
    values |= {"ahead_now": effect.ahead_before, "ahead_then": effect.ahead_after, "left": left}
    return web.page("delay.html", words, **values)


async def delay(request: Request) -> Response:
    """Step back in the queue, once for each time that the effect was shown."""
    web = web_of(request)
    ticket = await find_ticket(request)
    form = await read_form(request)
    minutes = _minutes(form.get("minutes", ""), delays_of(web.config))

    def step_back(store: Store) -> None:
        if str(store.ticket(ticket.id).delays) == form.get("times"):
            store.delay(ticket.token, minutes=minutes)

    return await web.do(ticket, step_back)


async def delay_either(request: Request) -> Response:
    """Answer both ways of asking to step back."""
    return await (delay(request) if request.method == "POST" else delay_page(request))


async def rate(request: Request) -> Response:
    """Say how the visit was."""
    ticket = await find_ticket(request)
    form = await read_form(request)
    stars, comment = form.get("score", ""), form.get("comment", "")
    if stars not in ("1", "2", "3", "4", "5"):
        raise HTTPException(400)
    return await web_of(request).do(ticket, lambda store: store.rate(ticket.token, int(stars), comment))


def _minutes(text: str, offered: list[int]) -> int:
    """Read how far to step back: one of what the hall offers."""
    if text not in map(str, offered):
        raise HTTPException(400)
    return int(text)


ROUTES = [
    *both_cases("/t/{token}/leave", leave, ("POST",)),
    *both_cases("/t/{token}/rejoin", rejoin, ("POST",)),
    *both_cases("/t/{token}/delay", delay_either, ("GET", "POST")),
    *both_cases("/t/{token}/rate", rate, ("POST",)),
]
