"""The server process: uvicorn with a quick end, and room for a phone per visitor."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette

from kiosk.web.app import Web

if TYPE_CHECKING:
    from kiosk.web.stream import Hub

_PHONES = 8192


class Server(uvicorn.Server):
    """Ends open streams before it waits for connections to end."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub
        hub.cut = self._cut

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let every phone go, then stop."""
        self._hub.close()
        await super().shutdown(sockets)

    def _cut(self, address: tuple[str, int]) -> None:
        """Break the connection of somebody who takes nothing any more."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == address and (transport := connection.transport) is not None:
                transport.abort()


def make_server(app: Starlette, host: str, port: int) -> Server:
    """Make the server of an application. Requests are not logged: the addresses of ticket pages are secrets."""
    web: Web = app.state.web
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
        backlog=2048,
        h11_max_incomplete_event_size=16 * 1024,
    )
    return Server(config, web.hub)


def open_socket(host: str, port: int) -> socket.socket:
    """Take the port; OSError when somebody has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening


def allow_many_connections() -> None:
    """Raise the limit of open files, which is often 1,024, as far as this user may."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _PHONES if hard == resource.RLIM_INFINITY else min(_PHONES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
