"""The hall's time beside the PC's clock."""

from __future__ import annotations

import click

from kiosk.cli.commands import clerk_option, command, json_option, option
from kiosk.cli.identity import acting
from kiosk.cli.output import show
from kiosk.cli.session import session_of


@command("clock")
@option("--adopt", is_flag=True)
@clerk_option
@json_option
@click.pass_context
def clock(ctx: click.Context, adopt: bool, clerk: str | None) -> None:
    """Show the hall's time and the PC's, or take over the PC's."""
    session = session_of(ctx)
    words, zone = session.words, session.config.zone
    with session.store() as store:
        if adopt:
            acting(session, store, "clock.adopt", clerk)
            store.adopt_clock()
        state = store.clock_state()
    hall, wall = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" for moment in (state.hall, state.wall))
    record = {
        "hall": state.hall.isoformat(),
        "pc": state.wall.isoformat(),
        "pc_ahead_seconds": round(state.ahead.total_seconds()),
        "followed_when_empty": state.adopts,
    }
    if not state.differs:
        line = words("cli.line.clock_same", hall=hall)
    else:
        line = words("cli.line.clock_empty" if state.adopts else "cli.line.clock_asks", hall=hall, pc=wall)
    show(session, record, line)
