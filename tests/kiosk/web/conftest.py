"""Fixtures of the web tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_hall import DeskSide, Serving, for_hours, hall_config, serving


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSide]:
    """A hall with three open counters."""
    side = DeskSide(for_hours(hall_config(tmp_path)))
    yield side
    side.store.close()


@pytest.fixture(autouse=True)
def log_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages beside a screen are kept quiet for good; a test that listens hears the log whatever ran before it."""
    monkeypatch.setattr(logging.getLogger("kiosk.web"), "propagate", True)


@pytest.fixture
def server(desk: DeskSide) -> Iterator[Serving]:
    with serving(desk) as running:
        yield running
