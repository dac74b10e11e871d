"""An act: one thing that a key does, with its condition, its words and its deed in one place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from kiosk.keys import DESK_KEYS, shown_key
from kiosk.screens.held_key import REPEAT_GAP
from kiosk.screens.pressed_key import textual_key

_Screen = TypeVar("_Screen", contravariant=True)

Deed = Callable[[_Screen], Awaitable[None] | None]
WhyNot = Callable[[_Screen], str]
"""Catalogue key of the one reason why something is not possible now; empty when it is."""

LEAFING = 0.1
"""Seconds for acts that leaf through something: no finger presses again so soon, a held key repeats once and stops."""


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
    also: str = ""
    """The one of its keys that no hall moves."""
    why_not: WhyNot[_Screen] = always
    area: str = "desk"
    """Catalogue that has its texts."""
    group: str = "act"
    local: bool = False
    """Asks nothing of the store: done at once, also while another act waits for the database."""
    repeat_gap: float = REPEAT_GAP
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


def act(id: str, keys: str = "", shown: str = "", *, also: str = "", **options: Any) -> Callable[[Deed[Any]], Act[Any]]:
    """Make a function an act; `options` are the other fields of `Act`.

    An act without `keys` has the key that stands for its id in the table of the desk's keys, if it stands there, and
    `also` another one that no hall moves.
    """
    tabled = DESK_KEYS.get(id, "") if not keys else ""
    names = ",".join(filter(None, (keys or textual_key(tabled), also)))

    def made(do: Deed[Any]) -> Act[Any]:
        return Act(id, names, do, shown or shown_key(tabled) or keys, also=also, **options)

    return made


@lru_cache(maxsize=16)
def with_keys(acts: tuple[Act[Any], ...], keys: tuple[tuple[str, str], ...]) -> tuple[Act[Any], ...]:
    """The acts of a table with the keys that a hall gives them, as pairs of an act's id and a key."""
    moved = dict(keys)
    return tuple(_moved(each, moved[each.id]) if each.id in moved and each.keys else each for each in acts)


def _moved(act: Act[Any], key: str) -> Act[Any]:
    return replace(act, keys=",".join(filter(None, (textual_key(key), act.also))), shown=shown_key(key))
