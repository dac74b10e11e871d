"""An act: one thing that a key does, with its condition, its words and its deed in one place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

_Screen = TypeVar("_Screen", contravariant=True)

Deed = Callable[[_Screen], Awaitable[None] | None]
WhyNot = Callable[[_Screen], str]
"""Catalogue key of the one reason why something is not possible now; empty when it is."""

QUICK_REPEAT = 0.1
"""Seconds: no finger presses the same key again so soon, a keyboard that repeats a held key does."""


class TakenBack(StrEnum):
    """How a clerk takes back what an act did: nothing is done for good by one key that was meant otherwise."""

    NOTHING = "nothing"
    """There is nothing to take back: it looks something up, changes the screen, or only notes what was looked at."""
    UNDO = "undo"
    """By the key of undo."""
    SAME_KEY = "same_key"
    """By the same key: it toggles, or what is entered anew replaces what was entered."""
    ON_ITS_SCREEN = "on_its_screen"
    """By a key of the screen that it opens."""
    ASKED_FIRST = "asked_first"
    """Not at all, so it is asked first."""


def always(_screen: object) -> str:
    """Possible at any time."""
    return ""


@dataclass(frozen=True, slots=True)
class Act(Generic[_Screen]):
    """What a key does. Its texts are `AREA.GROUP.ID.name` and `.tip`."""

    id: str
    keys: str
    """Keys as Textual names them, separated by commas; empty when the screen binds them itself."""
    do: Deed[_Screen]
    shown: str
    """The key as the key bar writes it."""
    why_not: WhyNot[_Screen] = always
    area: str = "desk"
    """Catalogue that has its texts."""
    group: str = "act"
    local: bool = False
    """Asks nothing of the store: done at once, also while another act waits for the database."""
    repeat_gap: float = QUICK_REPEAT
    """Seconds within which the same key again is a held key and does nothing."""
    taken_back: TakenBack = TakenBack.NOTHING
    unseen: bool = False
    """Pressed by nobody: follows from another act, and leaves its sentence where it is."""

    @property
    def name(self) -> str:
        """Catalogue key of its name."""
        return f"{self.area}.{self.group}.{self.id}.name"

    @property
    def tip(self) -> str:
        """Catalogue key of what it does, in a sentence."""
        return f"{self.area}.{self.group}.{self.id}.tip"

    def has_key(self, key: str) -> bool:
        """Whether a key stands for it."""
        return key in self.keys.split(",")


def act(id: str, keys: str, shown: str = "", **options: Any) -> Callable[[Deed[Any]], Act[Any]]:
    """Make a function an act; `options` are the other fields of `Act`."""

    def made(do: Deed[Any]) -> Act[Any]:
        return Act(id, keys, do, shown or keys, **options)

    return made
