"""The chain of the log: every entry carries a hash over the entry before it and over its own content.

Whoever changes, removes, puts in or moves an entry would have to hash every later one anew, and then the last hash, the
head of the chain, is another one than what was printed or kept elsewhere before. Free text about people is not in the
log, only its number, so erasing it leaves the chain whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from queue_store.tickets.rows import to_json

ENTRY = (
    "hall", "seq", "act", "at", "kind", "subject", "key", "ticket_id", "counter", "clerk", "service", "precedence",
    "changes", "before", "undoes",
)  # fmt: skip
"""Columns of an entry, in the order in which they are hashed."""

BEGINNING = bytes(32)
"""What the first entry of a hall has in the place of the hash before it."""


def link(before: bytes, entry: Sequence[object]) -> bytes:
    """The hash of an entry: SHA-256 over the 32 bytes of the hash before it and the values of `ENTRY`.

    The values are hashed as the database holds them (numbers, texts, NULL), as one JSON array without spaces in UTF-8.
    """
    return sha256(before + to_json(entry).encode()).digest()
