"""Commands in a real terminal: what opens, and that it leaves nothing behind."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.cli.session import copy_example
from kiosk.hall import load_hall
from queue_store import Role, open_store

CTRL_Q = b"\x11"


class Terminal:
    """A process that believes it has a terminal of 90 columns and 26 lines."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self.side, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 26, 90, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *words], stdin=inner, stdout=inner, stderr=inner, env=environment
        )
        os.close(inner)
        self.seen = b""

    def read_until(self, wanted: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while wanted.encode() not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:].decode(errors="replace")
            self._read(0.2)

    def press_until(self, key: bytes, wanted: str) -> None:
        """Press a key as people do, again when it has not done enough after a second."""
        for _ in range(20):
            os.write(self.side, key)
            with suppress(AssertionError):
                return self.read_until(wanted, 1)
        raise AssertionError(self.seen[-2000:].decode(errors="replace"))

    def leave(self) -> int:
        """Press the key that leaves the screen, again where it asks, and return the exit code."""
        for _ in range(20):
            os.write(self.side, CTRL_Q)
            end = time.monotonic() + 1
            while self.process.poll() is None and time.monotonic() < end:
                self._read(0.1)
            if self.process.poll() is not None:
                break
        self.process.kill()
        os.close(self.side)
        return self.process.wait()

    def _read(self, seconds: float) -> None:
        if select.select([self.side], [], [], seconds)[0]:
            try:
                self.seen += os.read(self.side, 65536)
            except OSError:
                time.sleep(0.05)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A person who has never used this before, with an English terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KIOSK_", "LC_"))}
    own = {"XDG_DATA_HOME": str(tmp_path / "data"), "TMPDIR": str(tmp_path / "tmp"), "LANG": "en_GB.UTF-8"}
    (tmp_path / "tmp").mkdir()
    return {**kept, **own, "TERM": "xterm-256color", "COLUMNS": "90", "LINES": "26"}


def test_kiosk_alone_opens_the_front_desk_on_a_hall_of_ones_own(environment, tmp_path: Path) -> None:
    terminal = Terminal([], environment)
    terminal.read_until("Antai Gas, East Hall")
    assert terminal.leave() == 0
    assert (tmp_path / "data" / "reception-kiosk" / "hall.db").exists()


def test_kiosk_alone_says_that_this_is_an_example_where_it_lies_and_how_to_make_ones_own(
    environment, tmp_path: Path
) -> None:
    environment["HOME"] = str(tmp_path)
    terminal = Terminal([], environment)
    terminal.read_until("Its files lie in ~/data/reception-kiosk. For a hall of your own: kiosk init DIR")
    terminal.read_until("This is an example hall to try things in")
    os.write(terminal.side, b"\r")
    terminal.read_until("An example. Your own: kiosk init DIR. Files: ~/data/reception-kiosk")
    terminal.process.terminate()
    assert terminal.leave() == 0


