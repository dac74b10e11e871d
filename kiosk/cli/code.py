"""The code with which somebody who joined by phone checks in."""

from __future__ import annotations

import click

from kiosk.cli.commands import command, json_option
from kiosk.cli.output import show
from kiosk.cli.session import session_of


@command("code")
@json_option
@click.pass_context
def code(ctx: click.Context) -> None:
    """Show the code of this minute."""
    from kiosk.ticket.checkin import CHECK_IN_SECRET, checkin_code

    session = session_of(ctx)
    with session.store() as store:
        now = checkin_code(store.secret(CHECK_IN_SECRET), store.now())
    show(session, {"code": now}, now)
