"""A command typed at a terminal by a person who answers its questions."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Answers:
    """What is typed once a question stands there."""

    question: str
    """Part of it."""
    answer: str


def at_terminal(hall: Path | None, answers: str | Sequence[Answers], *words: str) -> tuple[int, str]:
    """Run a command with a terminal, and type an answer, or one to each question."""
    side, inner = pty.openpty()
    environment = {**os.environ, "KIOSK_LANGUAGE": "en", "TERM": "dumb"}
    if hall is not None:
        environment["KIOSK_HALL"] = str(hall)
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env=environment,
        start_new_session=True,
        preexec_fn=_own_terminal,
    )
    os.close(inner)
    waiting = [Answers("", answers)] if isinstance(answers, str) else list(answers)
    seen, fresh = b"", 0
    try:
        while True:
            if waiting and waiting[0].question.encode() in seen[fresh:]:
                fresh = len(seen)
                os.write(side, waiting.pop(0).answer.encode() + b"\n")
            chunk = os.read(side, 65536)
            if not chunk:
                break
            seen += chunk
    except OSError:
        pass
    os.close(side)
    return process.wait(20), seen.decode(errors="replace")


def _own_terminal() -> None:
    """Make the terminal this process's own, so that Ctrl+C reaches it, also where the tests run in the background."""
    import fcntl
    import termios

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
