"""What a post did, act by act: what can be taken back, what was, and what can be done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from queue_store.model import Verb


@dataclass(frozen=True, slots=True)
class ActDone:
    """One act of a post, whole."""

    act: int
    kind: str
    """Verb or kind of the act."""
    ticket_id: int | None
    label: str
    """Label of its ticket; empty when it was about none."""
    at: datetime
    """When it was done first."""
    counter: int
    clerk: str
    entries: int
    """How many changes it made."""

    @property
    def verb(self) -> Verb | None:
        """The verb, for an act on a ticket."""
        return Verb(self.kind) if self.kind in set(Verb) else None


class Undone(ActDone):
    """What `undo` took back."""


class Redone(ActDone):
    """What `redo` did again."""


@dataclass(frozen=True, slots=True)
class ActsOfPost:
    """What a post did today and can take back, and what it took back and can do again."""

    undoable: tuple[ActDone, ...]
    """Acts that stand, in the order in which `undo` takes them back: the first is the next."""
    kept: tuple[ActDone, ...]
    """Acts that stand and cannot be taken back because somebody else built on them, the newest first."""
    again: ActDone | None
    """What `redo` would do again; None where nothing was taken back last."""
