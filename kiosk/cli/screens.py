"""The terminal screens, each a process of its own on the hall's store."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import clerk_option, command, counter_option
from kiosk.cli.identity import acting, refuse_role
from kiosk.cli.problems import Code, Refusal, printable, report, report_unexpected
from kiosk.cli.restarts import note_restart
from kiosk.cli.session import Session, session_of
from kiosk.text.clerks import unnamed_clerk

if TYPE_CHECKING:
    from kiosk.hall import HallConfig
    from kiosk.paper.printing import Printing
    from kiosk.screens.station import Station, StationApp
    from queue_store import Post, Store, Ticket

FRONT_COUNTER = 1
"""Counter of the one-person front desk, when the hall has it; otherwise its first one."""


def front_counter(config: HallConfig) -> int:
    """Return the counter at which the one-person front desk sits."""
    numbers = [counter.number for counter in config.counters]
    return FRONT_COUNTER if FRONT_COUNTER in numbers else numbers[0]


def open_front(session: Session) -> None:
    """Open the one-person front desk."""

    def make(station: Station, store: Store) -> StationApp:
        from kiosk.front.app import FrontApp

        asks = asks_who(session, store, "kiosk", None)
        post = post_at(session, front_counter(session.config), None)
        return FrontApp(station, post, language=session.language, asks=asks)

    need_terminal()
    from kiosk.web.background import serving_in_background

    with serving_in_background(session.config):
        _open(session, make)


def open_desk(session: Session, counter: int, clerk: str | None) -> None:
    """Open the screen of a counter."""

    def make(station: Station, store: Store) -> StationApp:
        from kiosk.desk.app import DeskApp

        asks = asks_who(session, store, "desk", clerk)
        return DeskApp(station, post_at(session, counter, clerk), language=session.language, asks=asks)

    _open(session, make)


def open_rehearsal(session: Session, post: Post) -> None:
    """Open the rehearsal of a clerk."""

    def make(station: Station, _store: Store) -> StationApp:
        from kiosk.rehearsal.app import RehearsalApp

        return RehearsalApp(station, post, language=session.language)

    _open(session, make)


def open_reception(session: Session) -> None:
    """Open the screen that gives out numbers."""
    _open(session, _reception(session))


def open_board(session: Session) -> None:
    """Open the screen for the hall."""

    def make(station: Station, _store: Store) -> StationApp:
        from kiosk.board.app import BoardApp

        return BoardApp(station, language=session.language)

    _open(session, make)


def open_floor(session: Session, clerk: str | None) -> None:
    """Open the supervisor's screen."""

    def make(station: Station, store: Store) -> StationApp:
        from kiosk.floor.app import FloorApp
        from queue_store import NO_COUNTER, Post, SignedIn

        colleague = acting(session, store, "floor", clerk)
        who = colleague.id if colleague is not None else clerk or unnamed_clerk(NO_COUNTER)
        known = None if colleague is None else SignedIn(colleague, ())
        return FloorApp(station, Post(NO_COUNTER, who), language=session.language, known=known)

    _open(session, make)


def keep_reception_open(session: Session) -> int:
    """Open the screen that gives out numbers, and again whenever it ends unforeseen; returns the exit code."""
    import kiosk.screens.environment  # noqa: F401  (prepares the environment before textual is imported)
    from kiosk.cli.supervisor import Supervisor
    from kiosk.reception import app  # noqa: F401  (imported here once and not again at every start)

    def show(why: str) -> int:
        try:
            run = _run(session, _reception(session), why)
        except Exception as error:
            return report(error, session) or report_unexpected(error, session)
        if run.failure is not None:
            raise run.failure
        return 0

    need_terminal()
    return Supervisor(show, session.words("reception.restarting")).run()


def _reception(session: Session) -> Callable[[Station, Store], StationApp]:
    def make(station: Station, _store: Store) -> StationApp:
        from kiosk.reception.app import ReceptionApp

        return ReceptionApp(station, language=session.language)

    return make


def _open(session: Session, make: Callable[[Station, Store], StationApp]) -> None:
    """Run an app on the hall's store until it is left."""
    app = _run(session, make)
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        raise click.exceptions.Exit(app.return_code)


