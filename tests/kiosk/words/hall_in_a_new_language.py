"""A desk, a slip and a phone page in a language that only has catalogues; run on a copy of the product, by itself."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import httpx2
from picture import squeezed
from stations import HALL, POST, Scene, driven, keys

from kiosk.desk.app import DeskApp
from kiosk.hall import parse_hall
from kiosk.ticket.slip import slip_page
from kiosk.web.app import create_app
from kiosk.words import load_words
from prompts import negotiate
from queue_store import Visitor

LANGUAGE = "he"


async def main(folder: Path) -> None:
    text = 'languages = ["en", "he"]\n' + re.sub(r'en = "([^"]*)"', r'en = "\1", he = "MARK \1"', HALL)
    hall = Scene(folder, parse_hall(text, folder / "hall.toml"))
    ticket = hall.store.issue("A", visitor=Visitor(language=LANGUAGE))
    await on_the_phone(hall, ticket.token)
    await at_the_desk(hall)
    slip = slip_page(hall.config, load_words(LANGUAGE), ticket, ["Title deed"], hall.clock.now)
    assert '<html lang="he" dir="rtl">' in slip, slip
    assert "MARK New account" in slip
    assert negotiate("he_IL.UTF-8") == LANGUAGE
    hall.store.close()


async def on_the_phone(hall: Scene, token: str) -> None:
    application = create_app(hall.config, hall.open, "http://192.0.2.10:8080")
    async with application.router.lifespan_context(application):
        application.state.web.clock = hall.clock
        transport = httpx2.ASGITransport(application)
        async with httpx2.AsyncClient(transport=transport, base_url="http://hall.test") as phone:
            page = (await phone.get(f"/t/{token}")).text
            english = (await phone.get(f"/t/{token}?lang=en", follow_redirects=True)).text
    assert '<html lang="he" dir="rtl">' in page, page
    assert "MARK New account" in page
    assert "MARK Skip to content" in page
    assert ">Ivrit</a>" in english, "each language in its own word"
    assert '<html lang="en" dir="ltr">' in english


async def at_the_desk(hall: Scene) -> None:
    app = DeskApp(hall.station(), POST, language=LANGUAGE)
    async with driven(app) as pilot:
        await keys(pilot, "enter", "n", "s")
        page = squeezed(app)
        assert "MARKNewaccount" in page, page
        assert "MARKCertainly" in page or "MARKLet" in page, page
        await keys(pilot, "l")
        assert app.language == "en"


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
