from collections.abc import Iterator
from pathlib import Path

import pytest
from store_hall import HALL, Clock

from queue_store import Store, open_store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "hall.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[Store]:
    opened = open_store(path, HALL, clock=clock)
    yield opened
    opened.close()