def test_a_hall_of_ones_own_is_not_called_an_example(environment, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    copy_example(hall)
    terminal = Terminal(["--hall", str(hall)], environment)
    terminal.read_until("Antai Gas, East Hall")
    terminal.leave()
    assert b"example hall" not in terminal.seen


def test_the_demo_opens_the_front_desk_on_a_hall_that_is_gone_afterwards(environment, tmp_path: Path) -> None:
    terminal = Terminal(["demo"], environment)
    terminal.read_until("Antai Gas, East Hall")
    assert list((tmp_path / "tmp").glob("kiosk-demo-*/hall.db"))
    assert terminal.leave() == 0
    assert not list((tmp_path / "tmp").glob("kiosk-demo-*"))
    assert not (tmp_path / "data").exists()


def test_an_unknown_counter_is_told_before_any_screen_opens(environment) -> None:
    terminal = Terminal(["desk", "--counter", "77"], environment)
    terminal.read_until("This hall has no counter 77.")
    assert terminal.leave() == 2


def test_check_looks_at_the_terminal(environment) -> None:
    terminal = Terminal(["check"], environment)
    terminal.read_until("The terminal has 90 columns and 26 lines.")
    assert terminal.leave() in (0, 1)


def test_the_practice_at_the_first_sign_in_comes_back_to_it_and_leaves_no_visit(environment, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    copy_example(hall)
    terminal = Terminal(["--hall", str(hall), "desk", "--counter", "1", "--clerk", "c01"], environment)
    terminal.read_until("not ask again")
    os.write(terminal.side, b"p")
    terminal.read_until("Practice 1/5")
    terminal.seen = b""
    os.write(terminal.side, b"n")
    terminal.read_until("A001")
    os.write(terminal.side, b"\x1b")
    terminal.read_until("a look at yourself")
    assert terminal.leave() == 0
    assert not list((tmp_path / "tmp").glob("kiosk-practice-*"))
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    assert store.waiting() == []
    assert store.hall_day().issued == 0
    store.close()


def test_the_practice_runs_at_any_time_and_does_not_touch_the_hall(environment, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    copy_example(hall)
    terminal = Terminal(["--hall", str(hall), "practice"], environment)
    terminal.read_until("Practice 1/5")
    os.write(terminal.side, b"\x1b")
    assert terminal.leave() == 0
    assert [entry.name for entry in hall.iterdir()] == ["hall.toml"]


def test_the_floor_opens_on_a_terminal_and_is_left_by_its_key(environment, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    copy_example(hall)
    terminal = Terminal(["--hall", str(hall), "floor", "--clerk", "lead"], environment)
    terminal.read_until("Nothing to look at.")
    terminal.read_until("lead")
    assert terminal.leave() == 0


def test_in_a_hall_with_staff_the_floor_is_for_supervisors(environment, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    copy_example(hall)
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    store.staff.add("lead", name="Li Lei", role=Role.SUPERVISOR, pin="4711-4711")
    store.staff.add("c1", name="Han Mei", role=Role.CLERK, pin="4812")
    store.close()
    refused = Terminal(["--hall", str(hall), "floor", "--clerk", "c1"], environment)
    refused.read_until("supervisor")
    assert refused.leave() == 1
    terminal = Terminal(["--hall", str(hall), "floor", "--clerk", "lead"], {**environment, "KIOSK_PIN": "4711-4711"})
    terminal.read_until("Li Lei")
    terminal.read_until("Nothing to look at.")
    assert terminal.leave() == 0


def test_the_rehearsal_from_the_sign_in_comes_back_to_it(environment, tmp_path: Path) -> None:
    hall = tmp_path / "hall"
    copy_example(hall)
    terminal = Terminal(["--hall", str(hall), "desk", "--counter", "1", "--clerk", "c01"], environment)
    terminal.read_until("rehearse a few situations")
    os.write(terminal.side, b"r")
    terminal.read_until("Rehearsal 1/6")
    os.write(terminal.side, b" ")
    terminal.read_until("How close were you?")
    terminal.seen = b""
    os.write(terminal.side, b"3")
    terminal.read_until("Rehearsal 2/6")
    os.write(terminal.side, b"\x1b")
    terminal.read_until("a look at yourself")
    assert terminal.leave() == 0
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    assert len(store.rehearsals.of("c01")) == 1
    store.close()
    again = Terminal(["--hall", str(hall), "rehearse", "--counter", "1", "--clerk", "c01"], environment)
    again.read_until("Rehearsal 1/6")
    os.write(again.side, b"\x1b")
    assert again.leave() == 0


def test_a_desk_with_staff_is_signed_in_locked_and_taken_over_in_one_terminal(environment, tmp_path: Path) -> None:
    copy_example(tmp_path / "hall")
    config = load_hall(tmp_path / "hall")
    store = open_store(config.database_path, config.rules())
    store.staff.add("li", name="Li Min", role=Role.SUPERVISOR, pin="sunflower")
    store.staff.add("c07", name="Wang Jianguo", pin="2580")
    environment["KIOSK_HALL"] = str(tmp_path / "hall")
    refused = Terminal(["desk", "--counter", "3", "--clerk", "nobody"], environment)
    refused.read_until("Nobody works here as nobody")
    assert refused.process.wait(20) == 2

    terminal = Terminal(["desk", "--counter", "3", "--clerk", "c07"], environment)
    for wanted, typed in (
        ("PIN of Wang Jianguo", b"2580\r"),
        ("Ready?", b"\r"),
        ("Nobody is waiting", b"\x0c"),
        ("Locked by Wang Jianguo", b""),
        ("PIN of Wang Jianguo", b"\x1b"),
        ("Who are you?", b"2"),
        ("PIN of Li Min", b"sunflower\r"),
        ("was opened by Wang Jianguo", b""),
    ):
        terminal.read_until(wanted)
        if typed:
            terminal.seen = b""
            os.write(terminal.side, typed)
    terminal.press_until(b"\r", "Nobody is waiting")
    assert store.counters()[2].clerk == "li"
    assert terminal.leave() == 0
    assert store.counters()[2].state == "closed"
    store.close()
