"""Fixtures of the web tests."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from web_hall import DeskSide, Serving, hall_config, serving

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSide]:
    """A hall with three open counters."""
    side = DeskSide(hall_config(tmp_path))
    yield side
    side.store.close()


@pytest.fixture(autouse=True)
def log_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages beside a screen are kept quiet for good; a test that listens hears the log whatever ran before it."""
    monkeypatch.setattr(logging.getLogger("kiosk.web"), "propagate", True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without it these tests fail where CI is set, and are skipped elsewhere."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is missing")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def server(desk: DeskSide) -> Iterator[Serving]:
    with serving(desk) as running:
        yield running
