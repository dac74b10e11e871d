"""What every page stands on: one context for all requests, and how a path becomes a route."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from importlib import resources
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import HallConfig
from kiosk.hall.change import take_rules
from kiosk.web.access import StoreThread
from kiosk.web.buckets import Buckets
from kiosk.web.budgets import Budgets
from kiosk.web.codes import CodeTries
from kiosk.web.cookies import Cookies
from kiosk.web.floor_once import Once
from kiosk.web.floor_watch import FloorWatch
from kiosk.web.forecasts import Forecasting
from kiosk.web.language import COOKIE, language_of
from kiosk.web.proxied import prefix_of
from kiosk.web.refused import Refused
from kiosk.web.stencil import fill
from kiosk.web.stream import Hub
from kiosk.web.templating import templates
from kiosk.web.watch import Watcher
from kiosk.words import Words, load_words
from queue_store import QueueError, Store

RETRY_AFTER = "5"
"""Seconds after which a page that found no database may be asked for again."""
REFRESH_AFTER = "15"
"""Seconds after which a page that says so looks again by itself, also where no script does."""
YEAR = 365 * 24 * 3600
VISITORS_READ = frozenset(
    {"bookings_full", "bookings_off", "booking_over", "source_full", "device_has_ticket", "no_more_delays"}
    | {"closes_before", "grace_over", "no_more_rejoins", "ask_clerk", "already_rated", "not_finished", "unknown_token"}
)
"""Refusals whose sentence is meant for visitors; those of clerks name counters and people."""
_VARY = "Cookie, Accept-Language"
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "png": "image/png"}
"""Media type of a static file by its ending."""


class Web:
    """What every page needs: the hall, its words, its store and who watches."""

    def __init__(self, config: HallConfig, connect: Callable[[], Store], site: str = "") -> None:
        self.site = site
        """Address of the pages for people's phones; empty to take the one that a request came to."""
        self.prefix = prefix_of(config.web.address)
        """Path below which a proxy serves these pages; mostly empty."""
        self.cookies = Cookies(config, self.link("/"))
        self.hub = Hub()
        self.refused = Refused()
        self.hub.turned_away = self.refused.count
        self.reader = StoreThread(self._connect, "reader")
        self.writer = StoreThread(self._connect, "writer")
        self.forecaster = StoreThread(self._connect, "forecaster")
        self._open = connect
        self._started_with = config
        self.clock: Callable[[], datetime] = self.reader.now
        """The one time of all pages."""
        forecasting = Forecasting(self.forecaster, self.writer)
        self.watcher = Watcher(self.reader, forecasting, config, self.hub, load_words, lambda: self.clock())
        self.budgets = Budgets(self.watcher.ticket, self.watcher.at_hand)
        self.joins = Buckets(burst=30, rate=0.2)
        """Numbers taken from afar by one address."""
        self.sign_ins = Buckets(burst=10, rate=0.1)
        """Sign-ins to the floor tried by one address: each takes the writer some time."""
        self.floor_watch = FloorWatch(self.writer, StoreThread(self._connect, "floor"))
        self.floor_once = Once()
        self.codes = CodeTries()
        self.assets = _load_assets()
        self._pages: dict[tuple[str, str, tuple[str, ...]], Environment] = {}
        self._secrets: dict[str, bytes] = {}

    def _connect(self) -> Store:
        """Open the store, whose rules are those of the start, and tell it the ones that hold now."""
        store = self._open()
        if self.config is not self._started_with:
            take_rules(store, self.config)
        return store

    @property
    def config(self) -> HallConfig:
        """The hall as it holds now; hall.toml may change while the pages are served."""
        return self.watcher.config

    @config.setter
    def config(self, config: HallConfig) -> None:
        self.watcher.config = config

    def link(self, path: str) -> str:
        """Return the address of one of these pages, from the root of its host, for whatever leads to it."""
        return f"{self.prefix}{path}"

    def asset(self, name: str) -> str:
        """Return the address of a file that never changes under that address."""
        return self.link(f"/static/{self.assets[name][1]}/{name}")

    async def secret(self, name: str = "web") -> bytes:
        """Return a kept secret of the hall, which outlives this process."""
        if name not in self._secrets:
            self._secrets[name] = await self.writer.run(lambda store: store.secret(name))
        return self._secrets[name]

    def words(self, request: Request, ticket_language: str = "") -> Words:
        """Return the words of the language that a request is answered in."""
        picked = self.cookies.read(request, COOKIE)
        return load_words(language_of(request, self.config.languages, picked, ticket_language))

    def board_words(self, request: Request) -> Words:
        """Return the words of the television: the hall's own language, whatever the set was bought with."""
        picked = self.cookies.read(request, COOKIE)
        return load_words(picked if picked in self.config.languages else self.config.language)

    def _templates(self, words: Words) -> Environment:
        """The templates of a language; hall.toml may give the hall another name or other languages."""
        hall, languages = self.config.name.say(words.language), tuple(self.config.languages)
        named = words.language, hall, languages
        if named not in self._pages:
            self._pages[named] = templates(words, hall, languages, self.asset, self.link)
        return self._pages[named]

    def page(
        self, template: str, words: Words, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
    ) -> HTMLResponse:
        """Render a page."""
        html = self._templates(words).get_template(template).render(values)
        return HTMLResponse(html, status, {"vary": _VARY, **(headers or {})})

    def page_of(
        self, template: str, words: Words, status: int, alike: Mapping[str, Hashable], own: Mapping[str, str]
    ) -> HTMLResponse:
        """Render the page of one ticket: `alike` is what it says like others, `own` what it says of this one."""
        html = fill(self._templates(words).get_template(template), alike, own)
        return HTMLResponse(html, status, {"vary": _VARY})

    def refuse(self, request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
        """Say no in plain words."""
        words = self.words(request)
        known = f"web.error.{status}.title" in words
        key = f"web.error.{status}" if known else f"web.error.{500 if status >= 500 else 400}"
        texts = {"heading": words(f"{key}.title"), "text": words(f"{key}.text")}
        again = {"refresh": REFRESH_AFTER} if status == 503 and request.method == "GET" else {}
        return self.page("plain.html", words, status, {**again, **(headers or {})}, back=None, **texts)

    def switch_language(self, request: Request) -> Response | None:
        """Answer a click on another language; None when the request is not one."""
        picked = request.query_params.get("lang")
        if picked not in self.config.languages:
            return None
        answer = RedirectResponse(self.link("/" + request.url.path.lstrip("/\\")), 303)
        self.cookies.write(request, answer, COOKIE, picked, YEAR)
        return answer


def refusal_text(words: Words, refused: QueueError, otherwise: str = "web.error.409.text") -> str:
    """Say a refusal to a visitor; `otherwise` is the key of what is said for one that is worded for clerks."""
    return words.error(refused) if refused.key in VISITORS_READ else words(otherwise)


def web_of(request: Request) -> Web:
    """Return the context of a request's application."""
    web: Web = request.app.state.web
    return web


def both_cases(path: str, endpoint: Callable[..., Any], methods: tuple[str, ...] = ("GET",)) -> list[BaseRoute]:
    """Route a path as it is written and in the upper case of a QR."""
    upper = "/".join(part if part.startswith("{") else part.upper() for part in path.split("/"))
    return [Route(each, endpoint, methods=list(methods)) for each in (path, upper)]


def _load_assets() -> dict[str, tuple[bytes, str]]:
    """Read the static files, each with a name for its contents."""
    folder = resources.files("kiosk.web") / "static"
    return {
        file.name: (body, hashlib.sha256(body).hexdigest()[:10])
        for file in folder.iterdir()
        if file.name.rpartition(".")[2] in TYPES and (body := file.read_bytes())
    }
