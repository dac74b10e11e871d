"""The supervisor's screen."""

from __future__ import annotations

import click

from kiosk.cli.commands import clerk_option, command
from kiosk.cli.screens import open_floor
from kiosk.cli.session import session_of


@command("floor")
@clerk_option
@click.pass_context
def floor(ctx: click.Context, clerk: str | None) -> None:
    """Open the supervisor's screen; what is done there is on record under the clerk's id."""
    open_floor(session_of(ctx), clerk)
