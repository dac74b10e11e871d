"""From the command line: the hall's time beside the PC's, and a counter that is somebody else's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.hall import load_hall
from queue_store import open_store


def write_with_a_clock_ahead(hall: Path, **ahead: float) -> None:
    """Somebody took a number, and left, while the PC's clock was ahead."""
    config, later = load_hall(hall), datetime.now(UTC) + timedelta(**ahead)
    store = open_store(config.database_path, config.rules(), clock=lambda: later)
    store.cancel(store.issue("A").token)
    store.close()


def test_the_clocks_agree(kiosk, data) -> None:
    kiosk("issue", "A")
    assert "agrees" in kiosk("clock").stdout
    [state] = data("clock")
    assert (state["pc_ahead_seconds"], state["followed_when_empty"]) == (0, True)


def test_a_clock_that_was_days_ahead_is_adopted_when_somebody_says_so(kiosk, data, hall: Path) -> None:
    write_with_a_clock_ahead(hall, days=3)
    assert "kiosk clock --adopt" in kiosk("clock").stdout
    assert -3 * 86400 - 60 < data("clock")[0]["pc_ahead_seconds"] < -3 * 86400 + 60
    kiosk("issue", "A")
    assert "Somebody is in the hall" in kiosk("clock", "--adopt", code=1).stderr
    kiosk("cancel", "A002")
    assert "agrees" in kiosk("clock", "--adopt").stdout


def test_a_counter_is_taken_over_by_name_only(kiosk) -> None:
    kiosk("open", "--counter", "3", "--clerk", "c07")
    refused = kiosk("open", "--counter", "3", "--clerk", "zz", code=1).stderr
    assert "Counter 3 is open by c07 since" in refused
    assert "Counter 3 is open by c07" in kiosk("next", "--counter", "3", "--clerk", "zz", code=1).stderr
    assert "zz" in kiosk("open", "--counter", "3", "--clerk", "zz", "--take-over").stdout
