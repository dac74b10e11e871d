"""A desk in a real terminal whose window is closed: the counter is closed with it."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from stations import HALL

from kiosk.hall import load_hall
from queue_store import open_store


def _read(side: int, seconds: float) -> bytes:
    if not select.select([side], [], [], seconds)[0]:
        return b""
    try:
        return os.read(side, 65536)
    except OSError:
        return b""


def test_closing_the_window_closes_the_counter(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    config = load_hall(tmp_path)
    store = open_store(config.database_path, config.rules())

    def state() -> str:
        return next(each.state for each in store.counters() if each.counter == 3)

    gone = 0
    child, side = pty.fork()
    if child == 0:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "90", "LINES": "26"}
        os.execv(sys.executable, [sys.executable, "-m", "kiosk", "--hall", str(tmp_path), "desk", "--counter", "3"])
    try:
        end, seen = time.monotonic() + 30, b""
        while state() != "open":
            assert time.monotonic() < end, seen[-2000:].decode(errors="replace")
            seen += _read(side, 0.2)
            if "兰亭燃气厅".encode() in seen:
                os.write(side, b"\r")
        os.close(side)
        end = time.monotonic() + 30
        while state() != "closed":
            assert time.monotonic() < end, "the counter stayed open"
            time.sleep(0.1)
        end = time.monotonic() + 30
        while not gone and time.monotonic() < end:
            gone, _ = os.waitpid(child, os.WNOHANG)
            time.sleep(0.1)
        assert gone, "the desk did not end"
    finally:
        store.close()
        if not gone:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def test_a_terminal_that_goes_away_without_a_signal_ends_the_screen(tmp_path: Path) -> None:
    (tmp_path / "hall.toml").write_text(HALL, encoding="utf-8")
    side, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--hall", str(tmp_path), "desk", "--counter", "3"],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "90", "LINES": "26"},
    )
    os.close(inner)
    try:
        end, seen = time.monotonic() + 30, b""
        while "兰亭燃气厅".encode() not in seen:
            assert time.monotonic() < end, seen[-2000:].decode(errors="replace")
            seen += _read(side, 0.2)
        os.close(side)
        assert process.wait(30) is not None
    finally:
        if process.poll() is None:
            process.kill()
