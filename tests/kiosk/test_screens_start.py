"""How screens begin: Chinese input is safe, and no screen is imported before it is opened."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_chinese_input_is_not_lost_to_keyboard_flags() -> None:
    assert run("import kiosk.screens.environment, textual.constants as c; print(c.DISABLE_KITTY_KEY)") == "True"


def test_an_outcome_is_painted_at_once() -> None:
    assert run("import kiosk.screens.environment, textual.screen as s; print(s.UPDATE_PERIOD)") == "0.001"


def test_preparing_the_screens_imports_no_textual() -> None:
    assert run("import kiosk.screens.environment, sys; print('textual' in sys.modules)") == "False"
