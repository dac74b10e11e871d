"""What a command takes when less is said, what it refuses on the wrong day, and what its help lists."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.hall import load_hall
from kiosk.languages import LANGUAGES
from prompts import forms_of_address
from queue_store import open_store


def test_an_export_without_a_period_is_todays(kiosk) -> None:
    kiosk("issue", "A")
    [line] = kiosk("export", "waits", "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["label"] == "A001"
    assert kiosk("export", "calls").exit_code == 0


def test_an_apology_is_due_to_who_still_waits_beyond_the_limit(hall: Path, data) -> None:
    file, later = hall / "hall.toml", datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(hours=12)
    text = file.read_text(encoding="utf-8").replace('cutover = "04:00"', f'cutover = "{later:%H}:00"')
    file.write_text(text, encoding="utf-8")
    config = load_hall(hall)
    early = datetime.now(UTC) - config.limits.long_wait - timedelta(minutes=1)
    store = open_store(config.database_path, config.rules(), clock=lambda: early)
    store.issue("A")
    store.close()
    data("issue", "A")
    due = {ticket["label"]: ticket["apology_due"] for ticket in data("waiting")}
    assert due == {"A001": True, "A002": False}


@pytest.mark.usefixtures("manager_day")
def test_nobody_is_sent_to_a_service_on_a_day_on_which_it_is_not_given(kiosk, data) -> None:
    data("issue", "A")
    data("next", "--counter", "3")
    refused = kiosk("transfer", "--counter", "3", "--to-service", "M", code=1)
    assert "The manager's reception is not given today." in refused.stderr
    assert data("ticket", "A001")[0]["service"] == "A"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_lists_every_form_of_address(kiosk, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", language)
    page = " ".join(kiosk("issue", "--help").stdout.split())
    for form in forms_of_address(language):
        assert form.id in page
