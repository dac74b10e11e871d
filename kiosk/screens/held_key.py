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
        self.place: object = None
        """Where the key went when it was pressed."""

    def repeats(self, event: events.Key, place: object = None) -> bool:
        """Take note of a key that arrived; `place` is where it would go now."""
        held = event.key == self._key and event.time - self._at < REPEAT_GAP
        self._key, self._at = event.key, event.time
        if not held:
            self.place = place
        return held
