"""The terminal between two screens, when nobody reads what is said on it."""

from __future__ import annotations

import os
import pty
import select
import sys
import termios
import threading
from contextlib import suppress

import pytest

from kiosk.cli import supervisor


def test_a_terminal_that_is_read_again_too_late_stays_as_the_next_screen_set_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "_TAKEN_WITHIN", 0.1)
    side, inner = pty.openpty()
    with open(inner, "r+b", buffering=0) as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        monkeypatch.setattr(sys, "stderr", terminal)
        os.set_blocking(inner, False)
        while select.select([], [inner], [], 0.3)[1]:
            with suppress(BlockingIOError):
                os.write(inner, b"." * 4096)
        os.set_blocking(inner, True)
        others = set(threading.enumerate())
        with supervisor._kept_terminal() as say:
            say("starting again")
            (saying,) = set(threading.enumerate()) - others
            of_the_screen = termios.tcgetattr(inner)
            of_the_screen[0] &= ~termios.ICRNL
            termios.tcsetattr(inner, termios.TCSANOW, of_the_screen)
            seen = b""
            while b"starting again" not in seen:
                seen = seen[-100:] + os.read(side, 4096)
            saying.join(10)
            assert not saying.is_alive()
            assert termios.tcgetattr(inner) == of_the_screen
    os.close(side)
