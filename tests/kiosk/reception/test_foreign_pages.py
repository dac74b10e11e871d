"""Reception says why tickets have no QR while the port of the pages is somebody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from picture import text
from stations import Scene, driven, until

from kiosk.reception.app import ReceptionApp
from kiosk.words import load_words


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
async def test_it_stands_on_top_until_the_port_is_the_halls_again(scene: Scene, language: str) -> None:
    port = 8080
    app = ReceptionApp(replace(scene.station(), foreign_port=lambda: port), language=language)
    async with driven(app, size=(120, 30)):
        await until(lambda: load_words(language)("screens.pages_foreign", port=8080)[:20] in text(app))
        port = 0
        await until(lambda: "8080" not in text(app))
