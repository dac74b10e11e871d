"""Reception in real terminals: it comes back whatever ends it, nothing that is pressed reaches a shell."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from at_reception import NAMES, Terminal, reception_command, screen_of
from stations import HALL
from waiting import AT_ONCE, wait_for

from kiosk.cli.installation import check_all
from kiosk.hall import load_hall
from kiosk.reception.app import DOUBLE_TAP
from kiosk.words import load_words
from queue_store import Store, open_store

LEAVES_BOARD = b"\x11"
"""Ctrl+Q: a board has nobody at its keys, and who sets it up can leave it."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    config = load_hall(folder)
    opened = open_store(config.database_path, config.rules())
    yield opened
    opened.close()


@pytest.fixture
def reception(folder: Path, store: Store) -> Iterator[Terminal]:
    """A reception that stands."""
    terminal = Terminal(reception_command(), folder)
    terminal.until(lambda: terminal.painted(*NAMES))
    yield terminal
    terminal.close()


def back_again(terminal: Terminal, before: int) -> float:
    """Wait until another process has painted the screen; returns how long that took."""
    return terminal.until(lambda: screen_of(terminal.pid) not in (0, before) and terminal.painted(*NAMES))


def test_it_is_back_at_once_after_being_killed_and_check_says_so(reception: Terminal, folder: Path) -> None:
    for _ in range(2):
        screen = screen_of(reception.pid)
        reception.forget()
        os.kill(screen, signal.SIGKILL)
        assert back_again(reception, screen) < 2 * AT_ONCE
    words = load_words("en")
    [told] = [found.sentence(words) for found in check_all(folder, words) if found.key == "restarted"]
    assert "“reception” on pts/" in told
    assert "today: 2, last at " in told
    assert told.endswith("(SIGKILL).")


def test_it_is_back_after_it_was_told_to_end_behind_its_back(reception: Terminal) -> None:
    screen = screen_of(reception.pid)
    reception.forget()
    os.kill(screen, signal.SIGTERM)
    back_again(reception, screen)


def test_a_screen_that_was_stopped_goes_on(reception: Terminal) -> None:
    supervisor, screen = psutil.Process(reception.pid), psutil.Process(screen_of(reception.pid))
    supervisor.suspend()
    screen.suspend()
    reception.until(lambda: screen.status() == psutil.STATUS_STOPPED)
    supervisor.resume()
    reception.until(lambda: screen.status() != psutil.STATUS_STOPPED)


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGHUP])
def test_it_ends_with_its_screen_when_told_to(reception: Terminal, signal_number: int) -> None:
    screen = screen_of(reception.pid)
    os.kill(reception.pid, signal_number)
    reception.until(reception.ended)
    assert not psutil.pid_exists(screen)


def test_closing_the_window_ends_both(folder: Path) -> None:
    terminal = Terminal(reception_command(), folder)
    terminal.until(lambda: terminal.painted(*NAMES))
    screen = screen_of(terminal.pid)
    os.close(terminal.side)
    wait_for(lambda: terminal.ended() and not psutil.pid_exists(screen))


def test_a_screen_without_its_supervisor_ends(reception: Terminal) -> None:
    screen = screen_of(reception.pid)
    os.kill(reception.pid, signal.SIGKILL)
    reception.until(lambda: reception.ended() and not psutil.pid_exists(screen))


CRASHING = """
import pathlib, sys
from kiosk.cli.supervisor import Supervisor

def show(why):
    if not why:
        raise KeyError("the name of a visitor")
    pathlib.Path(sys.argv[1]).write_text(why)
    return 3 if why == "KeyError" else 0

Supervisor(show, "one moment").run()
"""


UNREAD = """
import os, pathlib, select, sys, time
from kiosk.cli.supervisor import Supervisor

def show(why):
    while select.select([], [2], [], 0.2)[1]:
        os.write(2, b"x")
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(60)

Supervisor(show, "one moment").run()
"""


def test_it_ends_when_told_to_though_nobody_reads_its_terminal(tmp_path: Path) -> None:
    full = tmp_path / "full"
    terminal = Terminal([sys.executable, "-c", UNREAD, str(full)], tmp_path)
    try:
        wait_for(full.exists)
        os.kill(terminal.pid, signal.SIGTERM)
        wait_for(terminal.ended)
    finally:
        terminal.close()


def test_an_error_is_known_by_its_name_only_and_never_ends_in_a_shell(tmp_path: Path) -> None:
    told = tmp_path / "why"
    terminal = Terminal([sys.executable, "-c", CRASHING, str(told)], tmp_path)
    try:
        seen: list[str] = []

        def both() -> bool:
            why = told.read_text() if told.exists() else ""
            seen.extend([why] if why and why not in seen else [])
            return len(seen) == 2

        terminal.until(both)
        assert seen == ["KeyError", "exit 3"], "a refusal after the first time is tried again"
        assert terminal.painted("one moment")
        assert not terminal.painted("Traceback", "visitor")
        os.kill(terminal.pid, signal.SIGTERM)
        terminal.until(terminal.ended)
    finally:
        terminal.close()


