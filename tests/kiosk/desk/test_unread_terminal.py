"""A desk in a real terminal that nobody reads any more, as when the line to it hangs."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from stations import HALL

from kiosk.hall import load_hall
from kiosk.screens.terminal_output import MOST_PENDING, TerminalOutput
from queue_store import Store, open_store

ENDS_WITHIN = 10
REPAINTS = 60


class Desk:
    """A desk of counter 3 whose clerk has signed in, and then nobody reads its terminal."""

    def __init__(self, folder: Path, store: Store) -> None:
        self._store = store
        self.side, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "--hall", str(folder), "desk", "--counter", "3"],
            stdin=inner, stdout=inner, stderr=inner, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color"},
        )  # fmt: skip
        os.close(inner)
        self.seen = b""
        self.read_until(lambda: "兰亭燃气厅".encode() in self.seen)
        while self.counter() != "open":
            self.seen = b""
            os.write(self.side, b"\r")
            self.read_until(lambda: self.counter() == "open", 1)
        self.read_until(lambda: b"A001" in self.seen)
        assert b"A001" in self.seen

    def counter(self) -> str:
        return next(each.state for each in self._store.counters() if each.counter == 3)

    def serves(self) -> tuple[str, list[str]]:
        """State of the counter, and the labels of those who are called to it."""
        return self.counter(), [ticket.label for ticket in self._store.now_serving()]

    def read_until(self, enough: Callable[[], bool], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not enough() and time.monotonic() < end:
            if select.select([self.side], [], [], 0.05)[0]:
                with suppress(OSError):
                    self.seen += os.read(self.side, 65536)

    def paint_unread(self) -> None:
        """Let it paint far more than a terminal holds, and call a visitor after that."""
        os.write(self.side, b"k" * REPAINTS + b"n")
        end = time.monotonic() + ENDS_WITHIN
        while not self._store.now_serving():
            assert time.monotonic() < end, "the screen waits for its terminal"
            time.sleep(0.05)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    config = load_hall(tmp_path)
    store = open_store(config.database_path, config.rules())
    store.issue("A")
    opened = Desk(tmp_path, store)
    yield opened
    opened.process.kill()
    opened.process.wait()
    store.close()


@pytest.mark.parametrize("told_by", [signal.SIGTERM, None])
def test_it_goes_on_and_ends_when_told_to_or_when_the_terminal_is_closed(desk: Desk, told_by: int | None) -> None:
    desk.paint_unread()
    if told_by is None:
        os.close(desk.side)
    else:
        desk.process.send_signal(told_by)
    desk.process.wait(ENDS_WITHIN)
    assert desk.process.returncode == 0
    assert desk.serves() == ("open", ["A001"]), "a counter with a visitor stays open"


def test_once_its_terminal_is_read_again_it_shows_what_is_so_now(desk: Desk) -> None:
    desk.paint_unread()
    desk.seen = b""
    desk.read_until(lambda: b"A001" in desk.seen)
    desk.read_until(lambda: "兰亭燃气厅".encode() in desk.seen[desk.seen.rindex(b"A001") - MOST_PENDING :])
    desk.process.terminate()
    desk.read_until(lambda: desk.process.poll() is not None)
    assert desk.process.wait(ENDS_WITHIN) == 0
    assert b"\x1b[?1049l" in desk.seen[-2000:], "the terminal is given back"


def test_what_is_too_much_is_left_out_whole_until_the_terminal_has_read() -> None:
    reading, writing = os.pipe()
    caught_up = threading.Event()
    output = TerminalOutput(writing, "utf-8", caught_up.set)
    lines = [f"{number:09}\n" for number in range(MOST_PENDING // 2)]
    for line in lines:
        output.write(line)
    assert not caught_up.is_set()
    seen = b""
    while not caught_up.is_set() or select.select([reading], [], [], 0)[0]:
        seen += os.read(reading, 65536)
    output.write("again\n")
    assert output.close()
    seen += os.read(reading, 65536)
    kept = seen.decode().splitlines(keepends=True)
    assert kept == [*lines[: len(kept) - 1], "again\n"]
    assert len(kept) < len(lines)
    os.close(reading)
    os.close(writing)


def test_a_terminal_that_is_gone_is_given_up() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    output = TerminalOutput(writing, "utf-8", lambda: None)
    output.write("x")
    assert not output.close()
    os.close(writing)
