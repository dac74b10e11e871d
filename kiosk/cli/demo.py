"""The demo: a busy hall in a temporary folder, simulated by a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.cli.commands import command, option
from kiosk.cli.output import say
from kiosk.cli.session import Session, copy_example, session_of

if TYPE_CHECKING:
    from kiosk.hall import HallConfig

BEGINS = time(9, 50)
"""The demo hall is always in the rush of the morning."""

SCREENS = ("front", "desk", "reception", "board", "none")


@command("demo")
@option("--screen", type=click.Choice(SCREENS), default="front")
@option("--speed", type=click.FloatRange(0.1, 100), default=1.0, metavar="X")
@option("--seed", type=int, default=1, metavar="N")
@click.pass_context
def demo(ctx: click.Context, screen: str, speed: float, seed: int) -> None:
    """Open a screen on a busy hall."""
    session = session_of(ctx)
    from kiosk.cli import screens

    if screen != "none":
        screens.need_terminal()
    with _hall(session) as config:
        counter = screens.front_counter(config)
        leave = frozenset({counter}) if screen in ("front", "desk") else frozenset()
        _prefill(session, config, leave, seed)
        say(session, "demo_runs", folder=str(config.folder))
        with _running(session, config, leave, seed, speed) as process:
            if screen == "front":
                screens.open_front(session)
            elif screen == "desk":
                screens.open_desk(session, counter, None)
            elif screen == "reception":
                screens.open_reception(session)
            elif screen == "board":
                screens.open_board(session)
            else:
                _watch(process)


def _watch(process: subprocess.Popen[bytes]) -> None:
    """Let the hall run until somebody stops it; being stopped is its ordinary end."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        process.wait()


@contextmanager
def _hall(session: Session) -> Iterator[HallConfig]:
    """Copy the hall that was named, or the example, to a folder that is gone afterwards.

    For its screens the hall is always open, whatever the real time; what goes on in it follows the hours by its own.
    """
    from kiosk.hall import Hours, load_hall

    with tempfile.TemporaryDirectory(prefix="kiosk-demo-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if session.hall is None:
            copy_example(folder)
        else:
            _copy_hall(session.hall, folder)
        config = load_hall(folder)
        if not _stays_inside(config.database):
            config = config.model_copy(update={"database": "demo.db"})
        session.hall, session.hall_path = folder, folder
        session.config = config.model_copy(update={"hours": Hours(), "closed": (), "special": ()})
        yield config


def _copy_hall(named: Path, folder: Path) -> None:
    """Copy a hall and its own lines, without anything that happened there."""
    from kiosk.hall import FILE_NAME, load_hall

    source = load_hall(named).folder
    file = named / FILE_NAME if named.is_dir() else named
    (folder / FILE_NAME).write_bytes(file.read_bytes())
    for lines in source.glob("lines.*.toml"):
        (folder / lines.name).write_bytes(lines.read_bytes())


def _stays_inside(database: str) -> bool:
    """Tell whether a database lies in the folder of hall.toml, and so in the copy as well."""
    return "://" not in database and Path(database).name == database


def _prefill(session: Session, config: HallConfig, leave: frozenset[int], seed: int) -> None:
    from kiosk.demo import prefill

    say(session, "demo_fills")
    prefill(config.database_path, config, until=datetime.now(UTC), seed=seed, leave=leave, begins=BEGINS)


@contextmanager
def _running(
    session: Session, config: HallConfig, leave: frozenset[int], seed: int, speed: float
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the demo hall in a second process, which ends when this one ends for whatever reason."""
    command_line = [sys.executable, "-m", "kiosk.demo", config.database_path, str(config.folder)]
    command_line += ["--seed", str(seed), "--speed", str(speed), "--begins", BEGINS.isoformat()]
    command_line += ["--remove", str(config.folder)]
    for number in sorted(leave):
        command_line += ["--leave", str(number)]
    with (
        (config.folder / "simulation.log").open("wb") as log,
        subprocess.Popen(
            command_line, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            yield process
        finally:
            if process.stdin is not None:
                process.stdin.close()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
