"""A database that was damaged, moved, taken over or made read-only: one sentence from every command, no traceback."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mere_user import mere_user

from kiosk.cli.commands import RootGroup
from kiosk.cli.root import cli
from kiosk.hall import load_hall
from queue_store import Outcome, Post, Visitor, open_store

COMMANDS = (
    ["waiting"],
    ["serving"],
    ["counters"],
    ["estimate", "A"],
    ["why-next", "--counter", "1"],
    ["ticket", "A003"],
    ["issue", "A"],
    ["next", "--counter", "3"],
    ["undo", "--counter", "2"],
    ["promises"],
    ["day", "show"],
    ["day", "forget"],
    ["export", "waits", "--since", "2020-01-01", "--until", "2030-01-01"],
    ["message", "hello"],
    ["code"],
    ["open", "--counter", "4"],
)


@pytest.fixture
def used(hall: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A hall after a busy hour, its database closed and whole."""
    monkeypatch.delenv("KIOSK_TRACEBACK")
    config = load_hall(hall)
    store = open_store(config.database_path, config.rules())
    posts = [Post(number, f"c{number:02}") for number in (1, 2, 3)]
    for post in posts:
        store.open_counter(post)
    for number in range(90):
        store.issue("ABCDE"[number % 5], visitor=Visitor(surname="王", address="sir", errands=1 + number % 3))
    for post in posts:
        for _ in range(5):
            if ticket := store.call_next(post):
                store.start(ticket.id, post)
                store.finish(ticket.id, post, outcome=Outcome.DONE)
        store.call_next(post)
    store.close()
    return hall


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def assert_told(result: Result, words: object) -> None:
    """The command worked, or said in a sentence why not."""
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
    assert result.exit_code in (0, 1, 2, 3), (words, result.output)
    assert "Traceback" not in result.output
    if result.exit_code:
        assert result.stderr.strip() or words == ["check"], words


def flipped(content: bytearray, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 400)):
        content[rng.randrange(100, len(content))] = rng.randrange(256)
    return bytes(content)


def blotted(content: bytearray, rng: random.Random) -> bytes:
    at, size = rng.randrange(len(content)), rng.choice((64, 512, 4096, 20_000))
    content[at : at + size] = rng.randbytes(len(content[at : at + size]))
    return bytes(content)


def zeroed(content: bytearray, rng: random.Random) -> bytes:
    page = 4096 * rng.randrange(1, len(content) // 4096)
    content[page : page + 4096] = bytes(len(content[page : page + 4096]))
    return bytes(content)


def cut(content: bytearray, rng: random.Random) -> bytes:
    return bytes(content[: rng.randrange(len(content))])


def swapped(content: bytearray, rng: random.Random) -> bytes:
    one, other = (4096 * rng.randrange(1, len(content) // 4096) for _ in range(2))
    content[one : one + 4096], content[other : other + 4096] = (
        content[other : other + 4096],
        content[one : one + 4096],
    )
    return bytes(content)


DAMAGES: tuple[Callable[[bytearray, random.Random], bytes], ...] = (flipped, blotted, zeroed, cut, swapped)


@pytest.mark.parametrize("batch", range(10))
def test_a_hundred_damaged_files(used: Path, batch: int) -> None:
    database = used / "hall.db"
    whole = database.read_bytes()
    for number in range(10 * batch, 10 * batch + 10):
        rng = random.Random(number)
        damage = DAMAGES[number % len(DAMAGES)]
        for beside in used.glob("hall.db-*"):
            beside.unlink()
        database.write_bytes(damage(bytearray(whole), rng))
        for words in rng.sample(COMMANDS, 5):
            assert_told(run(*words), (number, damage.__name__, words))
    assert_told(run("check"), ["check"])


@pytest.mark.parametrize("number", range(3))
def test_a_damaged_file_in_a_process_of_its_own(used: Path, number: int) -> None:
    database = used / "hall.db"
    database.write_bytes(DAMAGES[number](bytearray(database.read_bytes()), random.Random(number)))
    for words in (["waiting"], ["next", "--counter", "3"]):
        ended = subprocess.run([sys.executable, "-m", "kiosk", *words], capture_output=True, text=True, timeout=60)
        assert ended.returncode in (0, 1, 3), ended.stderr
        assert "Traceback" not in ended.stderr


def test_what_nobody_foresaw_is_a_sentence_too(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The net itself: any exception, before and after a database was opened."""
    before = RootGroup.invoke

    def burst(_self: object, _ctx: object) -> None:
        raise LookupError("no \x1b[31mpage 7")

    monkeypatch.setattr(RootGroup, "invoke", burst)
    result = run("waiting")
    assert result.exit_code == 1
    assert result.stderr.startswith("Something unexpected went wrong (LookupError: no �[31mpage 7)")

    def burst_late(self: RootGroup, ctx: object) -> None:
        before(self, ctx)  # type: ignore[arg-type]
        raise ValueError("Invalid isoformat string: '2026-99'")

    monkeypatch.setattr(RootGroup, "invoke", burst_late)
    result = run("waiting")
    assert result.exit_code == 3
    assert "holds something that cannot be read (ValueError" in result.stderr
    assert str(used / "hall.db") in result.stderr
    monkeypatch.setenv("KIOSK_TRACEBACK", "1")
    assert isinstance(run("waiting").exception, ValueError)


def test_a_file_of_another_program(used: Path) -> None:
    (used / "hall.db").write_bytes(b"a shopping list " * 1000)
    result = run("waiting")
    assert result.exit_code == 3
    assert "is not a hall's database" in result.stderr


def test_a_file_that_may_not_be_written(used: Path) -> None:
    used.chmod(0o555)
    (used / "hall.db").chmod(0o444)
    try:
        with mere_user():
            result = run("issue", "A")
    finally:
        used.chmod(0o755)
    assert result.exit_code == 3
    assert "Allow this user" in result.stderr


def test_a_folder_in_place_of_the_file(used: Path) -> None:
    (used / "hall.db").unlink()
    (used / "hall.db").mkdir()
    assert_told(run("waiting"), ["waiting"])
    assert run("waiting").exit_code == 3


def test_a_screen_that_fails_ends_in_a_sentence_without_anybodys_name(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Textual would print a traceback with every local value in it, and so the names of visitors."""
    from kiosk.board.app import BoardApp
    from kiosk.board.screen import BoardScreen

    def burst(_self: BoardScreen) -> None:
        surname = "欧阳修"
        raise ValueError(f"Invalid isoformat string: {len(surname)}")

    headless = BoardApp.run
    monkeypatch.setattr(BoardApp, "run", lambda self: headless(self, headless=True))
    monkeypatch.setattr(BoardScreen, "repaint", burst)
    monkeypatch.setattr("kiosk.cli.screens.need_terminal", lambda: None)
    result = run("board")
    assert result.exit_code == 3
    assert "holds something that cannot be read (ValueError: Invalid isoformat string: 3)" in result.stderr
    assert "Traceback" not in result.output
    assert "欧阳修" not in result.output
