"""`kiosk reception` in a real terminal, or in a shell in one."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import psutil

SIZE = (90, 26)
NAMES = ("兰亭燃气厅", "蘭亭燃氣廳", "Lanting Gas Hall")


class Terminal:
    """A terminal in which a command runs; what is painted is read away all the time."""

    def __init__(self, words: list[str], folder: Path) -> None:
        self.seen = b""
        self.pid, self.side = pty.fork()
        if self.pid == 0:
            own = {"TERM": "xterm-256color", "KIOSK_HALL": str(folder), "PS1": "$ ", "LANG": "C.UTF-8"}
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("COLUMNS", "LINES"))}
            os.execve(words[0], words, kept | own)
        self.resize(*SIZE)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        fcntl.ioctl(self.side, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def type(self, keys: bytes) -> None:
        """Type keys, and read what comes back so that nobody waits."""
        os.write(self.side, keys)
        self.read(0.0)

    def read(self, seconds: float) -> None:
        """Read what is painted, for a moment at most."""
        while select.select([self.side], [], [], seconds)[0]:
            try:
                self.seen = (self.seen + os.read(self.side, 65536))[-400_000:]
            except OSError:
                return
            seconds = 0.0

    def until(self, condition: Callable[[], bool], seconds: float = 30) -> float:
        """Wait for a condition while reading; returns how long it took."""
        began = time.monotonic()
        while not condition():
            assert time.monotonic() - began < seconds, self.seen[-3000:].decode(errors="replace")
            self.read(0.02)
        return time.monotonic() - began

    def painted(self, *texts: str) -> bool:
        """Whether one of these texts was painted since `forget`."""
        return any(text.encode() in self.seen for text in texts)

    def forget(self) -> None:
        """Count what is painted from here."""
        self.read(0.0)
        self.seen = b""

    def ended(self) -> bool:
        """Whether the command is through."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            self.pid = 0
        return not self.pid

    def close(self) -> None:
        """End everything in it."""
        for process in psutil.Process(self.pid).children(recursive=True) if self.pid else ():
            process.kill()
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.side)


def reception_command(screen: str = "reception") -> list[str]:
    """The command, word by word."""
    return [sys.executable, "-m", "kiosk", screen]


def screen_of(supervisor: int) -> int:
    """The process of the screen; 0 when there is none just now."""
    try:
        children = psutil.Process(supervisor).children()
    except psutil.NoSuchProcess:
        return 0
    return children[0].pid if children else 0
