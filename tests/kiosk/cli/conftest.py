"""A hall of one's own per test, and a way to type commands at it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from backup_hall import back_up, use
from click.testing import CliRunner, Result

from kiosk.cli.backup_folder import Backup
from kiosk.cli.root import cli
from kiosk.cli.session import copy_example

Kiosk = Callable[..., Result]


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example hall in a folder of its own, spoken to in English."""
    copy_example(tmp_path / "hall")
    monkeypatch.setenv("KIOSK_HALL", str(tmp_path / "hall"))
    monkeypatch.setenv("KIOSK_LANGUAGE", "en")
    monkeypatch.setenv("KIOSK_TRACEBACK", "1")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("KIOSK_COUNTER", raising=False)
    monkeypatch.delenv("KIOSK_CLERK", raising=False)
    return tmp_path / "hall"


@pytest.fixture
def manager_day(hall: Path) -> int:
    """The day of the month on which the manager receives: about two weeks from today, by any clock on earth."""
    file = hall / "hall.toml"
    text, day = file.read_text(encoding="utf-8"), (datetime.now(UTC).day + 13) % 28 + 1
    assert text.count("month_days = [10, 25]") == 1
    file.write_text(text.replace("month_days = [10, 25]", f"month_days = [{day}]"), encoding="utf-8")
    return day


@pytest.fixture
def kiosk(hall: Path) -> Kiosk:
    """Run one command line."""

    def run(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(cli, list(words))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def backup(hall: Path, tmp_path: Path) -> Backup:
    """A backup of the hall with 20 visits; the hall has 25 by now."""
    use(hall, 20)
    made = back_up(hall, tmp_path / "backups")
    use(hall, 5, surname="Wintertür")
    return made


@pytest.fixture
def data(kiosk: Kiosk) -> Callable[..., list[dict[str, Any]]]:
    """Run one command line with --json and read its lines."""

    def run(*words: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in kiosk(*words, "--json").stdout.splitlines()]

    return run
