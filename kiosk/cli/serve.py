"""Serving the visitors' phones and the hall's television."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import command, option
from kiosk.cli.output import say
from kiosk.cli.problems import Refusal
from kiosk.cli.session import Session, session_of

if TYPE_CHECKING:
    from queue_store import Store


@command("serve")
@option("--host", default="0.0.0.0", metavar="ADDRESS")
@option("--port", type=click.IntRange(0, 65535), metavar="N")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int | None) -> None:
    """Serve until stopped; the hall's screens learn from the store where."""
    from kiosk.ticket import site_address
    from kiosk.web.background import open_socket
    from kiosk.web.server import address_for_phones, connector, serve_on

    session = session_of(ctx)
    config = session.config
    connect = connector(config)
    with closing(connect()) as store:
        wanted = config.web.port if port is None else port
        try:
            listening = open_socket(host, wanted)
        except OSError:
            raise Refusal("port_taken", port=wanted) from None
        address = address_for_phones(config, listening)
        signal.signal(signal.SIGTERM, _stop)
        with _known_to_screens(store, address if address != site_address(config) else ""):
            serve_on(listening, config, connect, address, lambda: _announce(session, listening, address))


def _stop(_signal: int, _frame: object) -> None:
    """End the process in good order; uvicorn passes the signal on once it has stopped."""
    raise SystemExit(0)


@contextmanager
def _known_to_screens(store: Store, address: str) -> Iterator[None]:
    """Keep in the store where else the pages are for as long as the block runs, unless no phone gets there."""
    from kiosk.ticket import is_reachable
    from queue_store import QueueError

    if not is_reachable(address):
        yield
        return
    store.pages.served_at(address)
    try:
        yield
    finally:
        with suppress(QueueError):
            store.pages.ended_at(address)


def _announce(session: Session, listening: socket.socket, address: str) -> None:
    """Say where the pages are, and what the socket is bound to."""
    from kiosk.web.background import is_local

    host, port = listening.getsockname()[:2]
    if not address:
        say(session, "serving_nowhere", address=f"http://127.0.0.1:{port}")
    elif is_local(host) and not session.config.web.address:
        say(session, "serving_local", address=address)
    else:
        say(session, "serving", address=address)
    say(session, "serving_bound", host=host, port=port)
