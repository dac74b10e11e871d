"""Behind a reverse proxy: who is believed to be one, and a site with a path of its own (`https://example.org/hall`).

A proxy says in X-Forwarded-For whom it asks for and in X-Forwarded-Proto how it was asked; uvicorn reads both. The last
address of the list that is no proxy is the visitor's: what stands before it, the visitor may have made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import unquote, urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

THIS_MACHINE = ("127.0.0.0/8", "::1")
"""Who is always believed: programs of this machine, by any of its own addresses."""


class Proxies:
    """The machines whose proxies are believed."""

    def __init__(self, others: Sequence[str] = ()) -> None:
        known = [ip_network(each) for each in (*THIS_MACHINE, *others)]
        self._networks = [*known, *(_as_version_6(each) for each in known if isinstance(each, IPv4Network))]
        self.addresses = [str(each) for each in self._networks]
        """Networks, those of version 4 also as a server on `::` sees them (`::ffff:10.0.0.7`)."""

    def __contains__(self, host: object) -> bool:
        try:
            address = ip_address(str(host))
        except ValueError:
            return False
        return any(address in network for network in self._networks)


def _as_version_6(network: IPv4Network) -> IPv6Network:
    return IPv6Network(f"::ffff:{network.network_address}/{network.prefixlen + 96}")


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
