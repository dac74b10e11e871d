"""The rehearsal: at any time by its own command, and from the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kiosk.cli import screens
from kiosk.cli.commands import clerk_option, command, option
from kiosk.cli.identity import acting
from kiosk.cli.session import Session, session_of

if TYPE_CHECKING:
    from kiosk.screens.station import Station
    from queue_store import Post


@command("rehearse")
@option("--counter", "rehearse_counter", type=click.IntRange(min=1), metavar="N")
@clerk_option
@click.pass_context
def rehearse(ctx: click.Context, rehearse_counter: int | None, clerk: str | None) -> None:
    """Rehearse a few situations."""
    session: Session = session_of(ctx)
    if clerk is not None:
        with session.store() as store:
            acting(session, store, "rehearse.own", clerk)
    counter = screens.front_counter(session.config) if rehearse_counter is None else rehearse_counter
    screens.open_rehearsal(session, screens.post_at(session, counter, clerk))


def rehearse_at(station: Station, post: Post, language: str) -> None:
    """Run a rehearsal until it is left."""
    from kiosk.rehearsal.app import RehearsalApp

    app = RehearsalApp(station, post, language=language)
    app.run()
    if app.failure is not None:
        raise app.failure
