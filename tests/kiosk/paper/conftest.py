"""A hall with a printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from paper_hall import MakeScene
from stations import HALL, Scene

from kiosk.hall import parse_hall


@pytest.fixture
def printing_hall(tmp_path: Path) -> Iterator[MakeScene]:
    """Make a hall whose numbers are printed at `to`, a folder of the test without it."""
    made: list[Scene] = []

    def make(to: str = "", *, width: int = 58, more: str = "") -> Scene:
        place = to or f"file:{tmp_path}/out/"
        (tmp_path / "out").mkdir(exist_ok=True)
        text = HALL + f'\n[printer]\nto = "{place}"\nwidth = {width}\n{more}\n'
        made.append(Scene(tmp_path, parse_hall(text, tmp_path / "hall.toml"), pages=True))
        return made[-1]

    yield make
    for scene in made:
        scene.store.close()
