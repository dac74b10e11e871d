"""A command typed at a terminal by a person who answers its question."""

import os
import pty
import subprocess
import sys
from pathlib import Path


def at_terminal(hall: Path, answer: str, *words: str) -> tuple[int, str]:
    """Run a command with a terminal, and type an answer."""
    side, inner = pty.openpty()
    environment = {**os.environ, "KIOSK_HALL": str(hall), "KIOSK_LANGUAGE": "en", "TERM": "dumb"}
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", *words], stdin=inner, stdout=inner, stderr=inner, env=environment
    )
    os.close(inner)
    os.write(side, answer.encode() + b"\n")
    seen = b""
    try:
        while chunk := os.read(side, 65536):
            seen += chunk
    except OSError:
        pass
    os.close(side)
    return process.wait(20), seen.decode(errors="replace")
