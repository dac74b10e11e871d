"""The pages for the clerk and the supervisor tell the truth: every line that people are to type works as it stands."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.cli.root import SECTIONS
from kiosk.cli.session import copy_example

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("clerk", "supervisor")
KIOSK = [sys.executable, "-m", "kiosk"]
_FENCE = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text_of(page: str, language: str = "") -> str:
    return (DOCS / f"{page}{language}.md").read_text(encoding="utf-8")


def lines_of(page: str) -> list[str]:
    return [line for block in _FENCE.findall(text_of(page)) for line in block.splitlines()]


LINES = {line: None for page in PAGES for line in lines_of(page)}
SCREENS = [line for line in LINES if line.split()[1] in SECTIONS["screens"]]
AT_A_TERMINAL = [line for line in LINES if line.startswith("kiosk staff add ")]
OTHERS = [line for line in LINES if line not in (*SCREENS, *AT_A_TERMINAL)]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hall in which a visitor was served."""
    folder = tmp_path_factory.mktemp("people")
    copy_example(folder / "hall")
    for words in ("issue A", "issue B", "next --counter 3", "start --counter 3", "finish --counter 3"):
        subprocess.run([*KIOSK, *words.split()], env=environment(folder / "hall"), check=True, capture_output=True)
    return folder / "hall"


def environment(hall: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "COLUMNS", "LINES"))}
    return {**kept, "KIOSK_HALL": str(hall), "KIOSK_LANGUAGE": "zh-Hans", "TERM": "xterm-256color"}


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_lines_and_keys(page: str) -> None:
    chinese, english = text_of(page, ".zh-Hans"), text_of(page)
    assert _FENCE.findall(chinese) == _FENCE.findall(english)
    code = re.compile(r"`([^`\n]+)`")
    bare = [_FENCE.sub("", text) for text in (chinese, english)]
    keys = [{name for name in code.findall(text) if len(name) <= 2} for text in bare]
    assert keys[0] == keys[1]
    for text in (chinese, english):
        for link in re.findall(r"\]\(([^)#]+)", text):
            assert (DOCS / link).exists(), link


@pytest.mark.parametrize("line", OTHERS)
def test_a_line_works(line: str, hall: Path, tmp_path: Path) -> None:
    words = shlex.split(line)
    assert words[0] == "kiosk"
    done = subprocess.run([*KIOSK, *words[1:]], cwd=tmp_path, env=environment(hall), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", AT_A_TERMINAL)
def test_a_line_works_that_asks_for_a_pin(line: str, tmp_path: Path) -> None:
    copy_example(tmp_path / "hall")
    with at_terminal(line, tmp_path / "hall", tmp_path) as (process, side):
        for _ in range(2):
            read(side, lambda seen: seen.endswith("：".encode()))
            os.write(side, b"471100\n")
        seen = read(side, lambda seen: process.poll() is not None)
        assert process.wait(20) == 0, seen.decode(errors="replace")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.parametrize("line", SCREENS)
def test_a_screen_opens(line: str, hall: Path, tmp_path: Path) -> None:
    """It takes over a terminal, one that does not say its size, paints, and leaves when it is told to."""
    with at_terminal(line, hall, tmp_path) as (process, side):
        seen = read(side, lambda seen: b"\x1b[?1049h" in seen and takes_sigterm(process.pid))
        process.send_signal(signal.SIGTERM)
        seen += read(side, lambda seen: process.poll() is not None)
        assert process.wait(20) == 0, seen[-2000:].decode(errors="replace")


@contextmanager
def at_terminal(line: str, hall: Path, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A line typed at a terminal: its process, and where to read and type."""
    side, inner = pty.openpty()
    process = subprocess.Popen(
        [*KIOSK, *shlex.split(line)[1:]], stdin=inner, stdout=inner, stderr=inner, cwd=folder, env=environment(hall),
        start_new_session=True,
    )  # fmt: skip
    os.close(inner)
    try:
        yield process, side
    finally:
        process.kill()
        process.wait()
        os.close(side)


def takes_sigterm(pid: int) -> bool:
    """Whether a process has said what it does when it is told to end."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return bool(int(re.findall(r"SigCgt:\s*(\w+)", status)[0], 16) >> (signal.SIGTERM - 1) & 1)


def read(side: int, enough: Callable[[bytes], bool]) -> bytes:
    """What a terminal is sent, until it is enough."""
    seen, ends = b"", time.monotonic() + 30
    while not enough(seen):
        assert time.monotonic() < ends, seen[-2000:].decode(errors="replace")
        if select.select([side], [], [], 0.1)[0]:
            try:
                seen += os.read(side, 65536)
            except OSError:
                break
    return seen
