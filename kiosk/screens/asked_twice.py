"""Acts that cannot be taken back ask first: the same key once more confirms, for as long as the question is read."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

CONFIRM_WITHIN = 6.0
"""Seconds for which a question stands; the status line shows it as long."""


class AskedTwice:
    """A question that its own key confirms."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.clock = clock
        self._asked_at = float("-inf")
        self._about: object = None

    @property
    def standing(self) -> bool:
        """The question was asked, and not long ago."""
        return self.clock() - self._asked_at <= CONFIRM_WITHIN

    def confirmed(self, about: object = None) -> bool:
        """Tell whether this press confirms the question about the same thing; otherwise it stands from now on."""
        if self.standing and self._about == about:
            self._asked_at = float("-inf")
            return True
        self._asked_at, self._about = self.clock(), about
        return False

    def drop(self) -> None:
        """Something else was done: the question stands no more."""
        self._asked_at = float("-inf")