def test_a_tap_in_a_real_terminal_takes_a_number(reception: Terminal, store: Store) -> None:
    reception.until(lambda: reception.painted("不用排队"))
    reception.forget()
    reception.type(b"\x1b[<0;60;9M\x1b[<0;60;9m")
    reception.until(lambda: reception.painted("按回车也可以"))
    tapped = time.monotonic()
    reception.until(lambda: time.monotonic() - tapped > DOUBLE_TAP)
    reception.type(b"\x1b[<0;60;8M\x1b[<0;60;8m")
    reception.until(lambda: len(store.waiting()) == 1)
    assert store.waiting()[0].service == "A"


def test_a_broken_hall_file_is_told_and_not_tried_again(folder: Path) -> None:
    (folder / "hall.toml").write_text(HALL.replace("Asia/Shanghai", "Mars/Base"), encoding="utf-8")
    terminal = Terminal(reception_command(), folder)
    terminal.until(lambda: terminal.painted("Mars/Base"))
    terminal.until(terminal.ended)
    terminal.close()


def burst(chance: random.Random) -> bytes:
    """Something that a hand, a child or a broken cable sends."""
    kind = chance.randrange(12)
    if kind < 6:
        return bytes([chance.choice(b"0123456789\r.+-*/ lq")])
    if kind == 6:
        return bytes([chance.choice((3, 4, 17, 26, 28, 27, 9, 8, 127, 16, 12))])
    if kind == 7:
        return chance.choice(
            (b"\x1b[A", b"\x1b[5~", b"\x1bOP", b"\x1b[1;5C", b"\x1b[200~" + b"exit\r" * 3 + b"\x1b[201~")
        )
    if kind == 8:
        x, y = chance.randrange(1, 100), chance.randrange(1, 40)
        return f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m".encode()
    if kind == 9:
        return b"\x1b[<" + bytes(chance.choice(b"0123456789;Mm<\x1b[") for _ in range(chance.randrange(1, 12)))
    if kind == 10:
        return bytes([chance.choice(b"0123456789\r")]) * chance.randrange(2, 12)
    return "ｎ１你".encode()


def mash(terminal: Terminal, keys: int, chance: random.Random, but: bytes = b"") -> None:
    """Send so many bursts, 5 to 30 ms apart, none with `but` in it, and shake the window now and then."""
    for number in range(keys):
        sent = burst(chance)
        terminal.type(b"" if but and but in sent else sent)
        if number % 50 == 0:
            terminal.resize(chance.randrange(20, 200), chance.randrange(5, 60))
        time.sleep(chance.uniform(0.005, 0.03))
    terminal.resize(90, 26)


@pytest.mark.parametrize(
    "count", [pytest.param(400, id="short"), pytest.param(20_000, id="long", marks=pytest.mark.soak)]
)
@pytest.mark.parametrize("screen", ["reception", "board"])
def test_nothing_that_is_pressed_ends_it(folder: Path, store: Store, screen: str, count: int) -> None:
    terminal = Terminal(reception_command(screen), folder)
    try:
        terminal.until(lambda: terminal.painted(*NAMES))
        process = screen_of(terminal.pid) or terminal.pid
        mash(terminal, count, random.Random(5), LEAVES_BOARD if screen == "board" else b"")
        assert not terminal.ended()
        assert (screen_of(terminal.pid) or terminal.pid) == process, "it had to be started again"
        terminal.forget()
        terminal.resize(91, 26)
        terminal.until(lambda: terminal.painted(*NAMES))
        assert len(store.waiting()) <= 3 + count // 1000
    finally:
        terminal.close()


def test_no_key_reaches_the_shell_from_which_it_was_started(folder: Path, store: Store) -> None:
    shell = shutil.which("bash") or shutil.which("sh")
    assert shell
    terminal = Terminal([shell, "--norc", "-i"], folder)
    try:
        terminal.type(" ".join(reception_command()).encode() + b"\r")
        terminal.until(lambda: terminal.painted(*NAMES))
        leaked = folder / "leaked"
        for _ in range(3):
            for key in (b"\x03", b"\x1a", b"\x1c", b"\x04", b"\x1b", b"\x11"):
                terminal.type(key)
                terminal.read(0.05)
            terminal.type(f"\rtouch {leaked}\r".encode())
            terminal.read(0.05)
            [supervisor] = psutil.Process(terminal.pid).children()
            screen = screen_of(supervisor.pid)
            terminal.forget()
            os.kill(screen, signal.SIGKILL)
            terminal.type(f"\x03\x1a\x1c\x04\rtouch {leaked}\r".encode())
            terminal.until(lambda: screen_of(supervisor.pid) not in (0, screen) and terminal.painted(*NAMES))  # noqa: B023
        assert not leaked.exists()
        supervisor.terminate()
        terminal.until(lambda: not supervisor.is_running())
        terminal.type(f"touch {leaked}\r".encode())
        terminal.until(leaked.exists)
    finally:
        terminal.close()
