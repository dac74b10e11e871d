"""The practice visit: at any time by its own command, and before a clerk's first shift."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from kiosk.cli import screens
from kiosk.cli.commands import clerk_option, command, option
from kiosk.cli.session import Session, session_of

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from prompts import Script
    from queue_store import Post


@command("practice")
@option("--counter", "practice_counter", type=click.IntRange(min=1), metavar="N")
@clerk_option
@click.pass_context
def practice(ctx: click.Context, practice_counter: int | None, clerk: str | None) -> None:
    """Practise one visit."""
    session: Session = session_of(ctx)
    config = session.config
    counter = screens.front_counter(config) if practice_counter is None else practice_counter
    post = screens.post_at(session, counter, clerk)
    screens.need_terminal()
    import kiosk.screens.environment  # noqa: F401  (prepares the environment before textual is imported)
    from kiosk.hall.lines import hall_script

    practise(config, lambda language: hall_script(config, language), post, session.language, lambda: 0)


def practise(
    config: HallConfig,
    script_for: Callable[[str], Script],
    post: Post,
    language: str,
    waiting: Callable[[], int],
) -> None:
    """Run a practice visit until it is left; `waiting` tells how many wait for the post in the real hall."""
    from kiosk.practice.app import PracticeApp
    from kiosk.practice.hall import practice_hall
    from kiosk.screens.station import Station

    with practice_hall(config, post) as hall:
        app = PracticeApp(Station(hall.store, hall.config, script_for), post, language=language, waiting=waiting)
        app.run()
    if app.failure is not None:
        raise app.failure
