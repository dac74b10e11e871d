"""How fast reception follows: never a hand that lies on the keys, and one pair of hands only so often."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic

_BURST = 5
"""Keys or taps at once that a person may mean: two fingers, or a keypad whose one key sends a digit and Enter."""
_BURST_SPAN = 0.3
"""Seconds in which nobody means more than those."""
_CALM = 0.3
"""Seconds of quiet after which a key is meant again."""

FREE = 5
"""Numbers that one pair of hands takes without waiting: a family, or a teacher for colleagues."""
_REST = 3.0
"""Seconds without a touch after which the next hands are taken to be another person's."""
_BREATHERS = (10.0, 20.0, 40.0, 60.0)
"""Seconds to wait before each further number of the same hands."""
_MOST = 10
"""Numbers in a minute, whoever takes them: more than come one after another, fewer than a dozen."""
_MINUTE = 60.0


class Mash:
    """Tells keys and taps that come faster than anybody means them."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=_BURST + 1)
        self._going_on = False

    def swallows(self, at: float) -> bool:
        """Take note of a key or tap at a time in seconds, and tell whether it is one of many at once."""
        if self._recent and at - self._recent[-1] >= _CALM:
            self._recent.clear()
            self._going_on = False
        self._recent.append(at)
        if len(self._recent) > _BURST and 0 <= at - self._recent[0] < _BURST_SPAN:
            self._going_on = True
        return self._going_on


class Pace:
    """Counts the numbers that the same hands take one after another."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._touched_at = float("-inf")
        self._in_a_row = 0
        self._taken: deque[float] = deque(maxlen=_MOST)

    def touched(self) -> None:
        """Somebody pressed or tapped something; after a rest it is somebody else."""
        now = self._clock()
        if now - self._touched_at >= _REST and not self.wait():
            self._in_a_row = 0
        self._touched_at = now

    def took(self) -> None:
        """A number was taken."""
        self._in_a_row += 1
        self._taken.append(self._clock())

    def wait(self) -> float:
        """Seconds until the next number may be taken; 0 when it may be now."""
        free_at = float("-inf")
        if self._in_a_row >= FREE:
            free_at = self._taken[-1] + _BREATHERS[min(self._in_a_row - FREE, len(_BREATHERS) - 1)]
        if len(self._taken) == _MOST:
            free_at = max(free_at, self._taken[0] + _MINUTE)
        return max(0.0, free_at - self._clock())
