"""How the pages of a hall prove whose they are: a digest of what the asker made up, keyed with the hall's secret."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

PAGES_SECRET = "pages"
"""Name of the store's secret with which a hall's pages prove that they are this hall's."""

_NONCE = re.compile("[0-9a-f]{32}")


def new_nonce() -> str:
    """Make up what the pages are to answer for: 16 random bytes in hexadecimal."""
    return secrets.token_hex(16)


def is_nonce(text: str) -> bool:
    """Tell whether a text has the form of a nonce."""
    return _NONCE.fullmatch(text) is not None


def identity_path(nonce: str) -> str:
    """Path below the site at which the pages answer for a nonce."""
    return f"/identity/{nonce}"


def identity_proof(secret: bytes, nonce: str) -> str:
    """The answer that only who knows the hall's secret can give: HMAC-SHA256 (RFC 2104) in 64 hexadecimal digits."""
    return hmac.digest(secret, b"pages:" + nonce.encode("ascii"), hashlib.sha256).hex()


def proves_identity(secret: bytes, nonce: str, answer: str) -> bool:
    """Tell whether an answer was made with the hall's secret."""
    return hmac.compare_digest(answer.encode(), identity_proof(secret, nonce).encode())
