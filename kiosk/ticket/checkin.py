"""Codes and signatures made from the hall's kept secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

CHECK_IN_SECRET = "check-in"
"""Name of the store's secret from which check-in codes are made."""

_CODE_LASTS = timedelta(minutes=1)


def checkin_code(secret: bytes, now: datetime) -> str:
    """Return the four digits shown at reception in this minute; they prove that somebody stands in the hall."""
    minute = int(now.timestamp() // _CODE_LASTS.total_seconds())
    digest = hmac.digest(secret, b"check-in:%d" % minute, hashlib.sha256)
    return f"{int.from_bytes(digest[:8]) % 10_000:04}"


def checkin_code_holds(secret: bytes, code: str, now: datetime) -> bool:
    """Tell whether this is the code of this minute or of the one before, which a slow reader may still be typing."""
    given = "".join(str(int(letter)) for letter in code if letter.isdecimal())
    right = (checkin_code(secret, moment) for moment in (now, now - _CODE_LASTS))
    return any([hmac.compare_digest(given, each) for each in right])


def _sign(secret: bytes, text: str) -> str:
    return hmac.digest(secret, b"device:" + text.encode(), hashlib.sha256).hex()[:32]


@dataclass(frozen=True, slots=True)
class Device:
    """What the hall remembers, in a cookie, of a phone that joined from afar: a random name and its last ticket."""

    id: str
    token: str = ""
    """Token of the last ticket it took; empty before the first."""

    def cookie(self, secret: bytes) -> str:
        """Return the signed value of the cookie."""
        text = f"{self.id}.{self.token}"
        return f"{text}.{_sign(secret, text)}"

    def form_key(self, secret: bytes) -> str:
        """Return the value that a form of this device carries, so that no other site can send it."""
        return _sign(secret, f"form:{self.id}.{self.token}")

    def request_id(self) -> str:
        """Return the name of the next ticket's request: two taps, or an answer lost on the way, make one ticket."""
        return f"phone:{self.id}:{hashlib.sha256(self.token.encode()).hexdigest()[:16]}"


def read_device(secret: bytes, cookie: str | None) -> Device:
    """Return the device of a cookie, a new one when there is none or it was tampered with."""
    identity, _, rest = (cookie or "").partition(".")
    token, _, signature = rest.partition(".")
    if cookie and cookie.isascii() and hmac.compare_digest(signature, _sign(secret, f"{identity}.{token}")):
        return Device(identity, token)
    return Device(secrets.token_hex(8))
