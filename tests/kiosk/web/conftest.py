"""Fixtures of the web tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from web_hall import DeskSide, hall_config


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSide]:
    """A hall with three open counters."""
    side = DeskSide(hall_config(tmp_path))
    yield side
    side.store.close()
