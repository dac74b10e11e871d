"""Which key is meant: Caps Lock, full width and the marks of a Chinese input method change nothing."""

from __future__ import annotations

import unicodedata

from textual import events
from textual.keys import _character_to_key

_MARKS = {"\u3002": ".", "\u3001": "/", "\u3010": "[", "\u3011": "]", "\u00b7": "`"}
"""Marks that a Chinese input method sends for keys, where their full-width form is not that of the key."""


def textual_key(key: str) -> str:
    """The name that Textual has for a key of `kiosk.keys`: `slash` for `/`."""
    return _character_to_key(key) if len(key) == 1 else key


def pressed_key(event: events.Key) -> str:
    """The key that is meant, as Textual names it."""
    typed = event.character
    if not typed or len(typed) != 1 or not typed.isprintable():
        return event.key
    plain = _MARKS.get(typed) or unicodedata.normalize("NFKC", typed).lower()
    return textual_key(plain) if plain != typed and len(plain) == 1 and plain.isascii() else event.key


def from_an_input_method(event: events.Key) -> bool:
    """Whether a key brought a character that no key of a Latin keyboard stands for."""
    typed = event.character or ""
    return len(typed) == 1 and ord(typed) > 0x2E7F and pressed_key(event) == event.key
