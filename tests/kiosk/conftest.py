"""Scenes for the tests of screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from stations import Scene


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
