"""docs/staff.md tells the truth: its commands do what it says, typed in the order of the page."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import staff
from kiosk.cli.root import cli
from kiosk.cli.session import copy_example
from kiosk.hall import load_hall
from queue_store import open_store

DOCS = Path(__file__).parent.parent / "docs"
PAGES = [(DOCS / name).read_text(encoding="utf-8") for name in ("staff.md", "staff.zh-Hans.md")]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINES = [line for block in BLOCK.findall(PAGES[0]) for line in block.splitlines()]
PIN = "sunflower"


def test_both_languages_have_the_same_commands_and_names() -> None:
    assert BLOCK.findall(PAGES[0]) == BLOCK.findall(PAGES[1])
    named = [{*re.findall(r"`([^`\n]+)`", BLOCK.sub("", page))} for page in PAGES]
    assert named[0] == named[1]


def test_every_command_does_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is typed unseen is given otherwise: new PINs are asked for at a terminal."""
    copy_example(tmp_path)
    monkeypatch.setenv("KIOSK_HALL", str(tmp_path))
    monkeypatch.setenv("KIOSK_PIN", PIN)
    monkeypatch.setattr(staff, "ask_new_pin", lambda session: PIN)
    assert len(LINES) == 9
    for line in LINES:
        run = CliRunner().invoke(cli, shlex.split(line)[1:])
        assert run.exit_code == 0, f"{line}: {run.output}"
    config = load_hall(tmp_path)
    store = open_store(config.database_path, config.rules())
    assert [(each.id, each.role.value) for each in store.staff.all()] == [("li", "supervisor"), ("zhou", "auditor")]
    store.close()
