"""Scenes for the tests of screens."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from programs import chromium, need_chinese_font
from stations import Scene

from kiosk.desk import expected
from kiosk.floor import foresight
from queue_store.engines.sqlite.engine import SqliteEngine


@pytest.fixture(autouse=True)
def forecasts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forecasts of the desk are read without waiting for a quiet moment: `settle` waits for them."""
    for module in (expected, foresight):
        monkeypatch.setattr(module, "SETTLE", 0.0)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def chinese_font() -> None:
    """A font that sets Chinese is installed."""
    need_chinese_font()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """An empty hall on a file of its own."""
    made = Scene(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def crowd(scene: Scene) -> Scene:
    """A hall with seven people waiting."""
    scene.crowd()
    return scene


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The thread of every transaction, in order; looking whether the hall changed at all is none."""
    threads: list[str] = []

    def counting(method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **fields: Any) -> Any:
            if sys._getframe(1).f_code.co_name != "version":
                threads.append(threading.current_thread().name)
            return method(*args, **fields)

        return counted

    for name in ("read", "write"):
        monkeypatch.setattr(SqliteEngine, name, counting(getattr(SqliteEngine, name)))
    return threads
