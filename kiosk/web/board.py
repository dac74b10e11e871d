"""The hall's television: who is called to which counter."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from kiosk.hall import HallConfig
from kiosk.text.coming_back import returns_text
from kiosk.web.context import RETRY_AFTER, Web, both_cases, web_of
from kiosk.web.place import counted
from kiosk.web.snapshot import Snapshot
from kiosk.web.stream import event, stream
from kiosk.words import Words, load_words
from queue_store import State, StoreUnavailable, Ticket

NOTICE_FOR = 10
"""Seconds for which a television without a script shows each of several messages."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the board."""

    key: str
    """Names this call: a second call of the same number is another one."""
    label: str
    counter: int
    unanswered: bool
    """The visitor is not at the counter yet."""
    say: str
    """What the television says: a JSON list of `language`, as voices name theirs, and `text`, in the hall's order."""
    name: str
    """Masked surname where the hall wants it; else empty."""


def calls_of(snapshot: Snapshot, config: HallConfig, words: Words) -> list[Call]:
    """Return the lines of the board: the calls of this day that nobody answered yet, then the others, newest first."""
    lines = [
        Call(
            key=f"{ticket.id}.{ticket.legs}.{ticket.calls}",
            label=ticket.label,
            counter=ticket.counter,
            unanswered=ticket.state is State.CALLED,
            say=_spoken(config, ticket) if ticket.state is State.CALLED else "",
            name=_masked(ticket) if config.web.names == "masked" else "",
        )
        for ticket in snapshot.calls
        if ticket.counter is not None and ticket.last_called_at and ticket.last_called_at >= snapshot.day_began
    ]
    return sorted(lines, key=lambda call: not call.unanswered)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for a service."""

    name: str
    count: str


def waiting_of(snapshot: Snapshot, config: HallConfig, words: Words) -> list[Waiting]:
    """Return the services that somebody waits for, in the hall's order; none unless the hall wants them shown."""
    counts = Counter(ticket.service for ticket in snapshot.queue.values()) if config.board.waiting else Counter[str]()
    return [
        Waiting(service.names.say(words.language), counted(words, "web.board.count", counts[service.code]))
        for service in config.services
        if counts[service.code]
    ]


def _spoken(config: HallConfig, ticket: Ticket) -> str:
    """Write what is said of a call in each language that the hall speaks; two ways of writing are one to a voice."""
    languages = {language.partition("-")[0]: language for language in reversed(config.languages)}
    spoken = [language for language in config.languages if language in languages.values()]
    label, counter = _spelt(ticket.label), ticket.counter
    words = [load_words(language) for language in spoken]
    texts = [(each("web.board.voice"), each("web.board.say", label=label, counter=counter)) for each in words]
    return json.dumps([{"language": voice, "text": text} for voice, text in texts], ensure_ascii=False)


def _spelt(label: str) -> str:
    """Set the signs of a label apart, so that a voice reads them one by one."""
    return " ".join(label)


def _masked(ticket: Ticket) -> str:
    surname = ticket.visitor.surname.strip()
    return f"{surname[0]}**" if surname else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a board shows."""

    calls: list[Call]
    notices: tuple[str, ...]
    waiting: list[Waiting]

    @property
    def shape(self) -> str:
        """A short name for it."""
        calls = [[call.key, call.counter, call.unanswered, call.name] for call in self.calls]
        waiting = [[each.name, each.count] for each in self.waiting]
        return hashlib.sha256(json.dumps([calls, self.notices, waiting]).encode()).hexdigest()[:12]


def shown_of(web: Web, words: Words, snapshot: Snapshot) -> Shown:
    """Return what the boards of a language show."""
    config = web.config
    return Shown(calls_of(snapshot, config, words), _notices(web, words, snapshot), waiting_of(snapshot, config, words))


def shapes(web: Web) -> Callable[[Snapshot, str], str]:
    """Return what names that which the boards of a language show."""

    def shape(snapshot: Snapshot, language: str) -> str:
        return shown_of(web, load_words(language), snapshot).shape

    return shape


def _notices(web: Web, words: Words, snapshot: Snapshot) -> tuple[str, ...]:
    """The hall's messages, and which counters serve again soon."""
    returns = returns_text(web.config, words, snapshot.counters, web.clock())
    return (*snapshot.notices, returns) if returns else snapshot.notices


def _snapshot(web: Web) -> Snapshot:
    if web.watcher.snapshot is None or not web.watcher.reachable:
        raise StoreUnavailable("store_unreachable", "The hall's database cannot be reached.")
    return web.watcher.snapshot


async def board_page(request: Request) -> Response:
    """Show the board."""
    web = web_of(request)
    switched = web.switch_language(request)
    if switched:
        return switched
    words, snapshot = web.board_words(request), _snapshot(web)
    shown = shown_of(web, words, snapshot)
    turn = int(web.clock().timestamp() // NOTICE_FOR) % max(1, len(shown.notices))
    return web.page("board.html", words, shown=shown, turn=turn, at=web.watcher.clock(), stamp=web.watcher.stamp())


def _state(web: Web, words: Words) -> dict[str, object]:
    snapshot = _snapshot(web)
    shape = shown_of(web, words, snapshot).shape
    return {"at": web.watcher.clock(), "shape": shape, **web.watcher.stamp()}


async def board_state(request: Request) -> Response:
    """Give the board's state to a page that cannot listen."""
    web = web_of(request)
    return JSONResponse(_state(web, web.board_words(request)))


class BoardEvents(Response):
    """The open stream of one board."""

    def __init__(self, web: Web, words: Words, address: str) -> None:
        self.background = None
        self.hub = web.hub
        self.first = event(json.dumps(_state(web, words)), {"retry": "2000"})
        listener = web.hub.join_board(f"board.{words.language}", address)
        if listener is None:
            raise HTTPException(503, headers={"retry-after": RETRY_AFTER})
        self.listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await stream(scope, send, self.listener, self.first)


async def board_events(request: Request) -> Response:
    """Tell a board what changes, for as long as it is open."""
    web = web_of(request)
    return BoardEvents(web, web.board_words(request), request.client.host if request.client else "")


ROUTES = [
    *both_cases("/board", board_page),
    *both_cases("/board/state", board_state),
    *both_cases("/board/events", board_events),
]
