"""The hall's television: who is called to which counter."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from kiosk.hall import HallConfig
from kiosk.text.coming_back import returns_text
from kiosk.web.context import RETRY_AFTER, Web, both_cases, web_of
from kiosk.web.place import counted
from kiosk.web.snapshot import Snapshot
from kiosk.web.stream import event, stream
from kiosk.web.watch import BOARD
from kiosk.words import Words, load_words
from queue_store import State, StoreUnavailable, Ticket

TURN_FOR = 10
"""Seconds for which a television without a script shows each part of what has no room at once."""
_FIRST = 16
"""Streams of boards that are taken for the hall's own televisions: those that came first."""
_STILL_ROWS = 6
"""Calls below the newest that have room on such a television, whatever its shape."""
_STILL_CELLS = 90
"""Width of the services that have room on it, in cells of a narrow letter, names and counts together."""
_WIDE = 25
"""Cells of all words of a call above which it is set smaller, so that it stays on one line."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the board."""

    key: str
    """Names this call: a second call of the same number is another one, also where the first was undone."""
    label: str
    counter: int
    unanswered: bool
    """The visitor is not at the counter yet."""
    say: str
    """What the television says: a JSON list of `language`, as voices name theirs, and `text`, in the hall's order."""
    name: str
    """Masked surname where the hall wants it; else empty."""
    wide: bool
    """Its words are long."""


def calls_of(snapshot: Snapshot, config: HallConfig, words: Words) -> list[Call]:
    """Return the lines of the board: the calls of this day that nobody answered yet, then the others, newest first."""
    lines = [
        _call(config, words, ticket, ticket.counter, ticket.last_called_at)
        for ticket in snapshot.calls
        if ticket.counter is not None and ticket.last_called_at and ticket.last_called_at >= snapshot.day_began
    ]
    return sorted(lines, key=lambda call: not call.unanswered)


def _call(config: HallConfig, words: Words, ticket: Ticket, counter: int, called_at: datetime) -> Call:
    unanswered, name = ticket.state is State.CALLED, _masked(ticket) if config.web.names == "masked" else ""
    return Call(
        key=f"{ticket.id}.{ticket.legs}.{ticket.calls}.{called_at.timestamp():.6f}",
        label=ticket.label,
        counter=counter,
        unanswered=unanswered,
        say=_spoken(config, ticket.label, counter) if unanswered else "",
        name=name,
        wide=cell_len(ticket.label + name + words("web.board.at", counter=counter) + words("web.board.please")) > _WIDE,
    )


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


def _spoken(config: HallConfig, label: str, counter: int) -> str:
    """Write what is said of a call in each language that the hall speaks; two ways of writing are one to a voice."""
    languages = {language.partition("-")[0]: language for language in reversed(config.languages)}
    spoken = [language for language in config.languages if language in languages.values()]
    words = [load_words(language) for language in spoken]
    texts = [(each("web.board.voice"), each("web.board.say", label=_spelt(label), counter=counter)) for each in words]
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

    frame: tuple[str, ...]
    """Name of the hall, the language of the board, and those of the hall."""
    calls: list[Call]
    notices: tuple[str, ...]
    waiting: list[Waiting]

    @property
    def shape(self) -> str:
        """A short name for it."""
        calls = [[call.key, call.counter, call.unanswered, call.name] for call in self.calls]
        waiting = [[each.name, each.count] for each in self.waiting]
        return hashlib.sha256(json.dumps([self.frame, calls, self.notices, waiting]).encode()).hexdigest()[:12]

    def in_sight(self, turn: int) -> InSight:
        """Return what a television without a script has in sight at its `turn`, counted from anywhere."""
        newest, others = self.calls[:1], self.calls[1:]
        unanswered = [call for call in others if call.unanswered]
        taking = [unanswered[at : at + _STILL_ROWS] for at in range(0, len(unanswered), _STILL_ROWS)]
        pages = taking if len(taking) > 1 else [others[:_STILL_ROWS]]
        calls = frozenset(call.key for call in (*newest, *pages[turn % len(pages)]))
        lists = _parted(self.waiting)
        waiting = frozenset(each.name for each in lists[turn % len(lists)])
        return InSight(turn % max(1, len(self.notices)), calls, waiting)


