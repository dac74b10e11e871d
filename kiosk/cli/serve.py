"""Serving the visitors' phones and the hall's television."""

from __future__ import annotations

import click

from kiosk.cli.commands import command, option
from kiosk.cli.output import say
from kiosk.cli.problems import Refusal
from kiosk.cli.session import session_of


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
    serve_on(listening, config, connect, lambda address: say(session, "serving", address=address))
