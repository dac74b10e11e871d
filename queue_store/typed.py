"""What people and programs typed, made fit to be stored: nothing that a terminal, a printer or a log would obey.

Free text is cleaned. A name is what tells people apart, and an id what tells requests apart: neither is cut short, for
two of them could become one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from queue_store.errors import QueueError

REASON_LENGTH = 500
"""Longest reason or note that is kept."""

NAME_LENGTH = 40
"""Longest name or telephone number that is kept."""

TERMINAL_LENGTH = 100
"""Longest name of a terminal that is kept."""

ID_LENGTH = 200
"""Longest id that a program may give."""

_OBEYED = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
"""Marks that turn the direction of a line, and those that end it."""

_UNSEEN = ("Cc", "Cf", "Cs")
"""Unicode categories of what cannot be seen: control and format characters, halves of characters."""


def clean(text: str, length: int) -> str:
    """What a person typed, without control characters and at most `length` characters; otherwise word for word."""
    kept = "".join(c for c in text[: length * 8] if unicodedata.category(c) not in ("Cc", "Cs") and c not in _OBEYED)
    return kept.strip()[:length]


def clean_data(data: object) -> object:
    """Plain values, as JSON has them, with every text in them cleaned."""
    if isinstance(data, str):
        return clean(data, REASON_LENGTH)
    if isinstance(data, Mapping):
        return {clean(str(name), NAME_LENGTH): clean_data(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [clean_data(value) for value in data]
    return data


def clerk_name(text: str) -> str:
    """The name of a clerk as it is stored and compared: one spelling for what looks the same.

    Full-width letters and digits become ordinary ones (Unicode NFKC), any run of spaces or line ends one space, and
    what cannot be seen goes. Capitals stay as they were typed: a hall may tell `li` from `Li`. A name of which nothing
    is left or that is longer than `NAME_LENGTH` is refused.
    """
    words = unicodedata.normalize("NFKC", text[: NAME_LENGTH * 8]).split()
    seen = ("".join(c for c in word if unicodedata.category(c) not in _UNSEEN) for word in words)
    name = " ".join(word for word in seen if word)
    if not 1 <= len(name) <= NAME_LENGTH:
        raise QueueError("clerk_name", "Name the clerk in 1 to {most} characters, such as c07.", most=NAME_LENGTH)
    return name


def program_id(text: str) -> str:
    """What a program named (a request, a device, a kind of note), as it is; refused when empty, long or unprintable."""
    if not (1 <= len(text) <= ID_LENGTH and text.isprintable()):
        raise QueueError(
            "program_id", "An id that a program gives has 1 to {most} printable characters.", most=ID_LENGTH
        )
    return text
