"""The ticket page and the page of the hall."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from kiosk.hall import HallConfig, ServiceConfig
from kiosk.text.counters import counter_name
from kiosk.text.opening import closed_text, not_today_text
from kiosk.text.services import materials_in, materials_text, service_name, zone_text
from kiosk.text.waits import outlook, wait_text
from kiosk.web.bookings import bookings_left, none_left_text, why_no_number
from kiosk.web.budgets import TOKEN
from kiosk.web.context import RETRY_AFTER, Web, both_cases, web_of
from kiosk.web.place import Place, counted, joined, rejoin_until
from kiosk.web.reminders import reminders_of
from kiosk.web.snapshot import Beside, Snapshot
from kiosk.web.story import story_of
from kiosk.web.stream import stream
from kiosk.words import Words
from queue_store import State, Store, StoreUnavailable, Ticket

_LONG_LABEL = 5
"""Characters of a number above which it is written smaller."""

_NOTHING_BESIDE = Beside(rated=False, missing=(), story=(), reminders=())


async def find_ticket(request: Request) -> Ticket:
    """Return the ticket of the token in the address; 404 when it has no page, whatever the reason."""
    web, token = web_of(request), request.path_params["token"].upper()
    ticket = await web.watcher.ticket(token) if TOKEN.fullmatch(token) else None
    if ticket is None:
        raise HTTPException(404)
    return ticket


def path_of(web: Web, ticket: Ticket) -> str:
    """Return the address of a ticket's page, from the root of its host."""
    return web.link(f"/t/{ticket.token}")


async def ticket_page(request: Request) -> Response:
    """Show a ticket."""
    web = web_of(request)
    switched = web.switch_language(request)
    return switched or await show_ticket(request, await find_ticket(request))


async def show_ticket(
    request: Request, ticket: Ticket, status: int = 200, act: str = "", refused: str = ""
) -> Response:
    """Render the page of a ticket; `refused` says beside the button of `act` why that was not done."""
    web = web_of(request)
    words = web.words(request, ticket.visitor.language)
    beside = await _beside(web, ticket, words)
    place = await web.watcher.place(ticket, words.language)
    shown = web.watcher.newest(ticket)
    if shown.revision != ticket.revision:
        return await show_ticket(request, shown, status, act, refused)
    alike = {
        **_guidance(web, shown.service, words),
        "kind": place.kind,
        "counter": shown.counter,
        "counter_name": counter_name(web.config, shown.counter, words.language),
        "long_label": len(shown.label) > _LONG_LABEL,
        "delays": delays_of(web.config) if shown.delays < web.config.web.delay_times else (),
        "rejoins_over": shown.rejoins >= web.config.web.rejoin_times,
        "refused_act": act,
        "refused": refused,
        "rated": beside.rated,
        "missing": beside.missing,
        "story": beside.story,
        "reminders": beside.reminders,
    }
    return web.page_of("ticket.html", words, status, alike, place.slots | _own_texts(web, shown, place, words))


async def _beside(web: Web, ticket: Ticket, words: Words) -> Beside:
    """What the page of a ticket says beside its place; read once for each state of the hall."""
    snapshot = web.watcher.snapshot
    if snapshot is not None and _has_nothing_beside(ticket, snapshot):
        return _NOTHING_BESIDE
    kept = {} if snapshot is None else snapshot.beside
    key = ticket.id, ticket.revision, words.language
    if key not in kept:
        kept[key] = await web.reader.run(partial(_read_beside, ticket, web.config, words))
    return kept[key]


def _has_nothing_beside(ticket: Ticket, snapshot: Snapshot) -> bool:
    """Tell without asking the store: who waits for the first time has come no way yet, and is owed nothing."""
    return ticket.state is State.WAITING and ticket.legs <= 1 and ticket.id not in snapshot.lacking


def _read_beside(ticket: Ticket, config: HallConfig, words: Words, store: Store) -> Beside:
    missing = materials_in(config, ticket.service, store.told.missing(ticket.id), words.language)
    reminders = [each.line for each in reminders_of(ticket, config, words, store)]
    rated = ticket.state is State.FINISHED and store.rated(ticket.id)
    return Beside(rated, tuple(missing), tuple(story_of(ticket, config, words, store)), tuple(reminders))


def _own_texts(web: Web, ticket: Ticket, place: Place, words: Words) -> dict[str, str]:
    """What stands on the page of one ticket and on no other; empty where it says nothing."""
    zone, now = web.config.zone, web.clock()
    held = ticket.not_before if ticket.held_at(now) else None
    until = rejoin_until(ticket, web.config, now)
    return {
        "label": ticket.label,
        "path": path_of(web, ticket),
        "shape": place.shape,
        "at": web.watcher.clock(),
        **{name: str(value) for name, value in web.watcher.stamp().items()},
        "rejoin_until": words.clock(until, zone) if until else "",
        "called_at": _times(ticket, web.config, words),
        "kept": words.clock(ticket.kept_until, zone) if ticket.kept_until else "",
        "held": words.clock(held, zone) if held else "",
    }


