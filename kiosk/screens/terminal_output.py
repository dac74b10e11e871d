"""What is painted goes to the terminal in a thread of its own, and no terminal can hold up the screen.

Textual's own writer lets the screen wait for a terminal that reads nothing, as when the line to it hangs; then neither
a key nor a signal nor the end of the terminal gets through to the screen, and the process stays for ever.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from time import monotonic
from typing import Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

MOST_PENDING = 128 * 1024
"""Characters that wait for the terminal; when there are more, pictures are left out until it has read them."""
_PIECE = 2048
"""Bytes written at a time: a serial line of 9600 baud takes them in less than `_PATIENCE`."""
_PATIENCE = 3.0
"""Seconds without taking a piece after which a terminal does not read any more."""


class TerminalOutput:
    """Writes to a terminal, in order, without ever letting the caller wait."""

    def __init__(self, terminal: int, encoding: str, on_caught_up: Callable[[], None]) -> None:
        self._terminal, self._encoding = terminal, encoding
        self._on_caught_up = on_caught_up
        """Called in the thread that writes when pictures were left out and the terminal has read those before."""
        self._pending: list[str] = []
        self._size = 0
        """Characters pending."""
        self._behind = False
        """Pictures are left out."""
        self._gone = False
        """The terminal takes nothing any more."""
        self._ending = False
        self._taken_at = 0.0
        """When the terminal took the last piece."""
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def write(self, text: str) -> None:
        """Write whole sequences, or leave them out when too much is pending already."""
        with self._changed:
            if not text or self._gone or self._behind:
                return
            if self._size > MOST_PENDING:
                self._leave_out()
                self._behind = True
                return
            self._pending.append(text)
            self._size += len(text)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="terminal", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def drop(self) -> None:
        """Leave out what is pending: what comes now stands for itself."""
        with self._changed:
            self._leave_out()
            self._behind = False

    def close(self) -> bool:
        """Wait until the terminal has taken everything, or takes nothing any more; returns whether it has."""
        with self._changed:
            self._ending, self._taken_at = True, monotonic()
            self._changed.notify_all()
            while self._thread is not None and (left := self._taken_at + _PATIENCE - monotonic()) > 0:
                self._changed.wait(left)
            self._gone = self._gone or self._thread is not None
            self._ending = False
            return not self._gone

    def _leave_out(self) -> None:
        self._pending.clear()
        self._size = 0

    def _run(self) -> None:
        try:
            while text := self._next():
                self._send(text.encode(self._encoding, "backslashreplace"))
        except OSError:
            with self._changed:
                self._gone = True
                self._leave_out()
        finally:
            with self._changed:
                self._thread = None
                self._changed.notify_all()

    def _next(self) -> str:
        """Wait for what is to be written; nothing when no more comes."""
        with self._changed:
            caught_up, self._behind = self._behind, False
        if caught_up:
            self._on_caught_up()
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._ending)
            text = "".join(self._pending)
            self._leave_out()
            return text

    def _send(self, rest: bytes) -> None:
        while rest:
            try:
                rest = rest[os.write(self._terminal, rest[:_PIECE]) :]
            except BlockingIOError:
                select.select([], [self._terminal], [])
            with self._changed:
                self._taken_at = monotonic()
                self._changed.notify_all()


class TerminalDriver(LinuxDriver):
    """Textual's driver, but what it writes goes out by `TerminalOutput`; its own writer has nothing to do."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert self._file is not None, "a screen needs a terminal"
        self._terminal = self._file.fileno()
        self._output = TerminalOutput(self._terminal, self._file.encoding, self._paint_again)

    def write(self, data: str) -> None:
        """Write data to the terminal, as soon as it takes it."""
        self._output.write(data)

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was; no picture that is still pending comes first."""
        self._output.drop()
        super().stop_application_mode()

    def close(self) -> None:
        """End, whether or not the terminal takes what is still to be said."""
        super().close()
        if not self._output.close():
            _fall_silent(self._terminal)

    def _paint_again(self) -> None:
        self._app.call_later(self._app.refresh)


def _fall_silent(terminal: int) -> None:
    """Say nothing more on a terminal that takes nothing: whoever prints on it would wait for ever, or fail."""
    streams = [stream for stream in (1, 2) if os.path.sameopenfile(stream, terminal)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream)
    os.close(nowhere)
