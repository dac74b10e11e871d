"""The names of cookies."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from web_hall import hall_config

from kiosk.web.cookies import Cookies


def names(*databases: str, folder: Path) -> set[str]:
    config = hall_config(folder)
    return {Cookies(config.model_copy(update={"database": each}), "/").name("lang") for each in databases}


def test_halls_are_told_apart_and_a_password_is_not_in_the_name(tmp_path: Path) -> None:
    assert len(names("a.db", "b.db", folder=tmp_path)) == 2
    alike = ("postgresql://kiosk:one@db.lan:5432/gas", "postgresql://kiosk:two@db.lan:5432/gas")
    assert len(names(*alike, folder=tmp_path)) == 1
    assert len(names(*alike, "postgresql://kiosk@db.lan:5432/power", folder=tmp_path)) == 2
    assert len(names("hall.db", folder=tmp_path) | names("hall.db", folder=tmp_path / "next door")) == 2


def test_a_cookie_of_https_is_never_sent_in_the_clear(tmp_path: Path) -> None:
    cookies = Cookies(hall_config(tmp_path), "/hall/")
    for scheme, secure in (("https", True), ("http", False)):
        answer = Response()
        request = Request({"type": "http", "scheme": scheme, "path": "/", "headers": [], "server": ("hall", 80)})
        cookies.write(request, answer, "lang", "en", 60)
        assert ("Secure" in answer.headers["set-cookie"]) == secure
