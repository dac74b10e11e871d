"""The page of keys is what `kiosk keys` prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli.root import cli
from kiosk.front.screen import FrontScreen
from kiosk.keys import DESK_KEYS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "keys.md"


def printed(language: str) -> str:
    result = CliRunner().invoke(cli, ["--hall", str(ROOT / "kiosk" / "example"), "--language", language, "keys"])
    assert result.exit_code == 0, result.output
    return result.stdout.rstrip()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_page_says_what_the_program_prints(language: str) -> None:
    assert printed(language) in PAGE.read_text(encoding="utf-8")


def test_every_act_of_the_desk_with_a_key_is_on_the_page_and_in_the_table() -> None:
    shown = re.findall(r"^\| `([^|]+)` \|", printed("en"), re.MULTILINE)
    assert sorted(shown) == sorted(act.shown for act in FrontScreen.ACTS if act.keys)
    assert {act.id for act in FrontScreen.ACTS if act.keys} == {*DESK_KEYS, "back", "more"}
