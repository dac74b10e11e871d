"""What a browser remembers for these pages: several halls on one PC each have cookies of their own."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from kiosk.hall import HallConfig


class Cookies:
    """The cookies of one hall.

    Cookies belong to a host whatever the port (RFC 6265, section 8.5), so their names carry a mark of the hall, and
    their path is that of its pages.
    """

    def __init__(self, config: HallConfig, path: str) -> None:
        self._mark = _mark_of(config)
        self._path = path

    def name(self, cookie: str) -> str:
        """Return the name by which browsers know a cookie."""
        return f"{cookie}-{self._mark}"

    def read(self, request: Request, cookie: str) -> str:
        """Return what a browser remembers; empty when it does not."""
        return request.cookies.get(self.name(cookie), "")

    def write(self, request: Request, answer: Response, cookie: str, value: str, seconds: int) -> None:
        """Let a browser remember something; over HTTPS it is never sent in the clear afterwards."""
        secure = request.url.scheme == "https"
        name = self.name(cookie)
        answer.set_cookie(name, value, max_age=seconds, path=self._path, secure=secure, httponly=True, samesite="lax")


def _mark_of(config: HallConfig) -> str:
    """Eight digits that tell halls apart: by name and database, of which no password goes in."""
    parts = urlsplit(config.database_path)
    place = f"{parts.hostname}:{parts.port}{parts.path}" if parts.netloc else config.database_path
    return hashlib.sha256(f"{config.id}\n{place}".encode()).hexdigest()[:8]
