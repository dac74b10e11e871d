"""A screen that visitors stand at runs in a process of its own; when that ends unforeseen, it is started again.

Nothing that is pressed gets past it to a shell: the supervisor ignores what a terminal sends to its processes, and
between two runs of the screen what is typed is neither shown nor kept.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

FAILED = 70
"""Exit code of a screen that ended with an error nobody foresaw."""
_FROM_KEYS = ("SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTIN", "SIGTTOU")
"""What keys and job control of a terminal send to its processes."""
_TOLD_TO_END = ("SIGTERM", "SIGHUP")
_END_WITHIN = 10
"""Seconds that a screen has to end after it was told to."""
_TAKEN_WITHIN = 2.0
"""Seconds that a terminal has to take what is said on it; one that is not read never does."""
_AT_ONCE, _LONGEST = 0.2, 10.0
"""Seconds before a screen is started again: the first time, and when it keeps ending as soon as it is up."""
_STEADY = 30.0
"""Seconds for which a screen that stood so long is taken to have been well."""
_PLAIN_TERMINAL = "\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?2048l\x1b[?25h\x1b[0m"
"""Leaves the other screen; no reports of mouse, paste and size; cursor and colours as they were."""
_CLEAR = "\x1b[2J\x1b[H"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a screen came to an end."""

    code: int
    """Exit code; negative for a signal."""
    reason: str
    """What is known of it, without anything that was on the screen: the name of an error or of a signal."""

    @property
    def refused(self) -> bool:
        """It said in a sentence why it cannot run, before it was up."""
        return 0 < self.code < FAILED


class Supervisor:
    """Keeps one screen running until the process is told to end."""

    def __init__(self, show: Callable[[str], int], sentence: str) -> None:
        self._show = show
        """Runs the screen, given why it had to be started again (empty the first time); returns an exit code."""
        self._sentence = sentence
        """What the terminal says until the screen is back."""
        self._screen = 0
        """Process of the screen."""
        self._told = False

    def run(self) -> int:
        """Run the screen, again whenever it ends by itself; returns the exit code once told to end."""
        why, hurried = "", 0
        with _kept_terminal() as clear, self._signals():
            while True:
                began = time.monotonic()
                ended = self._run_once(why)
                if self._told:
                    return 0
                if ended.refused and not why:
                    return ended.code
                clear(self._sentence)
                hurried = 0 if time.monotonic() - began > _STEADY else hurried + 1
                time.sleep(min(_LONGEST, _AT_ONCE * 2 ** max(0, hurried - 3)))
                if self._told:
                    return 0
                why = ended.reason

    def _run_once(self, why: str) -> Ended:
        """Run the screen in a process of its own until that ends."""
        reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        screen = os.fork()
        if screen == 0:
            os.close(reading)
            _be_the_screen(self._show, why, writing)
        self._screen = screen
        os.close(writing)
        if self._told:
            self._pass_on(signal.SIGTERM, None)
        status = _waited_for(screen)
        signal.alarm(0)
        with os.fdopen(reading, encoding="utf-8", errors="replace") as told:
            reason = told.read(200)
        self._screen = 0
        code = os.waitstatus_to_exitcode(status)
        return Ended(code, reason or (signal.Signals(-code).name if code < 0 else f"exit {code}"))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        before = {name: signal.signal(name, signal.SIG_IGN) for name in map(_signal, _FROM_KEYS)}
        before |= {name: signal.signal(name, self._pass_on) for name in map(_signal, _TOLD_TO_END)}
        before[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._end_it)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        """Tell the screen to end, and end with it."""
        self._told = True
        if self._screen:
            with suppress(ProcessLookupError):
                os.kill(self._screen, number)
            signal.alarm(_END_WITHIN)

    def _end_it(self, _number: int, _frame: FrameType | None) -> None:
        """It was told to end and did not."""
        if self._screen:
            with suppress(ProcessLookupError):
                os.kill(self._screen, signal.SIGKILL)


def _signal(name: str) -> signal.Signals:
    return signal.Signals[name]


def _waited_for(screen: int) -> int:
    """Wait until the screen ended, and let it go on whenever something stopped it; returns its status."""
    while True:
        _, status = os.waitpid(screen, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return status
        os.kill(screen, signal.SIGCONT)


def _end_with(supervisor: int) -> None:
    """End when the supervisor is gone: nobody would start this screen again, or tell it to end."""
    while os.getppid() == supervisor:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _be_the_screen(show: Callable[[str], int], why: str, telling: int) -> None:
    """Run the screen in this process, and end with it; what ended it unforeseen is told by the name of its error."""
    for name in _TOLD_TO_END:
        signal.signal(_signal(name), signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    code = FAILED
    try:
        code = show(why)
    except BaseException as error:
        os.write(telling, type(error).__name__.encode())
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


@contextmanager
def _kept_terminal() -> Iterator[Callable[[str], None]]:
    """Give the terminal back as it was; until then it is deaf to keys; hand over what clears it for a sentence."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    deaf = termios.tcgetattr(terminal)
    deaf[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)

    def say(sentence: str, then: list[Any], too_late: threading.Event) -> None:
        with suppress(OSError, termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, then)
            os.write(sys.stderr.fileno(), f"{_PLAIN_TERMINAL}{sentence}".encode())
            if not too_late.is_set():  # else the terminal may be the next screen's by now
                termios.tcsetattr(terminal, termios.TCSAFLUSH, then)

    def say_for_a_moment(sentence: str, then: list[Any]) -> None:
        too_late = threading.Event()
        saying = threading.Thread(target=say, args=(sentence, then, too_late), daemon=True)
        saying.start()
        saying.join(_TAKEN_WITHIN)
        too_late.set()

    termios.tcsetattr(terminal, termios.TCSANOW, deaf)
    try:
        yield lambda sentence: say_for_a_moment(f"{_CLEAR}{sentence}\r\n", deaf)
    finally:
        say_for_a_moment("", before)