def _guidance(web: Web, service: str, words: Words) -> dict[str, Any]:
    """What the pages of all who wait for a service say alike; made once for each state of the hall."""
    config, language = web.config, words.language
    kept = {} if web.watcher.snapshot is None else web.watcher.snapshot.guidance
    if (language, service) not in kept:
        kept[language, service] = {
            "service_name": service_name(config, service, language),
            "zone": zone_text(config, service, language),
            "counters": words.either(each.number for each in config.counters_for(service)),
            "materials": tuple(materials_text(config, service, language)),
            "grace": words.duration(config.web.rejoin_within),
            "return_place": _return_place(words, config.returning.missed),
            "joinable": config.web.join,
        }
    return kept[language, service]


def delays_of(config: HallConfig) -> tuple[int, ...]:
    """Return the minutes by which a visitor may step back."""
    return tuple(round(span.total_seconds() / 60) for span in config.web.delays)


def _times(ticket: Ticket, config: HallConfig, words: Words) -> str:
    """Say when a ticket was called, first and last."""
    times = dict.fromkeys(words.clock(at, config.zone) for at in (ticket.called_at, ticket.last_called_at) if at)
    return joined(words, times)


def _return_place(words: Words, head_start: timedelta | None) -> str:
    """Say where somebody who missed the call is placed."""
    if head_start is None:
        return words("web.rule.place.keep")
    minutes = round(head_start.total_seconds() / 60)
    return words("web.rule.place.ahead", minutes=minutes) if minutes else words("web.rule.place.end")


async def ticket_state(request: Request) -> Response:
    """Give a ticket's state to a page that cannot listen."""
    web = web_of(request)
    ticket = await find_ticket(request)
    place = await web.watcher.place(ticket, web.words(request, ticket.visitor.language).language)
    return JSONResponse(web.watcher.state(place))


class TicketEvents(Response):
    """The open stream of one ticket's page."""

    def __init__(self, web: Web, token: str, language: str, place: Place, address: str) -> None:
        self.web = web
        self.background = None
        topic = f"{token}.{language}"
        listener = web.hub.join(topic, address)
        if listener is None:
            raise HTTPException(503, headers={"retry-after": RETRY_AFTER})
        self.listener = listener
        web.watcher.follow(topic, token, language, place)
        self.first = web.watcher.message(place)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await stream(scope, send, self.listener, self.first)


async def ticket_events(request: Request) -> Response:
    """Tell a page what changes, for as long as it is open."""
    ticket = await find_ticket(request)
    web = web_of(request)
    language = web.words(request, ticket.visitor.language).language
    place = await web.watcher.place(ticket, language)
    return TicketEvents(web, ticket.token, language, place, request.client.host if request.client else "")


async def home(request: Request) -> Response:
    """Show the hall: how long its queues are, and how to take a number."""
    web = web_of(request)
    switched = web.switch_language(request)
    if switched:
        return switched
    words, snapshot = web.words(request), web.watcher.snapshot
    if snapshot is None or not web.watcher.reachable:
        raise StoreUnavailable("store_unreachable", "The hall's database cannot be reached.")
    await web.watcher.forecasting.soon(web.watcher.number)
    closed = closed_text(web.config, words, web.clock())
    left = await bookings_left(request)
    texts: dict[str, Any] = {
        "none_left": none_left_text(web, words, left),
        "services": [_service_row(web, words, snapshot, service, closed) for service in web.config.services],
        "notices": snapshot.notices,
        "joinable": not why_no_number(web),
        "at": web.watcher.clock(),
        "closed": closed,
    }
    return web.page("home.html", words, **texts)


def _service_row(web: Web, words: Words, snapshot: Snapshot, service: ServiceConfig, closed: str) -> dict[str, str]:
    """Say what awaits a newcomer; a service that is not given today says when it is, a closed hall tells no wait."""
    told = web.watcher.forecasting.latest.newcomers.get(service.code)
    said = outlook(words, told, web.config.zone) if told else None
    elsewhen = not_today_text(web.config, words, service.code, snapshot.day)
    return {
        "name": service.names.say(words.language),
        "ahead": counted(words, "web.home.ahead", told.ahead) if told and not elsewhen and not closed else "",
        "wait": elsewhen or ("" if closed else said.wait if said else wait_text(words, None, None)),
        "closing": said.closing if said and not elsewhen and not closed else "",
    }


ROUTES = [
    *both_cases("/", home)[:1],
    *both_cases("/t/{token}", ticket_page),
    *both_cases("/t/{token}/state", ticket_state),
    *both_cases("/t/{token}/events", ticket_events),
]