@dataclass(frozen=True, slots=True)
class InSight:
    """What a television that measures nothing has in sight; the rest takes turns."""

    notice: int
    """Place of the message in their list."""
    calls: frozenset[str]
    """Keys of the calls."""
    waiting: frozenset[str]
    """Names of the services."""


def _parted(waiting: list[Waiting]) -> list[list[Waiting]]:
    """Part the services into lists that have room on such a television; one at least, which may be empty."""
    lists: list[list[Waiting]] = [[]]
    room = _STILL_CELLS
    for each in waiting:
        cells = cell_len(each.name + each.count) + 5
        if lists[-1] and cells > room:
            lists.append([])
            room = _STILL_CELLS
        lists[-1].append(each)
        room -= cells
    return lists


def shown_of(web: Web, words: Words, snapshot: Snapshot) -> Shown:
    """Return what the boards of a language show."""
    config = web.config
    return Shown(
        frame=(config.name.say(words.language), words.language, *config.languages),
        calls=calls_of(snapshot, config, words),
        notices=_notices(web, words, snapshot),
        waiting=waiting_of(snapshot, config, words),
    )


def shapes(web: Web) -> Callable[[Snapshot, str], str]:
    """Return what names that which the boards of a language show."""

    def shape(snapshot: Snapshot, language: str) -> str:
        return shown_of(web, load_words(language), snapshot).shape

    return shape


def texts(web: Web) -> Callable[[Snapshot, str, Mapping[str, object]], str]:
    """Return what writes the page of the boards of a language, so that none of them has to ask for it.

    It is empty where each has to ask all the same: the hall has another name or other languages since the last one.
    """
    started, known = (web.config.name, web.config.languages), dict[str, object]()

    def text(snapshot: Snapshot, language: str, stamp: Mapping[str, object]) -> str:
        now = web.config.name, web.config.languages
        before, known[language] = known.get(language, started), now
        if now != before or language not in web.config.languages:
            return ""
        return bytes(_page(web, load_words(language), snapshot, stamp).body).decode()

    return text


def _page(web: Web, words: Words, snapshot: Snapshot, stamp: Mapping[str, object]) -> HTMLResponse:
    shown = shown_of(web, words, snapshot)
    sight = shown.in_sight(int(web.clock().timestamp() // TURN_FOR))
    return web.page("board.html", words, shown=shown, sight=sight, at=web.watcher.clock(), stamp=stamp)


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
    return _page(web, web.board_words(request), _snapshot(web), web.watcher.stamp())


def _state(web: Web, words: Words) -> dict[str, object]:
    snapshot = _snapshot(web)
    shape = shown_of(web, words, snapshot).shape
    return {"at": web.watcher.clock(), "shape": shape, **web.watcher.stamp()}


async def board_state(request: Request) -> Response:
    """Give the board's state to a page that cannot listen."""
    web = web_of(request)
    return JSONResponse(_state(web, web.board_words(request)))


def _back_after(boards: int) -> str:
    """Milliseconds after which a board comes back to a server that was started anew: who came first comes first.

    The hall's televisions are there before the phones that watch the calls, so they have their places before them.
    """
    return "500" if boards < _FIRST else str(random.randrange(2000, 6000))


class BoardEvents(Response):
    """The open stream of one board."""

    def __init__(self, web: Web, words: Words, address: str) -> None:
        self.background = None
        self.hub = web.hub
        self.first = event(json.dumps(_state(web, words)), {"retry": _back_after(web.hub.boards)})
        listener = web.hub.join_board(f"{BOARD}{words.language}", address)
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
