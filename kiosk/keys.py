"""The keys of the desk: one table, which a hall may change in hall.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping

DESK_KEYS: Mapping[str, str] = {
    "next": "n",
    "start": "s",
    "recall": "r",
    "apologise": "a",
    "no_show": "x",
    "finish": "f",
    "park": "p",
    "transfer": "t",
    "resume": "u",
    "undo": "z",
    "redo": "ctrl+y",
    "acts": "ctrl+u",
    "issue": "i",
    "ticket": "v",
    "situations": "/",
    "onward": ".",
    "backward": ",",
    "interrupt": "q",
    "phone": "d",
    "supervisor": "g",
    "tell": "j",
    "card": "m",
    "address": "e",
    "why": "w",
    "turn": ";",
    "choose": "c",
    "owed": "o",
    "pause": "b",
    "figures": "y",
    "print_again": "=",
    "left_over": "0",
    "language": "l",
    "contrast": "k",
    "help": "h",
    "lock": "ctrl+l",
    "leave": "ctrl+q",
}
"""The key of each act that a hall may move to another key, by the act's id."""

FIXED_KEYS = frozenset({"?", "escape", "enter", "space", "up", "down", "left", "right", "pageup", "pagedown", "tab"})
"""Keys that mean the same everywhere and stand for no act of a hall's choice."""

_KEY = re.compile(r"[!-~]|ctrl\+[a-z]|f([1-9]|1[0-2])")
_TAKEN_BY_TERMINALS = frozenset(f"ctrl+{letter}" for letter in "cdhijmsz")
"""What terminals keep for themselves, or send for other keys."""


def plain_key(written: str) -> str:
    """A key as hall.toml writes it, such as `n`, `F5`, `ctrl+g`; ValueError when it is none that can be given."""
    key = written.strip().lower()
    if not _KEY.fullmatch(key) or key in FIXED_KEYS or key in _TAKEN_BY_TERMINALS:
        raise ValueError(written)
    return key


def said_key(key: str) -> str:
    """A key as sentences write it: `ctrl+q`, `F5`."""
    return key.upper() if len(key) > 1 and "+" not in key else key


def shown_key(key: str) -> str:
    """A key as screens write it: `^q` for ctrl+q, `F5` for f5."""
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+")
    return said_key(key)
