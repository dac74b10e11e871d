"""What the command line says of a number of yesterday."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from at_terminal import at_terminal

from kiosk.hall import load_hall
from queue_store import open_store


@pytest.fixture
def left_over(hall: Path) -> str:
    """The label of a number that nobody answered for; the hall was last used yesterday."""
    config = load_hall(hall / "hall.toml")
    store = open_store(config.database_path, config.rules(), clock=lambda: datetime.now(UTC) - timedelta(days=1))
    label = store.issue("A").label
    store.close()
    return label


def test_it_says_that_the_number_was_left_over_and_no_wait(kiosk, data, left_over: str) -> None:
    line = kiosk("ticket", left_over).stdout
    assert line.split()[:3] == [left_over, "left", "over"]
    assert "24 h" not in line
    [record] = data("ticket", left_over)
    assert (record["state"], record["wait_seconds"]) == ("left_over", None)
    assert kiosk("waiting").stdout == ""


def test_it_says_so_in_chinese(kiosk, left_over: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_LANGUAGE", "zh-Hans")
    assert "前一天遗留" in kiosk("ticket", left_over).stdout


def test_a_person_is_told_that_only_those_left_over_are_meant(hall: Path, data, left_over: str) -> None:
    today = data("issue", "A")[0]["label"]
    code, seen = at_terminal(hall, "y", "day", "close", "--waiting", "expire")
    assert code == 0
    assert f"Still open: {left_over} (1). They end." in seen
    assert "Expired: 1." in seen
    assert [record["label"] for record in data("waiting")] == [today]


def test_carried_over_it_waits_again_and_the_wait_begins_today(kiosk, data, left_over: str) -> None:
    kiosk("day", "close", "--waiting", "carry_over")
    [record] = data("waiting")
    assert (record["label"], record["state"]) == (left_over, "waiting")
    assert record["wait_seconds"] < 60