def _run(session: Session, make: Callable[[Station, Store], StationApp], restarted: str = "") -> StationApp:
    """Run an app on the hall's store until it ends; write down why it had to be started again, where it had to."""
    need_terminal()
    import kiosk.screens.environment  # noqa: F401  (prepares the environment before textual is imported)
    from kiosk.hall.lines import hall_script, hall_scripts
    from kiosk.screens.station import Station
    from kiosk.ticket import site_addresses
    from kiosk.ticket.identity import PAGES_SECRET
    from kiosk.web.background import PagesWatch

    config = session.config
    session.say_example()
    scripts = hall_scripts(config)
    for warning in dict.fromkeys(str(fault) for script in scripts.values() for fault in script.warnings):
        click.echo(printable(warning), err=True)
    with (
        session.store() as store,
        closing(
            PagesWatch(
                lambda: site_addresses(config, store.pages.address()),
                lambda: store.secret(PAGES_SECRET),
            )
        ) as pages,
    ):

        def page_of(ticket: Ticket) -> str:
            return pages.page(ticket.token)

        with _printing(store, config, page_of) as paper:
            station = Station(
                store,
                config,
                script_for=lambda language: scripts.get(language) or hall_script(config, language),
                page_of=page_of,
                pages_silent=pages.silent,
                foreign_port=pages.foreign_port,
                example_folder=session.example_folder,
                paper=paper,
            )
            app = make(station, store)
            if restarted:
                note_restart(store, "reception", app.terminal, restarted)
            app.run()
            while (following := _following(app, make, station, store)) is not None:
                app = following
                app.run()
    return app


def _following(
    app: StationApp, make: Callable[[Station, Store], StationApp], station: Station, store: Store
) -> StationApp | None:
    """Return the app that comes after one that ended: for who takes over, or after a practice or rehearsal."""
    from kiosk.desk.app import DeskApp

    if isinstance(app, DeskApp) and app.heir is not None:
        return app.successor()
    post = app.practises or app.rehearses
    if post is None:
        return None
    _before_the_shift(app, station, post)
    return make(station, store)


@contextmanager
def _printing(store: Store, config: HallConfig, page_of: Callable[[Ticket], str]) -> Iterator[Printing | None]:
    """Print from this screen as long as the block runs; None where the hall has no printer."""
    if config.printer is None:
        yield None
        return
    from kiosk.paper.printing import Printing
    from kiosk.screens.station import terminal_name

    with closing(Printing(store, config, config.printer, page_of, terminal_name())) as paper:
        yield paper


def _before_the_shift(app: StationApp, station: Station, post: Post) -> None:
    """Let a clerk rehearse, or practise a visit, before the shift."""
    if app.rehearses is not None:
        from kiosk.cli.rehearse import rehearse_at

        rehearse_at(station, post, app.language)
        return
    from kiosk.cli.practice import practise

    practise(station.config, station.script_for, post, app.language, lambda: station.store.count_at(post.counter))


def post_at(session: Session, counter: int, clerk: str | None) -> Post:
    """Who sits down at a counter: never in the name of whoever has it open, unless told so."""
    from queue_store import Post, UnknownThing

    if counter not in {each.number for each in session.config.counters}:
        known = ", ".join(str(each.number) for each in session.config.counters)
        sentence = "This hall has no counter {counter}. Choose one of: {known}."
        raise UnknownThing("unknown_counter", sentence, counter=counter, known=known)
    return Post(counter, clerk or unnamed_clerk(counter))


def asks_who(session: Session, store: Store, act: str, clerk: str | None) -> bool:
    """Tell whether whoever sits down says who it is: in a hall with staff; somebody named who may not is refused."""
    if clerk is not None and store.staff.all():
        refuse_role(session, store.staff.find(clerk), act)
    return bool(store.staff.all())


def need_terminal() -> None:
    """Refuse to open a screen where nobody could see it."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Refusal("no_terminal", Code.USAGE)


@command("desk")
@counter_option
@clerk_option
@click.pass_context
def desk(ctx: click.Context, counter: int, clerk: str | None) -> None:
    """Open the screen of a counter."""
    open_desk(session_of(ctx), counter, clerk)


@command("reception")
@click.pass_context
def reception(ctx: click.Context) -> None:
    """Open the screen that gives out numbers; Windows has no processes of the kind that keep it open."""
    session = session_of(ctx)
    if os.name == "nt":
        open_reception(session)
    else:
        ctx.exit(keep_reception_open(session))


@command("board")
@click.pass_context
def board(ctx: click.Context) -> None:
    """Open the screen for the hall."""
    open_board(session_of(ctx))
