"""A key that is held down: the terminal sends it again and again, and each repeat looks like a press."""

from __future__ import annotations

from textual import events

REPEAT_GAP = 0.75
"""Seconds within which the same key again counts as held; keyboards wait up to two thirds of one before repeating."""


class HeldKey:
    """Tells a held key from one that was pressed again."""

    def __init__(self) -> None:
        self._key = ""
        self._at = float("-inf")
        self._place: object = None
        """Where the key went when it was pressed."""

    def repeats(self, event: events.Key, gap: float = REPEAT_GAP) -> bool:
        """Take note of a key that arrived, and tell whether it is the last one held down."""
        held = event.key == self._key and event.time - self._at < gap
        self._key, self._at = event.key, event.time
        return held

    def repeats_elsewhere(self, event: events.Key, place: object) -> bool:
        """Take note of a key that would go to `place`, and tell whether it was pressed somewhere else and held."""
        if not self.repeats(event):
            self._place = place
        return self._place is not place
