"""Serving the visitors' phones and the hall's television."""

from __future__ import annotations

import socket

import click

from kiosk.cli.commands import command, option
from kiosk.cli.output import say
from kiosk.cli.problems import Refusal
from kiosk.cli.session import Session, session_of


@command("serve")
@option("--host", default="0.0.0.0", metavar="ADDRESS")
@option("--port", type=click.IntRange(0, 65535), metavar="N")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int | None) -> None:
    """Serve until stopped."""
    from kiosk.web.background import open_socket
    from kiosk.web.server import connector, serve_on

    session = session_of(ctx)
    config = session.config
    connect = connector(config)
    connect().close()
    wanted = config.web.port if port is None else port
    try:
        listening = open_socket(host, wanted)
    except OSError:
        raise Refusal("port_taken", port=wanted) from None
    serve_on(listening, config, connect, lambda address: _announce(session, listening, address))


def _announce(session: Session, listening: socket.socket, address: str) -> None:
    """Say where the pages are, what the socket is bound to, and when the QR of the tickets leads elsewhere."""
    from kiosk.web.background import is_local

    host, port = listening.getsockname()[:2]
    web = session.config.web
    say(session, "serving_local" if is_local(host) and not web.address else "serving", address=address)
    say(session, "serving_bound", host=host, port=port)
    if port != web.port and not web.address:
        say(session, "serving_elsewhere", port=port, configured=web.port)
