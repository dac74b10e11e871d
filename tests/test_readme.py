"""README tells the truth: the commands, options, keys and files that it names are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from kiosk.cli.root import cli
from kiosk.front.screen import FrontScreen

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([^`\n]+)`", README)
COMMANDS = sorted({text for text in NAMED if text.split()[0] == "kiosk"})
KEYS = {key: act.id for act in FrontScreen.ACTS for key in act.keys.split(",")} | {"?": "help", "/": "situations"}


def test_it_names_every_kind_of_thing() -> None:
    assert len(COMMANDS) > 15


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_that_it_names_is_there_with_its_options(line: str) -> None:
    command: click.Command = cli
    words = [word for word in shlex.split(line)[1:] if word != "…"]
    while words:
        word = words.pop(0)
        if word == "--help":
            continue
        if word.startswith("--"):
            [option] = [each for each in command.params if word in each.opts]
            assert isinstance(option, click.Option)
            words = words if option.is_flag else words[1:]
        elif isinstance(command, click.Group):
            found = command.get_command(click.Context(command), word)
            assert found is not None, line
            command = found
        else:
            assert any(isinstance(each, click.Argument) for each in command.params), line


@pytest.mark.parametrize(
    ("key", "act"),
    [
        ("n", "next"), ("?", "help"), ("h", "help"), ("ctrl+q", "leave"), ("z", "undo"), ("/", "situations"),
        ("q", "interrupt"), ("d", "phone"), ("o", "owed"), ("j", "tell"), ("w", "why"),
    ],
)  # fmt: skip
def test_a_key_of_the_desk_that_it_names_does_what_it_says(key: str, act: str) -> None:
    assert f"`{key}`" in README
    assert KEYS[key] == act


def test_every_file_and_folder_that_it_names_is_there() -> None:
    homes = (ROOT, ROOT / "kiosk", ROOT / "queue_store")
    named = [text for text in NAMED if re.fullmatch(r"[\w./]+(?:/|\.py|\.toml|\.md)", text) and "my-hall" not in text]
    assert len(named) > 30
    own = {"hall.toml", "lines.zh-Hans.toml"}
    assert [text for text in named if text not in own and not any((home / text).exists() for home in homes)] == []


def test_every_picture_is_there_and_shown() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {
        (page.parent / link).resolve()
        for page in pages
        for link in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == {*(ROOT / ".github" / "pictures").resolve().iterdir()}


def test_every_command_is_found_from_it() -> None:
    """Verbs of a ticket and of a counter are one row; every other command of the help page is named."""
    rest = {"verbs", "queries", "counter"}
    names = [name for section, commands in cli.sections.items() if section not in rest for name in commands]
    assert len(names) > 10
    assert [name for name in names if not re.search(rf"kiosk(?: --hall my-hall)? {name}\b", README)] == []
