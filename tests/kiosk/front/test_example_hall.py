"""A newcomer reads that this is an example hall, where it lies, and how to make one's own, until the first key."""

from __future__ import annotations

from dataclasses import replace

import pytest
from picture import text
from stations import OTHER, Scene, driven, keys

from kiosk.front.app import FrontApp
from kiosk.words import load_words


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 42)])
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_it_is_said_at_the_sign_in_and_in_the_line_until_the_first_key(
    crowd: Scene, language: str, size: tuple[int, int]
) -> None:
    folder = "~/.local/share/kiosk"
    app = FrontApp(replace(crowd.station(), example_folder=folder), OTHER, language=language)
    words = load_words(language)
    async with driven(app, size=size) as pilot:
        assert folder in "".join(text(app).split("\n"))
        await keys(pilot, "enter")
        said = words("desk.sign_in.example_short", folder=folder)
        assert (said if size[0] >= 80 else said.partition(folder)[0]) in text(app)
        await keys(pilot, "n")
        assert "kiosk init" not in text(app)


async def test_a_hall_of_ones_own_says_nothing_of_it(crowd: Scene) -> None:
    app = FrontApp(crowd.station(), OTHER, language="en")
    async with driven(app) as pilot:
        assert "kiosk init" not in text(app)
        await keys(pilot, "enter")
        assert "kiosk init" not in text(app)
