"""Pictures of reception at the sizes and in the languages of a hall; see `tests/kiosk/test_screen_pictures.py`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stations import CONFIG, Scene, keys, still
from textual.pilot import Pilot

from kiosk.reception.app import ReceptionApp
from kiosk.screens.station import Station

Snap = Callable[..., bool]
SIZES = [(60, 20), (80, 24), (100, 30), (140, 42), (200, 60)]
STEPS = {"welcome": (), "details": ("1",), "priority": ("1", "2"), "ticket": ("1", "0")}


@pytest.fixture
def reception(crowd: Scene) -> Callable[[str], ReceptionApp]:
    """Reception in a language, with the same code on every picture."""

    def made(language: str) -> ReceptionApp:
        page = "HTTP://192.168.1.23:8080/T/0123456789ABCDEFGHJKMNPQRS"
        return still(ReceptionApp(Station(crowd.store, crowd.config, page_of=lambda _ticket: page), language=language))

    return made


LANGUAGES = CONFIG.languages
PICTURES = [
    (step, size, language)
    for step in ("welcome", "ticket")
    for size in SIZES
    for language in (LANGUAGES if size == (80, 24) else ("zh-Hans", "en"))
]
PICTURES += [
    (step, size, LANGUAGES[place % len(LANGUAGES)])
    for step in ("details", "priority")
    for place, size in enumerate(SIZES)
]


@pytest.mark.parametrize(
    ("step", "size", "language"), PICTURES, ids=[f"{step}-{wide}x{high}-{of}" for step, (wide, high), of in PICTURES]
)
def test_reception(
    snap_compare: Snap, reception: Callable[[str], ReceptionApp], step: str, size: tuple[int, int], language: str
) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await keys(pilot, *STEPS[step])

    assert snap_compare(reception(language), terminal_size=size, run_before=walk)
