"""The application of one hall: its routes, its life and its answers to what goes wrong."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import HallConfig
from kiosk.web import actions, board, calendar, floor, identity, join, manifest, pages
from kiosk.web.context import RETRY_AFTER, TYPES, YEAR, Web, refusal_text, web_of
from kiosk.web.guard import Guard
from kiosk.web.hall_file import follow_hall_files
from kiosk.web.proxied import Proxied
from queue_store import QueueError, Store, StoreUnavailable

_log = logging.getLogger(__name__)


def create_app(config: HallConfig, connect: Callable[[], Store], site: str = "") -> Starlette:
    """Make the application of one hall; `connect` opens its store, once per thread."""
    web = Web(config, connect, site)
    web.watcher.board_shape, web.watcher.board_text = board.shapes(web), board.texts(web)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await web.watcher.look()
        with suppress(StoreUnavailable):
            for thread in (web.writer, web.forecaster):
                await thread.run(Store.version)
        tasks = [asyncio.create_task(web.watcher.run()), asyncio.create_task(follow_hall_files(web))]
        tasks.append(asyncio.create_task(join.follow_bookings(web)))
        tasks.append(asyncio.create_task(web.floor_watch.run(web)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await web.watcher.forecasting.close()
            web.hub.close()
            await web.reader.close()
            await web.writer.close()
            await web.forecaster.close()
            await web.floor_watch.forecaster.close()

    routes: list[BaseRoute] = [
        *pages.ROUTES,
        Route("/static/{version}/{name}", asset_file),
        Route("/robots.txt", robots),
        *identity.ROUTES,
        *calendar.ROUTES,
        *manifest.ROUTES,
        *actions.ROUTES,
        *join.ROUTES,
        *board.ROUTES,
        *floor.ROUTES,
    ]
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Proxied, prefix=web.prefix),
            Middleware(Guard, refuse=web.refuse, budgets=web.budgets, refused=web.refused),
        ],
        exception_handlers={
            HTTPException: _refused,
            StoreUnavailable: _unavailable,
            QueueError: _not_now,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.web = web
    return app


async def asset_file(request: Request) -> Response:
    """Give a style, a script or the icon."""
    web, name = web_of(request), request.path_params["name"]
    body, version = web.assets.get(name, (b"", ""))
    if not version or request.path_params["version"] != version:
        raise HTTPException(404)
    kind = TYPES[name.rpartition(".")[2]]
    return Response(body, media_type=kind, headers={"cache-control": f"public, max-age={YEAR}, immutable"})


async def robots(request: Request) -> Response:
    """Ask search engines to stay away."""
    return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    web = web_of(request)
    switched = web.switch_language(request) if request.method == "GET" else None
    return switched or web.refuse(request, error.status_code, error.headers)


async def _unavailable(request: Request, error: Exception) -> Response:
    return web_of(request).refuse(request, 503, {"retry-after": RETRY_AFTER})


async def _not_now(request: Request, error: Exception) -> Response:
    assert isinstance(error, QueueError)
    web = web_of(request)
    words = web.words(request)
    heading = words("web.error.409.title")
    token = request.path_params.get("token")
    back = web.link(f"/t/{str(token).lower()}" if token and str(token).isalnum() else "/")
    return web.page("plain.html", words, 409, heading=heading, text=refusal_text(words, error), back=back)
