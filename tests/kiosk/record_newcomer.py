"""Records a newcomer's first minutes for README: `python tests/kiosk/record_newcomer.py FILE.svg`. Wants tmux.

The program runs in a real terminal, on a demo hall of its own; each frame is what stood there after a key.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from moving_picture import Frame, moving_picture, read_terminal

from kiosk.words import Words, load_words

COLUMNS, ROWS = 96, 28
LANGUAGE = "zh-Hans"
SEED = 3
"""Of the demo hall; another one brings other visitors."""
TITLE = "A newcomer's first minutes at the front desk of the demo hall"


class Tmux:
    """A terminal of its own server, with one program in it."""

    def __init__(self, folder: Path, program: str) -> None:
        self._base = ["tmux", "-f", "/dev/null", "-S", str(folder / "tmux")]
        size = ("-x", str(COLUMNS), "-y", str(ROWS))
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "LC_", "TMUX"))
        }
        environment |= {"LANG": "C.UTF-8", "KIOSK_LANGUAGE": LANGUAGE, "COLORTERM": "truecolor", "TMPDIR": str(folder)}
        environment["XDG_DATA_HOME"] = str(folder / "data")
        self._run("new-session", "-d", *size, program, environment=environment)

    def _run(self, *words: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run([*self._base, *words], env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    def press(self, key: str) -> None:
        self._run("send-keys", key)

    def shown(self) -> str:
        """The screen, with colours."""
        return self._run("capture-pane", "-e", "-p", "-N")

    def plain(self) -> str:
        """The screen without colours and without spaces: some letters are set apart."""
        return "".join(self._run("capture-pane", "-p").split())

    def close(self) -> None:
        subprocess.run([*self._base, "kill-server"], check=False, capture_output=True)


def until(condition: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit("what should have come up did not")
        time.sleep(0.05)


def until_still(terminal: Tmux) -> None:
    """Wait until three looks in a row see the same."""
    looks = [""] * 3

    def still() -> bool:
        looks.append(terminal.plain())
        return looks[-1] == looks[-2] == looks[-3]

    until(still)


def record(file: Path) -> None:
    """Press what a newcomer presses, and write the picture."""
    words = load_words(LANGUAGE)
    frames: list[Frame] = []
    with tempfile.TemporaryDirectory(prefix="kiosk-record-") as name:
        terminal = Tmux(Path(name), f"{sys.executable} -m kiosk demo --seed {SEED}")
        try:
            for key, sent, expected, caption, seconds in _scenes(words):
                if sent:
                    terminal.press(sent)
                until(lambda expected=expected: "".join(expected.split()) in terminal.plain())  # type: ignore[misc]
                until_still(terminal)
                frames.append(Frame(read_terminal(terminal.shown()), seconds, key, caption))
        finally:
            terminal.close()
    file.write_text(moving_picture(frames, COLUMNS, TITLE), encoding="utf-8")


def _scenes(words: Words) -> list[tuple[str, str, str, str, float]]:
    """Key as shown, key as sent, what comes up, caption, seconds."""
    called = words("desk.happened.called", label="").strip()
    return [
        ("kiosk demo", "", words("desk.sign_in.practice_later", count=0).partition("0")[0],
         "a busy example hall; before the shift a look at oneself", 4),
        ("Enter", "Enter", words("desk.idle.waiting_hint"), "signed in: who waits, and for how long", 4),
        ("n", "n", called, "the next visitor is called; after too long a wait the apology comes first", 5),
        ("a", "a", words("desk.happened.apologised"), "the apology was said, and is on record", 3.5),
        ("s", "s", words("desk.happened.started", label="")[-3:], "the visit begins; the words follow", 4),
        ("f", "f", words("desk.finish.title", label="").strip(), "how did it go?", 3),
        ("1", "1", words("desk.idle.waiting_hint"),
         "done; the farewell, and the queue goes on", 4.5),
    ]  # fmt: skip


if __name__ == "__main__":
    record(Path(sys.argv[1]))
