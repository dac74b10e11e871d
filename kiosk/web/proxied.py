"""Behind a reverse proxy: the pages of a site with a path of its own, such as `https://example.org/hall`."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send


def prefix_of(site: str) -> str:
    """Return the path of a site's address as it is written, without a slash at its end; mostly empty."""
    return urlsplit(site).path.rstrip("/")


def within(path: str, prefix: str) -> str:
    """Return a path as the routes know it, whether the proxy took the prefix away or passed it on."""
    rest = path.removeprefix(prefix)
    if rest == path or (rest and not rest.startswith("/")):
        return path
    return rest or "/"


class Proxied:
    """Undoes to a request what the way through a proxy did to it, before anything looks at it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self.app = app
        self.prefix = unquote(prefix)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": within(scope["path"], self.prefix)}
        await self.app(scope, receive, send)
